"""What a cut is and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["read_manifest"]


def read_manifest(cut: Cut) -> pd.DataFrame:
    """Read the manifest, always one row.

    Columns: `cut_id`, `as_of`, `imported_at` (UTC), `software_version`, `bundle_name`,
    `is_synthetic`, `rulesets` (text to read: names with versions, registry first).
    """
    return fetch(cut, "manifest", {})
