"""What Screen failures shows, in plain English: each filter beside the panel, and each mark of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.pages.state import keys
from mesems_dash.pages.state.filter_catalogue import FAILURES, VERBS, Filter, describe_filter
from mesems_dash.queries.selection import parse_day
from mesems_dash.vocabulary import ALL, STATUS_LABELS
from mesems_dash.words.phrases import format_date, join_words, name_criterion, name_group

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.queries.marks import Mark
    from mesems_dash.queries.selection import Reasons, Selection

__all__ = ["describe_filters", "describe_mark"]

_SAID_LATER: Final = ("kinds", "recorded", "disagreements")
"""Fields that the sentence has behind criteria and their parts."""
_DECIDED: Final = {"eligible": "site: eligible", "unknown": "site: not decided", "ineligible": "site: ineligible"}
_COUNTS: Final = {"any": "", "only": "as the only reason", "first": "as the first reason"}


def describe_filters(selection: Selection, leaf_names: Mapping[str, str]) -> list[str]:
    """Return one phrase for each filter that is set; none where nothing is filtered beside the panel."""
    names = {keys.LEAF: leaf_names}
    return [phrase for one in sorted(FAILURES, key=_place) for phrase in describe_filter(one, selection, names)]


def _place(one: Filter) -> tuple[bool, bool]:
    """Return where the sentence says a filter: criteria and their parts, what else is a code, ranges."""
    return one.kind in ("range", "switch"), one.field in _SAID_LATER


def describe_mark(mark: Mark, reasons: Reasons, site_names: Mapping[str, str]) -> str:
    """Say what a mark of a chart stands for: "failing I2 Age, RRMS"."""
    kind, *rest = mark
    verb = VERBS[reasons]
    if kind == "attrition":
        return _describe_step(rest[0], rest[2].split(), verb)
    if kind == "combination":
        what = "exactly" if rest[1] == "exactly" else "at least"
        return f"{verb} {what} {_join(rest[0].split())}"
    if kind == "pair":
        return f"{verb} {_join(list(dict.fromkeys(rest)))}"
    if kind in ("time", "site", "status"):
        return _describe_lane(mark, reasons, site_names)
    return _describe_bar(mark, verb)


def _join(codes: Sequence[str]) -> str:
    return join_words([name_criterion(code) for code in codes])


def _describe_step(criterion: str, earlier: Sequence[str], verb: str) -> str:
    before = f" and none of {', '.join(earlier)}" if earlier else ""
    return f"{verb} {name_criterion(criterion)}{before}"


def _describe_lane(mark: Mark, reasons: Reasons, site_names: Mapping[str, str]) -> str:
    lane = mark[-1]
    names = STATUS_LABELS if reasons == "derived" else _DECIDED
    status = "" if lane == "all" else names[lane].lower()
    if mark[0] == "status":
        return status
    if mark[0] == "site":
        where = site_names.get(mark[1], "a site that is not in this data cut")  # never what an address may hold
    else:
        where = f"screened {format_date(parse_day(mark[1]))} to {format_date(parse_day(mark[2]))}"
    return ", ".join(part for part in (where, status) if part)


def _describe_bar(mark: Mark, verb: str) -> str:
    criterion, subtype, count = mark
    verb = "undecided on" if count == "unknown" else verb
    what = f"{verb} {name_criterion(criterion)}"
    return ", ".join(
        part for part in (what, _COUNTS.get(count, ""), "" if subtype == ALL else name_group(subtype)) if part
    )
