"""Rows that the import could not keep, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.door import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_rejects"]


def list_rejects(cut: Cut) -> pd.DataFrame:
    """List rejects.

    Columns: `file`, `line`, `column`, `value`, `reason`, `row_text` (JSON). Order: files as in the data model, line.
    """
    return fetch(cut, "rejects", {})
