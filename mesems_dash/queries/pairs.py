"""Which two criteria fail together? Every pair, and each criterion by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_pairs"]


def count_pairs(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count the screenings in which two criteria fail, whatever else does.

    Columns: `criterion`, `other`, `screenings`. Grain: every unordered pair of counted criteria, the earlier one in
    protocol order as `criterion`, and every criterion with itself (it fails at all), zero or not; in protocol order.
    With `selection.reasons` "recorded" codes that sites wrote are counted, those that are no criterion too.
    """
    return fetch(cut, "pairs", selection.parameters())
