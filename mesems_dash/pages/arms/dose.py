"""Arms, view Dose: cells for each kilogram of every infusion of cells, and what the closed record leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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


@dataclass(frozen=True)
class _List:
    """A list of infusions: its name, which rows of the doses it keeps, its finding, and its rows as people see them."""

    name: str
    keep: Callable[[pd.DataFrame], pd.DataFrame]
    find: Callable[[pd.DataFrame], str]
    tabulate: Callable[[pd.DataFrame, Mapping[str, str]], pd.DataFrame]


_NOT_GIVEN: Final = _List("not-given", dose_tables.keep_not_given, find_not_given, dose_tables.tabulate_not_given)
_LISTS: Final = (
    _List("outside", dose_tables.keep_outside, find_outside, dose_tables.tabulate_outside),
    _List("not-computed", dose_tables.keep_not_computed, find_not_computed, dose_tables.tabulate_not_computed),
    _List(
        "disagreeing",
        dose_tables.keep_disagreeing,
        find_dose_disagreements,
        dose_tables.tabulate_dose_disagreements,
    ),
    _NOT_GIVEN,
)


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
    _show_lists(view, doses)
    clean = describe_clean_doses(doses)
    if clean:
        layout.note(clean)


def _show_points(view: View, doses: pd.DataFrame) -> None:
    show_chart(cached_chart(build_doses_chart, doses), key="arms-dose")
    with layout.foot():
        offer_table(view, doses.drop(columns=["subject_key", "screening_no"]), name="doses")
        show_sql(doses, key="doses")


def _show_lists(view: View, doses: pd.DataFrame) -> None:
    """Show, by list, the infusions that need a look; one that is empty is left out."""
    sites = frame.name_groups(view, "site")
    for one in _LISTS:
        rows = one.keep(doses)
        if rows.empty:
            continue
        layout.section(one.find(doses))
        if one is _NOT_GIVEN:
            reasons = dose_tables.tabulate_reasons(rows)
            show_html_table(reasons, caption="Infusions not given, by reason", has_sum=True, words=("Reason",))
        _show_people(view, rows, one.tabulate(rows, sites), name=one.name)


def _show_people(view: View, rows: pd.DataFrame, table: pd.DataFrame, *, name: str) -> None:
    show_people(
        view,
        table,
        key=f"arms-dose-{name}",
        caption=f"Infusions, {name.replace('-', ' ')}",
        keys=list(zip(rows["subject_key"].astype(int), rows["screening_no"].astype(int), strict=True)),
    )
