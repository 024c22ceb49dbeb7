"""Links between pages: each carries the filters of now in its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.pages.state import filters, keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["link_to"]


def link_to(path: str, *, label: str, query: Mapping[str, str | Sequence[str]] | None = None) -> None:
    """Show a link to a page, by its path in names.PAGES, that carries the filters of now with `query` on top.

    A filter in `query` replaces the one of now; an empty list takes it away.
    """
    parameters = {**filters.query_of_now(), **(query or {})}
    kept = {key: value for key, value in parameters.items() if value}
    st.page_link(st.session_state[keys.PAGES][path], label=label, query_params=kept)
