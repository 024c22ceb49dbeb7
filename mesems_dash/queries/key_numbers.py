"""What are the key numbers of a cut? Called on two cuts it gives the change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.selection import Selection

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.store.connection import Cut

__all__ = ["count_key_numbers"]


def count_key_numbers(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count the numbers of the overview. Always one row.

    Columns: `as_of`; people: `screened`, `screenings`, `eligible`, `undecided`, `ineligible` (what the data say),
    `randomised`, `completed`, `target` (planned: of the whole trial, or of the chosen sites; null when the selection
    asks for anything else, or nothing is planned), `randomised_of_target` (randomised in the trial or, when sites plan,
    at those that have a target; null without a target), `target_by_now` (plan for the cut's month, whole trial only),
    `target_share` (randomised_of_target / target), `decided` (deciding screening called ELIGIBLE or INELIGIBLE),
    `failed` (exit FAILED_SCREENING), `failure_share` (failed / decided), `undecided_share` (undecided / screened),
    `randomised_90_days` (in the last 90 days), `screened_90_days`, `rate_per_month` (randomised, from those 90 days),
    `months_to_target` (at the rate of those who count towards the target; 0 when reached, null when that rate is 0 or
    there is no target).
    Shares are 0..1 and null where the denominator is 0.
    """
    return fetch(cut, "key_numbers", {**selection.parameters(), "has_target": _has_target(selection)})


def _has_target(selection: Selection) -> bool:
    """A plan exists for the trial and for sites, not for subtypes, sexes, statuses or periods."""
    return Selection(sites=selection.sites, countries=selection.countries) == replace(
        selection, rule_set=None, reasons="derived"
    )
