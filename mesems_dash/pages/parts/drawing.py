"""A drawing in SVG as part of the page: its words can be read, marked and found, and its colours are the page's.

`st.html` takes every SVG out, so it is a small component (static/drawing.js). Charts are drawn in `chart.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from mesems_dash.figures import theme
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.component import make_component

if TYPE_CHECKING:
    from mesems_dash.figures.chart import Diagram

__all__ = ["show_drawing"]

_DRAWING: Final = make_component("drawing")


def show_drawing(diagram: Diagram, *, key: str) -> None:
    """Show a drawing in the form that fits, wide or narrow on a phone, under its finding and above its note.

    Both are SVG with a role, a title and a description of their own, in the light colours of the theme.
    """
    layout.section(diagram.finding)
    forms = Markup('<div class="wide" style="--mesems-width:{:g}px">{}</div><div class="narrow">{}</div>')
    html = theme.follow_page(forms.format(diagram.width, diagram.wide, diagram.narrow))
    _DRAWING(key=key, data={"html": html})
    layout.note(diagram.note)
