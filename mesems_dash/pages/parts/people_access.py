"""How a person is reached: whom the session looks at, and the way to the page that shows them.

The person is kept in the session alone, by id, which is the same in every cut. Never in the address, never in a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.pages.parts import layout
from mesems_dash.pages.state import address, keys
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries import list_sites
from mesems_dash.queries.person import name_person
from mesems_dash.queries.selection import Selection, narrow
from mesems_dash.words.phrases import join_words
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from mesems_dash.pages.state.view import View

__all__ = ["Chosen", "choose_person", "chosen_person", "has_names", "keep_named", "open_person"]


@dataclass(frozen=True)
class Chosen:
    """Whom the session looks at, and at which screening; without a number at the one that decides their status."""

    subject_id: str
    screening_no: int | None = None


def has_names(view: View) -> bool:
    """Return whether this reader may know anybody by name; where not all or nobody, say so on the page."""
    scope = view.cut.scope
    if not scope.may_name_people:
        layout.note("Your role shows counts, but no people by name, so there is no list here.")
    elif scope.sites is not None:
        names = name_sites(cached_query(list_sites, view.cut, Selection()))
        own = join_words([names.get(site, site) for site in scope.sites])
        layout.note(f"The list shows people of {own} only. People of other sites are counted above, but not listed.")
    return scope.may_name_people


def keep_named(view: View, selection: Selection) -> Selection:
    """Return the selection without those whom the reader may not know by name: what a list and its count ask."""
    sites = view.cut.scope.sites
    return selection if sites is None else narrow(selection, Selection(sites=sites))


def open_person(view: View, subject_key: int, screening_no: int | None = None) -> None:
    """Go to the page of one person of this cut; the address comes along whole, the person is not in it.

    Whole, as another one would first be put in place of that of the page being left, where Back then leads.
    """
    choose_person(name_person(view.cut, subject_key), screening_no)
    st.switch_page(st.session_state[keys.PAGES]["person"], query_params=address.read_all())


def choose_person(subject_id: str, screening_no: int | None = None) -> None:
    """Let the session look at a person from now on; an empty id is nobody."""
    wanted = subject_id.strip()
    for key in (keys.PERSON_AT, keys.PERSON_CRITERION):
        st.session_state.pop(key, None)
    st.session_state[keys.PERSON] = Chosen(wanted, screening_no) if wanted else None


def chosen_person() -> Chosen | None:
    """Return whom the session looks at; None for nobody yet."""
    chosen: Chosen | None = st.session_state.get(keys.PERSON)
    return chosen
