"""The screenings that a selection chooses, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_screenings", "list_screenings"]

_ALL_ROWS: Final = 2**40


def list_screenings(cut: Cut, selection: Selection, *, most: int | None = None, skip: int = 0) -> pd.DataFrame:
    """List selected screenings, at most `most` after the first `skip`; all with `most` None.

    Columns: `screening_key`, `subject_key`, `subject_id`, `screening_no`, `site_id`, `country`, `sex`, `subtype`,
    `screened_on`, `reference_on` (null = unusable), `reference_kind`, `ruleset` (that judged it), `status`, `failing`
    (criteria, protocol order, joined by a space), `unknown` (idem), `site_decision`, `recorded` (codes the site wrote,
    joined by a space; NOT_STATED). Grain: one row per screening. Order: site, subject, screening number. How many there
    are in all is in `count_screenings`.
    """
    limits = {"most": _ALL_ROWS if most is None else most, "skip": skip}
    return fetch(cut, "screening_list", {**selection.parameters(), **limits})


def count_screenings(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count selected screenings and the people they are of.

    Columns: `screenings`, `subjects` (each person once). Always one row.
    """
    return fetch(cut, "screening_count", selection.parameters())
