"""How each site is doing, and how fresh its data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["list_sites"]


def list_sites(cut: Cut, selection: Selection) -> pd.DataFrame:
    """List sites, one row each, by `site_id`.

    Columns: `site_id`, `name`, `country`, `ruleset`, `activated_on`, `closed_on` (dates; null when not full or not
    recorded), `is_open` (boolean: surely activated by the cut, or somebody was screened there, and not surely closed by
    it; partial dates count by their last day), `last_record_on` (latest event recorded there, of anybody; never a
    release of cells), `days_since_last_record`, then of the selection, people: `screened`, `screenings`, `failed` (exit
    FAILED_SCREENING), `undecided`, `data_eligible`, `data_ineligible` (what the data say; these three add up to
    `screened`), `eligible` (reached ELIGIBLE), `randomised`, `completed`, `target` (planned at the site),
    `randomised_of_target` (randomised, null where the site has no target: their sums compare), `last_screened_on`,
    `last_failed_on` (its decision, else its screening), `last_randomised_on`, and `days_since_last_screening`,
    `days_since_last_failed`, `days_since_last_randomisation` (to the cut's date, null = none), and beside them, of
    anybody whoever is selected, `days_since_last_screening_of_all`.
    Every site is listed, with 0 where nobody is selected; a selection of sites or countries leaves out the others.
    """
    return fetch(cut, "sites", selection.parameters())
