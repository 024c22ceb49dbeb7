"""Site vs data: what sites decided and recorded next to what the data say, and the screenings where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.figures.agreement import build_agreement_chart, build_kinds_chart
from mesems_dash.figures.reason_matrix import build_matrix_chart
from mesems_dash.pages.agreement import worklist
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.evidence import find_rule_sets, read_criterion
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, keys
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import list_sites
from mesems_dash.queries.agreement import count_agreement
from mesems_dash.queries.disagreements import count_disagreements
from mesems_dash.queries.reason_matrix import count_reason_matrix
from mesems_dash.queries.recorded_criteria import count_recorded_criteria
from mesems_dash.words.agreement import find_agreement, tabulate_disagreements
from mesems_dash.words.reason_matrix import tabulate_recorded
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from mesems_dash.pages.state.cache import WrittenChart
    from mesems_dash.pages.state.chart_click import ChartClick
    from mesems_dash.pages.state.view import View

__all__ = ["render"]

TITLE: Final = "Site vs data"
COMPARED: Final = {"decisions": "Decisions", "criteria": "Criteria"}
CELLS: Final = "agreement-cells"
KINDS: Final = "agreement-kinds"
MATRIX: Final = "agreement-matrix"


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_screened(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    cells = cached_query(count_agreement, view.cut, view.selection)
    frame.show_head(view, TITLE, find_agreement(cells), selected)
    compared = choice.choose_segment("Compare", COMPARED, key=keys.AGREEMENT_COMPARE, default="decisions")
    if compared == "decisions":
        _show_decisions(view, cells)
    else:
        _show_criteria(view)


# ---------------------------------------------------------------- decisions
def _show_decisions(view: View, cells: pd.DataFrame) -> None:
    kinds = cached_query(count_disagreements, view.cut, view.selection)
    above, head = st.container(), st.container()
    chosen = worklist.choose_among_cells(view, kinds, cells)
    with head:
        worklist.show_worklist_head(view, chosen)
    left, right = above.columns(2, gap="large")
    with left:
        chart = cached_chart(build_agreement_chart, cells)
        _show_chart(chart, cells, key=CELLS, chosen=chosen.cell, on_click=worklist.follow_cell)
    with right:
        chart = cached_chart(build_kinds_chart, kinds)
        _show_chart(chart, kinds, key=KINDS, chosen=chosen.bar, on_click=worklist.follow_kind)
    worklist.show_worklist(view, chosen)
    layout.section("By site", "Screenings by site and kind of disagreement, including zero.")
    names = name_sites(cached_query(list_sites, view.cut, view.selection))
    show_html_table(
        tabulate_disagreements(kinds, names), caption="Screenings by site and kind of disagreement", has_sum=True
    )
    with layout.foot():
        offer_table(view, kinds, name="site-against-data")
        show_sql(kinds, key="agreement-sites")


def _show_chart(
    chart: WrittenChart,
    counts: pd.DataFrame,
    *,
    key: str,
    chosen: tuple[str, ...],
    on_click: Callable[[ChartClick | None], None],
) -> None:
    """Show a chart whose marks set the boxes of the list, and the statement behind it."""
    show_chart(chart, key=key, selectable=True, chosen=chosen, on_click=on_click)
    show_sql(counts, key=key)


# ---------------------------------------------------------------- criteria
def _show_criteria(view: View) -> None:
    matrix = cached_query(count_reason_matrix, view.cut, view.selection)
    recorded = cached_query(count_recorded_criteria, view.cut, view.selection)
    kinds = cached_query(count_disagreements, view.cut, view.selection)
    above, head = st.container(), st.container()
    chosen = worklist.choose_among_pairs(view, kinds, matrix)
    with head:
        worklist.show_worklist_head(view, chosen)
    with above:
        chart = cached_chart(build_matrix_chart, matrix, recorded)
        _show_chart(chart, matrix, key=MATRIX, chosen=chosen.pair, on_click=worklist.follow_pair)
    worklist.show_worklist(view, chosen)
    _show_recorded(view, recorded)


def _show_recorded(view: View, recorded: pd.DataFrame) -> None:
    layout.section(
        "Every criterion: recorded and failing",
        "Screenings. Share that fails: of those recorded and decided in the data. Sites often record only one "
        "of several reasons, so a failing criterion that is not recorded is often not an error.",
    )
    table = tabulate_recorded(recorded)
    rule_sets = find_rule_sets(view)
    tips = {label: read_criterion(rule_sets, label.split()[0]) for label in table["Criterion"]}
    show_html_table(table, caption="Screenings by criterion, recorded by sites and failing in the data", tips=tips)
    with layout.foot():
        offer_table(view, recorded, name="recorded-criteria")
        show_sql(recorded, key="agreement-recorded")
