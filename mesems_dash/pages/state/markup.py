"""The one door for HTML of our own: markup alone gets through, and what is put into markup is escaped.

`Markup("<p>{}</p>").format(text)` escapes the text, as `Markup.join` does with what is not markup. A `Markup(...)` is
always written out in the code, never put together from values: tests/test_architecture.py sees to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["show_html", "write_items"]


def show_html(markup: Markup, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Show markup where the page is now; a plain text that comes here all the same is shown as the text that it is."""
    st.html(escape(markup), width=width)


def write_items(texts: Iterable[str]) -> Markup:
    """Return texts as the items of a list."""
    return Markup("").join(map(Markup("<li>{}</li>").format, texts))
