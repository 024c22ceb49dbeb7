"""Where, and in which of five ways, do sites and data disagree? The screenings behind: `disagreement_list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_disagreements"]


def count_disagreements(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count screenings by site and kind of disagreement.

    Columns: `site_id`, `screenings`, `decided` (called ELIGIBLE or INELIGIBLE), one for each of
    vocabulary.DISAGREEMENTS in small letters (`fail_but_pass` ...), `randomised_but_fail` (those of `enrolled_but_fail`
    that were randomised on), `disagreeing` (of any kind). A screening may be of
    several kinds: `disagreeing` is at most their sum. Grain: one row per site with any selected screening, zero or not.
    Order: site.
    """
    return fetch(cut, "disagreements", selection.parameters())
