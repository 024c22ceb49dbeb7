"""Cells for each kilogram of body weight: every infusion of cells against the planned range.

Frames as of `queries.list_doses`. What is told of them is in `findings/doses.py`, the lists in `dose_tables.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_dates
from mesems_dash.figures.chart import Chart
from mesems_dash.vocabulary import DOSE_RANGE, NOT_RECORDED, SEQUENCE_LABELS
from mesems_dash.words.doses import MILLION, OUTSIDE, PLOTTED, format_day, format_dose, format_infusion
from mesems_dash.words.findings.doses import describe_doses, explain_doses, find_doses
from mesems_dash.words.phrases import plain
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["build_doses_chart", "draw_doses"]

_SEQUENCES: Final = {**SEQUENCE_LABELS, NOT_RECORDED: "No allocation recorded"}
_UNDATED: Final = "date not<br>recorded"
_AIR: Final = 0.12
"""Million cells per kg that are kept free above and below."""


def build_doses_chart(frame: pd.DataFrame) -> Chart:
    """Return cells for each kilogram of every infusion against the planned range."""
    return Chart(draw_doses(frame), find_doses(frame), describe_doses(frame), explain_doses(frame))


def draw_doses(frame: pd.DataFrame) -> go.Figure:
    """Draw every infusion of cells as a point by its day, the planned range shaded, those outside framed and told.

    A partial date stands in the middle of its span; those without any stand apart at the right.
    """
    rows = [row for row in list_rows(frame) if row["result"] in PLOTTED]
    figure = theme.new_figure(height=380)
    days = [_find_middle(row) for row in rows if row["infused_from"] is not None]
    span = (min(days), max(days)) if days else (pd.Timestamp(2000, 1, 1), pd.Timestamp(2000, 12, 31))
    margin = max((span[1] - span[0]) * 0.04, pd.Timedelta(days=20))
    undated_at = span[1] + 2 * margin
    for sequence in dict.fromkeys((*SEQUENCE_LABELS, *(row["sequence"] for row in rows))):
        ours = [row for row in rows if row["sequence"] == sequence]
        if ours:
            figure.add_trace(_draw_points(ours, sequence, undated_at))
    _shade_range(figure)
    _set_axes(figure, rows, span, margin)
    if len(days) < len(rows):
        figure.add_annotation(
            x=undated_at, y=0, yref="paper", yanchor="top", text=_UNDATED, showarrow=False,
            font={"color": theme.MUTED, "size": 12},
        )  # fmt: skip
    return figure


def _find_middle(row: Mapping[str, Any]) -> pd.Timestamp:
    first, last = pd.Timestamp(row["infused_from"]), pd.Timestamp(row["infused_to"])
    return (first + (last - first) / 2).normalize()


def _draw_points(rows: Sequence[Mapping[str, Any]], sequence: str, undated_at: pd.Timestamp) -> go.Scatter:
    is_outside = [row["result"] in OUTSIDE for row in rows]
    return go.Scatter(
        x=[undated_at if row["infused_from"] is None else _find_middle(row) for row in rows],
        y=[row["cells_per_kg"] / MILLION for row in rows],
        name=_SEQUENCES[sequence],
        mode="markers+text",
        marker={
            "color": theme.SEQUENCE_COLOURS.get(sequence, theme.QUIET),
            "size": [12 if outside else 8 for outside in is_outside],
            "symbol": ["diamond" if outside else "circle" for outside in is_outside],
            "line": {"color": theme.INK, "width": [2 if outside else 0 for outside in is_outside]},
        },
        text=[
            f"\N{NO-BREAK SPACE}<b>{format_dose(row['cells_per_kg'])}</b>" if outside else ""
            for row, outside in zip(rows, is_outside, strict=True)
        ],
        textposition="middle right",
        textfont={"color": theme.INK, "size": 13},
        hovertext=[_describe_dose(row) for row in rows],
        hoverinfo="text",
    )


def _describe_dose(row: Mapping[str, Any]) -> str:
    return (
        f"{plain(row['subject_id'])}, infusion {format_infusion(row['infusion_no'])}, "
        f"{format_day(row['infused_from'], row['infused_to'])}<br>{row['cells_viable'] / MILLION:,.1f} million cells, "
        f"{row['weight_kg']:g} kg: {format_dose(row['cells_per_kg'])} million per kg"
    )


def _shade_range(figure: go.Figure) -> None:
    least, most = (limit / MILLION for limit in DOSE_RANGE)
    figure.add_shape(
        type="rect", xref="paper", x0=0, x1=1, y0=least, y1=most, layer="below", line={"width": 0},
        fillcolor=theme.with_alpha(theme.QUIET, 0.16),
    )  # fmt: skip
    for limit in (least, most):
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=limit, y1=limit, layer="below",
            line={"color": theme.PLAN, "width": 1.5, "dash": "dash"},
        )  # fmt: skip
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=most, yanchor="bottom", text=f"{least:g} to {most:g} million per kg",
        showarrow=False, font={"color": theme.MUTED, "size": 13},
    )  # fmt: skip


def _set_axes(
    figure: go.Figure, rows: Sequence[Mapping[str, Any]], span: tuple[pd.Timestamp, pd.Timestamp], margin: pd.Timedelta
) -> None:
    doses = [row["cells_per_kg"] / MILLION for row in rows]
    least, most = (limit / MILLION for limit in DOSE_RANGE)
    has_undated = any(row["infused_from"] is None for row in rows)
    ends = (span[0] - margin, span[1] + margin * (3 if has_undated else 1))
    figure.update_xaxes(range=ends, **tick_dates(*span))
    figure.update_yaxes(
        range=[min(least, *doses, most) - _AIR, max(most, *doses, least) + _AIR],
        title_text="Million viable cells per kg",
        tickformat=".1f",
        nticks=7,
        showgrid=False,
    )
    figure.update_layout(showlegend=len({row["sequence"] for row in rows}) > 0, margin={"t": 36, "r": 24})
