"""Dated events that are drawn on the accrual curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_notes"]


def list_notes(cut: Cut) -> pd.DataFrame:
    """List notes.

    Columns: `on` (date; the first day of a partial date), `on_hi` (its last day), `label`. Order: date, label.
    """
    return fetch(cut, "notes", {})
