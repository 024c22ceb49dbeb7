"""What a browser's tab remembers for a session that is lost: whom the reader looked at, and the SQL they typed.

A session ends a minute after its connection, and with the server. The tab then says what it was at, once, and that is
taken as if it had been typed: who may not know a person finds nobody. It stands in the tab's own storage, under a mark
of the reader: never in the address, gone with the tab, with another reader and with signing out.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import streamlit as st

from mesems_dash.pages.parts.component import make_component
from mesems_dash.pages.parts.people_access import choose_person, chosen_person
from mesems_dash.pages.state import keys

if TYPE_CHECKING:
    from mesems_dash.access import Reader

__all__ = ["forget_in_tab", "remember_in_tab"]

_TAB: Final = make_component("tab")
_LONGEST_ID: Final = 200
_LONGEST_SQL: Final = 100_000


def remember_in_tab(reader: Reader) -> None:
    """Let the tab keep what this session is at, or tell what it kept where the session does not know."""
    state = st.session_state
    chosen = chosen_person()
    decided = [name for name, key in (("person", keys.PERSON), ("sql", keys.SQL_KEPT)) if key in state]
    data = {
        "holder": _mark(reader),
        "session": state.setdefault(keys.TAB_SESSION, uuid4().hex),
        "decided": decided,
        "person": None if chosen is None else [chosen.subject_id, chosen.screening_no],
        "sql": state.get(keys.SQL_TEXT, state.get(keys.SQL_KEPT)),
    }
    with st.container(key="mesems-tab"):
        _TAB(key=keys.TAB, data=data, on_recalled_change=_recall)


def forget_in_tab() -> None:
    """Let the tab forget: nobody is signed in, or somebody who is not let in."""
    with st.container(key="mesems-tab"):
        _TAB(key=keys.TAB, data={"holder": ""}, on_recalled_change=_recall)


def _mark(reader: Reader) -> str:
    return sha256(repr(reader).encode()).hexdigest()[:16]


def _recall() -> None:
    """Take what the tab remembers as if it was typed; the browser may say anything."""
    answer: Any = st.session_state[keys.TAB].get("recalled")
    if not isinstance(answer, dict):
        return
    match answer.get("person"):
        case [str(subject_id), int() | None as screening_no] if len(subject_id) <= _LONGEST_ID:
            choose_person(subject_id, screening_no)
    match answer.get("sql"):
        case str(text) if len(text) <= _LONGEST_SQL:
            st.session_state[keys.SQL_KEPT] = text
            st.session_state[keys.SQL_TEXT] = text
