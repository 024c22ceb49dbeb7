"""How balanced are the sequences? Only with a closed cut; every function raises StoreError without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.door import fetch
from mesems_dash.queries.wall import require_closed

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.funnel_by import Grouping
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_arms_by", "count_arms_over_time"]


def count_arms_over_time(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count randomised people by month and sequence.

    Columns: `month` (date, first day), `msc_first`, `placebo_first`, `not_recorded` (people), `cumulative_msc_first`,
    `cumulative_placebo_first`, `imbalance` (cells first minus placebo first, so far). Grain: one row per month without
    holes from the first randomisation to the cut's; people randomised on no usable date are in a last row with
    `month` null, if there are any.
    """
    require_closed(cut)
    return fetch(cut, "arms_over_time", selection.parameters())


def count_arms_by(cut: Cut, selection: Selection, *, by: Grouping) -> pd.DataFrame:
    """Count randomised people by sequence within groups.

    Columns: `group_value` (subtype, site_id or country; NOT_RECORDED when blank), `msc_first`, `placebo_first`,
    `not_recorded` (no allocation), `randomised` (their sum), `imbalance` (cells first minus placebo first). Grain: one
    row per group with anybody randomised. Order as in `count_funnel_by`.
    """
    require_closed(cut)
    return fetch(cut, "arms_by", {**selection.parameters(), "by": by})
