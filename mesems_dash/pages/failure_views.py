"""The linked views of Screen failures: each asks for the selection without its own mark, so that it keeps its data.

A view is a question, a figure and its words. What a click on a mark means is read by `queries.marks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from mesems_dash.figures import findings, findings_failures
from mesems_dash.figures.attrition import draw_attrition
from mesems_dash.figures.combinations import MOST_COLUMNS, draw_combinations
from mesems_dash.figures.exclusions import draw_exclusions
from mesems_dash.pages import choice, keys, layout, narrowing
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import show_chart, take_click
from mesems_dash.queries import count_exclusions
from mesems_dash.queries.attrition import count_attrition
from mesems_dash.queries.combinations import count_combinations

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mesems_dash.pages.cache import Drawing
    from mesems_dash.pages.view import View
    from mesems_dash.queries.attrition import Order
    from mesems_dash.queries.combinations import How
    from mesems_dash.queries.selection import Selection

__all__ = ["VIEWS", "choose_views", "follow_clicks", "show_views"]

VIEWS: Final = {
    "reasons": "Reasons by subtype",
    "attrition": "One after another",
    "combinations": "Together",
    "pairs": "Pairs",
    "time": "Over time",
    "site": "By site",
}
_AT_FIRST: Final = ("reasons", "attrition", "combinations")
_HOW: Final = {"exactly": "Exactly these", "at_least": "At least these"}
_ORDERS: Final = {"protocol": "Protocol order", "greatest": "Greatest first"}


def choose_views() -> list[str]:
    """Show which views can be seen and return those chosen."""
    return choice.choose_several("Views", VIEWS, key=keys.FAILURES_VIEWS, default=_AT_FIRST)


def follow_clicks(selection: Selection) -> None:
    """Let a mark that was just clicked narrow what the other views show; call before anything is asked."""
    for view in VIEWS:
        is_new, click = take_click(_key(view, selection))
        if is_new:
            narrowing.mark_with(view, tuple(map(str, click.customdata)) if click and click.customdata else None)


def show_views(view: View, selection: Selection, chosen: Sequence[str], *, mode: str) -> None:
    """Show the chosen views: reasons across the page, the others two by two. `mode` is any, only or first."""
    if "reasons" in chosen:
        _show_reasons(view, selection, mode)
    others = [name for name in chosen if name in _OTHERS]
    for pair in zip(others[::2], [*others[1::2], None], strict=False):
        for column, name in zip(st.columns(2, gap="large"), pair, strict=True):
            if name is not None:
                with column:
                    _OTHERS[name](view, selection)


def _key(view: str, selection: Selection) -> str:
    return f"failures-{view}-{selection.reasons}"


def _show(selection: Selection, view: str, drawing: Drawing, *, title: str, alternative: str) -> None:
    mark = narrowing.list_marks(selection).get(view, ())
    show_chart(
        drawing,
        key=_key(view, selection),
        title=title,
        name=VIEWS[view],
        alternative=alternative,
        selectable=True,
        chosen=mark,
    )


def _is_derived(selection: Selection) -> bool:
    return selection.reasons == "derived"


def _show_reasons(view: View, selection: Selection, mode: str) -> None:
    reasons = ask(count_exclusions, view.cut, narrowing.mark_selection(selection, without="reasons"))
    is_derived = _is_derived(selection)
    _show(
        selection,
        "reasons",
        draw(draw_exclusions, reasons, mode=mode, has_unknown=is_derived),
        title="",
        alternative=findings.describe_exclusions(reasons, mode=mode),
    )
    layout.note(findings.explain_exclusions(reasons, is_derived=is_derived))


def _show_attrition(view: View, selection: Selection) -> None:
    head = st.container()
    order = choice.choose_segment("Order", _ORDERS, key=keys.FAILURES_ORDER, default="protocol")
    asked = narrowing.mark_selection(selection, without="attrition")
    steps = ask(count_attrition, view.cut, asked, order=cast("Order", order))
    is_derived = _is_derived(selection)
    with head:
        layout.section(findings_failures.find_attrition(steps, is_derived=is_derived))
    _show(
        selection,
        "attrition",
        draw(draw_attrition, steps, order=order, is_derived=is_derived),
        title="",
        alternative=findings_failures.describe_attrition(steps),
    )


def _show_combinations(view: View, selection: Selection) -> None:
    head = st.container()
    how = choice.choose_segment("Combinations", _HOW, key=keys.FAILURES_HOW, default="exactly")
    asked = narrowing.mark_selection(selection, without="combinations")
    sets = ask(count_combinations, view.cut, asked, how=cast("How", how), limit=MOST_COLUMNS)
    is_derived = _is_derived(selection)
    with head:
        layout.section(findings_failures.find_combinations(sets, how=how, is_derived=is_derived))
    _show(
        selection,
        "combinations",
        draw(draw_combinations, sets, ask(count_exclusions, view.cut, asked), how=how, is_derived=is_derived),
        title="",
        alternative=findings_failures.describe_combinations(sets, how=how),
    )


_OTHERS: Final[dict[str, Callable[[View, Selection], None]]] = {
    "attrition": _show_attrition,
    "combinations": _show_combinations,
}
