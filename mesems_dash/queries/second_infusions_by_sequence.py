"""Where do second infusions stand in each sequence? Only with a closed cut; each function raises StoreError without.

What the counts mean is in `second_infusions.py`; sums over sequences are its counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.second_infusions import window_parameters
from mesems_dash.queries.wall import require_closed

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = [
    "count_infusion_days_by_sequence",
    "count_second_infusions_by_sequence",
    "list_awaited_infusions_by_sequence",
]


def count_second_infusions_by_sequence(cut: Cut, selection: Selection, *, window_days: int) -> pd.DataFrame:
    """Count people through the crossover by sequence, with where their second infusion stands.

    Columns: `sequence` (MSC_FIRST PLACEBO_FIRST, NOT_RECORDED only if a randomised person has no allocation), then
    those of `count_second_infusions`. Grain: one row per sequence, in this order, then one for all together with
    `sequence` null.
    """
    require_closed(cut)
    return fetch(cut, "second_infusions_by_sequence", {**selection.parameters(), **window_parameters(window_days)})


def count_infusion_days_by_sequence(cut: Cut, selection: Selection, *, window_days: int) -> pd.DataFrame:
    """Count people by sequence and the day of their second infusion after the first.

    Columns: `sequence`, then those of `count_infusion_days`. Grain: one row per sequence and day, in order.
    """
    require_closed(cut)
    return fetch(cut, "infusion_days_by_sequence", {**selection.parameters(), **window_parameters(window_days)})


def list_awaited_infusions_by_sequence(cut: Cut, selection: Selection, *, window_days: int) -> pd.DataFrame:
    """List whose second infusion is overdue, due or coming, with their sequence.

    Columns: `sequence`, then those of `list_awaited_infusions`, in its order.
    """
    require_closed(cut)
    return fetch(cut, "awaited_infusions_by_sequence", {**selection.parameters(), **window_parameters(window_days)})
