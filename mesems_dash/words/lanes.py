"""Where does a screening stand? The lanes of the views by time and by site, in words."""

from __future__ import annotations

from typing import Any, Final

from mesems_dash.vocabulary import STATUS_LABELS
from mesems_dash.words.phrases import format_month

__all__ = ["ALL_LANES", "LANES", "Row", "name_lane", "name_period"]

LANES: Final = {"ineligible": "ineligible", "unknown": "undecided", "eligible": "eligible"}
"""A lane's code, as a mark carries it, and its column; failures first, so that they share a base line."""
ALL_LANES: Final = "all"
_RECORDED: Final = {"ineligible": "Site: ineligible", "unknown": "Site: not decided", "eligible": "Site: eligible"}


def name_lane(lane: str, *, is_derived: bool) -> str:
    """Name a lane: what the data say, or what the site decided."""
    return STATUS_LABELS[lane] if is_derived else _RECORDED[lane]


Row = dict[str, Any]


def name_period(row: Row, step: str) -> str:
    """Name a period: "Apr 2016", "Apr to Jun 2016", "2016"."""
    if step == "year":
        return str(row["period_from"].year)
    if step == "month":
        return format_month(row["period_from"])
    return f"{format_month(row['period_from']).split()[0]} to {format_month(row['period_to'])}"
