"""One person: every criterion with its evidence, then and now, on a timeline.

The person is opened by a row of a table or by typing an id; the id stays in the session, see `people_access.py`. The
data cut and the rule set of the panel hold here; its other filters choose among people, and there is only one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.people_access import choose_person, chosen_person
from mesems_dash.pages.parts.show_sql import show_personal_sql
from mesems_dash.pages.person.html import write_cards, write_facts
from mesems_dash.pages.person.parts import show_changes, show_missing, show_outlook, show_record, show_side_by_side
from mesems_dash.pages.person.sheet import offer_sheet
from mesems_dash.pages.person.timeline import show_timeline
from mesems_dash.pages.person.tree import show_tree
from mesems_dash.pages.state import gate, keys
from mesems_dash.pages.state.cache import open_rule_sets, remember
from mesems_dash.pages.state.markup import show_html
from mesems_dash.queries.person import find_person
from mesems_dash.reports.subject_profile import open_profile
from mesems_dash.reports.verdict_words import describe_facts, describe_finding
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    from mesems_dash.pages.parts.people_access import Chosen
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.person import PersonHead
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

__all__ = ["render"]

TITLE: Final = "One person"
NOW: Final = "now"
HOW: Final = "Type an id as it is in the bundle, or press a row in a list of people, for example on Screen failures."


@dataclass(frozen=True)
class _Shown:
    """The person that is looked at, and at which judgement of theirs."""

    profile: SubjectProfile
    assessment: Assessment


def render(view: View) -> None:
    """Show the page."""
    head = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="person-choices"):
        _type_id()
        beside = st.container(horizontal=True, vertical_alignment="bottom", key="person-beside")
    chosen = chosen_person()
    if chosen is None:
        _show_nobody(view, head, "Nobody is chosen", HOW)
        return
    found = find_person(view.cut, chosen.subject_id)
    if found is None:
        why = f"Nobody in the data cut of {format_date(view.cut.info.as_of)} has this id"
        _show_nobody(view, head, why, f"Type the complete id; a later data cut may have it. {HOW}")
        return
    profile = _open(view, found)
    with head:
        layout.page_head(TITLE, describe_finding(profile), _describe_context(view, profile))
    if not profile.assessments:
        layout.empty_state("This person has no screening in this data cut.", "Choose a later data cut in the panel.")
        return
    gate.log_look(view, "person", where="person", subject_id=profile.head.subject_id)
    with beside:
        shown = _Shown(profile, _choose_assessment(profile, chosen))
        offer_sheet(view.cut, profile, shown.assessment)
    _show(view, shown)


def _show(view: View, shown: _Shown) -> None:
    profile, assessment = shown.profile, shown.assessment
    then = assessment if assessment.basis == "THEN" else profile.then[-1]
    show_html(write_cards(profile, then))
    show_html(write_facts(describe_facts(profile, assessment)))
    show_timeline(profile, assessment)
    show_personal_sql({"person": {}, "person_record": {}}, key="person-record")
    show_tree(assessment)
    show_personal_sql({"facts": {"basis": assessment.basis}}, key="person-facts")
    show_missing(assessment)
    show_outlook(view.cut, profile)
    show_side_by_side(profile)
    show_changes(view, profile, _open_before(view, profile))
    show_record(profile)


# ---------------------------------------------------------------- whom
def _type_id() -> None:
    chosen = chosen_person()
    st.session_state[keys.PERSON_ID] = "" if chosen is None else chosen.subject_id
    st.text_input(
        "Subject id", key=keys.PERSON_ID, autocomplete="off", on_change=_follow_typed, placeholder="GEN-0001", width=220
    )


def _follow_typed() -> None:
    choose_person(st.session_state[keys.PERSON_ID])


def _open(view: View, head: PersonHead) -> SubjectProfile:
    name = view.selection.rule_set or head.ruleset
    rules = open_rule_sets(view.cut)[name]
    return remember(
        ("profile", view.cut.info.stamp, view.cut.scope, head.subject_key, name),
        lambda: open_profile(view.cut, head, rules),
    )


def _open_before(view: View, profile: SubjectProfile) -> SubjectProfile | None:
    """Return the person as of the previous cut, judged by the rules of now; None if they were not there yet."""
    previous = view.previous
    found = None if previous is None else find_person(previous, profile.head.subject_id)
    if previous is None or found is None:
        return None
    rules = profile.rule_set
    key = ("profile before", previous.info.stamp, previous.scope, found.subject_key, view.cut.info.stamp, rules.name)
    return remember(key, lambda: open_profile(previous, found, rules))


def _choose_assessment(profile: SubjectProfile, chosen: Chosen) -> Assessment:
    """Show what can be looked at, the screenings and now, and return the one chosen."""
    options = {
        NOW if assessment.basis == NOW.upper() else str(assessment.number): assessment
        for assessment in profile.assessments
    }
    wanted = chosen.screening_no or profile.head.deciding_no
    if st.session_state.get(keys.PERSON_AT) not in options:
        st.session_state[keys.PERSON_AT] = str(wanted) if str(wanted) in options else next(iter(options))
    st.segmented_control(
        "Assessed at",
        list(options),
        format_func=lambda code: "Now" if code == NOW else f"Screening {code}",
        key=keys.PERSON_AT,
        required=True,
        help="Screenings are assessed at their reference date; Now is the date of the data cut, if nothing "
        "new has happened.",
    )
    return options[st.session_state[keys.PERSON_AT]]


# ---------------------------------------------------------------- head and empty states
def _describe_context(view: View, profile: SubjectProfile) -> str:
    rules = f"Assessed against: {profile.rule_set.title}"
    people = f"1 of {frame.count_selected(view).subjects_total:,} people"
    hidden = "Filters do not apply here, except data cut and rule set"
    return f"As of {format_date(view.cut.info.as_of)} · {people} · {rules} · {hidden}"


def _show_nobody(view: View, head: st.delta_generator.DeltaGenerator, why: str, what_to_do: str) -> None:
    with head:
        frame.show_whole_head(view, TITLE, why)
    layout.empty_state(f"{why}.", what_to_do)
