"""Undecided: who is one value away from a decision, which value would settle most, and what to ask each site."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import streamlit as st

from mesems_dash.figures.undecided import HELPED, SETTLED, build_missing_chart, frame_bar
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.people_access import has_names
from mesems_dash.pages.parts.people_table import show_people
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, filters, keys
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries.missing_fields import rank_missing_fields
from mesems_dash.queries.questions import list_questions
from mesems_dash.queries.sites import list_sites
from mesems_dash.queries.undecided import count_undecided
from mesems_dash.words import questions
from mesems_dash.words.sites import name_sites
from mesems_dash.words.undecided import (
    build_undecided_numbers,
    explain_undecided,
    find_undecided,
    find_undecided_sites,
    tabulate_undecided_sites,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from mesems_dash.pages.state.chart_click import ChartClick
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.questions import Among, Settling

__all__ = ["render"]

TITLE: Final = "Undecided"
CHART: Final = "undecided-chart"
NO_BAR: Final = ()
"""Tells the chart that no bar is chosen: left to itself it would frame the one before, after Back too."""
EVERY: Final = "every"
"""Stands for every missing value and for all sites, in a box and in the address."""
SETTLING: Final = {"any": "All questions", "only": "Only those that decide alone"}
WHOM: Final = {"everybody": "Everybody undecided", "waiting": "Ongoing, not randomised"}
MOST_SHOWN: Final = 200
_NO_NAME: Final = re.compile(r"[^\w-]+")


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    sites = cached_query(count_undecided, view.cut, view.selection)
    fields = cached_query(rank_missing_fields, view.cut, view.selection)
    frame.show_head(view, TITLE, find_undecided(sites, fields), selected)
    layout.kpi_grid(
        [layout.Tile(label=label, value=value, of=of) for label, value, of in build_undecided_numbers(sites)]
    )
    layout.note(explain_undecided(sites))
    if fields.empty:
        layout.empty_state("Nobody in this selection is undecided.", "Remove a filter in the panel to see others.")
        return
    names = name_sites(cached_query(list_sites, view.cut, view.selection))
    above = st.container()
    chosen = _show_list(view, fields, names)
    with above:
        _show_fields(view, fields, chosen)
    _show_sites(view, sites, names)


# ---------------------------------------------------------------- which value
def _show_fields(view: View, fields: pd.DataFrame, chosen: tuple[str, ...] | None) -> None:
    show_chart(
        cached_chart(build_missing_chart, fields),
        key=CHART,
        selectable=True,
        chosen=chosen,
        on_click=_follow_click,
    )
    with layout.foot():
        offer_table(view, fields, name="undecided-missing")
        show_sql(fields, key="undecided-missing")


def _follow_click(click: ChartClick | None) -> None:
    """Let a newly chosen bar decide the boxes of the list, which then can be changed by hand."""
    field, part = (EVERY, HELPED) if click is None else map(str, click.customdata)
    choice.set_choice(keys.UNDECIDED_FIELD, field)
    choice.set_choice(keys.UNDECIDED_SETTLING, "only" if part == SETTLED else "any")


def _show_sites(view: View, sites: pd.DataFrame, names: Mapping[str, str]) -> None:
    layout.section(find_undecided_sites(sites, names))
    show_html_table(
        tabulate_undecided_sites(sites, names),
        caption="Sites: people undecided, one value away or several, and the longest open",
        has_sum=True,
    )
    with layout.foot():
        offer_table(view, sites, name="undecided-sites")
        show_sql(sites, key="undecided-sites")


# ---------------------------------------------------------------- whom to ask what
def _show_list(view: View, fields: pd.DataFrame, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """Show the list; return the bar that its boxes stand for, NO_BAR for none, None where there are no boxes."""
    if not has_names(view):
        return None
    slot = st.container()
    field, options = _choose(fields, names)
    asked = choice.leave_nobody(
        view.selection, keys.UNDECIDED_FIELD, keys.UNDECIDED_SITE, keys.UNDECIDED_SETTLING, keys.UNDECIDED_WHOM
    )
    rows = cached_query(list_questions, view.cut, asked, most=MOST_SHOWN, **options)
    with slot:
        layout.section(
            questions.find_questions(rows),
            "One row per person and question, by site, the longest open first. Days are counted from the "
            "screening to the date of the data cut. Press a row to open the person.",
        )
    if rows.empty:
        layout.empty_state(
            "No question matches these choices.", "Choose another value, another site, or all questions."
        )
        return frame_bar(fields, field, options["settling"]) or NO_BAR
    pairs = [(int(key), int(number)) for key, number in zip(rows["subject_key"], rows["screening_no"], strict=True)]
    table = questions.tabulate_questions(rows, names)
    show_people(
        view,
        table,
        key="undecided-people",
        caption="Questions to ask about undecided people",
        keys=pairs,
        words=[name for name in table.columns if name != "Days open"],
    )
    layout.note(" ".join((questions.describe_shown(rows), questions.explain_answers())))
    with layout.foot():
        everything = partial(_write_all, view, options, names)
        sentence = _describe(view, options, names)
        offer_table(view, everything, name=_name_file(options["site"]), filter_sentence=sentence)
        show_sql(rows, key="undecided-list")
    return frame_bar(fields, field, options["settling"]) or NO_BAR


def _choose(fields: pd.DataFrame, names: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Show the boxes above the list; return the field chosen, and the options of `list_questions`."""
    values = {EVERY: "All missing values", **{code: questions.name_missing(code) for code in fields["field"]}}
    places = {EVERY: "All sites", **names}
    with st.container(horizontal=True, vertical_alignment="bottom", key="undecided-boxes"):
        field = choice.choose_from_list("Missing value", values, key=keys.UNDECIDED_FIELD, default=EVERY)
        site = choice.choose_from_list("Site to ask", places, key=keys.UNDECIDED_SITE, default=EVERY)
        settling = choice.choose_segment("Questions", SETTLING, key=keys.UNDECIDED_SETTLING, default="any")
        among = choice.choose_segment("People", WHOM, key=keys.UNDECIDED_WHOM, default="everybody")
    return field, {
        "field": None if field == EVERY else field,
        "site": None if site == EVERY else site,
        "settling": cast("Settling", settling),
        "among": cast("Among", among),
    }


def _describe(view: View, options: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say in plain English what the file holds: the panel's filters and the boxes."""
    site = options["site"]
    phrases = questions.describe_asked(**{**options, "site": None if site is None else names.get(site, site)})
    return filters.describe_selection(view.selection, filters.read_offer(view.cut), phrases)


def _write_all(view: View, options: dict[str, Any], names: Mapping[str, str]) -> pd.DataFrame:
    """Return every row of the list: for a file, when somebody asks for it."""
    return questions.write_questions(list_questions(view.cut, view.selection, **options), names)


def _name_file(site: str | None) -> str:
    return "questions" if site is None else f"questions-{_NO_NAME.sub('-', site)}"
