"""Who is undecided, one value away from a decision or several, site by site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_undecided"]


def count_undecided(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count people by how far they are from a decision: nothing fails by the data, and something is unknown.

    Columns: `site_id`, `people` (selected), `undecided`, of them `one_value` (the answer to one question settles the
    status whatever it is) and `several` (no single one does; the two add up to `undecided`), `randomised` (of the
    undecided), `questions` (to ask at the site), `longest_open` (days from the screening to the cut's date, null =
    nobody undecided). Somebody is counted by the screening that decides their status. Grain: one row per site with
    anybody selected. Order: `site_id`.
    """
    return fetch(cut, "undecided", selection.parameters())
