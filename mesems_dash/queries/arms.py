"""How balanced are the sequences? Only with a closed cut; every function raises StoreError without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.wall import require_closed

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["ArmsGrouping", "count_arms_by", "count_arms_by_day", "count_arms_over_time", "list_strata"]

ArmsGrouping = Literal["site", "country", "subtype", "stratum", "sex"]
"""A stratum is what randomisations.csv says; where it is blank, the site."""


def count_arms_over_time(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count randomised people by month and sequence.

    Columns: `month` (date, first day), `msc_first`, `placebo_first`, `not_recorded` (people), `cumulative_msc_first`,
    `cumulative_placebo_first`, `imbalance` (cells first minus placebo first, so far). Grain: one row per month without
    holes from the first randomisation to the cut's; people randomised on no usable date are in a last row with
    `month` null, if there are any.
    """
    require_closed(cut)
    return fetch(cut, "arms_over_time", selection.parameters())


def count_arms_by(cut: Cut, selection: Selection, *, by: ArmsGrouping) -> pd.DataFrame:
    """Count randomised people by sequence within groups.

    Columns: `group_value` (of the deciding screening; NOT_RECORDED when blank), `msc_first`, `placebo_first`,
    `not_recorded` (no allocation), `randomised` (their sum), `imbalance` (cells first minus placebo first). Grain: one
    row per group with anybody randomised. Order: subtypes as in the vocabulary, others by their value.
    """
    require_closed(cut)
    return fetch(cut, "arms_by", {**selection.parameters(), "by": by})


def count_arms_by_day(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count randomised people by day and stratum: all that a check against the design needs.

    Columns: `randomised_on` (date; null = no usable date), `stratum`, `msc_first`, `placebo_first`, `not_recorded`
    (people), `stratum_people` (people of the stratum in the whole cut: more than are here where a filter takes a
    part). Grain: one row per day and stratum. Order: by day, no date last, then stratum. On one day nobody knows who
    was first.
    """
    require_closed(cut)
    return fetch(cut, "arms_by_day", selection.parameters())


def list_strata(cut: Cut, selection: Selection, *, by: ArmsGrouping) -> pd.DataFrame:
    """List the strata that groups of randomised people are made of.

    Columns: `group_value` as in `count_arms_by`, `stratum`, `people` (selected, of this group and stratum),
    `stratum_people` (of the stratum in the whole cut). Grain: one row per group and stratum with anybody, in order.
    """
    require_closed(cut)
    return fetch(cut, "arms_strata", {**selection.parameters(), "by": by})
