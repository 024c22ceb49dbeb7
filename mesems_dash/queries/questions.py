"""What to ask the sites, person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["Among", "Settling", "list_questions"]

Settling = Literal["any", "only"]
"""any: every question; only: those alone whose answer settles the status whatever it is."""
Among = Literal["everybody", "waiting"]
"""everybody undecided, or those still under way before randomisation."""


def list_questions(
    cut: Cut,
    selection: Selection,
    *,
    field: str | None = None,
    site: str | None = None,
    settling: Settling = "any",
    among: Among = "everybody",
    most: int | None = None,
) -> pd.DataFrame:
    """List what could be asked about undecided people.

    `field` and `site` keep one missing field and one site, `most` the first rows of so many.
    Columns: `screening_key`, `subject_key`, `subject_id`, `screening_no` (these of the deciding screening), `site_id`,
    `screened_on`, `days_open` (from the screening to the cut's date), `field` (what is missing, see `missing` in
    store/missing.sql), `question`, `criteria` (that it helps to decide, joined by a space), `settles` (of
    vocabulary.SETTLES), `site_decision`, `is_randomised`, `exit` (null = completed), `questions_total` (rows there
    would be without `most`). Grain: one row per person and question. Order: site, longest open first, then subject,
    then as the protocol goes.
    """
    values = {"field": field, "at_site": site, "settling": settling, "among": among, "most": most}
    return fetch(cut, "questions", {**selection.parameters(), **values})
