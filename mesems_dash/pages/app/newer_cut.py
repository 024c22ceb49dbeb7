"""A newer cut that appears while somebody looks at the app: noticed, offered, never forced on them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.parts import layout
from mesems_dash.pages.state import cache, filters, keys
from mesems_dash.pages.state.markup import show_html
from mesems_dash.store.cuts import list_cut_ids
from mesems_dash.store.demo_cuts import find_stores
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    from mesems_dash.store.cuts import CutInfo

__all__ = ["offer_newer_cut"]

_EVERY_SECONDS: Final = 30


@st.fragment(run_every=_EVERY_SECONDS)
def offer_newer_cut(shown: CutInfo) -> None:
    """Say so when the store has a cut newer than any that was there when the session began, and offer to show it.

    It looks at the names in the store's folder at every rerun and every 30 seconds, and reads a file only when its
    name is new. One's own first cut, beside the demo, is newer than any demo cut. A fragment runs outside the page's
    guard, so it has its own.
    """
    layout.guard(partial(_offer, shown), failure="Cannot look for newer data cuts at this time.")


def _offer(shown: CutInfo) -> None:
    newest = _find_newest()
    if newest is None or newest.cut_id == shown.cut_id or not filters.is_news(newest.cut_id):
        return
    with st.container(key="mesems-newer", horizontal=True, vertical_alignment="center"):
        text = Markup('<p role="status">A new data cut, as of {}, is available.</p>')
        show_html(text.format(format_date(newest.as_of)), width="content")
        named = (newest.cut_id,)  # what was offered, whatever has come by the time of the press
        if st.button("Show it", key=keys.SHOW_NEWER_CUT, type="primary", on_click=filters.show_cut, args=named):
            st.rerun()


def _find_newest() -> CutInfo | None:
    store = find_stores().open
    known = cache.known_cuts(store, list_cut_ids(store))
    return known[0] if known else None
