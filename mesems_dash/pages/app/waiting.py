"""What stands where a page will be while its first questions are asked: the outline of a page, quietly.

Charts have an outline of their own until they are drawn (static/chart.css). Both appear only after a moment, so that
what is quick does not flicker.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.state import keys
from mesems_dash.pages.state.markup import show_html

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["hold_place"]

_OUTLINE: Final = Markup(
    '<div class="mesems-outline" role="status"><p>Counting ...</p>'
    "<i></i><i></i><i></i><i></i><i></i><i></i><i></i><i></i></div>"
)


@contextmanager
def hold_place(page: str) -> Iterator[None]:
    """Show the outline of a page below what is already drawn, the first time that a session opens the page.

    Later reruns leave the old page in place until the new one is there, which is calmer than any outline.
    """
    seen = st.session_state.setdefault(keys.PAGES_SEEN, set())
    body, outline = st.container(), st.empty()
    if page not in seen:
        with outline:
            show_html(_OUTLINE)
    try:
        with body:
            yield
    finally:
        outline.empty()
    seen.add(page)
