"""Overview: is recruitment on plan, the six key numbers and their change, and what needs attention today."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.figures.accrual import build_accrual_chart, build_months_chart, forget_plan
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.evidence import describe_alert
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.people_access import has_names
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.pages.state.links import link_to
from mesems_dash.queries import count_accrual, count_key_numbers, list_attention, list_notes, list_sites
from mesems_dash.reports.assumptions import read_window_days
from mesems_dash.words.attention import find_attention, find_overview, group_attention, tabulate_attention
from mesems_dash.words.findings.accrual import find_accrual
from mesems_dash.words.key_numbers import build_key_numbers, describe_cut_before
from mesems_dash.words.tables import tabulate_notes

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View
    from mesems_dash.words.attention import Alert

__all__ = ["render"]

TITLE = "Overview"
MOST_SHOWN = 200


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    months = cached_query(count_accrual, view.cut, view.selection)
    if not view.selection.is_everything:
        months = forget_plan(months)
    numbers = cached_query(count_key_numbers, view.cut, view.selection)
    alerts = _read_alerts(view)
    frame.show_head(view, TITLE, find_overview(numbers, alerts), selected)
    _show_numbers(view, numbers)
    _show_curve(view, months)
    _show_attention(view, alerts)
    show_chart(cached_chart(build_months_chart, months), key="overview-months")
    show_sql(months, key="months")


def _show_numbers(view: View, now: pd.DataFrame) -> None:
    before = None if view.previous is None else cached_query(count_key_numbers, view.previous, view.selection)
    tiles = [
        layout.Tile(label=text.label, value=text.value, of=text.of, change=text.change, page=text.page)
        for text in build_key_numbers(now, before)
    ]
    layout.kpi_grid(tiles)
    layout.note(describe_cut_before(before))
    show_sql(now, key="numbers")


def _show_curve(view: View, months: pd.DataFrame) -> None:
    if not months["randomised"].any():
        layout.section(find_accrual(months))
        layout.empty_state("Nobody is randomised yet.", "The curve starts with the first randomisation.")
        return
    notes = cached_query(list_notes, view.cut)
    chart = cached_chart(build_accrual_chart, months, notes, as_of=view.cut.info.as_of)
    show_chart(chart, key="overview-accrual")
    show_sql(months, notes, key="accrual")
    if len(notes):
        with st.expander("Dated notes", key="overview-notes"):
            show_html_table(tabulate_notes(notes), caption="Dated notes on the curve", words=("Note",))


def _read_alerts(view: View) -> tuple[Alert, ...] | None:
    """Return what needs attention among those whom the reader may know by name; None where that is nobody."""
    if not view.cut.scope.may_name_people:
        return None
    return group_attention(_ask_attention(view))


def _ask_attention(view: View) -> pd.DataFrame:
    """Return the first alerts of each kind, second infusions by the window that is set."""
    return cached_query(list_attention, view.cut, view.selection, window_days=read_window_days(), most=MOST_SHOWN)


def _show_attention(view: View, alerts: tuple[Alert, ...] | None) -> None:
    if alerts is None:
        return
    layout.section(find_attention(alerts))
    has_names(view)
    if not alerts:
        layout.note("No decision disagrees with the data, nobody is one value away and nothing is overdue.")
    for alert in alerts:
        _show_alert(view, alert)
    show_sql(_ask_attention(view), key="attention")


def _show_alert(view: View, alert: Alert) -> None:
    with st.expander(f"**{alert.count:,}** · {alert.label}", key=f"overview-{alert.kind}"):
        layout.note(alert.explanation)
        sites = cached_query(list_sites, view.cut, view.selection)
        table = tabulate_attention(alert, sites, describe_alert(view, alert))
        show_html_table(
            table,
            caption=f"{alert.label}, latest first",
            words=[name for name in table.columns if name != "Days open"],
            is_tall=True,
        )
        if len(table) < alert.count:
            layout.note(f"Showing the first {len(table):,} of {alert.count:,}; the download has all.")
        with st.container(horizontal=True, vertical_alignment="center", key=f"overview-links-{alert.kind}"):
            link_to(alert.page, label=alert.link, query=alert.query)
            rows = partial(_list_all, view, alert.kind, sites)
            offer_table(view, rows, name=f"attention-{alert.kind.lower().replace('_', '-')}")


def _list_all(view: View, kind: str, sites: pd.DataFrame) -> pd.DataFrame:
    """Return every row of a kind as the table shows the first ones: for a file, when somebody asks for it."""
    (alert,) = group_attention(list_attention(view.cut, view.selection, window_days=read_window_days(), kind=kind))
    return tabulate_attention(alert, sites, describe_alert(view, alert))
