"""How many screenings fail, period by period? By months, quarters or years of the screening date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["STEPS", "Step", "count_failures_over_time"]

Step = Literal["month", "quarter", "year"]
STEPS: Final = ("month", "quarter", "year")


def count_failures_over_time(cut: Cut, selection: Selection, *, step: Step = "quarter") -> pd.DataFrame:
    """Count screenings by the period of their date, and what became of them.

    Columns: `period_from` and `period_to` (first and last day of the calendar period), `screenings`, `ineligible`,
    `undecided`, `eligible` (by the data; the three add up to `screenings`), `is_whole` (the dates chosen and the data
    cut cover the period to its end). Grain: one row per period, zero or not, from the first to the last screening of
    the whole cut within the dates chosen, so that selections can be compared; in order of time. No row where the dates
    chosen hold no period of the cut.

    With `selection.reasons` "recorded" the site's decision counts; undecided are screenings that it has not decided.
    """
    asked = {"step": step}
    return fetch(cut, "failures_over_time", {**selection.parameters(), **asked})
