"""The linked views of Screen failures: each asks for the selection without its own mark, so that it keeps its data.

A view is a question, a figure and its words. What a click on a mark means is read by `queries.marks`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from mesems_dash.figures import findings_failures
from mesems_dash.figures.attrition import draw_attrition
from mesems_dash.figures.combinations import MOST_COLUMNS, draw_combinations
from mesems_dash.figures.failures_by_site import draw_failures_by_site
from mesems_dash.figures.failures_over_time import draw_failures_over_time
from mesems_dash.figures.pairs import draw_pairs
from mesems_dash.pages import choice, keys, layout, narrowing
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import show_chart
from mesems_dash.pages.failure_reasons import show_reasons
from mesems_dash.pages.show_sql import show_sql
from mesems_dash.queries import count_exclusions
from mesems_dash.queries.attrition import count_attrition
from mesems_dash.queries.combinations import count_combinations
from mesems_dash.queries.failures_by_site import count_failures_by_site
from mesems_dash.queries.failures_over_time import count_failures_over_time
from mesems_dash.queries.pairs import count_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mesems_dash.pages.cache import Drawing
    from mesems_dash.pages.view import View
    from mesems_dash.queries.attrition import Order
    from mesems_dash.queries.combinations import How
    from mesems_dash.queries.failures_over_time import Step
    from mesems_dash.queries.selection import Selection

__all__ = ["VIEWS", "choose_views", "show_views"]

VIEWS: Final = {
    "reasons": "Reasons by subtype",
    "attrition": "One after another",
    "combinations": "Together",
    "pairs": "Pairs",
    "time": "Over time",
    "site": "By site",
}
_AT_FIRST: Final = ("reasons", "attrition", "combinations")
_STEPS: Final = {"month": "Month", "quarter": "Quarter", "year": "Year"}
_HOW: Final = {"exactly": "Exactly these", "at_least": "At least these"}
_LEAST: Final = {"exactly": 1, "at_least": 2}
"""Criteria in a combination: at least one of them is what reasons already show."""
_ORDERS: Final = {"protocol": "Protocol order", "greatest": "Greatest first"}


def choose_views() -> list[str]:
    """Show which views can be seen and return those chosen."""
    return choice.choose_several("Views", VIEWS, key=keys.FAILURES_VIEWS, default=_AT_FIRST)


def show_views(view: View, selection: Selection, chosen: Sequence[str]) -> None:
    """Show the chosen views: reasons across the page, the others two by two."""
    if "reasons" in chosen:
        show_reasons(view, selection)
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
        on_click=partial(narrowing.follow_click, view),
    )


def _is_derived(selection: Selection) -> bool:
    return selection.reasons == "derived"


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
    show_sql(steps, key="failures-attrition")


def _show_combinations(view: View, selection: Selection) -> None:
    head = st.container()
    how = choice.choose_segment("Combinations", _HOW, key=keys.FAILURES_HOW, default="exactly")
    asked = narrowing.mark_selection(selection, without="combinations")
    alone = ask(count_exclusions, view.cut, asked)
    options = {"how": cast("How", how), "limit": MOST_COLUMNS, "min_size": _LEAST[how]}
    sets = ask(count_combinations, view.cut, asked, **options)
    is_derived = _is_derived(selection)
    with head:
        layout.section(findings_failures.find_combinations(sets, how=how, is_derived=is_derived))
    _show(
        selection,
        "combinations",
        draw(draw_combinations, sets, alone, how=how, is_derived=is_derived),
        title="",
        alternative=findings_failures.describe_combinations(sets, how=how),
    )
    layout.note(findings_failures.explain_combinations(how))
    show_sql(sets, alone, key="failures-combinations")


def _show_pairs(view: View, selection: Selection) -> None:
    pairs = ask(count_pairs, view.cut, narrowing.mark_selection(selection, without="pairs"))
    is_derived = _is_derived(selection)
    _show(
        selection,
        "pairs",
        draw(draw_pairs, pairs, is_derived=is_derived),
        title=findings_failures.find_pairs(pairs, is_derived=is_derived),
        alternative=findings_failures.describe_pairs(pairs),
    )
    show_sql(pairs, key="failures-pairs")


def _show_time(view: View, selection: Selection) -> None:
    head = st.container()
    step = choice.choose_segment("By", _STEPS, key=keys.FAILURES_STEP, default="quarter")
    asked = narrowing.mark_selection(selection, without="time")
    periods = ask(count_failures_over_time, view.cut, asked, step=cast("Step", step))
    is_derived = _is_derived(selection)
    with head:
        layout.section(findings_failures.find_failures_over_time(periods, step=step, is_derived=is_derived))
    _show(
        selection,
        "time",
        draw(draw_failures_over_time, periods, step=step, is_derived=is_derived),
        title="",
        alternative=findings_failures.describe_failures_over_time(periods, step=step, is_derived=is_derived),
    )
    layout.note(findings_failures.explain_shares(is_derived=is_derived))
    show_sql(periods, key="failures-time")


def _show_site(view: View, selection: Selection) -> None:
    sites = ask(count_failures_by_site, view.cut, narrowing.mark_selection(selection, without="site"))
    is_derived = _is_derived(selection)
    _show(
        selection,
        "site",
        draw(draw_failures_by_site, sites, is_derived=is_derived),
        title=findings_failures.find_failures_by_site(sites, is_derived=is_derived),
        alternative=findings_failures.describe_failures_by_site(sites, is_derived=is_derived),
    )
    layout.note(findings_failures.explain_shares(is_derived=is_derived))
    show_sql(sites, key="failures-site")


_OTHERS: Final[dict[str, Callable[[View, Selection], None]]] = {
    "attrition": _show_attrition,
    "combinations": _show_combinations,
    "pairs": _show_pairs,
    "time": _show_time,
    "site": _show_site,
}
