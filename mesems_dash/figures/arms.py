"""Are the arms in balance, and how far is the crossover? With the closed store by sequence, without it pooled only.

Frames as of `queries.count_arms_over_time`, `count_arms_by`, `count_crossover_by_sequence`, `count_crossover`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_counts, tick_dates
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.figures.rows import list_rows, pluck
from mesems_dash.figures.words import name_group, say_change, say_count, say_month, say_of, say_share
from mesems_dash.vocabulary import SEQUENCE_LABELS, STAGE_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["draw_arms", "draw_arms_by", "draw_crossover", "draw_imbalance", "draw_pooled"]

_COLUMNS: Final = {"MSC_FIRST": "msc_first", "PLACEBO_FIRST": "placebo_first"}
_PERIODS: Final = {1: "period 1, from week 0", 2: "period 2, from week 24"}
_STEPS: Final = (("assigned", 0.8, 0.18), ("infused", 0.52, 0.5), ("completed", 0.24, 1.0))
"""Column, thickness of its bar, opacity: one bar within the other."""
_HEAD_PIXELS: Final = 48
_FEW_STEPS: Final = 3


# ---------------------------------------------------------------- over time
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
        "text": f"<b>{say_count(height)}</b> {SEQUENCE_LABELS[sequence].lower()}",
        "showarrow": False,
        "xanchor": "left",
        "xshift": 6,
        "yshift": 9 if is_above else -9,
        "font": {"color": theme.SEQUENCE_COLOURS[sequence], "size": 14},
    }


def draw_imbalance(frame: pd.DataFrame) -> go.Figure:
    """Draw cells first minus placebo first at every month's end, above and below nought."""
    months = list_rows(frame.dropna(subset=["month"]))
    figure = theme.new_figure()
    figure.add_trace(
        go.Bar(
            x=pd.to_datetime(pd.Series(pluck(months, "month"), dtype="object")),
            y=pluck(months, "imbalance"),
            marker_color=[
                theme.SEQUENCE_COLOURS["MSC_FIRST" if row["imbalance"] > 0 else "PLACEBO_FIRST"] for row in months
            ],
            hovertext=[f"{say_month(row['month'])}: {say_change(row['imbalance'])}" for row in months],
            hoverinfo="text",
        )
    )
    limit = max((abs(row["imbalance"]) for row in months), default=0) + 1
    for sign, sequence in ((1, "MSC_FIRST"), (-1, "PLACEBO_FIRST")):
        figure.add_annotation(
            x=0, xref="paper", y=sign * limit, text=f"{SEQUENCE_LABELS[sequence]} ahead", showarrow=False,
            xanchor="left", yanchor="top" if sign > 0 else "bottom",
            font={"color": theme.SEQUENCE_COLOURS[sequence], "size": 13},
        )  # fmt: skip
    step = {"dtick": 1} if limit <= _FEW_STEPS else {"nticks": 5}
    figure.update_yaxes(range=[-limit, limit], zeroline=True, zerolinecolor=theme.PLAN, tickformat="+d", **step)
    if months:
        ends = (pd.Timestamp(months[0]["month"]), pd.Timestamp(months[-1]["month"]))
        figure.update_xaxes(**tick_dates(*ends))
    figure.update_layout(bargap=0.15, margin={"t": 12})
    return figure


# ---------------------------------------------------------------- within groups
def draw_arms_by(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> go.Figure:
    """Draw each group's sequences back to back, with the difference at the right edge.

    `names` says what a group is called, where its value is no word (a site).
    """
    rows = list_rows(frame)
    labels = [(names or {}).get(row["group_value"]) or name_group(row["group_value"]) for row in rows]
    figure = theme.new_figure(height=_HEAD_PIXELS + 34 * max(len(rows), 1))
    for sequence, column in _COLUMNS.items():
        figure.add_trace(_draw_side(rows, labels, sequence=sequence, column=column))
    limit = max((max(row["msc_first"], row["placebo_first"]) for row in rows), default=1) * 1.25 + 0.5
    figure.update_layout(
        barmode="relative",
        bargap=0.3,
        margin={"t": 32, "r": 8},
        annotations=[*_head_sides(limit), *_list_differences(rows, labels)],
    )
    figure.update_xaxes(range=[-limit, limit], visible=False, fixedrange=True, domain=[0, 0.86])
    figure.update_yaxes(
        type="category", autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK
    )
    return figure


def _draw_side(rows: Sequence[Mapping[str, Any]], labels: Sequence[str], *, sequence: str, column: str) -> go.Bar:
    sign = -1 if sequence == "MSC_FIRST" else 1
    return go.Bar(
        x=[sign * row[column] for row in rows],
        y=labels,
        orientation="h",
        name=SEQUENCE_LABELS[sequence],
        marker_color=theme.SEQUENCE_COLOURS[sequence],
        text=[f"{row[column]:,}" for row in rows],
        textposition="outside",
        textfont={"color": theme.INK, "size": 13},
        cliponaxis=False,
        hovertext=[
            f"{label}: {say_of(row[column], row['randomised'])} {SEQUENCE_LABELS[sequence].lower()}"
            for label, row in zip(labels, rows, strict=True)
        ],
        hoverinfo="text",
    )


def _head_sides(limit: float) -> list[dict[str, Any]]:
    common = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    sides = (("MSC_FIRST", "right", -limit * 0.02), ("PLACEBO_FIRST", "left", limit * 0.02))
    heads = [
        {
            **common, "x": x, "xanchor": anchor, "text": f"<b>{SEQUENCE_LABELS[sequence]}</b>",
            "font": {"color": theme.SEQUENCE_COLOURS[sequence], "size": 13},
        }
        for sequence, anchor, x in sides
    ]  # fmt: skip
    edge = {
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "text": "Difference",
        "font": {"color": theme.MUTED, "size": 12},
    }
    return [*heads, {**common, **edge}]


def _list_differences(rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "x": 1, "xref": "paper", "xanchor": "right", "y": label, "showarrow": False,
            "text": say_change(row["imbalance"]) if row["imbalance"] else "0",
            "font": {"color": theme.INK if row["imbalance"] else theme.QUIET, "size": 14},
        }
        for row, label in zip(rows, labels, strict=True)
    ]  # fmt: skip


# ---------------------------------------------------------------- crossover
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
            f"{label.replace('<br>', ' ')}: {say_of(row[column], row['assigned'])} {column}"
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
                f"{label}: {say_of(row['pooled_count'], whole)} randomised"
                for label, row in zip(labels, rows, strict=True)
            ],
            hoverinfo="text",
        )
    )
    figure.update_xaxes(visible=False, range=[0, max(whole, 1) * 1.3], fixedrange=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK)
    return figure


def _label_pooled(number: int, whole: int) -> str:
    return f"<b>{number:,}</b>  {say_share(number, whole)}" if whole else "0"
