"""Values that the import forgot, or that look implausible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.door import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_findings"]


def list_findings(cut: Cut) -> pd.DataFrame:
    """List findings.

    Columns: `kind` (VALUE AFTER_CUT WARNING COLUMN), `file`, `line` (null for a whole file), `column`,
    `value`, `reason`. Order: files as in the data model, line, column.
    """
    return fetch(cut, "findings", {})
