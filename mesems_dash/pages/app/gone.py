"""A data cut that was asked for and is no longer here: removed, withdrawn, or never there. Said, with a choice.

Another cut is shown meanwhile, and the line stays above every page until somebody chooses one.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.state import filters, keys
from mesems_dash.pages.state.markup import show_html
from mesems_dash.queries.asked import quote
from mesems_dash.store.withdrawn import CUT_NAME, find_withdrawn
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mesems_dash.store.cuts import CutInfo

__all__ = ["describe_gone", "show_gone"]

_MOST_OFFERED: Final = 3
_DAY: Final = 10


def show_gone(shown: CutInfo, known: Sequence[CutInfo], store: Path) -> None:
    """Say above the page that the cut asked for is gone, and offer the newest others; nothing where it is not."""
    gone = st.session_state.get(keys.CUT_GONE)
    if gone is None:
        return
    with st.container(key="mesems-cut-gone", horizontal=True, vertical_alignment="center"):
        text = Markup('<p role="status">{} {}</p>').format(describe_gone(gone, store), _describe_shown(shown))
        show_html(text, width="content")
        name = partial(filters.name_cut, known)
        for place, info in enumerate(known[:_MOST_OFFERED]):
            label = f"Show {name(info.cut_id)}"
            st.button(label, key=f"{keys.CUT_CHOICE}-{place}", on_click=filters.show_cut, args=(info.cut_id,))


def describe_gone(cut_id: str, store: Path) -> str:
    """Say which cut is gone, and why where that is known."""
    withdrawn = _find_withdrawn(cut_id, store)
    if withdrawn is not None:
        return withdrawn
    as_of = _read_day(cut_id)
    which = quote(cut_id) if as_of is None else f"as of {format_date(as_of)}"
    return f"This data cut is no longer available ({which})."


def _describe_shown(shown: CutInfo) -> str:
    return f"The data cut of {format_date(shown.as_of)} is shown instead. Choose one:"


def _find_withdrawn(cut_id: str, store: Path) -> str | None:
    """Return what is known of a cut that was withdrawn; None for any other one."""
    line = find_withdrawn(store, cut_id)
    if line is None:
        return None
    reason = line.reason.removesuffix(".")
    return f"The data cut of {format_date(line.as_of)} was withdrawn on {format_date(line.withdrawn_at)}: {reason}."


def _read_day(cut_id: str) -> date | None:
    """Return the day that a cut's id begins with; None where it is no id of a cut."""
    if not CUT_NAME.fullmatch(cut_id):
        return None
    try:
        return date.fromisoformat(cut_id[:_DAY])
    except ValueError:
        return None
