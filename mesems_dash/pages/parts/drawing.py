"""A drawing in SVG as part of the page: its words can be read, marked and found, and its colours are the page's.

`st.html` takes every SVG out, so it is a small component (static/drawing.js). Charts are drawn in `chart.py`.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from mesems_dash.figures import theme
from mesems_dash.pages.parts.component import make_component

__all__ = ["show_drawing"]

_DRAWING: Final = make_component("drawing")


def show_drawing(wide: Markup, narrow: Markup, *, key: str, width: float) -> None:
    """Show a drawing in the form that fits: `wide`, `width` pixels across, or `narrow` on a phone.

    Both are SVG with a role, a title and a description of their own, in the light colours of the theme.
    """
    forms = Markup('<div class="wide" style="--mesems-width:{:g}px">{}</div><div class="narrow">{}</div>')
    _DRAWING(key=key, data={"html": theme.follow_page(forms.format(width, wide, narrow))})
