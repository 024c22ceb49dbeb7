"""How many screenings of each site fail, and for what most often? By the data, or by what the site wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_failures_by_site"]


def count_failures_by_site(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count screenings by site, what became of them, and the criterion that fails most often there.

    Columns: `site_id`, `name` and `country` (null = not recorded), `screenings`, `ineligible`, `undecided`, `eligible`
    (by the data; the three add up to `screenings`), `leading_criterion` (null where nothing fails; the first in
    protocol order where several tie), `leading_screenings` (in which it fails). Grain: every site that the choice of
    sites and countries leaves, zero or not. Order: site id.

    With `selection.reasons` "recorded" the site's decision and the codes it wrote count; undecided are screenings
    that it has not decided.
    """
    return fetch(cut, "failures_by_site", selection.parameters())
