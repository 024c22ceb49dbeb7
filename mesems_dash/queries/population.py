"""How many people and screenings are selected, of how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_population"]


def count_population(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count N of M.

    Columns: `subjects`, `subjects_total`, `screenings`, `screenings_total`. Always one row. `subjects` are people
    whose deciding screening is selected, `screenings` those selected themselves.
    """
    return fetch(cut, "population", selection.parameters())
