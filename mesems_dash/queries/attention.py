"""What needs attention today, alert by alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.second_infusions import window_parameters
from mesems_dash.vocabulary import ATTENTION_LABELS, WINDOW_DAYS

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["ATTENTION_LABELS", "list_attention"]


def list_attention(
    cut: Cut,
    selection: Selection,
    *,
    stale_days: int = 90,
    window_days: int = WINDOW_DAYS,
    kind: str | None = None,
    most: int | None = None,
) -> pd.DataFrame:
    """List what somebody should look at, of the selected people and their sites.

    `kind` keeps one of ATTENTION_LABELS, `most` the first rows of each kind.
    Columns: `kind`, `subject_id`, `subject_key`, `screening_key` (these three null for a site), `site_id`,
    `criterion` (the first that the missing value helps to decide, the first failing one, or the stage not done; null
    where there is none), `since` (date), `days_open` (to the cut's date), `of_kind` (rows of the kind there would be
    without `most`). Grain: one row per alert. Order: kind, then the latest, then site and subject.

    ONE_VALUE_AWAY: still under way before randomisation, the data undecided, and the answer to one question settles it
    whatever it is (`one_value` of `count_undecided`); since the screening.
    Three kinds are those of the worklist of Site against data, screening by screening: RANDOMISED_INELIGIBLE and
    CALLED_ELIGIBLE are the parts of ENROLLED_BUT_FAIL (vocabulary.ENROLLED_PARTS), since randomisation and since the
    decision, else the screening; CALLED_INELIGIBLE is FAIL_BUT_PASS, since the decision, else the screening.
    INFUSION_OVERDUE: still under way, infused at week 0 more than 168 + `window_days` days before the cut, no second
    infusion recorded either way; since that day. STAGE_DISAGREES since the screening. STALE_SITE:
    open (as `is_open` of `list_sites`), nothing recorded for more than `stale_days`; since the last record, else
    activation.
    """
    asked = {"stale_days": stale_days, "kind": kind, "most": most, **window_parameters(window_days)}
    return fetch(cut, "attention", {**selection.parameters(), **asked})
