"""Arms, view Balance: randomised by sequence over time and side by side, against what the design allows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from mesems_dash.figures.arms import build_arms_chart
from mesems_dash.figures.balance import build_arms_by_chart, build_difference_chart
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, keys
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import count_arms_by, count_arms_by_day, count_arms_over_time, list_strata
from mesems_dash.reports.assumptions import format_block_length, read_block_length
from mesems_dash.reports.balance import check_strata, count_allocated, follow_difference, limit_groups
from mesems_dash.reports.balance_words import (
    TOSSES,
    describe_alarm,
    describe_check,
    describe_gaps,
    describe_split,
    explain_limits,
    list_errors,
)
from mesems_dash.reports.counted import make_arms_safe
from mesems_dash.reports.small_cells import mark_small_cells
from mesems_dash.statistics.split import judge_split
from mesems_dash.words.tables import tabulate_arms_by

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.arms import ArmsGrouping

__all__ = ["show_balance"]

GROUPS: Final = {
    "site": "Site",
    "stratum": "Stratum",
    "country": "Country",
    "subtype": "MS subtype",
    "sex": "Sex",
}


def show_balance(view: View) -> None:
    """Show how the sequences grew and differ, and whether more than the design allows."""
    block_length = read_block_length()
    days = cached_query(count_arms_by_day, view.cut, view.selection)
    _show_alarm(view, days, block_length)
    _show_course(view)
    _show_difference(view, days, block_length)
    _show_split(days)
    layout.part(partial(_show_groups, view, block_length))


def _show_alarm(view: View, days: pd.DataFrame, block_length: int) -> None:
    errors = list_errors(check_strata(days, block_length), block_length, frame.name_groups(view, "stratum"))
    if errors:
        layout.alarm(describe_alarm(block_length), errors)


def _show_course(view: View) -> None:
    months = cached_query(count_arms_over_time, view.cut, view.selection)
    chart = cached_chart(build_arms_chart, months)
    show_chart(chart, key="arms-time", has_heading=False, name="People randomised by sequence")
    show_sql(months, key="months")


def _show_difference(view: View, days: pd.DataFrame, block_length: int) -> None:
    chart = cached_chart(build_difference_chart, follow_difference(days, block_length), block_length=block_length)
    show_chart(chart, key="arms-difference", height=260)
    strata = check_strata(days, block_length)
    layout.note(f"Shaded: the range that the design allows. {format_block_length(block_length)}.")
    layout.note(describe_check(strata, block_length))
    gaps = describe_gaps(strata, frame.name_groups(view, "stratum"))
    if gaps:
        layout.note(gaps)
    show_sql(days, key="days")


def _show_split(days: pd.DataFrame) -> None:
    first, second = count_allocated(days)
    layout.section("Compared with equal chance", describe_split(judge_split(first, second), first))
    layout.note(TOSSES)


def _show_groups(view: View, block_length: int) -> None:
    by = choice.choose_segment("Group by", GROUPS, key=keys.ARMS_BY, default="site")
    groups = cached_query(count_arms_by, view.cut, view.selection, by=cast("ArmsGrouping", by))
    strata = cached_query(list_strata, view.cut, view.selection, by=cast("ArmsGrouping", by))
    limits = limit_groups(strata, block_length)
    names = frame.name_groups(view, by)
    show_chart(cached_chart(build_arms_by_chart, groups, names, limits), key="arms-by", zoom_of=by)
    layout.note(explain_limits(limits, len(groups)))
    table = tabulate_arms_by(groups, names, limits)
    with layout.foot():
        offer_table(view, table, name=f"arms-by-{by}", make_safe=make_arms_safe, mark=mark_small_cells)
        show_sql(groups, strata, key="groups")
