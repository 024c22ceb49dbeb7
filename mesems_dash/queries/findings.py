"""Values that the import forgot, or that look implausible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_findings"]


def list_findings(cut: Cut) -> pd.DataFrame:
    """List findings.

    Columns: `kind` (VALUE AFTER_CUT WARNING COLUMN), `file`, `line` (null for a whole file), `column`,
    `value`, `reason`, `subject_id`, `site_id` (null where not known). Order: files as in the data model, line, column.

    When one person's cells were released could betray the product: the `value` of a released_on is "withheld". The
    table `findings` of the cut has it.
    """
    return fetch(cut, "findings", {})
