"""People screened, called eligible and randomised, month by month, against the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_accrual"]


def count_accrual(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count people by month.

    Columns: `month` (date, its first day), `screened` (first screening), `eligible` (first decision ELIGIBLE),
    `randomised`, `cumulative` (randomised so far; null after the month of the cut), `target` (planned
    randomisations of the whole trial by the end of the month, whatever the selection; null where the plan is silent).
    Grain: one row per month without holes, from the first (of anybody's screening, decision or randomisation, or of the
    plan) to the cut's, then on to the last month of the plan. If people were randomised on no usable date, a last row
    with `month` null counts them; `cumulative` there is all.
    """
    return fetch(cut, "accrual", selection.parameters())
