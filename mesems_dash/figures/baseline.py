"""How alike were the sequences at randomisation? Standardised differences as a Love plot. Closed store only.

Frames as of `reports.baseline.list_differences`. The plot is named after Thomas Love, who drew it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import SEQUENCE_LABELS
from mesems_dash.words.baseline import format_difference, is_outside, name_line
from mesems_dash.words.findings.baseline import describe_love, find_love
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["build_love_chart", "draw_love"]

_HEAD_PIXELS: Final = 84
_ROW_PIXELS: Final = 24
_ROOM: Final = 1.12
_LEAST_REACH: Final = 0.2
_BAND: Final = 0.18


def build_love_chart(frame: pd.DataFrame) -> Chart:
    """Return the standardised differences between the sequences."""
    return Chart(draw_love(frame), find_love(frame), describe_love(frame))


def draw_love(frame: pd.DataFrame) -> go.Figure:
    """Draw standardised differences, the greatest on top, each on the band that chance alone gives at its numbers.

    A difference outside its band is a filled diamond and bold; those inside are open circles.
    """
    rows = list_rows(frame)
    labels = [name_line(row["measure"], row["level"]) for row in rows]
    reach = max([_LEAST_REACH, *(max(abs(row["difference"]), row["band"] or 0) for row in rows)]) * _ROOM
    figure = theme.new_figure(height=_HEAD_PIXELS + _ROW_PIXELS * max(len(rows), 1))
    figure.add_trace(_draw_bands(rows, labels))
    figure.add_trace(_draw_points(rows, labels))
    axis = {
        "range": [-reach, reach], "zeroline": True, "zerolinecolor": theme.PLAN, "fixedrange": True, "nticks": 7,
        "tickformat": "+.1~f", "showgrid": True,
    }  # fmt: skip
    figure.update_xaxes(title_text="Standardised difference", domain=[0, 0.9], **axis)
    figure.update_yaxes(
        type="category", autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK
    )
    figure.update_layout(
        barmode="overlay",
        bargap=0,
        margin={"t": 32, "r": 8},
        annotations=[*_head_sides(reach), *_draw_labels(rows, labels)],
    )
    narrow = {**axis, "domain": [0, 0.8], "nticks": 5, "title": {"text": "Standardised difference"}}
    set_narrow(figure, {"xaxis": narrow, "annotations": [*_head_sides(reach, head=""), *_draw_labels(rows, labels)]})
    return figure


def _draw_bands(rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> go.Bar:
    return go.Bar(
        x=[2 * (row["band"] or 0) for row in rows],
        base=[-(row["band"] or 0) for row in rows],
        y=list(labels),
        orientation="h",
        name="95 % by chance",
        width=1,
        marker={"color": theme.with_alpha(theme.QUIET, _BAND), "line_width": 0},
        hoverinfo="skip",
    )


def _draw_points(rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> go.Scatter:
    outside = [is_outside(row) for row in rows]
    return go.Scatter(
        x=[row["difference"] for row in rows],
        y=list(labels),
        name="Difference",
        mode="markers",
        marker={
            "symbol": ["diamond" if out else "circle-open" for out in outside],
            "size": [11 if out else 9 for out in outside],
            "color": [theme.CATEGORICAL[5] if out else theme.INK for out in outside],
            "line_width": 2,
        },
        cliponaxis=False,
        hovertext=[
            f"{label}: {format_difference(row['difference'])}, chance alone \N{PLUS-MINUS SIGN}{row['band']:.2f}"
            f"{' (outside)' if out else ''}"
            for row, label, out in zip(rows, labels, outside, strict=True)
        ],
        hoverinfo="text",
    )


def _head_sides(reach: float, *, head: str = "More in ") -> list[dict[str, Any]]:
    sides = (("MSC_FIRST", reach, "right"), ("PLACEBO_FIRST", -reach, "left"))
    return [
        {
            "x": x, "xanchor": anchor, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": f"<b>{head}{SEQUENCE_LABELS[sequence].lower()}</b>",
            "font": {"color": theme.SEQUENCE_COLOURS[sequence], "size": 13},
        }
        for sequence, x, anchor in sides
    ]  # fmt: skip


def _draw_labels(rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "x": 1, "xref": "paper", "xanchor": "right", "y": label, "showarrow": False,
            "text": _embolden(format_difference(row["difference"]), is_bold=is_outside(row)),
            "font": {"color": theme.INK, "size": 13},
        }
        for row, label in zip(rows, labels, strict=True)
    ]  # fmt: skip


def _embolden(text: str, *, is_bold: bool) -> str:
    return f"<b>{text}</b>" if is_bold else text
