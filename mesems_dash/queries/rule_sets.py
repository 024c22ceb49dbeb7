"""The rule sets that judged a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.door import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_rule_sets"]


def list_rule_sets(cut: Cut) -> pd.DataFrame:
    """List rule sets.

    Columns: `ruleset`, `title`, `version`, `toml` (resolved), `sites` (how many use it as their own).
    Order: registry first, then by name.
    """
    return fetch(cut, "rule_sets", {})
