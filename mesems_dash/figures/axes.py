"""How an axis is ticked: dates by years, quarters or months as there is room, counts by whole numbers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["tick_counts", "tick_dates"]

_YEARS_FROM_DAYS = 3 * 365
_QUARTERS_FROM_DAYS = 400
_SINGLE_UP_TO = 5


def tick_dates(first: pd.Timestamp, last: pd.Timestamp) -> dict[str, Any]:
    """Return the ticks of a date axis from `first` to `last`."""
    days = (last - first).days
    if days > _YEARS_FROM_DAYS:
        return {"tickformat": "%Y", "dtick": "M12"}
    return {"tickformat": "%b<br>%Y", "dtick": "M3" if days > _QUARTERS_FROM_DAYS else "M1"}


def tick_counts(most: float) -> dict[str, Any]:
    """Return the ticks of an axis of counts up to `most`: no halves, nought at the bottom, room for at least one."""
    if most <= _SINGLE_UP_TO:
        return {"dtick": 1, "tickformat": ",d", "range": [0, max(most, 1) * 1.08]}
    return {"nticks": 6, "tickformat": ",d", "rangemode": "tozero"}
