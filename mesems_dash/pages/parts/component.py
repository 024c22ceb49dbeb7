"""Components of our own: what `static/<name>.js` makes of one element. Their rules are in the one sheet, `style.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from mesems_dash.pages.parts.static_files import read_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.components.v2.types import ComponentRenderer

__all__ = ["make_component"]


def make_component(name: str, *, after: Sequence[str] = ()) -> ComponentRenderer:
    """Return the component `mesems_<name>`, which `static/<name>.js` fills, in an element of class `mesems-<name>`.

    The files named in `after` come before it in one module, so it can use what they declare.
    """
    return st.components.v2.component(
        f"mesems_{name}",
        html=Markup('<div class="mesems-{}"></div>').format(name),
        js="\n".join(read_script(f"{part}.js") for part in (*after, name)),
        isolate_styles=False,
    )
