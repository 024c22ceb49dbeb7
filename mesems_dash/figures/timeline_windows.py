"""Windows of a person's timeline: the days in which criteria look for something, shaded, and the limits of the EDSS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.outcomes import OUTCOME_COLOURS, WORST_FIRST
from mesems_dash.words.phrases import join_words
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.figures.timeline_lanes import Lane, Scale, Span

__all__ = ["Limit", "Look", "draw_limit", "list_limits", "list_looks", "name_limit", "name_looks", "shade_look"]

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
    outcome: str
    text: str

    @property
    def colour(self) -> str:
        """What it is drawn in."""
        return OUTCOME_COLOURS[self.outcome]


def list_looks(windows: pd.DataFrame, lanes: Mapping[str, Lane], span: Span) -> list[Look]:
    """Return what to shade, each stretch once however many criteria, or branches of one, look there."""
    found: dict[tuple[str, Any], list[dict[str, Any]]] = {}
    for window in list_rows(windows):
        if window["lane"] != "SPAN" and window["lo"] is not None:
            found.setdefault((window["lane"], window["lo"]), []).append(window)
    return [_make_look(group, lanes[name], span) for (name, _), group in found.items()]


def _make_look(group: Sequence[Mapping[str, Any]], lane: Lane, span: Span) -> Look:
    worst = min(group, key=lambda window: WORST_FIRST.index(window["outcome"]))
    codes = join_words(list(dict.fromkeys(window["criterion"] for window in group)))
    first, last = pd.Timestamp(worst["lo"]), pd.Timestamp(worst["end_hi"]) + _DAY
    return Look(lane, max(first, span.first), min(last, span.last), worst["outcome"], f"{codes}: {worst['label']}")


def shade_look(look: Look) -> list[dict[str, Any]]:
    """Return the shapes that shade a stretch, with a line where it begins."""
    height = {"y0": look.lane.top + 1, "y1": look.lane.bottom - 1, "layer": "below"}
    shade = {"fillcolor": theme.with_alpha(look.colour, _SHADE), "line": {"width": 0}}
    line = {"color": look.colour, "width": 1.5}
    return [
        {"type": "rect", "x0": look.first, "x1": look.last, **height, **shade},
        {"type": "line", "x0": look.first, "x1": look.first, **height, "line": line},
    ]


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
        "font": {"size": 12, "color": theme.MUTED if look.outcome == "aside" else look.colour},
    }


@dataclass(frozen=True)
class Limit:
    """The least or the greatest EDSS that a criterion takes, at its height."""

    height: float
    outcome: str
    text: str
    is_most: bool


def list_limits(windows: pd.DataFrame, lane: Lane, scale: Scale) -> list[Limit]:
    """Return the limits of the EDSS among the windows."""
    return [
        Limit(
            scale.height(row["most"] if row["least"] is None else row["least"], lane),
            row["outcome"],
            f"{row['criterion']} {row['label']}",
            is_most=row["least"] is None,
        )
        for row in list_rows(windows)
        if row["least"] is not None or row["most"] is not None
    ]


def draw_limit(limit: Limit) -> dict[str, Any]:
    """Return a limit as a dotted line through the lane."""
    line = {"color": OUTCOME_COLOURS[limit.outcome], "width": 1.5, "dash": "dot"}
    height = {"y0": limit.height, "y1": limit.height, "layer": "below"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, **height, "line": line}


def name_limit(limit: Limit) -> dict[str, Any]:
    """Return the name of a limit, at the right edge, on the side that is not allowed."""
    return {
        "text": limit.text, "x": 1, "xref": "paper", "y": limit.height, "showarrow": False, "xanchor": "right",
        "yanchor": "bottom" if limit.is_most else "top",
        "font": {"size": 12, "color": OUTCOME_COLOURS[limit.outcome]},
    }  # fmt: skip
