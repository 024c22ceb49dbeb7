"""How many people reached each stage, and how everybody left? Its side by side form: `funnel_by`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_funnel"]


def count_funnel(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count people by stage reached, then by exit.

    Columns: `stage` (text, null in exit rows), `exit` (text, null in stage rows), `subjects`, `screenings` (all
    screenings of those people), `eligible`, `undecided`, `ineligible` (people, by what the data say of the deciding
    screening; they add up to `subjects`). Grain: one row per stage in protocol order, then one per exit in the order
    of `vocabulary.EXITS`, zero or not. A stage that nothing in the whole cut records is left out (never SCREENED);
    one that only the selection empties is 0. SCREENED = COMPLETED reached + all exits.
    """
    return fetch(cut, "funnel", selection.parameters())
