"""The funnels of subtypes, sites or countries side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["Grouping", "count_funnel_by"]

Grouping = Literal["subtype", "site", "country"]


def count_funnel_by(cut: Cut, selection: Selection, *, by: Grouping) -> pd.DataFrame:
    """Count people by stage reached within groups.

    Columns: `group_value` (subtype of the deciding screening, site_id or country; NOT_RECORDED when blank), `stage`,
    `subjects`, `screenings`, `eligible`, `undecided`, `ineligible` as in `count_funnel`. Grain: one row per group and
    stage of the funnel, zero or not, for groups with anybody selected. Order: subtypes as in the vocabulary, sites and
    countries by name; then stages. Sums over groups are the stage rows of `count_funnel`.
    """
    return fetch(cut, "funnel_by", {**selection.parameters(), "by": by})
