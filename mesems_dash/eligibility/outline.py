"""What does a criterion ask for, part by part, with its limits? Short lines, to set rule sets side by side.

The evidence for one person is in `describe.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.eligibility.rules import (
    Age,
    Category,
    Duration,
    Flag,
    Limit,
    Rise,
    Spaced,
    Total,
    Within,
    walk,
)
from mesems_dash.eligibility.wording import format_back, format_days, format_number, format_score

if TYPE_CHECKING:
    from mesems_dash.eligibility.rules import Criterion, Leaf, Node

__all__ = ["outline_criterion"]

_PLACES = 3
"""Parts of a leaf's id where it belongs to one subtype: I1.RRMS.GEL."""


def outline_criterion(criterion: Criterion) -> tuple[str, ...]:
    """Return a line for each leaf: "RRMS: A year of therapy (at least 365 days)"; none for E1 to E3.

    Two rule sets that ask for the same give the same lines, and a limit that differs makes a line differ.
    """
    return tuple(_outline(leaf) for leaf in criterion.leaves)


def _outline(leaf: Leaf) -> str:
    places = leaf.id.split(".")
    subtype = f"{places[1]}: " if len(places) == _PLACES else ""
    limits = [said for said in map(_describe_limit, walk(leaf.part)) if said.removeprefix("within ") not in leaf.label]
    text = f" ({'; '.join(limits)})" if limits else ""
    return f"{subtype}{leaf.label}{text}"


def _describe_limit(node: Node) -> str:
    """Say the limit of one test; nothing for a test without one, whose label says all, and for what joins tests."""
    match node:
        case Age() | Duration():
            return _describe_years(node)
        case Limit():
            return _format_number(node)
        case Flag(normal_from=lo, normal_to=hi) if lo is not None and hi is not None:
            return f"a count of {format_number(lo)} to {format_number(hi)} clears it"
        case Category(is_=code):
            return code
        case _:
            return _format_window(node)


def _format_window(node: Node) -> str:
    match node:
        case Within(months=months, days=days):
            return f"within {format_back(months, days)}"
        case Total(at_least_days=days):
            return f"at least {format_days(days)}"
        case Spaced(months=months, apart_days=days):
            return f"within {format_back(months, None)}, at least {format_days(days)} apart"
        case Rise(months=months):
            return f"within {format_back(months, None)}; {_describe_rise(node)}"
        case _:
            return ""


def _describe_rise(test: Rise) -> str:
    return (
        f"by {format_number(test.rise)} where the latest score is {format_score(test.up_to_score)} or less, "
        f"else by {format_number(test.rise_above)}"
    )


def _describe_years(test: Age | Duration) -> str:
    years = test.at_least_years if test.at_least_years is not None else test.at_most_years
    return f"at {'least' if test.at_least_years is not None else 'most'} {years} years"


def _format_number(test: Limit) -> str:
    asked = {"at least": test.at_least, "at most": test.at_most, "below": test.below}
    return " and ".join(f"{word} {format_number(limit)}" for word, limit in asked.items() if limit is not None)
