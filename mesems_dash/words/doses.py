"""Words of a cell dose: its number, day and infusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import DOSE_RANGE
from mesems_dash.words.phrases import format_date, format_month

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MILLION", "OUTSIDE", "PLOTTED", "format_day", "format_dose", "format_infusion"]

MILLION: Final = 1_000_000
OUTSIDE: Final = ("BELOW", "ABOVE")
PLOTTED: Final = ("INSIDE", *OUTSIDE)
_INFUSIONS: Final = {1: "1, week 0", 2: "2, week 24"}
_DECIMALS: Final = range(2, 10)


def format_dose(cells_per_kg: float) -> str:
    """Say a dose in million cells per kg: two decimals, more where two would put it across a limit."""
    least, most = (limit / MILLION for limit in DOSE_RANGE)
    dose = cells_per_kg / MILLION
    texts = [f"{dose:.{decimals}f}" for decimals in _DECIMALS]
    is_inside = least <= dose <= most
    return next((text for text in texts if (least <= float(text) <= most) == is_inside), texts[-1])


def format_day(first: pd.Timestamp | None, last: pd.Timestamp | None) -> str:
    """Say a day, or the month or year that it lies in; a missing one is a dash."""
    if first is None or last is None or first == last:
        return format_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return format_month(first)
    return str(first.year)


def format_infusion(number: int) -> str:
    """Say which infusion: "1, week 0"."""
    return _INFUSIONS[number]
