"""What a reader's own SQL gave, as a frame; the statement itself is run by `store.sandbox`, far from here."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mesems_dash.store.sandbox import Outcome

__all__ = ["frame_outcome"]

_INTEGERS: Final = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
)
_FLOATS: Final = frozenset(("FLOAT", "DOUBLE"))
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TAKEN: Final = ("data_cut", "rule_set", "filter", "note")
"""Columns that a download adds."""


def frame_outcome(outcome: Outcome) -> pd.DataFrame:
    """Return the rows of an outcome in their order, with the columns it names.

    A name that comes again, or that a download adds, gets a number. Whole numbers are Int64, others Float64, yes and
    no boolean, days dates, all else text; null stays null. A number that would lose a digit and a day before the year 1
    stay text. Without rows the frame has the columns alone.
    """
    values = list(zip(*outcome.rows, strict=True)) or [()] * len(outcome.columns)
    names = _name_uniquely(column.name for column in outcome.columns)
    series = [_type(column.type, list(value)) for column, value in zip(outcome.columns, values, strict=True)]
    return pd.DataFrame(dict(zip(names, series, strict=True)))


def _name_uniquely(names: Iterable[str]) -> list[str]:
    seen = Counter(_TAKEN)
    text: list[str] = []
    for name in names:
        seen[name] += 1
        text.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return text


def _type(kind: str, values: Sequence[object]) -> pd.Series:
    if kind in _INTEGERS and all(value is None or isinstance(value, int) for value in values):
        return pd.Series(values, dtype="Int64")
    if kind in _FLOATS and all(value is None or isinstance(value, int | float) for value in values):
        return pd.Series(values, dtype="Float64")
    if kind.startswith("DECIMAL") and all(value is None or _is_exact(str(value)) for value in values):
        return pd.Series([None if value is None else float(str(value)) for value in values], dtype="Float64")
    if kind == "DATE" and all(value is None or _DAY.fullmatch(str(value)) for value in values):
        return pd.Series([None if value is None else date.fromisoformat(str(value)) for value in values], dtype=object)
    if kind == "BOOLEAN":
        return pd.Series(values, dtype="boolean")
    return pd.Series([None if value is None else str(value) for value in values], dtype="string")


def _is_exact(digits: str) -> bool:
    """Whether a decimal number survives as a float, digit by digit."""
    return Decimal(repr(float(digits))) == Decimal(digits)
