"""Where is everybody, from screening to the end of the crossover? Only with a closed cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.wall import require_closed

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_flow"]


def count_flow(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count everybody selected where they are now, each person once.

    Columns: `sequence` (NOT_RANDOMISED, MSC_FIRST, PLACEBO_FIRST, NOT_RECORDED for a randomised person without an
    allocation), `after` (the last stage reached), `exit` (as in `count_exits`; COMPLETED for those who completed),
    `is_not_given` (the infusion that would be next is recorded as not given: the site says no, or the closed store has
    a reason), `reason` (why not, from the closed store; null = none recorded, or no infusion is next), `people`,
    `disagreeing` (of them with an infusion recorded as not given before a later recorded step; they count as infused,
    as on every page). Grain: one row per combination that somebody has. Sums over sequences by `after` and `exit` are
    those of `count_exits`. Raises StoreError without a closed cut.
    """
    require_closed(cut)
    return fetch(cut, "flow", selection.parameters())
