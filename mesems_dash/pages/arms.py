"""Arms: with the closed store sequences over time, by group and through the crossover; without it pooled progress."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from mesems_dash.figures import findings
from mesems_dash.figures.arms import draw_arms, draw_arms_by, draw_crossover, draw_imbalance, draw_pooled
from mesems_dash.figures.tables import tabulate_arms_by, tabulate_crossover
from mesems_dash.figures.words import say_date
from mesems_dash.pages import choice, frame, keys, layout
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import show_chart
from mesems_dash.pages.ledger import show_ledger
from mesems_dash.pages.show_sql import show_sql
from mesems_dash.queries import (
    count_arms_by,
    count_arms_over_time,
    count_crossover,
    count_crossover_by_sequence,
)
from mesems_dash.reports.counted import make_arms_safe, make_crossover_safe

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.view import View
    from mesems_dash.queries.funnel_by import Grouping

__all__ = ["render"]

TITLE = "Arms"
GROUPS = {"site": "Site", "subtype": "MS subtype", "country": "Country"}


def render(view: View) -> None:
    """Show the page: what this process may know, and nothing else."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    if view.cut.has_closed:
        _show_closed(view, selected)
    else:
        _show_open(view, selected)


# ---------------------------------------------------------------- open
def _show_open(view: View, selected: frame.Selected) -> None:
    pooled = ask(count_crossover, view.cut, view.selection)
    frame.show_head(view, TITLE, findings.find_pooled(pooled), selected)
    show_chart(
        draw(draw_pooled, pooled),
        key="arms-pooled",
        title="",
        alternative=findings.describe_pooled(pooled),
    )
    show_sql(pooled, key="pooled")
    if view.stores.closed is None:
        _explain_wall()
    else:
        _explain_gap(view)


def _explain_wall() -> None:
    layout.empty_state(
        "Sequences are not shown: this process was started without the closed store, so it does not have them.",
        "Both sequences are counted together. Knowing past allocations at a site lets one guess the next, so they are "
        "for unblinded staff only, who start the app with MESEMS_CLOSED_STORE.",
    )


def _explain_gap(view: View) -> None:
    day = say_date(view.cut.info.as_of)
    layout.empty_state(
        f"Sequences are not shown: the closed store has no cut of these data as of {day} or earlier.",
        "Both sequences are counted together. Choose a later cut, or import the closed bundle with the open one: "
        "--closed and --closed-store.",
    )


# ---------------------------------------------------------------- closed
def _show_closed(view: View, selected: frame.Selected) -> None:
    months = ask(count_arms_over_time, view.cut, view.selection)
    frame.show_head(view, TITLE, findings.find_arms(months), selected)
    layout.note("Unblinded: this process was given the closed store. Do not show this page to blinded staff.")
    _tell_older(view)
    if months.empty:
        layout.empty_state("Nobody of these people is randomised yet.", "The arms begin with the first randomisation.")
        _show_crossover_table(view, ask(count_crossover_by_sequence, view.cut, view.selection))
        return
    _show_course(months)
    _show_crossover(view)
    layout.part(partial(_show_groups, view))


def _tell_older(view: View) -> None:
    """Say of which day the allocations are, where that is an earlier day than the rest of the page is of."""
    closed = view.cut.closed_info
    if closed is not None and closed.as_of < view.cut.info.as_of:
        layout.note(f"Allocations as of {say_date(closed.as_of)}; people randomised since then have none yet.")


def _show_course(months: pd.DataFrame) -> None:
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


def _show_crossover(view: View) -> None:
    crossover = ask(count_crossover_by_sequence, view.cut, view.selection)
    show_chart(
        draw(draw_crossover, crossover),
        key="arms-crossover",
        title=findings.find_crossover(crossover),
        alternative=findings.describe_crossover(crossover),
    )
    layout.note("Palest bar: assigned. Middle: infused. Darkest: completed the period.")
    _show_crossover_table(view, crossover)


def _show_crossover_table(view: View, crossover: pd.DataFrame) -> None:
    table = tabulate_crossover(crossover)
    show_ledger(table, caption="People by sequence and period, and both sequences together", words=("Sequence",))
    with layout.foot():
        frame.offer_table(view, table, name="crossover", make_safe=make_crossover_safe)
        show_sql(crossover, key="crossover")


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
