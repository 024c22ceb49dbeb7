"""One person: every criterion with its evidence, then and now, on a timeline.

The person is opened by a row of a table or by typing an id; the id stays in the session, see `people_door.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.figures.words import say_date
from mesems_dash.pages import keys, layout
from mesems_dash.pages.people_door import choose_person, chosen_person
from mesems_dash.queries.person import PersonHead, find_person

if TYPE_CHECKING:
    from mesems_dash.pages.view import View

__all__ = ["render"]

TITLE: Final = "One person"


def render(view: View) -> None:
    """Show the page."""
    head = st.container()
    _choose()
    chosen = chosen_person()
    found = None if chosen is None else find_person(view.cut, chosen.subject_id)
    with head:
        _show_head(view, found)
    if chosen is None:
        layout.empty_state("Nobody is chosen.", "Type an id above, or press a row of the people on Screen failures.")
    elif found is None:
        layout.empty_state(
            f"Nobody in the cut of {say_date(view.cut.info.as_of)} has this id.",
            "Check how it is written; an id is never completed or guessed. Or choose a later cut in the panel.",
        )


def _choose() -> None:
    chosen = chosen_person()
    st.session_state[keys.PERSON_ID] = "" if chosen is None else chosen.subject_id
    st.text_input(
        "Subject id", key=keys.PERSON_ID, autocomplete="off", on_change=_follow_typed, placeholder="As in the bundle"
    )


def _follow_typed() -> None:
    choose_person(st.session_state[keys.PERSON_ID])


def _show_head(view: View, found: PersonHead | None) -> None:
    finding = "Nobody to show" if found is None else f"{found.subject_id}, {found.site}"
    layout.page_head(
        TITLE, finding, f"As of {say_date(view.cut.info.as_of)} · filters of the panel do not hide a person"
    )
