"""How far are people through the crossover? Pooled without the closed store, by sequence and period with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.wall import require_closed

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_crossover", "count_crossover_by_sequence"]


def count_crossover(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count people through the crossover, both sequences together.

    Columns: `stage`, `pooled_count` (people who reached it). Rows: RANDOMISED, INFUSED_1, INFUSED_2, COMPLETED, always.
    """
    return fetch(cut, "crossover", selection.parameters())


def count_crossover_by_sequence(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count people through the crossover by sequence and period.

    Columns: `sequence` (MSC_FIRST PLACEBO_FIRST, NOT_RECORDED only if a randomised person has no allocation), `period`
    (1 from week 0, 2 from week 24), `assigned` (randomised), `infused` (period 1: at week 0; period 2: crossed over at
    week 24), `completed` (the period: those who went on to week 24; those who completed). Grain: sequence and
    period, in order. Sums over sequences are the pooled counts. Raises StoreError without a closed cut.
    """
    require_closed(cut)
    return fetch(cut, "crossover_by_sequence", selection.parameters())
