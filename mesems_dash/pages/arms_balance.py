"""Arms, view Balance: randomised by sequence over time and side by side by group."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from mesems_dash.figures import findings
from mesems_dash.figures.arms import draw_arms, draw_arms_by, draw_imbalance
from mesems_dash.figures.tables import tabulate_arms_by
from mesems_dash.pages import choice, frame, keys, layout
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import show_chart
from mesems_dash.pages.show_sql import show_sql
from mesems_dash.queries import count_arms_by, count_arms_over_time
from mesems_dash.reports.counted import make_arms_safe

if TYPE_CHECKING:
    from mesems_dash.pages.view import View
    from mesems_dash.queries.funnel_by import Grouping

__all__ = ["show_balance"]

GROUPS: Final = {"site": "Site", "subtype": "MS subtype", "country": "Country"}


def show_balance(view: View) -> None:
    """Show how the sequences grew and differ."""
    _show_course(view)
    layout.part(partial(_show_groups, view))


def _show_course(view: View) -> None:
    months = ask(count_arms_over_time, view.cut, view.selection)
    show_chart(
        draw(draw_arms, months),
        key="arms-time",
        title="",
        name="People randomised by sequence",
        alternative=findings.describe_arms(months),
    )
    show_chart(
        draw(draw_imbalance, months),
        key="arms-imbalance",
        title=findings.find_imbalance(months),
        alternative=findings.describe_imbalance(months),
        height=220,
    )
    show_sql(months, key="months")


def _show_groups(view: View) -> None:
    by = choice.choose_segment("Side by side by", GROUPS, key=keys.ARMS_BY, default="site")
    groups = ask(count_arms_by, view.cut, view.selection, by=cast("Grouping", by))
    names = frame.name_groups(view, by)
    show_chart(
        draw(draw_arms_by, groups, names),
        key=f"arms-by-{by}",
        title=findings.find_groups(groups, names),
        alternative=findings.describe_groups(groups, names),
    )
    table = tabulate_arms_by(groups, names)
    with layout.foot():
        frame.offer_table(view, table, name=f"arms-by-{by}", make_safe=make_arms_safe)
        show_sql(groups, key="groups")
