"""Which criteria did sites record, and which fail in the data? One criterion at a time: `recorded_criteria`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_reason_matrix"]


def count_reason_matrix(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count screenings by what the site recorded and what fails in the data.

    Columns: `recorded` (I1..I4, E4..E14, vocabulary.OTHER_REASONS, NOT_STATED of screenings called INELIGIBLE;
    CALLED_ELIGIBLE, NOT_DECIDED of the others), `found` (the same criteria; of screenings where none fails UNDECIDED or
    NONE), `screenings` (with both), `recorded_in_all` and `found_in_all` (with the one or the other). Grain: one row
    per pair that any screening has; a screening with several reasons or several failing criteria is in several.
    Order: protocol order of both, then as listed here.
    """
    return fetch(cut, "reason_matrix", selection.parameters())
