"""Rows that the import could not keep, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_rejects"]


def list_rejects(cut: Cut) -> pd.DataFrame:
    """List rejects.

    Columns: `file`, `line`, `column`, `value`, `reason`, `row_text` (JSON), `subject_id`, `site_id`.
    Order: files as in the data model, line.

    When one person's cells were released could betray the product: in rows of harvests.csv the `value` of a released_on
    and its text in `row_text` are "withheld", and all of a row that has too few or too many fields or is misquoted. So
    is the reason in rows of dispositions.csv. The table `rejects` of the cut has them.
    """
    return fetch(cut, "rejects", {})
