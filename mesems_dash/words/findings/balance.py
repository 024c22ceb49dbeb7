"""What charts say about balance: the difference over time, and by group, against what the design allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mesems_dash.words.balance import is_beyond
from mesems_dash.words.findings.groups import name_in
from mesems_dash.words.phrases import format_change, format_date, format_people, join_words
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["describe_difference", "describe_groups", "find_difference", "find_groups"]

_FEW: Final = 3


def find_difference(course: pd.DataFrame, *, block_length: int) -> str:
    """State the greatest difference so far, when, and what blocks allowed then. `course` as of `follow_difference`."""
    rows = list_rows(course)
    worst = max(rows, key=_excess, default=None)
    if worst is not None and _excess(worst) > 0:
        return (
            f"The difference exceeds what blocks of {block_length} allow: {_describe_worst(worst)}, at most "
            f"{_limit(worst)} allowed"
        )
    worst = max(rows, key=lambda row: abs(row["difference"]), default=None)
    if worst is None or not worst["difference"]:
        return "The sequences were equal on every day"
    allowed = "" if worst["limit"] is None else f"; blocks of {block_length} allowed {_limit(worst)}"
    return f"At most {_describe_worst(worst)}{allowed}"


def _excess(row: Mapping[str, Any]) -> float:
    return -1 if row["limit"] is None else abs(row["difference"]) - row["limit"]


def _limit(row: Mapping[str, Any]) -> str:
    return f"{int(row['limit']):,}"


def _describe_worst(row: Mapping[str, Any]) -> str:
    return f"{format_people(abs(row['difference']))} apart, on {format_date(row['randomised_on'])}"


def describe_difference(course: pd.DataFrame) -> str:
    """Tell the line of the difference and its band in words."""
    rows = list_rows(course)
    if not rows:
        return "Line of cells first minus placebo first by day: nobody is randomised on a usable date yet."
    values = [row["difference"] for row in rows]
    last = rows[-1]
    band = "no limit is drawn" if last["limit"] is None else f"the design allows up to {_limit(last)} at the end"
    return (
        f"Line of cells first minus placebo first, by day: between {_describe(min(values))} and "
        f"{_describe(max(values))}, "
        f"{_describe(values[-1])} at the end; {band}."
    )


def _describe(difference: int) -> str:
    return format_change(difference) if difference else "0"


def find_groups(
    frame: pd.DataFrame, names: Mapping[str, str] | None = None, limits: Mapping[str, int] | None = None
) -> str:
    """State which groups are beyond their limit, else in which the sequences are furthest apart; ties up to three."""
    rows = list_rows(frame)
    beyond = [row for row in rows if is_beyond(row, (limits or {}).get(row["group_value"]))]
    if beyond:
        return f"The difference exceeds what the design allows: {_name_all(beyond, names)}"
    worst = max((abs(row["imbalance"]) for row in rows), default=0)
    if not worst:
        return "The sequences are equal in every group"
    leaders = [row for row in rows if abs(row["imbalance"]) == worst]
    return (
        f"The largest difference is in {_name_all(leaders, names)}: "
        f"{format_people(worst)}{' each' if len(leaders) > 1 else ''}"
    )


def _name_all(rows: list[dict[str, Any]], names: Mapping[str, str] | None) -> str:
    return (
        join_words([name_in(row["group_value"], names) for row in rows]) if len(rows) <= _FEW else f"{len(rows)} groups"
    )


def describe_groups(
    frame: pd.DataFrame, names: Mapping[str, str] | None = None, limits: Mapping[str, int] | None = None
) -> str:
    """Tell the sequences within groups in words. `frame` as of `count_arms_by`."""
    text = (
        f"{name_in(row['group_value'], names)} {row['msc_first']:,} cells first, {row['placebo_first']:,} placebo first"
        f"{_describe_limit(row, limits or {})}"
        for row in list_rows(frame)
    )
    return "People by group and sequence: " + ("; ".join(text) or "none") + "."


def _describe_limit(row: Mapping[str, Any], limits: Mapping[str, int]) -> str:
    limit = limits.get(row["group_value"])
    if limit is None:
        return ""
    return (
        f" (exceeds the {limit:,} allowed)" if is_beyond(row, limit) else f" (difference of at most {limit:,} allowed)"
    )
