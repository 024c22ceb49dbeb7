"""Which criteria fail together, and how often? Exact sets, or sets with whatever else fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["HOW", "How", "count_combinations"]

How = Literal["exactly", "at_least"]
HOW: Final = ("exactly", "at_least")
"""exactly: these fail and no other; at_least: these fail, others may too."""


def count_combinations(
    cut: Cut, selection: Selection, *, how: How = "exactly", limit: int = 20, min_size: int = 1
) -> pd.DataFrame:
    """Count the screenings in which the same criteria fail.

    Columns: `part` (combination others), `criteria` (that fail, in protocol order, joined by a space; null for others),
    `size` (how many, idem), `combinations` (how many the row stands for: 1, or those under others), `screenings`,
    `ineligible` (all that fail anything, the same in every row). Grain: one row per combination of at least `min_size`
    criteria, at most `limit` of them. Order: most screenings first, then fewer criteria, then protocol order.

    With `how` "exactly" the last row, others, holds what is not shown, if anything: `screenings` then add up to
    `ineligible`. With "at_least" a screening counts for every combination that it contains, nothing adds up and there
    are no others; offered are combinations that some screening has exactly, criteria alone and pairs, not every set of
    three or more that some have among others. Without an ineligible screening there is no row. With
    `selection.reasons` "recorded" codes that sites wrote are counted.
    """
    asked = {"how": how, "most": limit, "min_size": min_size}
    return fetch(cut, "combinations", {**selection.parameters(), **asked})
