"""The rule sets that judged a cut, as a table and as rules to judge by again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.eligibility import parse_rule_set
from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.store.connection import Cut

__all__ = ["list_rule_sets", "read_rule_sets"]


def list_rule_sets(cut: Cut) -> pd.DataFrame:
    """List rule sets.

    Columns: `ruleset`, `title`, `version`, `toml` (resolved), `sites` (how many use it as their own).
    Order: registry first, then by name.
    """
    return fetch(cut, "rule_sets", {})


def read_rule_sets(cut: Cut) -> dict[str, RuleSet]:
    """Read the rule sets by name, as the cut keeps them: they may differ from the program's of the same name.

    Raises RuleSetError for a text that this version cannot read.
    """
    rows = list_rule_sets(cut)
    return {
        str(name): parse_rule_set(str(toml), source=f"{name}.toml in cut {cut.info.cut_id}")
        for name, toml in zip(rows["ruleset"], rows["toml"], strict=True)
    }
