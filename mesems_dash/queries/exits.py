"""After which stage did people leave, and how? The flows between the steps of the funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_exits"]


def count_exits(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count exits by the last stage that people reached.

    Columns: `after` (stage), `exit`, `subjects`, `screenings`. Grain: one row per pair that somebody has, in the order
    of stages, then of exits. People who completed are not in it. Where the last stage is left out of the funnel, it
    is still named here. Sums over `after` are the exit rows of `count_funnel`.
    """
    return fetch(cut, "exits", selection.parameters())
