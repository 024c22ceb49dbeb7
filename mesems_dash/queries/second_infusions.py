"""Where do second infusions stand, who is awaited, and were they given in time? Open data, never by sequence.

On the day of the cut everybody randomised is in exactly one of SECOND_INFUSIONS, the first that applies:

- GIVEN: a second infusion is recorded as given, or has a date and is not said to have been left out.
- COMPLETED_WITHOUT: completed the trial, and no second infusion is recorded as given. The stage counts as reached, as
  in the funnel; its day is not known.
- LEFT_BEFORE: died, lost, withdrew, declined, site closed or other, before a second infusion was recorded.
- NOT_GIVEN: still in the trial, and the second infusion is recorded as not given.
- NOT_INFUSED_1: still in the trial, and no first infusion is recorded as given.
- NOT_DATED: infused at week 0, on a day that is missing or partial: when the second is due is unknown.
- OVERDUE: its window has closed, so the cut is later than the target day + the window.
- DUE: its window is open, its first and last day included.
- COMING: the target day is within the next 56 days (the last included), and the window is not yet open.
- LATER: the target day is further ahead.

The target day is that of the first infusion + 168 days, the window as many days before and after it. The same in
closed form, by sequence, is in `second_infusions_by_sequence.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.vocabulary import CROSSOVER_DAYS, SOON_DAYS

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_infusion_days", "count_second_infusions", "list_awaited_infusions", "window_parameters"]


def count_second_infusions(cut: Cut, selection: Selection, *, window_days: int) -> pd.DataFrame:
    """Count people through the crossover by site, with where their second infusion stands.

    Columns, people unless said otherwise: `site_id`; `randomised`, `infused_1`, `infused_2`, `completed` (reached that
    stage, as in the funnel); `given`, `completed_without`, `left_before`, `not_given`, `not_infused_1`, `not_dated`,
    `overdue`, `due`, `coming`, `later` (SECOND_INFUSIONS; they add up to `randomised`, the first two to `infused_2`);
    `in_window`, `early`, `late`, `day_not_known` (of those `given`; both days in full, the second after the first, or
    not known); `median_day` (of the second infusion after the first, null where none is known). Grain: one row per
    site with anybody randomised, by id, then always one for all together with `site_id` null: counts add up to it.
    """
    return fetch(cut, "second_infusions", {**selection.parameters(), **window_parameters(window_days)})


def count_infusion_days(cut: Cut, selection: Selection, *, window_days: int) -> pd.DataFrame:
    """Count people by the day of their second infusion after the first.

    Columns: `day` (days, at least 1), `timing` (EARLY IN_WINDOW LATE), `people`. Grain: one row per day on which
    anybody was infused, in order; who is `day_not_known` is left out.
    """
    return fetch(cut, "infusion_days", {**selection.parameters(), **window_parameters(window_days)})


def list_awaited_infusions(cut: Cut, selection: Selection, *, window_days: int) -> pd.DataFrame:
    """List whose second infusion is overdue, due or coming.

    Columns: `subject_id`, `subject_key`, `screening_no` (that was randomised), `site_id`, `infused_1_on`, `target_on`,
    `window_opens_on`, `window_closes_on` (dates, in the window), `outcome` (OVERDUE DUE COMING), `days_after_target`
    (of the cut; negative before it), `days_over` (after the window closed, else 0). Grain: one row per person, the
    earliest target day first: overdue, due, coming.
    """
    return fetch(cut, "awaited_infusions", {**selection.parameters(), **window_parameters(window_days)})


def window_parameters(window_days: int) -> dict[str, int]:
    """Return the values that `parts/second_infusions.sql` binds, by name."""
    return {"target_days": CROSSOVER_DAYS, "window_days": window_days, "soon_days": SOON_DAYS}
