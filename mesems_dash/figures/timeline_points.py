"""Points of a person's timeline: relapses, scans, tests, steps through the trial, and the steps of the EDSS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.figures.timeline_lanes import Lane, Scale, Span

__all__ = ["draw_points", "draw_scores", "name_steps"]

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
_LETTER: Final = 6.6
"""Pixels that a letter of a name takes."""


def draw_points(figure: go.Figure, events: pd.DataFrame, lanes: Mapping[str, Lane]) -> None:
    points = events[events["end_hi"].isna() & (events["lane"] != "EDSS")]
    for name, group in points.groupby("lane", sort=False):
        lane = lanes[str(name)]
        dated = [row for row in list_rows(group) if row["lo"] is not None]
        colour = _COLOURS.get(str(name), theme.INK)
        _draw_blurs(figure, dated, lane.middle(), colour)
        _add_points(figure, dated, [lane.middle()] * len(dated), colour, has_text=name in ("SCANS", "SCREENINGS"))


def _middle_of(row: Mapping[str, Any]) -> pd.Timestamp:
    lo, hi = pd.Timestamp(row["lo"]), pd.Timestamp(row["hi"] or row["lo"])
    return lo + (hi - lo) / 2


def _draw_blurs(figure: go.Figure, rows: Sequence[Mapping[str, Any]], middle: float, colour: str) -> None:
    """Draw what is not known to the day as wide as the days it may have been on."""
    for row in rows:
        if row["hi"] is not None and row["lo"] < row["hi"]:
            figure.add_shape(
                type="line", x0=row["lo"], x1=row["hi"], y0=middle, y1=middle,
                line={"color": theme.with_alpha(colour, 0.4), "width": 5},
            )  # fmt: skip


def _add_points(
    figure: go.Figure, rows: Sequence[Mapping[str, Any]], heights: Sequence[float], colour: str, *, has_text: bool
) -> None:
    if not rows:
        return
    figure.add_trace(
        go.Scatter(
            x=[_middle_of(row) for row in rows],
            y=list(heights),
            mode="markers+text" if has_text else "markers",
            text=[row["mark"] for row in rows],
            textposition="middle right",
            textfont={"size": 12, "color": theme.INK},
            marker={
                "symbol": [_SYMBOLS.get(row["kind"], "triangle-up") for row in rows],
                "size": 11, "color": colour, "line": {"width": 2, "color": colour},
            },
            hovertext=[plain(row["told"]) for row in rows],
            hoverinfo="text",
            cliponaxis=True,
        )
    )  # fmt: skip


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


# ---------------------------------------------------------------- EDSS
def draw_scores(figure: go.Figure, events: pd.DataFrame, lane: Lane, scale: Scale) -> None:
    """Draw the steps of the EDSS, each score written beside its mark; without a score there is a hollow mark below."""
    dated = sorted(
        (row for row in list_rows(events[events["lane"] == "EDSS"]) if row["lo"] is not None), key=_middle_of
    )
    scored = [row for row in dated if row["value"] is not None]
    figure.add_trace(
        go.Scatter(
            x=[_middle_of(row) for row in scored], y=[scale.height(row["value"], lane) for row in scored], mode="lines",
            line={"shape": "hv", "color": theme.INK, "width": 1.5}, hoverinfo="skip", cliponaxis=True,
        )
    )  # fmt: skip
    heights = [scale.height(scale.least if row["value"] is None else row["value"], lane) for row in dated]
    for row, height in zip(dated, heights, strict=True):
        _draw_blurs(figure, [row], height, theme.INK)
    figure.add_trace(
        go.Scatter(
            x=[_middle_of(row) for row in dated], y=heights, mode="markers+text", text=[row["mark"] for row in dated],
            textposition="top center", textfont={"size": 12, "color": theme.INK},
            marker={
                "size": 7, "color": theme.INK,
                "symbol": ["circle-open" if row["value"] is None else "circle" for row in dated],
            },
            hovertext=[plain(row["told"]) for row in dated], hoverinfo="text", cliponaxis=True,
        )
    )  # fmt: skip
