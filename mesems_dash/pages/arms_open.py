"""Arms without the closed store: both sequences together, and why no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures import findings
from mesems_dash.figures.arms import draw_pooled
from mesems_dash.figures.words import say_date
from mesems_dash.pages import frame, layout
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import show_chart
from mesems_dash.pages.show_sql import show_sql
from mesems_dash.queries import count_crossover

if TYPE_CHECKING:
    from mesems_dash.pages.view import View

__all__ = ["show_open"]


def show_open(view: View, title: str, selected: frame.Selected) -> None:
    """Show pooled progress, and why no sequence."""
    pooled = ask(count_crossover, view.cut, view.selection)
    frame.show_head(view, title, findings.find_pooled(pooled), selected)
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
