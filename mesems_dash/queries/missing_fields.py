"""Which missing value would settle most people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["rank_missing_fields"]


def rank_missing_fields(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Rank what is missing by how many undecided people it would settle.

    Columns: `field` (file.column of the bundle, labs.TEST for a result), `people` (undecided, whom it would help to
    decide), of them `settled` (that value alone settles them, whatever it is) and `helped` (it does not, or only for
    some answers; the two add up to `people`). Somebody may lack several, so fields do not add up to people. Grain: one
    row per field. Order: most settled, then most people, then field.
    """
    return fetch(cut, "missing_fields", selection.parameters())
