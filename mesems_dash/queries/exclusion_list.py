"""The screenings behind one bar of the screen failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mesems_dash.queries.door import fetch
from mesems_dash.queries.selection import RECORDED_BITS
from mesems_dash.vocabulary import ALL

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["Count", "list_exclusions"]

Count = Literal["any", "only", "first", "unknown"]


def list_exclusions(
    cut: Cut, selection: Selection, *, criterion: str, subtype: str = ALL, count: Count = "any"
) -> pd.DataFrame:
    """List the screenings that one number of `count_exclusions` counts, as many rows as it says.

    Columns: `screening_key`, `subject_key`, `subject_id`, `screening_no`, `site_id`, `country`, `sex`, `subtype`,
    `screened_on`, `reference_on` (null = unusable), `reference_kind`, `ruleset` (that judged it), `status`, `failing`
    (criteria, protocol order, joined by a space), `unknown` (idem), `site_decision`, `recorded` (codes the site wrote,
    joined by a space; NOT_STATED). Grain: one row per screening. Order: site, subject, screening number.
    """
    name = "exclusion_list" if selection.reasons == "derived" else "exclusion_list_recorded"
    bit = 1 << RECORDED_BITS[criterion]
    return fetch(cut, name, {**selection.parameters(), "bit": bit, "subtype": subtype, "count": count})
