"""The lower parts of the person page: what is missing, what time changes, side by side, changes, the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from mesems_dash.figures.timeline import tabulate_events
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.person.html import write_grid
from mesems_dash.pages.state.cache import remember
from mesems_dash.pages.state.markup import show_html
from mesems_dash.reports.changes import compare_profiles
from mesems_dash.reports.outlook import describe_outlook, list_outlook
from mesems_dash.reports.subject_profile import foresee
from mesems_dash.reports.timeline import list_events
from mesems_dash.reports.verdict_words import list_missing
from mesems_dash.words.phrases import format_date, format_things

if TYPE_CHECKING:
    from mesems_dash.pages.state.view import View
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile
    from mesems_dash.store.connection import Cut

__all__ = ["show_changes", "show_missing", "show_outlook", "show_record", "show_side_by_side"]

GRID: Final = "Every criterion at every screening, and now"


def show_missing(assessment: Assessment) -> None:
    """List what would decide what is open at this screening; nothing where all is decided."""
    missing = list_missing(assessment)
    if not missing:
        return
    layout.section(
        f"To decide it: {format_things(len(missing), 'question')}", "What is missing in the record and would decide."
    )
    frame = pd.DataFrame(missing, columns=["Question", "Field of the bundle", "For"])
    show_html_table(frame, caption="What is missing to decide", words=("Question", "Field of the bundle", "For"))


def show_outlook(cut: Cut, profile: SubjectProfile) -> None:
    """Say when time alone makes the person eligible, or not; nothing for who is randomised."""
    now = profile.now
    if now is None:
        return
    key = ("outlook", cut.info.stamp, profile.head.subject_key, profile.rule_set.name)
    outlook = remember(key, lambda: foresee(profile))
    if outlook is None:
        return
    layout.section(
        "When to screen again",
        f"{describe_outlook(now, outlook)} Counted from {format_date(profile.as_of)}.",
    )
    frame = list_outlook(profile, outlook)
    if len(frame):
        show_html_table(frame, caption="What changes with time alone", words=tuple(frame.columns))


def show_side_by_side(profile: SubjectProfile) -> None:
    """Show every criterion at every screening, and now."""
    layout.section(
        "Then and now",
        "Marked: what differs. Point at an answer to see its evidence. E1 to E3 only restate I1.",
    )
    show_html(write_grid(profile, caption=GRID))


def show_changes(view: View, profile: SubjectProfile, before: SubjectProfile | None) -> None:
    """Show what changed since the previous cut, or why that cannot be said."""
    if view.previous is None:
        layout.section("There is no earlier data cut to compare with")
        return
    since = format_date(view.previous.info.as_of)
    if before is None:
        layout.section(f"New since the data cut of {since}", "This person is not in the previous data cut.")
        return
    changes = compare_profiles(before, profile)
    if changes.empty:
        layout.section(f"No change since the data cut of {since}")
        return
    layout.section(f"{format_things(len(changes), 'change')} since the data cut of {since}")
    show_html_table(
        changes, caption="What changed since the previous data cut", words=tuple(changes.columns), is_tall=True
    )


def show_record(profile: SubjectProfile) -> None:
    """Show the timeline's entries as a table, for who cannot see it and for what has no date."""
    events = tabulate_events(list_events(profile))
    with st.expander(f"Full record: {format_things(len(events), 'entry', 'entries')}"):
        show_html_table(events, caption="Full record", words=tuple(events.columns), is_tall=True)
