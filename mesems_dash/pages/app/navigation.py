"""The frame around every page: style, navigation, filters, banner, newer cut.

Every page is a module of this folder with one `render(view)`. The navigation is made of links that carry the filters
in their address. Streamlit's own would drop them on the way, and Back would then pass an address without them.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.errors import AccessError, NoCutError, StoreError
from mesems_dash.pages.app import conditions, entrance, gone, newer_cut, startup, tab, waiting
from mesems_dash.pages.definitions.page_words import has_words, name_page_words
from mesems_dash.pages.parts import layout
from mesems_dash.pages.state import address, cache, filters, gate, keys, refusals
from mesems_dash.pages.state.links import link_to
from mesems_dash.pages.state.names import PAGES, TITLE, PageName
from mesems_dash.pages.state.view import View
from mesems_dash.store.cuts import list_cut_ids
from mesems_dash.store.sandbox import is_sql_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from mesems_dash.access import Reader
    from mesems_dash.store.connection import Cut
    from mesems_dash.store.cuts import CutInfo
    from mesems_dash.store.demo_cuts import Stores

__all__ = ["run"]

_SQL: Final = "sql"
"""The page that can be switched off."""
_ARMS: Final = "arms"
"""The page that shows closed data, where there are any."""
_KEPT_BACK: Final = {
    "nothing": "The SQL page is switched off here.",
    "people": "Your role shows counts, but no people by name.",
    "everything": "This page reads the whole data cut, and is not available for your role.",
    "log": "Only the data manager can read the access log, and only if this app keeps one.",
}


def run() -> None:
    """Draw the app: the frame, and in it the page that the address asks for."""
    name = _choose_page()
    st.set_page_config(page_title=f"{name.title} · {TITLE}", layout="wide")
    filters.show_brand()
    reader = entrance.let_in()
    bar = st.container(key="mesems-nav", horizontal=True, gap=None)
    with address.settling():
        layout.guard(partial(_draw, name, bar, reader))
    entrance.show_reader(reader)


def _choose_page() -> PageName:
    """Tell Streamlit the pages and return the one that the address asks for; the page is drawn by `_draw`.

    The panel is drawn outside the pages, so that its widgets live on from page to page.
    """
    pages = {
        name.path: st.Page(_draw_nothing, title=name.title, url_path=name.path, default=name is PAGES[0])
        for name in PAGES
    }
    st.session_state[keys.PAGES] = pages
    chosen = st.navigation(list(pages.values()), position="hidden")
    return next(name for name in PAGES if pages[name.path] == chosen)


def _draw_nothing() -> None:
    """Stand in for a page: Streamlit wants something it could call."""


def _draw(name: PageName, bar: DeltaGenerator, reader: Reader) -> None:
    stores = startup.ensure_cut()
    with waiting.hold_place(name.path):
        view, asked = _open_view(stores, name, reader)
        with bar:
            for other in PAGES:
                if _may_open(other, reader):
                    link_to(other.path, label=other.title)
            layout.begin_page(name.path)
            tab.remember_in_tab(reader)
        newer_cut.offer_newer_cut(view.cut.info)
        if view.cut.info.is_synthetic:
            layout.synthetic_banner()
        gone.show_gone(view.cut.info, _list_known(stores), stores.open)
        refusals.show_refusals(asked, conditions.remove)
        if not _may_open(name, reader):
            raise AccessError(_KEPT_BACK[name.needs])
        _log_closed(view, name)
        import_module(f"mesems_dash.pages.{name.path}").render(view)
        if has_words(name.path):
            link_to(
                "definitions", label="Definitions of the words on this page", query={"term": name_page_words(name.path)}
            )


def _may_open(name: PageName, reader: Reader) -> bool:
    """Tell whether a page has anything for this reader; what it may show is decided where the cut is opened."""
    if name.path == _SQL and not is_sql_on():
        return False
    has = {
        "nothing": True,
        "people": reader.scope.may_name_people,
        "everything": reader.scope.is_everything,
        "log": reader.may_read_log and gate.find_log() is not None,
    }
    return has[name.needs]


def _log_closed(view: View, name: PageName) -> None:
    if name.path == _ARMS and view.cut.has_closed:
        gate.log_look(view, "closed data", where=name.path)


def _open_view(stores: Stores, name: PageName, reader: Reader) -> tuple[View, tuple[refusals.Refusal, ...]]:
    """Return what the page is given, and what was asked that this cut cannot give."""
    cuts = _list_known(stores)
    if not cuts:
        raise NoCutError(f"No file in {stores.open.name} is a complete data cut; import a bundle again.")
    address.arrive(name.path)
    info = filters.choose_cut(cuts)
    cut = _open_cut(info, stores, reader)
    asked = conditions.read_conditions(name.path, cut, filters.read_offer(cut))
    older = _next_older(info, cuts)
    previous = None if older is None else _open_cut(older, stores, reader)
    return View(cut, previous, asked.selection, asked.sentence, stores, reader), asked.refusals


def _list_known(stores: Stores) -> tuple[CutInfo, ...]:
    return cache.known_cuts(stores.open, list_cut_ids(stores.open))


def _open_cut(info: CutInfo, stores: Stores, reader: Reader) -> Cut:
    """Return an open cut; where its file has gone since it was listed, look again at what there is."""
    try:
        return cache.open_cached(info, stores, reader.scope)
    except StoreError:
        if not info.path.exists():
            st.rerun()
        raise


def _next_older(info: CutInfo, cuts: Sequence[CutInfo]) -> CutInfo | None:
    """Find the latest cut as of an earlier day: a repeated import of the same day is no change."""
    return next((other for other in cuts if other.as_of < info.as_of), None)
