"""How long people wait between the steps of the funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["measure_stage_times"]


def measure_stage_times(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Measure days between one stage and the next one that the cut records.

    Columns: `from_stage`, `to_stage`, `people` (with a full date for both), `missing` (people who reached `to_stage`
    and lack one of the dates), `lower_quartile`, `median`, `upper_quartile` (days, float, null when `people` is 0).
    Grain: one row per step between neighbouring stages of the funnel, in order; stages that nothing in the whole
    cut records are skipped. A negative number of days is kept: dates are taken as recorded.
    """
    return fetch(cut, "stage_times", selection.parameters())
