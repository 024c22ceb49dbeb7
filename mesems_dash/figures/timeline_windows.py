"""Windows of a person's timeline: the days in which criteria look for something, shaded, and the limits of the EDSS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.standings import STANDING_COLOURS, WORST_FIRST
from mesems_dash.figures.words import join_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from mesems_dash.figures.timeline_lanes import Lane, Scale, Span

__all__ = ["Look", "draw_limits", "draw_look", "list_looks", "name_looks"]

_SHADE: Final = 0.14
_DAY: Final = pd.Timedelta(days=1)
_LETTER: Final = 6.6
"""Pixels that a letter of a name takes."""


@dataclass(frozen=True)
class Look:
    """A stretch of a lane in which criteria look, as they stand at worst; those that begin on one day are one."""

    lane: Lane
    first: pd.Timestamp
    last: pd.Timestamp
    standing: str
    text: str

    @property
    def colour(self) -> str:
        """What it is drawn in."""
        return STANDING_COLOURS[self.standing]


def list_looks(windows: pd.DataFrame, lanes: Mapping[str, Lane], span: Span) -> list[Look]:
    """Return what to shade, each stretch once however many criteria, or branches of one, look there."""
    found: dict[tuple[str, Any], list[dict[str, Any]]] = {}
    for window in list_rows(windows):
        if window["lane"] != "SPAN" and window["lo"] is not None:
            found.setdefault((window["lane"], window["lo"]), []).append(window)
    return [_make_look(group, lanes[name], span) for (name, _), group in found.items()]


def _make_look(group: Sequence[Mapping[str, Any]], lane: Lane, span: Span) -> Look:
    worst = min(group, key=lambda window: WORST_FIRST.index(window["standing"]))
    codes = join_words(list(dict.fromkeys(window["criterion"] for window in group)))
    first, last = pd.Timestamp(worst["lo"]), pd.Timestamp(worst["end_hi"]) + _DAY
    return Look(lane, max(first, span.first), min(last, span.last), worst["standing"], f"{codes}: {worst['label']}")


def draw_look(figure: go.Figure, look: Look) -> None:
    """Shade a stretch, with a line where it begins."""
    height = {"y0": look.lane.top + 1, "y1": look.lane.bottom - 1, "layer": "below"}
    shade = theme.with_alpha(look.colour, _SHADE)
    figure.add_shape(type="rect", x0=look.first, x1=look.last, fillcolor=shade, line={"width": 0}, **height)
    line = {"color": look.colour, "width": 1.5}
    figure.add_shape(type="line", x0=look.first, x1=look.first, line=line, **height)


def name_looks(looks: Sequence[Look], span: Span, width: int) -> list[dict[str, Any]]:
    """Name each stretch under the marks: inside it where it is wide enough, else left of it."""
    return [
        _name(look, is_inside=span.share(look.first, look.last) * width > len(look.text) * _LETTER) for look in looks
    ]


def _name(look: Look, *, is_inside: bool) -> dict[str, Any]:
    return {
        "x": look.first,
        "y": look.lane.bottom - 2,
        "text": look.text,
        "showarrow": False,
        "xanchor": "left" if is_inside else "right",
        "yanchor": "bottom",
        "xshift": 2 if is_inside else -3,
        "font": {"size": 12, "color": theme.MUTED if look.standing == "aside" else look.colour},
    }


def draw_limits(figure: go.Figure, windows: pd.DataFrame, lane: Lane, scale: Scale) -> None:
    """Draw the least and the greatest EDSS that a criterion takes."""
    for window in list_rows(windows):
        score = window["least"] if window["least"] is not None else window["most"]
        if score is None:
            continue
        colour, height = STANDING_COLOURS[window["standing"]], scale.height(score, lane)
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=height, y1=height, layer="below",
            line={"color": colour, "width": 1.5, "dash": "dot"},
        )  # fmt: skip
        figure.add_annotation(
            text=f"{window['criterion']} {window['label']}", x=1, xref="paper", y=height, showarrow=False,
            xanchor="right", yanchor="bottom" if window["most"] is not None else "top",
            font={"size": 12, "color": colour},
        )  # fmt: skip
