"""Frames as plain rows, so that expected numbers can be written as a table."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable


def rows_of(frame: pd.DataFrame, columns: Iterable[str] | None = None) -> list[tuple[Any, ...]]:
    """Return rows as tuples: whole days as dates, nothing as None."""
    chosen = frame if columns is None else frame[list(columns)]
    return [tuple(_plain(value) for value in row) for row in chosen.astype(object).itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    if not isinstance(value, (list, dict)) and pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp, datetime)):
        return value.date()
    return value.item() if hasattr(value, "item") else value
