"""Screen failures: which criteria keep people out, by MS subtype, and who is behind each number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import streamlit as st

from mesems_dash.figures import findings
from mesems_dash.figures.exclusions import draw_exclusions, list_panels, name_bar
from mesems_dash.figures.tables import tabulate_exclusions, tabulate_people
from mesems_dash.figures.words import name_criterion, name_group
from mesems_dash.pages import choice, frame, keys, layout
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import peek_click, show_chart
from mesems_dash.pages.evidence import (
    MOST_PEOPLE,
    explain_criterion,
    find_rule_sets,
    list_people,
    name_kinds,
    read_criterion,
)
from mesems_dash.pages.ledger import show_ledger
from mesems_dash.queries import count_exclusions
from mesems_dash.vocabulary import ALL

Bar = tuple[str, str, str]
"""What a bar counts: criterion, subtype, and any, only, first or unknown."""

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.view import View
    from mesems_dash.queries.exclusion_list import Count
    from mesems_dash.queries.selection import Reasons

__all__ = ["render"]

TITLE = "Screen failures"
REASONS = {"derived": "What the data say", "recorded": "What sites recorded"}
COUNTS = {"any": "Any reason", "only": "Only reason", "first": "First reason"}
PEOPLE = {
    "derived": {"failing": "who fail it", "unknown": "undecided on it"},
    "recorded": {"failing": "with this reason", "unknown": "not decided yet"},
}
MOST_SHOWN = 200
HELP = (
    "Any: the criterion fails. Only: it is the sole one that fails; undecided ones beside it are allowed. "
    "First: the first that fails in protocol order; these add up to all ineligible screenings."
)


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    head = st.container()
    view, mode = _choose(view)
    reasons = ask(count_exclusions, view.cut, view.selection)
    with head:
        finding = findings.find_exclusions(reasons, mode=mode, is_derived=_is_derived(view))
        frame.show_head(view, TITLE, finding, selected)
    above = st.container()
    _follow_click(_chart_key(view))
    bar = _show_people(view, reasons, mode)
    with above:
        _show_reasons(view, reasons, mode=mode, bar=bar)
    _show_table(view, reasons, mode)


def _choose(view: View) -> tuple[View, str]:
    with st.container(horizontal=True, key="failures-choices"):
        kind = choice.choose_segment("Reasons from", REASONS, key=keys.FAILURES_REASONS, default="derived")
        mode = choice.choose_segment("Counted as", COUNTS, key=keys.FAILURES_COUNT, default="any", help_text=HELP)
    return replace(view, selection=replace(view.selection, reasons=cast("Reasons", kind))), mode


# ---------------------------------------------------------------- the chart
def _is_derived(view: View) -> bool:
    return view.selection.reasons == "derived"


def _chart_key(view: View) -> str:
    return f"failures-chart-{view.selection.reasons}"


def _show_reasons(view: View, reasons: pd.DataFrame, *, mode: str, bar: Bar) -> None:
    is_derived = _is_derived(view)
    show_chart(
        draw(draw_exclusions, reasons, mode=mode, has_unknown=is_derived),
        key=_chart_key(view),
        title="",
        name="Reasons by MS subtype",
        alternative=findings.describe_exclusions(reasons, mode=mode),
        selectable=True,
        chosen=bar,
    )
    layout.note(findings.explain_exclusions(reasons, is_derived=is_derived))


def _follow_click(chart: str) -> None:
    """Let a newly chosen bar decide the boxes below, which then can be changed by hand."""
    click = peek_click(chart)
    chosen = None if click is None else tuple(map(str, click.customdata))
    known = st.session_state.setdefault(keys.FAILURES_CLICK, {})
    if chosen == known.get(chart):
        return
    known[chart] = chosen
    if chosen:
        criterion, subtype, count = chosen
        choice.set_choice(keys.FAILURES_CRITERION, criterion)
        choice.set_choice(keys.FAILURES_GROUP, subtype)
        choice.set_choice(keys.FAILURES_PEOPLE, "unknown" if count == "unknown" else "failing")


# ---------------------------------------------------------------- the people behind a bar
def _show_people(view: View, reasons: pd.DataFrame, mode: str) -> Bar:
    slot = st.container()
    criterion, subtype, people = _choose_bar(view, reasons)
    count = "unknown" if people == "unknown" else mode
    rows = list_people(view, criterion=criterion, subtype=subtype, count=cast("Count", count))
    with slot:
        title = name_bar(criterion, subtype, count)
        reading = explain_criterion(find_rule_sets(view), criterion)
        layout.section(f"{title}: {findings.count_screenings(rows)}", reading)
    if rows.empty:
        layout.empty_state("No screening has this reason.", "Choose another bar, or another box above.")
        return criterion, subtype, count
    shown = tabulate_people(rows.head(MOST_SHOWN))
    show_ledger(shown, caption=f"People behind: {title}", words=tuple(shown.columns), is_tall=True)
    if len(rows) > MOST_SHOWN:
        layout.note(f"The first {MOST_SHOWN:,} of {len(rows):,} screenings; the download has all of them.")
    if len(rows) > MOST_PEOPLE:
        layout.note(f"Evidence is written for the first {MOST_PEOPLE:,} rows; filter to see it for others.")
    frame.offer_csv(view, rows.drop(columns=["screening_key", "subject_key"]), name=f"failures-{criterion.lower()}")
    return criterion, subtype, count


def _choose_bar(view: View, reasons: pd.DataFrame) -> tuple[str, str, str]:
    criteria = {code: name_criterion(code) for code in dict.fromkeys(reasons["criterion"])}
    groups = {subtype: name_group(subtype) for subtype in list_panels(reasons)}
    leader = findings.lead_exclusion(reasons)
    with st.container(horizontal=True, vertical_alignment="bottom", key="failures-boxes"):
        criterion = choice.choose_from_list("Reason", criteria, key=keys.FAILURES_CRITERION, default=leader)
        subtype = choice.choose_from_list("MS subtype", groups, key=keys.FAILURES_GROUP, default=ALL)
        words = PEOPLE[view.selection.reasons]
        people = choice.choose_segment("People", words, key=keys.FAILURES_PEOPLE, default="failing")
    return criterion, subtype, people


# ---------------------------------------------------------------- every number
def _show_table(view: View, reasons: pd.DataFrame, mode: str) -> None:
    layout.section("Every reason, by MS subtype", "Screenings and their share of the ineligible ones above.")
    table = tabulate_exclusions(reasons, mode=mode)
    rule_sets = find_rule_sets(view)
    codes = {label: label.split()[0] for label in table["Criterion"]}
    table.insert(len(table.columns), "Kind", [name_kinds(rule_sets, code) for code in codes.values()])
    tips = {label: read_criterion(rule_sets, code) for label, code in codes.items()}
    show_ledger(table, caption="Screenings by criterion and subtype, zero or not", words=("Kind",), tips=tips)
    layout.note(
        "Kind: what may clear a reason. Permanent: nothing. Curing: time alone. Clinical: a change in the person. "
        "Point at a criterion to see how it is read."
    )
    frame.offer_csv(view, reasons, name=f"failures-{view.selection.reasons}")
