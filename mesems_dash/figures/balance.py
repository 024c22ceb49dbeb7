"""Are the arms in balance? The difference over time and by group, with what the design allows. Closed store only.

Frames as of `queries.count_arms_by`, `reports.follow_difference`; limits as of `reports.limit_groups`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_dates
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import SEQUENCE_LABELS
from mesems_dash.words.balance import is_beyond
from mesems_dash.words.findings.balance import describe_difference, describe_groups, find_difference, find_groups
from mesems_dash.words.phrases import format_change, format_date, format_of, name_group
from mesems_dash.words.rows import list_rows, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["build_arms_by_chart", "build_difference_chart", "draw_arms_by", "draw_difference"]

_COLUMNS: Final = {"MSC_FIRST": "msc_first", "PLACEBO_FIRST": "placebo_first"}
_HEAD_PIXELS: Final = 48
_FEW_STEPS: Final = 3
_BAND: Final = 0.16
BEYOND: Final = "beyond"
"""Stands beside a limit that is passed."""


# ---------------------------------------------------------------- over time
def build_difference_chart(course: pd.DataFrame, *, block_length: int) -> Chart:
    """Return how far apart the sequences were day by day, in the range that blocks of `block_length` allow."""
    return Chart(
        draw_difference(course), find_difference(course, block_length=block_length), describe_difference(course)
    )


def draw_difference(course: pd.DataFrame) -> go.Figure:
    """Draw cells first minus placebo first after every day, in the band that the design allows; diamonds beyond it."""
    rows = list_rows(course)
    figure = theme.new_figure()
    days = pd.to_datetime(pd.Series(pluck(rows, "randomised_on"), dtype="object"))
    has_band = bool(rows) and rows[0]["limit"] is not None
    if has_band:
        figure.add_traces(_draw_band(days, pluck(rows, "limit")))
    figure.add_trace(_draw_steps(days, rows))
    beyond = [row for row in rows if row["limit"] is not None and abs(row["difference"]) > row["limit"]]
    if beyond:
        figure.add_trace(_mark_beyond(beyond))
    most = max((max(abs(row["difference"]), row["limit"] or 0) for row in rows), default=0) + 1
    figure.update_layout(annotations=_head_halves(most), margin={"t": 12}, hovermode="closest")
    step = {"dtick": 1} if most <= _FEW_STEPS else {"nticks": 7}
    figure.update_yaxes(
        title_text="Difference", range=[-most, most], zeroline=True, zerolinecolor=theme.PLAN, tickformat="+d", **step
    )
    if rows:
        figure.update_xaxes(**tick_dates(days.iloc[0], days.iloc[-1]))
    return figure


def _draw_band(days: pd.Series, limits: Sequence[float]) -> list[go.Scatter]:
    edge = {"color": theme.QUIET, "width": 1, "shape": "hv", "dash": "dot"}
    common = {"x": days, "mode": "lines", "line": edge, "hoverinfo": "skip"}
    return [
        go.Scatter(y=[-limit for limit in limits], name="Lower limit", **common),
        go.Scatter(
            y=list(limits),
            name="Upper limit",
            fill="tonexty",
            fillcolor=theme.with_alpha(theme.QUIET, _BAND),
            **common,
        ),
    ]


def _draw_steps(days: pd.Series, rows: Sequence[Mapping[str, Any]]) -> go.Scatter:
    return go.Scatter(
        x=days,
        y=pluck(rows, "difference"),
        name="Difference",
        mode="lines",
        line={"color": theme.INK, "width": 2, "shape": "hv"},
        hovertext=[_format_day(row) for row in rows],
        hoverinfo="text",
    )


def _mark_beyond(rows: Sequence[Mapping[str, Any]]) -> go.Scatter:
    return go.Scatter(
        x=pd.to_datetime(pd.Series(pluck(rows, "randomised_on"), dtype="object")),
        y=pluck(rows, "difference"),
        name="Exceeds what the design allows",
        mode="markers",
        marker={"symbol": "diamond", "size": 10, "color": theme.CATEGORICAL[5]},
        hovertext=[_format_day(row) for row in rows],
        hoverinfo="text",
    )


def _format_day(row: Mapping[str, Any]) -> str:
    allowed = "" if row["limit"] is None else f", at most {int(row['limit']):,} allowed"
    change = format_change(row["difference"]) if row["difference"] else "level"
    return f"{format_date(row['randomised_on'])}, {row['people']:,} randomised: {change}{allowed}"


def _head_halves(most: float) -> list[dict[str, Any]]:
    return [
        {
            "x": 0, "xref": "paper", "y": sign * most, "text": f"{SEQUENCE_LABELS[sequence]} ahead",
            "showarrow": False, "xanchor": "left", "yanchor": "top" if sign > 0 else "bottom",
            "font": {"color": theme.SEQUENCE_COLOURS[sequence], "size": 13},
        }
        for sign, sequence in ((1, "MSC_FIRST"), (-1, "PLACEBO_FIRST"))
    ]  # fmt: skip


# ---------------------------------------------------------------- within groups
def build_arms_by_chart(
    frame: pd.DataFrame, names: Mapping[str, str] | None = None, limits: Mapping[str, int] | None = None
) -> Chart:
    """Return both sequences side by side in every group. Arguments as of `draw_arms_by`."""
    return Chart(
        draw_arms_by(frame, names, limits), find_groups(frame, names, limits), describe_groups(frame, names, limits)
    )


def draw_arms_by(
    frame: pd.DataFrame, names: Mapping[str, str] | None = None, limits: Mapping[str, int] | None = None
) -> go.Figure:
    """Draw each group's sequences back to back, with the difference and what is allowed of it at the right edge.

    `names` says what a group is called, where its value is no word (a site). `limits` has groups that the design sets
    a limit; where none has one, there is no such column.
    """
    rows = list_rows(frame)
    labels = [(names or {}).get(row["group_value"]) or name_group(row["group_value"]) for row in rows]
    figure = theme.new_figure(height=_HEAD_PIXELS + 34 * max(len(rows), 1))
    for sequence, column in _COLUMNS.items():
        figure.add_trace(_draw_side(rows, labels, sequence=sequence, column=column))
    most = max((max(row["msc_first"], row["placebo_first"]) for row in rows), default=1) * 1.25 + 0.5
    wide, narrow = (
        [*_head_sides(most), *_list_columns(rows, labels, limits or {}, place=place)] for place in (0.86, 0.78)
    )
    share = 0.74 if limits else 0.86
    axis = {"range": [-most, most], "visible": False, "fixedrange": True}
    margin = {"t": 32, "r": 8, "l": theme.GROUPS_MARGIN}
    figure.update_layout(barmode="relative", bargap=0.3, margin=margin, annotations=wide)
    figure.update_xaxes(domain=[0, share], **axis)
    figure.update_yaxes(
        type="category", autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK
    )
    split: dict[str, Any] = {"annotations": narrow, "xaxis": {**axis, "domain": [0, 0.52]}} if limits else {}
    set_narrow(figure, {**split, "margin": {**margin, "l": 4}})
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
            f"{label}: {format_of(row[column], row['randomised'])} {SEQUENCE_LABELS[sequence].lower()}"
            for label, row in zip(labels, rows, strict=True)
        ],
        hoverinfo="text",
    )


def _head_sides(most: float) -> list[dict[str, Any]]:
    sides = (("MSC_FIRST", "right", -most * 0.02), ("PLACEBO_FIRST", "left", most * 0.02))
    return [
        {
            "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "x": x, "xanchor": anchor,
            "text": f"<b>{SEQUENCE_LABELS[sequence]}</b>",
            "font": {"color": theme.SEQUENCE_COLOURS[sequence], "size": 13},
        }
        for sequence, anchor, x in sides
    ]  # fmt: skip


def _list_columns(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], limits: Mapping[str, int], *, place: float
) -> list[dict[str, Any]]:
    """Return the columns at the right edge; the difference at `place` where limits follow it, else at the edge."""
    columns = {"Difference": (place if limits else 1.0, [_format_difference(row, limits) for row in rows])}
    if limits:
        columns["Allowed"] = (1.0, [_style_limit(row, limits) for row in rows])
    common = {"xref": "paper", "xanchor": "right", "showarrow": False}
    heads = [
        {
            **common, "x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "text": head,
            "font": {"color": theme.MUTED, "size": 12},
        }
        for head, (x, _) in columns.items()
    ]  # fmt: skip
    cells = [
        {**common, "x": x, "y": label, "text": text, "font": {"color": colour, "size": 14}}
        for x, cells in columns.values()
        for label, (text, colour) in zip(labels, cells, strict=True)
    ]
    return heads + cells


def _format_difference(row: Mapping[str, Any], limits: Mapping[str, int]) -> tuple[str, str]:
    change = format_change(row["imbalance"]) if row["imbalance"] else "0"
    if is_beyond(row, limits.get(row["group_value"])):
        return f"<b>{change}</b>", theme.INK
    return change, theme.INK if row["imbalance"] else theme.MUTED


def _style_limit(row: Mapping[str, Any], limits: Mapping[str, int]) -> tuple[str, str]:
    limit = limits.get(row["group_value"])
    if limit is None:
        return "no limit", theme.MUTED
    if is_beyond(row, limit):
        return f"<b>{BEYOND} {limit:,}</b>", theme.CATEGORICAL[5]
    return f"{limit:,}", theme.MUTED
