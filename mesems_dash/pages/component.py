"""Components of our own: what `static/<name>.js` makes of one element. Their rules are in the one sheet, `style.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

__all__ = ["make_component"]

_STATIC: Final = Path(__file__).parent / "static"


def make_component(name: str) -> ComponentRenderer:
    """Return the component `mesems_<name>`, which `static/<name>.js` fills, in an element of class `mesems-<name>`."""
    return st.components.v2.component(
        f"mesems_{name}",
        html=f'<div class="mesems-{name}"></div>',
        js=(_STATIC / f"{name}.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
