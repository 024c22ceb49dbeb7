"""What an address asks that this data cut cannot give: kept, so that nobody is shown instead of everybody, and said.

A line above the page names each such condition, with a button that removes it. What was typed into an address stands
on the page alone: the selection, the sentence that says it, files and the access log hold nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.state import keys
from mesems_dash.pages.state.markup import show_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Refusal", "keep_values", "show_refusals"]

_LONGEST: Final = 60
_MOST: Final = 8
"""Values of one key that are kept, and letters of each: an address may hold anything."""


@dataclass(frozen=True)
class Refusal:
    """A condition that leaves nobody: its key, its value as the session keeps it, and why."""

    key: str
    value: str
    why: str


def keep_values(values: Iterable[str]) -> list[str]:
    """Return values that are not known as the session keeps them: each once, not too long, not too many."""
    plain = (" ".join(value.split()) for value in values)
    short = (value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…" for value in plain)
    return list(dict.fromkeys(short))[:_MOST]


def show_refusals(refusals: Sequence[Refusal], remove: Callable[[Sequence[Refusal]], None]) -> None:
    """Say above the page what cannot be honoured, and offer to remove it."""
    if not refusals:
        return
    text = " ".join(f"{why.removesuffix('.')}." for why in dict.fromkeys(refusal.why for refusal in refusals))
    with st.container(key="mesems-asked", horizontal=True, vertical_alignment="center"):
        show_html(Markup('<p role="status">{}</p>').format(text), width="content")
        label = "Remove" if len({(refusal.key, refusal.value) for refusal in refusals}) == 1 else "Remove all"
        st.button(label, key=keys.ASKED_REMOVE, on_click=remove, args=(refusals,))
