"""Arms, view Crossover: who was assigned, infused and went on, by sequence and period, in time or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures.arms import build_crossover_chart
from mesems_dash.figures.infusion_days import build_infusion_days_by_sequence_chart
from mesems_dash.pages.arms import infusions
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import (
    count_crossover_by_sequence,
    count_infusion_days_by_sequence,
    count_second_infusions_by_sequence,
    list_awaited_infusions_by_sequence,
)
from mesems_dash.reports.assumptions import read_window_days
from mesems_dash.reports.counted import make_crossover_safe
from mesems_dash.reports.small_cells import mark_small_cells
from mesems_dash.statistics.losses import compare_losses
from mesems_dash.words.findings.second_infusions import explain_losses, find_awaiting_sequences, find_losses
from mesems_dash.words.second_infusions import SEQUENCE_NAMES, count_losses, tabulate_losses
from mesems_dash.words.tables import tabulate_crossover

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View

__all__ = ["show_crossover", "show_periods_table"]


def show_crossover(view: View) -> None:
    """Show how far people of each sequence are through both periods, who was lost, and when they crossed over."""
    _show_periods(view)
    days = read_window_days()
    counts = cached_query(count_second_infusions_by_sequence, view.cut, view.selection, window_days=days)
    _show_losses(counts)
    _show_steps(view, counts)
    _show_timing(view, counts, days)
    people = cached_query(list_awaited_infusions_by_sequence, view.cut, view.selection, window_days=days)
    infusions.show_awaited(view, counts, people, window_days=days)


def _show_periods(view: View) -> None:
    crossover = cached_query(count_crossover_by_sequence, view.cut, view.selection)
    show_chart(cached_chart(build_crossover_chart, crossover), key="arms-crossover")
    show_periods_table(view, crossover)


def show_periods_table(view: View, crossover: pd.DataFrame) -> None:
    """Show the numbers of `count_crossover_by_sequence`, also where all of them are nought."""
    table = tabulate_crossover(crossover)
    show_html_table(table, caption="People by sequence and period, and both sequences together", words=("Sequence",))
    with layout.foot():
        offer_table(view, table, name="crossover", make_safe=make_crossover_safe, mark=mark_small_cells)
        show_sql(crossover, key="crossover")


def _show_losses(counts: pd.DataFrame) -> None:
    lost, of = count_losses(counts)
    judged = compare_losses(lost=lost, of=of)
    layout.section(find_losses(counts, None if judged is None else judged.p_value))
    show_html_table(tabulate_losses(counts), caption="Losses before the second infusion by sequence")
    if judged is not None:
        layout.note(explain_losses(judged.difference, judged.low, judged.high))


def _show_steps(view: View, counts: pd.DataFrame) -> None:
    layout.section(find_awaiting_sequences(counts))
    infusions.show_steps(counts, SEQUENCE_NAMES, caption="Sequences: people through the crossover")
    infusions.offer_counts(view, counts, SEQUENCE_NAMES, name="crossover-by-sequence")


def _show_timing(view: View, counts: pd.DataFrame, window_days: int) -> None:
    days = cached_query(count_infusion_days_by_sequence, view.cut, view.selection, window_days=window_days)
    chart = cached_chart(build_infusion_days_by_sequence_chart, days, counts, window_days=window_days)
    show_chart(chart, key="arms-infusion-days-by-sequence")
    infusions.show_timing_table(
        counts, SEQUENCE_NAMES, caption="Sequences: second infusions in the window, early and late"
    )
    with layout.foot():
        offer_table(view, days, name="second-infusion-days-by-sequence", mark=mark_small_cells)
        show_sql(days, key="arms-infusion-days-by-sequence")
