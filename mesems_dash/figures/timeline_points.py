"""Points of a person's timeline: relapses, scans, tests, steps through the trial, and the steps of the EDSS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.words.phrases import plain
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.figures.timeline_lanes import Lane, Scale, Span

__all__ = ["DrawnPoint", "blur_points", "draw_points", "draw_steps", "list_points", "name_steps"]

_SYMBOLS: Final = {
    "DOCUMENTED": "diamond",
    "NOT_DOCUMENTED": "diamond-open",
    "UNSURE": "diamond-open",
    "LESION": "circle",
    "CLEAR": "circle-open",
    "SILENT": "circle-open-dot",
    "SCREENED": "square",
    "RESULTS": "line-ns-open",
}
_COLOURS: Final = {
    "RELAPSES": theme.CATEGORICAL[5],
    "SCANS": theme.CATEGORICAL[2],
    "MALIGNANCIES": theme.CATEGORICAL[5],
}
_WITH_TEXT: Final = ("SCREENINGS", "SCANS", "EDSS")
_PALE: Final = 0.4
_LETTER: Final = 6.6
"""Pixels that a letter of a name takes."""


@dataclass(frozen=True)
class DrawnPoint:
    """A point to draw: its row of the frame, how high, and in what colour."""

    row: Mapping[str, Any]
    height: float
    colour: str

    @property
    def is_score(self) -> bool:
        """Whether it is an EDSS assessment, with its score or without."""
        return bool(self.row["lane"] == "EDSS")

    @property
    def symbol(self) -> str:
        """The form of its mark."""
        if self.is_score:
            return "circle-open" if self.row["value"] is None else "circle"
        return _SYMBOLS.get(self.row["kind"], "triangle-up")


def list_points(events: pd.DataFrame, lanes: Mapping[str, Lane], scale: Scale) -> list[DrawnPoint]:
    """Return the points of all lanes in time; what has no date is no point, what has no score stands at the foot."""
    rows = [row for row in list_rows(events) if row["end_hi"] is None and row["lo"] is not None]
    return [
        DrawnPoint(row, _height_of(row, lanes[row["lane"]], scale), _COLOURS.get(row["lane"], theme.INK))
        for row in sorted(rows, key=_middle_of)
    ]


def _height_of(row: Mapping[str, Any], lane: Lane, scale: Scale) -> float:
    if row["lane"] != "EDSS":
        return lane.middle()
    return scale.height(scale.least if row["value"] is None else row["value"], lane)


def _middle_of(row: Mapping[str, Any]) -> pd.Timestamp:
    lo, hi = pd.Timestamp(row["lo"]), pd.Timestamp(row["hi"] or row["lo"])
    return lo + (hi - lo) / 2


def blur_points(points: Sequence[DrawnPoint]) -> list[dict[str, Any]]:
    """Return shapes for what is not known to the day: as wide as the days it may have been on."""
    return [
        {
            "type": "line", "x0": point.row["lo"], "x1": point.row["hi"], "y0": point.height, "y1": point.height,
            "line": {"color": theme.with_alpha(point.colour, _PALE), "width": 5},
        }
        for point in points
        if point.row["hi"] is not None and point.row["lo"] < point.row["hi"]
    ]  # fmt: skip


def draw_points(points: Sequence[DrawnPoint]) -> go.Scatter:
    """Draw the points of all lanes as one trace, with the short texts of screenings, scans and scores."""
    return go.Scatter(
        x=[_middle_of(point.row) for point in points],
        y=[point.height for point in points],
        mode="markers+text",
        text=[point.row["mark"] if point.row["lane"] in _WITH_TEXT else "" for point in points],
        textposition=["top center" if point.is_score else "middle right" for point in points],
        textfont={"size": 12, "color": theme.INK},
        marker={
            "symbol": [point.symbol for point in points],
            "size": [7 if point.is_score else 11 for point in points],
            "color": [point.colour for point in points],
            "opacity": 1,
            "line": {"width": [0 if point.is_score else 2 for point in points], "color": [p.colour for p in points]},
        },
        hovertext=[plain(point.row["description"]) for point in points],
        hoverinfo="text",
        cliponaxis=True,
    )


def draw_steps(points: Sequence[DrawnPoint]) -> go.Scatter:
    """Draw the steps of the EDSS from score to score."""
    scored = [point for point in points if point.is_score and point.row["value"] is not None]
    return go.Scatter(
        x=[_middle_of(point.row) for point in scored],
        y=[point.height for point in scored],
        mode="lines",
        line={"shape": "hv", "color": theme.INK, "width": 1.5},
        hoverinfo="skip",
        cliponaxis=True,
    )


def name_steps(events: pd.DataFrame, lane: Lane | None, span: Span, width: int) -> list[dict[str, Any]]:
    """Name the steps for which there is room up to the next one."""
    rows = [row for row in list_rows(events[events["lane"] == "STEPS"]) if row["lo"] is not None]
    ordered = sorted(rows, key=_middle_of)
    days = [*map(_middle_of, ordered), span.last]
    return [
        {
            "x": days[place], "y": lane.middle(), "text": row["mark"], "showarrow": False, "xanchor": "left",
            "xshift": 9, "font": {"size": 12, "color": theme.INK},
        }
        for place, row in enumerate(ordered)
        if lane is not None
        and days[place] >= span.first
        and span.share(days[place], days[place + 1]) * width > len(row["mark"]) * _LETTER + 16
    ]  # fmt: skip
