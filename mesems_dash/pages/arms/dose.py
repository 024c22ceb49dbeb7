"""Arms, view Dose: cells for each kilogram of every infusion of cells, and what the closed record leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures.doses import build_doses_chart
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.people_table import show_people
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import list_doses
from mesems_dash.words import dose_tables
from mesems_dash.words.findings.doses import (
    describe_clean_doses,
    find_dose_disagreements,
    find_not_computed,
    find_not_given,
    find_outside,
    has_doses,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from mesems_dash.pages.state.view import View

__all__ = ["show_dose"]


def show_dose(view: View) -> None:
    """Show doses against the planned range, then by list what lies outside, is missing, contradicts, was not given."""
    doses = cached_query(list_doses, view.cut, view.selection)
    if not has_doses(doses):
        layout.empty_state(
            "The closed store has no dose for these people.",
            "Doses are in doses.csv of the closed bundle: product, viable cells and body weight of every infusion.",
        )
        return
    _show_points(view, doses)
    sites = frame.name_groups(view, "site")
    _show_outside(view, doses, sites)
    _show_not_computed(view, doses, sites)
    _show_disagreements(view, doses, sites)
    _show_not_given(view, doses, sites)
    clean = describe_clean_doses(doses)
    if clean:
        layout.note(clean)


def _show_points(view: View, doses: pd.DataFrame) -> None:
    show_chart(cached_chart(build_doses_chart, doses), key="arms-dose")
    with layout.foot():
        offer_table(view, doses.drop(columns=["subject_key", "screening_no"]), name="doses")
        show_sql(doses, key="doses")


def _show_outside(view: View, doses: pd.DataFrame, sites: Mapping[str, str]) -> None:
    rows = dose_tables.keep_outside(doses)
    if rows.empty:
        return
    layout.section(find_outside(doses))
    _list(view, rows, sites, dose_tables.tabulate_outside, name="outside")


def _show_not_computed(view: View, doses: pd.DataFrame, sites: Mapping[str, str]) -> None:
    rows = dose_tables.keep_not_computed(doses)
    if rows.empty:
        return
    layout.section(find_not_computed(doses))
    _list(view, rows, sites, dose_tables.tabulate_not_computed, name="not-computed")


def _show_disagreements(view: View, doses: pd.DataFrame, sites: Mapping[str, str]) -> None:
    rows = dose_tables.keep_disagreeing(doses)
    if rows.empty:
        return
    layout.section(find_dose_disagreements(doses))
    _list(view, rows, sites, dose_tables.tabulate_dose_disagreements, name="disagreeing")


def _show_not_given(view: View, doses: pd.DataFrame, sites: Mapping[str, str]) -> None:
    rows = dose_tables.keep_not_given(doses)
    if rows.empty:
        return
    layout.section(find_not_given(doses))
    show_html_table(
        dose_tables.tabulate_reasons(rows), caption="Infusions not given, by reason", has_sum=True, words=("Reason",)
    )
    _list(view, rows, sites, dose_tables.tabulate_not_given, name="not-given")


def _list(
    view: View,
    rows: pd.DataFrame,
    sites: Mapping[str, str],
    tabulate: Callable[[pd.DataFrame, Mapping[str, str]], pd.DataFrame],
    *,
    name: str,
) -> None:
    show_people(
        view,
        tabulate(rows, sites),
        key=f"arms-dose-{name}",
        caption=f"Infusions, {name.replace('-', ' ')}",
        keys=list(zip(rows["subject_key"].astype(int), rows["screening_no"].astype(int), strict=True)),
    )
