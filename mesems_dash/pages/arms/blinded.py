"""Arms without the closed store: both sequences together, second infusions to plan by, and why no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures.arms import build_pooled_chart
from mesems_dash.figures.infusion_days import build_infusion_days_chart
from mesems_dash.pages.arms import infusions
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import count_crossover, count_infusion_days, count_second_infusions, list_awaited_infusions
from mesems_dash.reports.assumptions import read_window_days
from mesems_dash.words.findings.second_infusions import find_awaiting_sites
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View

__all__ = ["show_open"]


def show_open(view: View, title: str, selected: frame.Selected) -> None:
    """Show pooled progress, second infusions, and why no sequence."""
    pooled = cached_query(count_crossover, view.cut, view.selection)
    chart = cached_chart(build_pooled_chart, pooled)
    frame.show_head(view, title, chart.finding, selected)
    layout.note("Both sequences are counted together; the end of the page explains why.")
    show_chart(chart, key="arms-pooled", has_heading=False)
    show_sql(pooled, key="pooled")
    days = read_window_days()
    counts = cached_query(count_second_infusions, view.cut, view.selection, window_days=days)
    if int(counts["randomised"].iloc[-1]):
        _show_second_infusions(view, counts, days)
    _explain(view)


def _show_second_infusions(view: View, counts: pd.DataFrame, window_days: int) -> None:
    names_people = view.cut.scope.may_name_people
    people = (
        cached_query(list_awaited_infusions, view.cut, view.selection, window_days=window_days)
        if names_people
        else None
    )
    infusions.show_awaited(view, counts, people, window_days=window_days)
    names = infusions.name_all_sites(view)
    layout.section(find_awaiting_sites(counts, names))
    infusions.show_steps(counts, names, caption="Sites: people through the crossover, and second infusions")
    infusions.offer_counts(view, counts, names, name="crossover-by-site")
    _show_timing(view, counts, window_days)


def _show_timing(view: View, counts: pd.DataFrame, window_days: int) -> None:
    days = cached_query(count_infusion_days, view.cut, view.selection, window_days=window_days)
    chart = cached_chart(build_infusion_days_chart, days, counts, window_days=window_days)
    show_chart(chart, key="arms-infusion-days")
    infusions.show_timing_table(
        counts, infusions.name_all_sites(view), caption="Sites: second infusions in the window, early and late"
    )
    with layout.foot():
        offer_table(view, days, name="second-infusion-days")
        show_sql(days, key="arms-infusion-days")


def _explain(view: View) -> None:
    if view.stores.closed is None:
        _explain_wall()
    else:
        _explain_gap(view)


def _explain_wall() -> None:
    layout.empty_state(
        "Sequences are not shown: this app was started without the closed store and does not have them.",
        "Both sequences are counted together. Past allocations at a site make it possible to guess the next "
        "one, so only unblinded staff may see them, in an app started with the closed store.",
    )


def _explain_gap(view: View) -> None:
    day = format_date(view.cut.info.as_of)
    layout.empty_state(
        f"Sequences are not shown: the closed store has no data cut of this bundle as of {day} or earlier.",
        "Both sequences are counted together. Choose a later data cut, or import the closed bundle together "
        "with the open one.",
    )
