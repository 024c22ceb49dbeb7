"""Every colour of the project, and the Plotly templates made of them. Nothing else in the project names a colour.

A figure is drawn once, with the light colours below. `to_dark` holds the dark twin of each; the chart door swaps
them in the browser, so a figure knows no theme and can be cached for everybody. Reports stay light.

The palette is safe for the common colour blindnesses (it runs along blue and orange, with lightness apart), and
every mark stands out at least 3:1 from both papers, every text at least 4.5:1; tests/figures/test_theme.py proves it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go
import plotly.io as pio

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CATEGORICAL",
    "FONT",
    "GRID",
    "GROUPS_MARGIN",
    "INK",
    "MUTED",
    "ON_MARK",
    "PAPER",
    "PLAN",
    "QUIET",
    "SEQUENCE_COLOURS",
    "STATUS_COLOURS",
    "SUBTYPE_COLOURS",
    "follow_page",
    "new_figure",
    "register_templates",
    "to_dark",
    "with_alpha",
]

GROUPS_MARGIN: Final = 190
"""Pixels to the left that the names of sites, countries and subtypes fit in: with the same for all, another grouping
moves nothing, and Plotly need not draw twice to find it."""

# light, dark. Each light value occurs once: it is the name under which the browser finds the dark one.
_PAIRS: Final = {
    "paper": ("#ffffff", "#11181f"),
    "on_mark": ("#fffffe", "#0b1117"),  # text inside a mark
    "ink": ("#1c2a36", "#e6edf3"),
    "muted": ("#52616e", "#a3b1be"),
    "grid": ("#e3e8ed", "#26323d"),
    "quiet": ("#8794a1", "#6d7c8a"),  # marks that matter less
    "plan": ("#6b7885", "#8d9ba8"),  # targets, plans, reference lines
    "teal": ("#0f7c7a", "#45c2bc"),
    "ochre": ("#a06c00", "#e5af43"),
    "slate": ("#5452a0", "#8f88e4"),
    "blue": ("#1f5fae", "#4793e4"),
    "orange": ("#b9591c", "#ec8a48"),
    "purple": ("#6d3660", "#e6bcdb"),
    "grey": ("#76838f", "#93a1ad"),
    "sky": ("#3d8fb5", "#79c3e3"),
    "wine": ("#8c3b5e", "#d887a8"),
}


def _light(name: str) -> str:
    return _PAIRS[name][0]


PAPER: Final = _light("paper")
ON_MARK: Final = _light("on_mark")
INK: Final = _light("ink")
MUTED: Final = _light("muted")
GRID: Final = _light("grid")
QUIET: Final = _light("quiet")
PLAN: Final = _light("plan")
STATUS_COLOURS: Final = {
    "eligible": _light("teal"),
    "unknown": _light("ochre"),
    "ineligible": _light("slate"),
}
SUBTYPE_COLOURS: Final = {
    "RRMS": _light("blue"),
    "SPMS": _light("orange"),
    "PPMS": _light("purple"),
    "CIS": _light("sky"),
    "NOT_RECORDED": _light("grey"),
    "ALL": _light("ink"),
}
SEQUENCE_COLOURS: Final = {"MSC_FIRST": _light("teal"), "PLACEBO_FIRST": _light("orange")}
_CATEGORICAL: Final = ("blue", "orange", "purple", "teal", "ochre", "wine", "sky", "grey")
CATEGORICAL: Final = tuple(_light(name) for name in _CATEGORICAL)
FONT: Final = '"Source Sans", system-ui, sans-serif'


_LIGHT: Final = re.compile("|".join(light for light, _ in _PAIRS.values()))


def to_dark() -> Mapping[str, str]:
    """Return the dark twin of every light colour."""
    return dict(_PAIRS.values())


def follow_page(text: str) -> str:
    """Return HTML or SVG with every colour of the theme as the pair of both, for the browser to take the page's."""
    return _LIGHT.sub(lambda found: f"light-dark({found[0]},{to_dark()[found[0]]})", text)


def with_alpha(colour: str, alpha: float) -> str:
    """Return `colour` made see-through, as #rrggbbaa, so that the browser still finds its dark twin; alpha is 0..1."""
    return f"{colour}{round(alpha * 255):02x}"


def new_figure(*, height: int | None = None) -> go.Figure:
    """Return an empty figure with the project's template and colourway set, ready for traces."""
    register_templates()
    figure = go.Figure()
    figure.update_layout(template="mesems_light", colorway=list(CATEGORICAL), height=height)
    return figure


def register_templates() -> None:
    """Register `mesems_light` and `mesems_dark` with Plotly; calling it again changes nothing."""
    if "mesems_light" not in pio.templates:
        pio.templates["mesems_light"] = _make_template(side=0)
        pio.templates["mesems_dark"] = _make_template(side=1)


def _make_template(*, side: int) -> go.layout.Template:
    colours = {name: pair[side] for name, pair in _PAIRS.items()}
    return go.layout.Template(layout=_layout(colours), data=_traces(colours))


def _layout(colours: Mapping[str, str]) -> dict[str, Any]:
    axis = _axis(colours)
    return {
        "font": {"family": FONT, "size": 14, "color": colours["ink"]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [colours[name] for name in _CATEGORICAL],
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8, "pad": 4},
        "showlegend": False,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
            "font": {"size": 13},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "hoverlabel": {
            "bgcolor": colours["paper"],
            "bordercolor": colours["plan"],
            "font": {"family": FONT, "size": 13, "color": colours["ink"]},
            "align": "left",
        },
        "hovermode": "closest",
        "bargap": 0.28,
        "barcornerradius": 2,
        "uniformtext": {"minsize": 11, "mode": "hide"},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": axis,
    }


def _traces(colours: Mapping[str, str]) -> dict[str, Any]:
    """Defaults by kind of trace: text that reads on its mark, nothing that can be dragged out of place."""
    return {
        "bar": [{"insidetextfont": {"color": colours["on_mark"]}, "outsidetextfont": {"color": colours["ink"]}}],
        "funnel": [{"insidetextfont": {"color": colours["on_mark"]}, "outsidetextfont": {"color": colours["ink"]}}],
        "scatter": [{"line": {"width": 2.5}, "marker": {"size": 6}, "cliponaxis": False}],
        "sankey": [{"arrangement": "fixed", "node": {"line": {"width": 0}, "pad": 18, "thickness": 16}}],
    }


def _axis(colours: Mapping[str, str]) -> dict[str, Any]:
    return {
        "gridcolor": colours["grid"],
        "linecolor": colours["plan"],
        "tickcolor": colours["grid"],
        "tickfont": {"size": 13, "color": colours["muted"]},
        "title": {"font": {"size": 13, "color": colours["muted"]}, "standoff": 8},
        "zeroline": False,
        "automargin": True,
        "ticks": "",
    }
