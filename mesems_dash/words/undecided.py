"""Words of what is missing to decide: findings, text alternatives, the table of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.words.phrases import (
    agree,
    format_count,
    format_days,
    format_part,
    format_people,
    format_things,
    lower_first,
)
from mesems_dash.words.questions import name_missing
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "MOST_BARS",
    "build_undecided_numbers",
    "describe_missing",
    "explain_missing",
    "explain_undecided",
    "find_missing_fields",
    "find_undecided",
    "find_undecided_sites",
    "tabulate_undecided_sites",
]

MOST_BARS: Final = 12
_FEW: Final = 3


def find_undecided(sites: pd.DataFrame, fields: pd.DataFrame) -> str:
    """State how many are undecided, and the one value that would settle most of them."""
    people, undecided = int(sites["people"].sum()), int(sites["undecided"].sum())
    if not undecided:
        return "The only person is not undecided" if people == 1 else f"None of {format_people(people)} is undecided"
    verb = agree(undecided, people, "is", "are")
    head = f"{format_part(undecided, people, 'person', 'people')} {verb} undecided"
    best = list_rows(fields)[0] if len(fields) else None
    if best is None or not best["settled"]:
        return f"{head}; no single value would decide anyone for certain"
    return f"{head}; {_name_the(best['field'])} would decide {best['settled']:,}"


def _name_the(field: str) -> str:
    name = name_missing(field)
    if name.startswith(("Whether", "Which")):
        return lower_first(name)
    return f"the {name if name[1:2].isupper() or name.startswith('HBs') else lower_first(name)}"


def build_undecided_numbers(sites: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the key numbers as (label, value, of how many)."""
    undecided, people = int(sites["undecided"].sum()), int(sites["people"].sum())
    of = f"of {undecided:,} undecided"
    longest = sites["longest_open"].max()
    return [
        ("Undecided", f"{undecided:,}", f"of {format_people(people)}"),
        ("One value away", format_count(sites["one_value"].sum()), of),
        ("Several values away", format_count(sites["several"].sum()), of),
        ("Longest open", format_days(longest), "since the screening"),
    ]


def explain_undecided(sites: pd.DataFrame) -> str:
    """Say who is in this lane and who is not, and how many of them are randomised all the same."""
    randomised = int(sites["randomised"].sum())
    marked = (
        f" {format_people(randomised)} {agree(randomised, randomised, 'is', 'are')} already randomised (see the list)."
        if randomised
        else ""
    )
    return (
        "Undecided: no criterion fails and at least one is unknown, at the screening that decides a "
        "person's status. People who already fail a criterion are not listed: a missing value cannot change "
        "that. One value away: the answer to one question makes the person eligible or ineligible, whatever "
        f"it is.{marked}"
    )


def find_missing_fields(fields: pd.DataFrame) -> str:
    """State which value alone would settle most people, up to three where they tie."""
    top = int(fields["settled"].max()) if len(fields) else 0
    if not top:
        return "No single value would decide anyone for certain"
    leaders = [_name_the(row["field"]) for row in list_rows(fields) if row["settled"] == top]
    if len(leaders) > _FEW:
        return f"{len(leaders)} values tie: each alone would decide {format_people(top)}"
    named = " and ".join(leaders)
    return f"{named[:1].upper()}{named[1:]} would decide {format_people(top)}{' each' if len(leaders) > 1 else ''}"


def explain_missing(fields: pd.DataFrame) -> str:
    """Say how to read the bars, and how many are not drawn."""
    more = len(fields) - MOST_BARS
    rest = f" {format_things(more, 'more value is', 'more values are')} in the list below." if more > 0 else ""
    return (
        "People. Coloured: this value alone decides, whatever it is. Grey: it helps, but for some answers, "
        f"or without another value, the person stays undecided. A person may lack several values.{rest}"
    )


def describe_missing(fields: pd.DataFrame) -> str:
    """Tell the bars in words."""
    text = (
        f"{name_missing(row['field'])} {row['settled']:,} decided, {row['helped']:,} helped"
        for row in list_rows(fields.head(MOST_BARS))
    )
    return "Bars of undecided people by missing value: " + ("; ".join(text) or "none") + "."


def find_undecided_sites(sites: pd.DataFrame, names: Mapping[str, str]) -> str:
    """State which site has most people one value away; the first by id where several tie."""
    rows = [row for row in list_rows(sites) if row["one_value"]]
    if not rows:
        return "No site has anybody one value away"
    best = max(rows, key=lambda row: int(row["one_value"]))
    number = best["one_value"]
    return f"{names.get(best['site_id'], best['site_id'])} has the most people one value away: {number:,}"


def tabulate_undecided_sites(sites: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a site with anybody undecided, most one value away first, and a last row of sums."""
    found = sites[sites["undecided"] > 0].sort_values(
        ["one_value", "undecided", "site_id"], ascending=[False, False, True], kind="stable"
    )
    rows = [_build_site_row(names.get(row["site_id"], row["site_id"]), row) for row in list_rows(found)]
    whole = {name: int(sites[name].sum()) for name in ("people", "undecided", "one_value", "several", "questions")}
    longest = None if sites["longest_open"].isna().all() else int(sites["longest_open"].max())
    return pd.DataFrame([*rows, _build_site_row("All sites", {**whole, "longest_open": longest})])


def _build_site_row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Site": name,
        "People": row["people"],
        "Undecided": row["undecided"],
        "One value away": row["one_value"],
        "Several values away": row["several"],
        "Questions": row["questions"],
        "Longest open": format_days(row["longest_open"]),
    }
