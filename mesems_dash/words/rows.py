"""Frames as rows: what a figure walks over when it writes a label a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

__all__ = ["list_rows", "pivot_people", "pluck"]


def list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows in their order, a missing value as None."""
    columns = [_list_values(column) for _, column in frame.items()]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def _list_values(column: pd.Series) -> list[Any]:
    values: list[Any] = column.tolist()
    if not column.hasnans:
        return values
    return [None if is_missing else value for value, is_missing in zip(values, column.isna(), strict=True)]


def pluck(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    """Return one value of each row, ready for an axis."""
    return [row[name] for row in rows]


def pivot_people(frame: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return people by group, then stage, in the frame's order. `frame` as of `count_funnel_by`."""
    groups: dict[str, dict[str, int]] = {}
    for row in list_rows(frame):
        groups.setdefault(row["group_value"], {})[row["stage"]] = int(row["subjects"])
    return groups
