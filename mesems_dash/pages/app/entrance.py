"""What stands before the pages: the way to sign in, why somebody is not let in, and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

import streamlit as st
from markupsafe import Markup

from mesems_dash.access import ROLE_LABELS, Role
from mesems_dash.errors import AccessError
from mesems_dash.pages.app import tab
from mesems_dash.pages.parts import layout
from mesems_dash.pages.state import gate, keys
from mesems_dash.pages.state.markup import show_html
from mesems_dash.pages.state.names import TITLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mesems_dash.access import Reader

__all__ = ["let_in", "show_reader"]

_LOCAL: Final = "No login is set up: this app answers only on this computer."


def let_in() -> Reader:
    """Return the reader of this run; else show the way in, or why there is none, and end the run."""
    try:
        login = gate.read_login()
    except AccessError as error:  # set up by half: there is nowhere to sign in
        _show_door(error.message)
    try:
        if login is not None and not gate.is_signed_in():
            _show_door(gate.WELCOME, _offer_sign_in)
        return gate.require_reader()
    except AccessError as error:
        _show_door(error.message, _offer_sign_out if gate.is_signed_in() else _offer_sign_in)


def show_reader(reader: Reader) -> None:
    """Say at the end of the sidebar who is looking, and offer to sign out."""
    with st.sidebar:
        if reader.role is Role.LOCAL:
            show_html(Markup('<p class="mesems-reader">{}</p>').format(_LOCAL))
            return
        sites = f" · {', '.join(reader.sites)}" if reader.sites else ""
        line = Markup('<p class="mesems-reader">{}<br>{}{}</p>')
        show_html(line.format(reader.name, ROLE_LABELS[reader.role], sites))
        _offer_sign_out()


def _offer_sign_in() -> None:
    st.button("Sign in", key=keys.SIGN_IN, type="primary", on_click=st.login)


def _offer_sign_out() -> None:
    st.button("Sign out", key=keys.SIGN_OUT, on_click=st.logout, width="content")


def _show_door(why: str, offer: Callable[[], None] = lambda: None) -> NoReturn:
    layout.page_name(TITLE)
    layout.note(why)
    offer()
    tab.forget_in_tab()
    st.stop()
