"""How often does a criterion that a site recorded fail in the data, and the other way about? Pairs: `reason_matrix`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_recorded_criteria"]


def count_recorded_criteria(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count screenings by criterion, as recorded by sites that called them INELIGIBLE and as the data say.

    Columns: `criterion`; of screenings with this recorded reason: `borne_out` (it fails in the data),
    `recorded_undecided` (undecided there), `only_recorded` (it does not fail); of those where it fails unrecorded:
    `only_data` (called INELIGIBLE for something else), `not_called` (called eligible or not decided). Grain: one row
    per counted criterion (I1..I4, E4..E14), zero or not, in protocol order.
    """
    return fetch(cut, "recorded_criteria", selection.parameters())
