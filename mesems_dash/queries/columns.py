"""Which tables and columns the open cut has to read for those who write SQL themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.store.sandbox.readable import READABLE, WITHHELD

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_columns"]


def list_columns(cut: Cut) -> pd.DataFrame:
    """List the columns that may be read, tables in the order of READABLE, columns in their own.

    Columns: `table`, `row` (what one row of the table is), `column`, `type` (DuckDB's). What is withheld is left out.
    """
    withheld = [f"{table}.{column}" for table, columns in WITHHELD.items() for column in columns]
    readable = {"tables": list(READABLE), "rows": list(READABLE.values()), "withheld": withheld}
    return fetch(cut, "columns", readable)
