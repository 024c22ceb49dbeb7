"""What became of every file of the bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_source_files"]


def list_source_files(cut: Cut) -> pd.DataFrame:
    """List files in the order of the data model.

    Columns: `file`, `is_present`, `sha256`, `rows_in`, `rows_kept`,
    `rows_rejected`, `rows_after_cut`. rows_in = kept + rejected + after the cut.
    The `sha256` of harvests.csv and dispositions.csv is "withheld": one could try out on it what their rows withhold.
    """
    return fetch(cut, "source_files", {})
