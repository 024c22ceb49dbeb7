"""The linked views of Screen failures: each asks for the selection without its own mark, so that it keeps its data.

A view is a question, a figure and its words, in a part of the page that runs again by itself when its own choice is
changed. Only a mark that is clicked concerns the others: then the whole page runs. What it means is read by
`queries.marks`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.figures.attrition import build_attrition_chart
from mesems_dash.figures.combinations import MOST_COLUMNS, build_combinations_chart
from mesems_dash.figures.failures_by_site import build_failures_by_site_chart
from mesems_dash.figures.failures_over_time import build_failures_over_time_chart
from mesems_dash.figures.pairs import build_pairs_chart
from mesems_dash.pages.failures.reasons import show_reasons
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, keys, narrowing
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import count_exclusions
from mesems_dash.queries.attrition import count_attrition
from mesems_dash.queries.combinations import count_combinations
from mesems_dash.queries.failures_by_site import count_failures_by_site
from mesems_dash.queries.failures_over_time import count_failures_over_time
from mesems_dash.queries.pairs import count_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from mesems_dash.figures.chart import Chart
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Selection

__all__ = ["choose_views", "show_views"]

_AT_FIRST: Final = ("reasons", "attrition", "combinations")
_STEPS: Final = {"month": "Month", "quarter": "Quarter", "year": "Year"}
_HOW: Final = {"exactly": "Exactly these", "at_least": "At least these"}
_LEAST: Final = {"exactly": 1, "at_least": 2}
"""Criteria in a combination: at least one of them is what reasons already show."""
_ORDERS: Final = {"protocol": "Protocol order", "greatest": "Largest first"}


def choose_views() -> list[str]:
    """Show which views can be seen and return those chosen."""
    return choice.choose_several("Views", narrowing.VIEWS, key=keys.FAILURES_VIEWS, default=_AT_FIRST)


def show_views(view: View, selection: Selection, chosen: Sequence[str], *, reasons_sentence: str) -> None:
    """Show the chosen views: reasons across the page, the others two by two.

    `reasons_sentence` says what the reasons are of: a view keeps its data when its own mark is chosen, and so must
    what a file of them says.
    """
    if "reasons" in chosen:
        show_reasons(replace(view, sentence=reasons_sentence), selection)
    others = [name for name in chosen if name in _OTHERS]
    for pair in zip(others[::2], [*others[1::2], None], strict=False):
        for column, name in zip(st.columns(2, gap="large"), pair, strict=True):
            if name is not None:
                with column:
                    layout.part(partial(_show, name, view, selection))


def _show(name: str, view: View, selection: Selection) -> None:
    _OTHERS[name](_Place(view, selection, st.container()))


@dataclass(frozen=True)
class _Place:
    """What a view is of, and where its finding goes: above its choices, which decide it."""

    view: View
    selection: Selection
    head: DeltaGenerator

    def ask(self, name: str, question: Callable[..., pd.DataFrame], **options: Hashable) -> pd.DataFrame:
        """Ask of the selection without the view's own mark."""
        return cached_query(question, self.view.cut, narrowing.mark_selection(self.selection, without=name), **options)

    def show(self, name: str, build: Callable[..., Chart], *frames: pd.DataFrame, **options: Hashable) -> None:
        """Show the chart that `build` makes of the frames, under its finding, and their SQL."""
        show_chart(
            cached_chart(build, *frames, **options, is_derived=self.selection.reasons == "derived"),
            key=f"failures-{name}-{self.selection.reasons}",
            head=self.head,
            name=narrowing.VIEWS[name],
            selectable=True,
            chosen=narrowing.list_marks(self.selection).get(name, ()),
            listener=name,
        )
        show_sql(*frames, key=f"failures-{name}")


def _show_attrition(place: _Place) -> None:
    order = choice.choose_segment("Order", _ORDERS, key=keys.FAILURES_ORDER, default="protocol")
    steps = place.ask("attrition", count_attrition, order=order)
    place.show("attrition", build_attrition_chart, steps, order=order)


def _show_combinations(place: _Place) -> None:
    how = choice.choose_segment("Combinations", _HOW, key=keys.FAILURES_HOW, default="exactly")
    alone = place.ask("combinations", count_exclusions)
    options = {"how": how, "limit": MOST_COLUMNS, "min_size": _LEAST[how]}
    sets = place.ask("combinations", count_combinations, **options)
    place.show("combinations", build_combinations_chart, sets, alone, how=how)


def _show_pairs(place: _Place) -> None:
    pairs = place.ask("pairs", count_pairs)
    place.show("pairs", build_pairs_chart, pairs)


def _show_time(place: _Place) -> None:
    step = choice.choose_segment("Per", _STEPS, key=keys.FAILURES_STEP, default="quarter")
    periods = place.ask("time", count_failures_over_time, step=step)
    place.show("time", build_failures_over_time_chart, periods, step=step)


def _show_site(place: _Place) -> None:
    sites = place.ask("site", count_failures_by_site)
    place.show("site", build_failures_by_site_chart, sites)


_OTHERS: Final[dict[str, Callable[[_Place], None]]] = {
    "attrition": _show_attrition,
    "combinations": _show_combinations,
    "pairs": _show_pairs,
    "time": _show_time,
    "site": _show_site,
}
