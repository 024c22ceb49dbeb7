"""Before the first page: which store this process shows, and a first start without any cut.

The logic without a screen is in `store.demo_cuts`; here it gets a progress bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.errors import MesemsError
from mesems_dash.pages.parts import layout
from mesems_dash.pages.state import cache, keys
from mesems_dash.store.cuts import list_cut_ids
from mesems_dash.store.demo_cuts import build_demo_cuts, find_stores

if TYPE_CHECKING:
    from mesems_dash.store.demo_cuts import Stores

__all__ = ["ensure_cut"]


def ensure_cut() -> Stores:
    """Return the stores to show, with at least one cut in the open one; else say why not and end the run.

    Where there is no cut at all, or an older demo, the demo is built, with its progress on screen. A session stays
    with the stores it began with until it is shown a cut of another one.
    """
    stores = _stores_of_session()
    ids = list_cut_ids(stores.open)
    if not ids or (stores.is_demo and cache.is_demo_outdated(ids)):
        _start_first_time(stores)
    return stores


def _stores_of_session() -> Stores:
    if keys.CUT_WANTED in st.session_state or keys.STORES not in st.session_state:
        st.session_state[keys.STORES] = find_stores()
    stores: Stores = st.session_state[keys.STORES]
    return stores


def _start_first_time(stores: Stores) -> None:
    layout.page_name("MESEMS recruitment")
    if not stores.is_demo:
        layout.empty_state(
            "The store of this app has no data cut yet.",
            "Import a bundle: python -m mesems_dash import BUNDLE --store STORE. Then reload this page.",
        )
        st.stop()
    _build_demo()
    st.rerun()


def _build_demo() -> None:
    layout.synthetic_banner()
    layout.note("First start: importing the demo. This takes a few seconds and happens once.")
    bar = st.progress(0.0, text="Preparing")

    def show(step: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=step)

    try:
        build_demo_cuts(show)
    except MesemsError as error:
        layout.error_state(error)
        st.stop()
