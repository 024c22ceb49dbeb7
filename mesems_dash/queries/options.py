"""What can be chosen in the filter panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["list_options"]


def list_options(cut: Cut) -> pd.DataFrame:
    """List options with counts of the whole cut.

    Columns: `key` (site country subtype sex rule_set), `value` (as a Selection takes it), `label` (name of a site,
    title of a rule set, else null), `subjects`, `screenings` (both null for rule_set). Order: key as above; sites and
    countries by value, subtypes and sexes as in the vocabulary with NOT_RECORDED last. Sites with nobody screened are
    listed with 0; subtypes and sexes that nobody has are not.
    """
    return fetch(cut, "options", {})
