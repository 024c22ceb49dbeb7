"""How did the arms grow, and how far is the crossover? With the closed store by sequence, without it pooled only.

Frames as of `queries.count_arms_over_time`, `count_crossover_by_sequence`, `count_crossover`. Whether the arms are in
balance is in `balance.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_counts, tick_dates
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import SEQUENCE_LABELS, STAGE_LABELS
from mesems_dash.words.findings.arms import (
    describe_arms,
    describe_crossover,
    describe_pooled,
    explain_crossover,
    find_arms,
    find_crossover,
    find_pooled,
)
from mesems_dash.words.phrases import format_count, format_of, format_share
from mesems_dash.words.rows import list_rows, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "build_arms_chart",
    "build_crossover_chart",
    "build_pooled_chart",
    "draw_arms",
    "draw_crossover",
    "draw_pooled",
]

_COLUMNS: Final = {"MSC_FIRST": "msc_first", "PLACEBO_FIRST": "placebo_first"}
_PERIODS: Final = {1: "period 1, from week 0", 2: "period 2, from week 24"}
_STEPS: Final = (("assigned", 0.8, 0.18), ("infused", 0.52, 0.5), ("completed", 0.24, 1.0))
"""Column, thickness of its bar, opacity: one bar within the other."""
_HEAD_PIXELS: Final = 48


# ---------------------------------------------------------------- over time
def build_arms_chart(frame: pd.DataFrame) -> Chart:
    """Return people randomised so far by sequence."""
    return Chart(draw_arms(frame), find_arms(frame), describe_arms(frame))


def draw_arms(frame: pd.DataFrame) -> go.Figure:
    """Draw people randomised so far by sequence, each line labelled at its end."""
    months = frame.dropna(subset=["month"])
    figure = theme.new_figure()
    ends = pd.to_datetime(months["month"]) + pd.offsets.MonthEnd(1)
    order = sorted(_COLUMNS, key=lambda sequence: -int(frame[_COLUMNS[sequence]].sum()))
    for sequence in _COLUMNS:
        column = f"cumulative_{_COLUMNS[sequence]}"
        figure.add_trace(_draw_line(ends, months[column], sequence))
        if len(months):
            label = _label_end(ends.iloc[-1], months[column].iloc[-1], sequence, is_above=sequence == order[0])
            figure.add_annotation(label)
    if len(months):
        span = (pd.to_datetime(months["month"]).min(), ends.iloc[-1])
        figure.update_xaxes(range=span, **tick_dates(*span))
    most = max((months[f"cumulative_{column}"].max() for column in _COLUMNS.values()), default=0)
    figure.update_xaxes(hoverformat="%b %Y")
    figure.update_yaxes(title_text="People randomised", **tick_counts(float(most) if len(months) else 0))
    figure.update_layout(hovermode="x unified", margin={"r": 120, "t": 12})
    return figure


def _draw_line(ends: pd.Series, counts: pd.Series, sequence: str) -> go.Scatter:
    return go.Scatter(
        x=ends,
        y=counts.astype(float),
        name=SEQUENCE_LABELS[sequence],
        mode="lines",
        line={"color": theme.SEQUENCE_COLOURS[sequence], "width": 3, "shape": "hv"},
        hovertemplate="%{y:,} " + SEQUENCE_LABELS[sequence].lower() + "<extra></extra>",
    )


def _label_end(on: pd.Timestamp, height: float, sequence: str, *, is_above: bool) -> dict[str, Any]:
    return {
        "x": on,
        "y": float(height),
        "text": f"<b>{format_count(height)}</b> {SEQUENCE_LABELS[sequence].lower()}",
        "showarrow": False,
        "xanchor": "left",
        "xshift": 6,
        "yshift": 9 if is_above else -9,
        "font": {"color": theme.SEQUENCE_COLOURS[sequence], "size": 14},
    }


# ---------------------------------------------------------------- crossover
def build_crossover_chart(frame: pd.DataFrame) -> Chart:
    """Return how far people of each sequence are through both periods."""
    return Chart(draw_crossover(frame), find_crossover(frame), describe_crossover(frame), explain_crossover())


def draw_crossover(frame: pd.DataFrame) -> go.Figure:
    """Draw sequences within periods: assigned, infused and completed as one bar within the other, told at the end."""
    rows = list_rows(frame.sort_values(["period", "sequence"], kind="stable"))
    labels = [f"{_name_sequence(row['sequence'])},<br>{_PERIODS[row['period']]}" for row in rows]
    figure = theme.new_figure(height=_HEAD_PIXELS + 56 * max(len(rows), 1))
    for column, width, opacity in _STEPS:
        figure.add_trace(_draw_step(rows, labels, column=column, width=width, opacity=opacity))
    figure.update_layout(barmode="overlay", margin={"t": 28, "r": 4}, annotations=_list_steps(rows, labels))
    figure.update_xaxes(visible=False, rangemode="tozero", fixedrange=True, domain=[0, 0.62])
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK)
    set_narrow(
        figure,
        {
            "xaxis": {"visible": False, "rangemode": "tozero", "fixedrange": True, "domain": [0, 0.3]},
            "annotations": _list_steps(rows, labels, places=(0.5, 0.71, 1.0)),
        },
    )
    return figure


def _name_sequence(sequence: str) -> str:
    return SEQUENCE_LABELS.get(sequence, "No allocation recorded")


def _draw_step(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], *, column: str, width: float, opacity: float
) -> go.Bar:
    colours = [theme.SEQUENCE_COLOURS.get(row["sequence"], theme.QUIET) for row in rows]
    return go.Bar(
        x=pluck(rows, column),
        y=labels,
        orientation="h",
        name=column.capitalize(),
        width=width,
        marker_color=[theme.with_alpha(colour, opacity) for colour in colours],
        hovertext=[
            f"{label.replace('<br>', ' ')}: {format_of(row[column], row['assigned'])} {column}"
            for label, row in zip(labels, rows, strict=True)
        ],
        hoverinfo="text",
    )


def _list_steps(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], places: Sequence[float] = (0.74, 0.87, 1.0)
) -> list[dict[str, Any]]:
    common = {"xref": "paper", "xanchor": "right", "showarrow": False}
    columns = [column for column, _, _ in _STEPS]
    heads = [
        {
            **common, "x": place, "y": 1, "yref": "paper", "yanchor": "bottom", "text": column.capitalize(),
            "font": {"color": theme.MUTED, "size": 12},
        }
        for place, column in zip(places, columns, strict=True)
    ]  # fmt: skip
    cells = [
        {**common, "x": place, "y": label, "text": f"<b>{row[column]:,}</b>", "font": {"color": theme.INK, "size": 14}}
        for row, label in zip(rows, labels, strict=True)
        for place, column in zip(places, columns, strict=True)
    ]
    return heads + cells


def build_pooled_chart(frame: pd.DataFrame) -> Chart:
    """Return how far people are through both periods, both sequences together."""
    return Chart(draw_pooled(frame), find_pooled(frame), describe_pooled(frame))


def draw_pooled(frame: pd.DataFrame) -> go.Figure:
    """Draw the steps of the crossover for both sequences together, each with its share of those randomised."""
    rows = list_rows(frame)
    labels = [STAGE_LABELS[row["stage"]] for row in rows]
    whole = rows[0]["pooled_count"] if rows else 0
    figure = theme.new_figure(height=_HEAD_PIXELS + 44 * max(len(rows), 1))
    figure.add_trace(
        go.Bar(
            x=pluck(rows, "pooled_count"),
            y=labels,
            orientation="h",
            name="Both sequences together",
            marker_color=theme.SUBTYPE_COLOURS["RRMS"],
            text=[_label_pooled(row["pooled_count"], whole) for row in rows],
            textposition="outside",
            textfont={"color": theme.INK, "size": 14},
            cliponaxis=False,
            hovertext=[
                f"{label}: {format_of(row['pooled_count'], whole)} randomised"
                for label, row in zip(labels, rows, strict=True)
            ],
            hoverinfo="text",
        )
    )
    figure.update_xaxes(visible=False, range=[0, max(whole, 1) * 1.3], fixedrange=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK)
    return figure


def _label_pooled(number: int, whole: int) -> str:
    return f"<b>{number:,}</b>  {format_share(number, whole)}" if whole else "0"
