"""The ids of everybody in a cut: to resolve the pseudonyms of the access log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_subject_ids"]


def list_subject_ids(cut: Cut) -> pd.DataFrame:
    """List `subject_id` of every subject, screened or not, one row each, in order."""
    return fetch(cut, "subject_ids", {})
