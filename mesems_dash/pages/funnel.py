"""Funnel: how far people came, where and how they left, by group, and how long the steps took."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from mesems_dash.figures.funnel import build_funnel_by_chart, build_funnel_chart, build_stage_times_chart
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, keys
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import count_exits, count_funnel, count_funnel_by, measure_stage_times
from mesems_dash.reports.counted import make_exits_safe
from mesems_dash.words.findings.funnel import find_exits
from mesems_dash.words.tables import tabulate_exits

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.funnel_by import Grouping

__all__ = ["render"]

TITLE = "Funnel"
GROUPS = {"subtype": "MS subtype", "site": "Site", "country": "Country"}


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    funnel = cached_query(count_funnel, view.cut, view.selection)
    chart = cached_chart(build_funnel_chart, funnel)
    frame.show_head(view, TITLE, chart.finding, selected)
    show_chart(chart, key="funnel-chart", has_heading=False)
    show_sql(funnel, key="funnel")
    _show_exits(view, funnel)
    layout.part(partial(_show_groups, view))
    _show_times(view)


def _show_exits(view: View, funnel: pd.DataFrame) -> None:
    layout.section(find_exits(funnel), "In every row: reached = left + ongoing + went on.")
    exits = cached_query(count_exits, view.cut, view.selection)
    table = tabulate_exits(funnel, exits)
    show_html_table(table, caption="People by stage reached, exits after it and people who went on", has_sum=True)
    with layout.foot():
        offer_table(view, table, name="funnel", make_safe=make_exits_safe)
        show_sql(funnel, exits, key="exits")


def _show_groups(view: View) -> None:
    by = choice.choose_segment("Group by", GROUPS, key=keys.FUNNEL_BY, default="subtype")
    groups = cached_query(count_funnel_by, view.cut, view.selection, by=cast("Grouping", by))
    chart = cached_chart(build_funnel_by_chart, groups, frame.name_groups(view, by))
    show_chart(chart, key="funnel-by", zoom_of=by)
    show_sql(groups, key="groups")


def _show_times(view: View) -> None:
    times = cached_query(measure_stage_times, view.cut, view.selection)
    show_chart(cached_chart(build_stage_times_chart, times), key="funnel-times")
    show_sql(times, key="times")
