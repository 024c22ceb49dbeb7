"""Second infusions, as both faces of the arms show them: who is awaited, and whether they were given in time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.people_access import has_names
from mesems_dash.pages.parts.people_table import show_people
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries import list_sites
from mesems_dash.reports.assumptions import format_window
from mesems_dash.reports.counted import make_second_infusions_safe
from mesems_dash.reports.small_cells import mark_small_cells
from mesems_dash.words import second_infusions as tables
from mesems_dash.words.findings.second_infusions import explain_awaited, find_awaited
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from mesems_dash.pages.state.view import View

__all__ = ["name_all_sites", "offer_counts", "show_awaited", "show_steps", "show_timing_table"]


def name_all_sites(view: View) -> Mapping[str, str]:
    """Return what each site is called, by its id."""
    return name_sites(cached_query(list_sites, view.cut, view.selection))


def show_awaited(view: View, counts: pd.DataFrame, people: pd.DataFrame | None, *, window_days: int) -> None:
    """Show whose second infusion is overdue, due or coming, with their sequence where `people` has it.

    None where the reader may know nobody by name: then only how many.
    """
    layout.section(find_awaited(counts), f"{format_window(window_days)}.")
    if not has_names(view) or people is None:
        pass
    elif people.empty:
        layout.empty_state(
            "No second infusion is overdue, due or coming.",
            "People with a later target day are counted under Later.",
        )
    else:
        _list_people(view, people)
    unknown = explain_awaited(counts)
    if unknown:
        layout.note(unknown)


def _list_people(view: View, people: pd.DataFrame) -> None:
    names = name_all_sites(view)
    show_people(
        view,
        tables.tabulate_awaited(people, names),
        key="arms-awaited",
        caption="People whose second infusion is overdue, due or coming",
        keys=list(zip(people["subject_key"].astype(int), people["screening_no"].astype(int), strict=True)),
    )
    with layout.foot():
        offer_table(view, partial(tables.write_awaited, people, names), name="second-infusions-awaited")
        show_sql(people, key="arms-awaited")


def show_steps(counts: pd.DataFrame, names: Mapping[str, str], *, caption: str) -> None:
    """Show the steps of the crossover and where second infusions stand, by what the counts are by."""
    show_html_table(tables.tabulate_steps(counts, names), caption=caption, has_sum=True)


def show_timing_table(counts: pd.DataFrame, names: Mapping[str, str], *, caption: str) -> None:
    """Show how many second infusions were in the window, early and late, by what the counts are by."""
    show_html_table(tables.tabulate_timing(counts, names), caption=caption, has_sum=True)


def offer_counts(view: View, counts: pd.DataFrame, names: Mapping[str, str], *, name: str) -> None:
    """Offer the counts of both tables as one file, and the statement behind them."""
    with layout.foot():
        mark = mark_small_cells if "sequence" in counts else None
        offer_table(
            view, tables.write_counts(counts, names), name=name, make_safe=make_second_infusions_safe, mark=mark
        )
        show_sql(counts, key=name)
