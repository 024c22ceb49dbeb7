"""What the Love plot says: how many differences are outside what chance makes, and which is the greatest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mesems_dash.words.baseline import format_difference, is_outside, name_line
from mesems_dash.words.phrases import agree, format_part, format_things, lower_first
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["describe_love", "find_love"]


def find_love(frame: pd.DataFrame) -> str:
    """State how many differences are outside their band, and the greatest. `frame` as of `list_differences`."""
    rows = list_rows(frame)
    if not rows:
        return "There is no difference to compute yet"
    outside = sum(is_outside(row) for row in rows)
    greatest = f"greatest: {_describe_line(rows[0])}"
    if not outside:
        return f"{format_things(len(rows), 'difference')}, none larger than expected by chance; {greatest}"
    verb = agree(outside, len(rows), "is", "are")
    return f"{format_part(outside, len(rows), 'difference')} {verb} larger than expected by chance; {greatest}"


def describe_love(frame: pd.DataFrame) -> str:
    """Tell the points in words, the greatest first."""
    text = (f"{_describe_line(row)}{' (outside)' if is_outside(row) else ''}" for row in list_rows(frame))
    return (
        "Standardised differences, cells first minus placebo first, with the range expected by chance: "
        + ("; ".join(text) or "none")
        + "."
    )


def _describe_line(row: Mapping[str, Any]) -> str:
    return f"{lower_first(name_line(row['measure'], row['level']))} {format_difference(row['difference'])}"
