"""Screen failures: filter, see the same selection in linked views, and come down to one person and the evidence."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from mesems_dash.pages.failures import linked_views, sentences
from mesems_dash.pages.failures.facets import show_facets
from mesems_dash.pages.failures.questions import choose_question
from mesems_dash.pages.failures.screenings import read_all_screenings, read_screenings
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import listen_to_charts
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.evidence import MOST_PEOPLE, explain_criterion, find_rule_sets, name_leaves
from mesems_dash.pages.parts.people_access import has_names, keep_named
from mesems_dash.pages.parts.people_table import show_people
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, filters, keys, narrowing
from mesems_dash.pages.state.cache import cached, cached_query
from mesems_dash.queries import count_exclusions, list_sites
from mesems_dash.queries.screening_list import count_screenings
from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.findings.exclusions import count_people, describe_rows, find_exclusions
from mesems_dash.words.sites import name_sites
from mesems_dash.words.tables import tabulate_people

if TYPE_CHECKING:
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Reasons, Selection

__all__ = ["render"]

TITLE: Final = "Screen failures"
REASONS: Final = {"derived": "Derived from data", "recorded": "Recorded by site"}
ROWS: Final = 50
MOST_LISTED: Final = 10_000
"""Rows that can be paged through: a choice among more would be longer than the page."""
_PEOPLE: Final = "people"
"""Where on the page the list begins."""


def render(view: View) -> None:
    """Show the page."""
    if frame.show_if_empty(view, TITLE, frame.count_screened(view)):
        return
    head = st.container()
    view, views = _choose(view)
    filtered = narrowing.filter_further(view.selection)
    narrowed = narrowing.mark_selection(filtered)
    narrowing.write_address()
    listen_to_charts(narrowing.follow_click, key=keys.FAILURES_CLICK_LISTENER)
    unmarked = _describe(view, filtered, without="reasons")
    view = replace(view, selection=filtered, sentence=_describe(view, filtered))
    with head:
        selected = frame.count_screened(replace(view, selection=narrowed))
        frame.show_head(view, TITLE, _find(view, narrowed, selected), selected)
        _point_to_people(view, keep_named(view, narrowed))
    is_asked = choose_question(view)
    with st.container():  # one element, with marks or without: what follows keeps its place, so no chart is built anew
        _show_filters(view, narrowed, is_open=narrowing.has_filters() and not is_asked)
        _show_marks(view, filtered)
    if not _is_empty(view, narrowed):
        linked_views.show_views(view, filtered, views, reasons_sentence=unmarked)
        _show_people(view, keep_named(view, narrowed))


def _choose(view: View) -> tuple[View, list[str]]:
    with st.container(horizontal=True, key="failures-choices"):
        kind = choice.choose_segment("Source of reasons", REASONS, key=keys.FAILURES_REASONS, default="derived")
        views = linked_views.choose_views()
    return replace(view, selection=replace(view.selection, reasons=cast("Reasons", kind))), views


# ---------------------------------------------------------------- what is shown
def _find(view: View, narrowed: Selection, selected: frame.Selected) -> str:
    """State the commonest reason, or that no screening is left to have one."""
    if not selected.screenings:
        return "No screening fits these filters"
    reasons = cached_query(count_exclusions, view.cut, narrowed)
    return find_exclusions(reasons, mode="any", is_derived=narrowed.reasons == "derived")


def _describe(view: View, filtered: Selection, *, without: str = "") -> str:
    """Say in plain English what is shown: the panel's filters, this page's and the marks, but not that of one view."""
    phrases = sentences.describe_filters(filtered, name_leaves(find_rule_sets(view)))
    marks = [mark for name, mark in narrowing.list_marks(filtered).items() if name != without]
    sites = name_sites(cached_query(list_sites, view.cut, view.selection))
    chosen = [sentences.describe_mark(mark, filtered.reasons, sites) for mark in marks]
    further = [*phrases, *(f"From charts: {words}" for words in chosen)]
    return filters.describe_selection(filtered, filters.read_offer(view.cut), further)


def _show_filters(view: View, narrowed: Selection, *, is_open: bool) -> None:
    title = "Filters (counts: this selection / all data)" + (" · some are set" if narrowing.has_filters() else "")
    with st.expander(title, expanded=is_open, key=keys.FACETS_OPEN, icon=":material/filter_alt:"):
        leaf_names = name_leaves(find_rule_sets(view))
        show_facets(view, narrowed, offer=filters.read_offer(view.cut), leaf_names=leaf_names)


def _show_marks(view: View, filtered: Selection) -> None:
    """Show each chart's mark as a button that takes it away."""
    marks = narrowing.list_marks(filtered)
    if not marks:
        return
    sites = name_sites(cached_query(list_sites, view.cut, view.selection))
    with st.container(horizontal=True, key="failures-marks", vertical_alignment="center"):
        layout.note("From charts:", width="content")
        for name, mark in marks.items():
            words = layout.as_plain(sentences.describe_mark(mark, filtered.reasons, sites))
            st.button(
                words,
                key=f"failures-unmark-{name}",
                icon=":material/close:",
                on_click=narrowing.mark_with,
                args=(name, None),
                help="Remove",
            )


def _is_empty(view: View, narrowed: Selection) -> bool:
    if int(cached_query(count_screenings, view.cut, narrowed)["screenings"].iloc[0]):
        return False
    layout.empty_state(
        "No screening fits these filters.", "Remove a filter above, or press Reset or Undo in the panel."
    )
    return True


# ---------------------------------------------------------------- people
def _point_to_people(view: View, narrowed: Selection) -> None:
    """Say under the finding how many are listed below the charts, and lead there."""
    if not view.cut.scope.may_name_people:
        return
    listed = _keep_failures(narrowed)
    screenings, people = _count(view, listed)
    if screenings:
        layout.point_to(_PEOPLE, f"Show the list ({count_people(screenings, people, _name_listed(narrowed, listed))})")


def _count(view: View, listed: Selection) -> tuple[int, int]:
    """Return how many screenings, and of how many people."""
    counted = cached_query(count_screenings, view.cut, listed).iloc[0]
    return int(counted["screenings"]), int(counted["subjects"])


def _show_people(view: View, narrowed: Selection) -> None:
    if not has_names(view):
        return
    listed = _keep_failures(narrowed)
    screenings, people = _count(view, listed)
    criterion = next((code for code in (*listed.all_of, *listed.undecided) if code in CRITERIA), "")
    what = _name_listed(narrowed, listed)
    layout.section(
        count_people(screenings, people, what),
        explain_criterion(find_rule_sets(view), criterion),
        place=_PEOPLE,
    )
    if not screenings:
        layout.empty_state("No screening is ineligible in this selection.", "Choose another status in the filters.")
        return
    page = _choose_page(listed, screenings)
    rows = read_screenings(view, listed, criterion=criterion, most=ROWS, skip=page * ROWS)
    show_people(
        view,
        cached(tabulate_people, rows),
        key="failures-people",
        caption="Screenings in this selection, with evidence",
        keys=list(zip(rows["subject_key"].astype(int), rows["screening_no"].astype(int), strict=True)),
    )
    only = "" if listed == narrowed else f" Only {what.replace('screening', 'screenings')}."
    everybody = partial(read_all_screenings, view, listed, criterion=criterion)
    with st.container(horizontal=True, key="failures-take"):
        offer_table(
            view,
            lambda: everybody().drop(columns=["screening_key", "subject_key"]),
            name="screen-failures",
            filter_sentence=f"{view.sentence}{only}",
        )
        show_sql(rows, key="failures-people")
    if screenings > MOST_PEOPLE:
        cut_short = (
            f"Showing the first {MOST_LISTED:,} of {screenings:,}; the download has all. "
            if screenings > MOST_LISTED
            else ""
        )
        layout.note(f"{cut_short}A file has all {screenings:,} rows, with evidence for the first {MOST_PEOPLE:,}.")


def _keep_failures(narrowed: Selection) -> Selection:
    """List those who fail, unless a filter or a mark asks for others."""
    asked = (narrowed.statuses, narrowed.decisions, narrowed.undecided, narrowed.disagreements, narrowed.kinds)
    if any(asked):
        return narrowed
    if narrowed.reasons == "recorded":
        return replace(narrowed, decisions=("INELIGIBLE",))
    return replace(narrowed, statuses=("ineligible",))


def _name_listed(narrowed: Selection, listed: Selection) -> str:
    """Say what the list leaves out by itself."""
    if listed == narrowed:
        return "screening"
    return "ineligible screening" if listed.statuses else "screening recorded as ineligible"


def _choose_page(listed: Selection, screenings: int) -> int:
    """Show which rows can be seen and return the number of the page, from 0; another list begins at its first."""
    starts = range(0, min(screenings, MOST_LISTED), ROWS)
    if st.session_state.get(keys.FAILURES_LISTED) != listed:
        st.session_state[keys.FAILURES_LISTED] = listed
        st.session_state[keys.FAILURES_ROWS] = 0
    if len(starts) == 1:
        return 0
    spans = {place: describe_rows(start, ROWS, screenings) for place, start in enumerate(starts)}
    return st.selectbox("Rows", list(spans), format_func=spans.__getitem__, key=keys.FAILURES_ROWS, width=220)
