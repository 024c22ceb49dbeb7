"""The timeline of one person, and the choice of what it shades and how far it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.figures.timeline import build_timeline_chart
from mesems_dash.figures.timeline_lanes import choose_span, count_outside
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.state import keys
from mesems_dash.pages.state.cache import cached_chart
from mesems_dash.reports.timeline import list_events, list_windows
from mesems_dash.reports.verdict_words import describe_history
from mesems_dash.words.phrases import format_things, name_criterion

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.figures.timeline_lanes import Span
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

__all__ = ["ANCHOR", "show_timeline"]

ANCHOR: Final = "person-timeline"
DECIDING: Final = "deciding"
ALL: Final = "all"
NEAR: Final = "near"
SPANS: Final = {NEAR: "Around the reference date", "whole": "Everything"}
HOW_TO_READ: Final = (
    "◆ documented relapse, ◇ not documented · ● scan with enhancing lesions, ○ without, with "
    "a dot: not reported · pale: date uncertain. Shaded: the time a criterion looks at, up to its reference date."
)


def show_timeline(profile: SubjectProfile, assessment: Assessment) -> None:
    """Show what is recorded in time, with the windows of the chosen criteria shaded."""
    windows = list_windows(assessment)
    if assessment.reference_on is None:
        layout.section("There is no usable reference date, so there is no timeline")
        return
    with st.container(key=ANCHOR):
        slot = st.container()
        with st.container(horizontal=True, vertical_alignment="bottom", key="person-timeline-choices"):
            shown = _choose_windows(assessment, windows)
            whole = _choose_span() != NEAR
    events = list_events(profile)
    span = choose_span(events, windows, reference_on=assessment.reference_on, as_of=profile.as_of, whole=whole)
    with slot:
        _show_chart(profile, assessment, events, windows, shown=shown, span=span)
    layout.note(" ".join([HOW_TO_READ, *_describe_outside(events, span)]))


def _show_chart(
    profile: SubjectProfile,
    assessment: Assessment,
    events: pd.DataFrame,
    windows: pd.DataFrame,
    *,
    shown: list[str],
    span: Span,
) -> None:
    chart = cached_chart(
        build_timeline_chart,
        events,
        windows,
        finding=describe_history(assessment),
        shown=tuple(shown),
        days=(span.first, span.last),
        reference_on=assessment.reference_on,
        reference="Assessed now" if assessment.basis == "NOW" else f"Screening {assessment.number} assessed",
        as_of=profile.as_of,
    )
    show_chart(chart, key="person-timeline-chart")


def _choose_windows(assessment: Assessment, windows: pd.DataFrame) -> list[str]:
    """Return the criteria whose windows are shaded: one, all, or those that fail or are undecided."""
    codes = list(dict.fromkeys(windows["criterion"]))
    judged = assessment.judgement
    deciding = [code for code in codes if judged[code].fails or judged[code].truth is None]
    options = {DECIDING: "What fails or is undecided", ALL: "All criteria"} | {
        code: name_criterion(code) for code in codes
    }
    if st.session_state.get(keys.PERSON_CRITERION) not in options:
        st.session_state[keys.PERSON_CRITERION] = DECIDING if deciding else ALL
    st.selectbox(
        "Windows shown", list(options), format_func=lambda code: options[code], key=keys.PERSON_CRITERION, width=300
    )
    chosen = st.session_state[keys.PERSON_CRITERION]
    return {DECIDING: deciding, ALL: codes}.get(chosen, [chosen])


def _choose_span() -> str:
    st.session_state.setdefault(keys.PERSON_SPAN, NEAR)
    st.segmented_control(
        "Time shown", list(SPANS), format_func=lambda code: SPANS[code], key=keys.PERSON_SPAN, required=True
    )
    return str(st.session_state[keys.PERSON_SPAN])


def _describe_outside(events: pd.DataFrame, span: Span) -> list[str]:
    outside, undated = count_outside(events, span)
    text = [f"{format_things(outside, 'entry', 'entries')} before or after: choose Everything."] if outside else []
    return text + (
        [f"{format_things(undated, 'entry', 'entries')} without a date: see the record below."] if undated else []
    )
