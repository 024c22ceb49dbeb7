"""What became of people and records since the cut before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_compared"]


def list_compared(cut: Cut) -> pd.DataFrame:
    """List what is otherwise than in the cut before; empty for the first cut of a store.

    Columns: `what` (CUT_BEFORE, SAME_FILES, PERSON_GONE, RECORDS_GONE, SITE_GONE, SITE_HALVED, PERSON_NEW),
    `cut_id` (of the cut compared with), `file`, `site_id`, `subject_id`, `before`, `after` (records).
    Order: as listed, then file as in the data model, site and person.
    Within a scope that holds something back there are no rows.
    """
    return fetch(cut, "compared", {})
