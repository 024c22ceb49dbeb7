"""How far did people come? Stages split by what the data say, the same side by side, and the days between steps.

Frames as of `queries.count_funnel`, `count_funnel_by` and `measure_stage_times`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import STAGE_LABELS, STATUS_LABELS
from mesems_dash.words.findings.funnel import (
    describe_funnel,
    describe_funnel_by,
    describe_stage_times,
    explain_funnel,
    explain_funnel_by,
    explain_stage_times,
    find_funnel,
    find_funnel_by,
    find_stage_times,
)
from mesems_dash.words.phrases import format_count, format_of, format_people, format_share, name_group
from mesems_dash.words.rows import list_rows, pivot_people, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = [
    "build_funnel_by_chart",
    "build_funnel_chart",
    "build_stage_times_chart",
    "draw_funnel",
    "draw_funnel_by",
    "draw_stage_times",
    "height_of_rows",
]

_STATUS_COLUMNS: Final = {"eligible": "eligible", "unknown": "undecided", "ineligible": "ineligible"}
_ROW_PIXELS: Final = 44
_HEAD_PIXELS: Final = 64
_WIDE: Final = {"bars": 0.72, "places": (0.80, 0.91, 1.0), "heads": ("People", "of step before", "of screened")}
_NARROW: Final = {"bars": 0.46, "places": (0.58, 0.79, 1.0), "heads": ("People", "of step", "of all")}


def height_of_rows(rows: int, *, pixels: int = _ROW_PIXELS) -> int:
    """Return the pixels that a chart of so many rows wants, its head included."""
    return _HEAD_PIXELS + pixels * max(rows, 1)


# ---------------------------------------------------------------- one funnel
def build_funnel_chart(frame: pd.DataFrame) -> Chart:
    """Return how far people came."""
    return Chart(draw_funnel(frame), find_funnel(frame), describe_funnel(frame), explain_funnel())


def draw_funnel(frame: pd.DataFrame) -> go.Figure:
    """Draw stages as bars split by what the data say.

    Beside each stand the people and the shares of the step before and of those screened, in columns like a table.
    """
    rows = list_rows(frame.dropna(subset=["stage"]))
    figure = theme.new_figure(height=height_of_rows(len(rows)))
    labels = [STAGE_LABELS[row["stage"]] for row in rows]
    for status, column in _STATUS_COLUMNS.items():
        figure.add_trace(_draw_part(rows, labels, status=status, column=column))
    wide, narrow = _list_numbers(rows, labels, _WIDE), _list_numbers(rows, labels, _NARROW)
    figure.update_layout(
        barmode="stack",
        annotations=[*wide, _draw_colour_legend(lift=0)],
        margin={"t": 40, "r": 4},
        bargap=0.32,
    )
    figure.update_xaxes(domain=[0, _WIDE["bars"]], visible=False, rangemode="tozero", fixedrange=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.INK, fixedrange=True)
    xaxis = {"domain": [0, _NARROW["bars"]], "visible": False, "rangemode": "tozero", "fixedrange": True}
    margin = {**figure.layout.margin.to_plotly_json(), "t": 60}
    set_narrow(figure, {"xaxis": xaxis, "annotations": [*narrow, _draw_colour_legend(lift=20)], "margin": margin})
    return figure


def _draw_colour_legend(*, lift: int) -> dict[str, Any]:
    """Return the legend as a line of text above the first bar, `lift` pixels higher where the head row needs room."""
    text = (
        f'<span style="color:{theme.STATUS_COLOURS[status]}">■</span> {STATUS_LABELS[status]}'
        for status in _STATUS_COLUMNS
    )
    cell = _cell("   ".join(text), x=0, y=1, yref="paper", colour=theme.INK, size=13, yanchor="bottom")
    return {**cell, "xanchor": "left", "yshift": lift}


def _draw_part(rows: Sequence[Mapping[str, Any]], labels: Sequence[str], *, status: str, column: str) -> go.Bar:
    return go.Bar(
        x=[row[column] for row in rows],
        y=labels,
        orientation="h",
        name=STATUS_LABELS[status],
        marker_color=theme.STATUS_COLOURS[status],
        text=[f"{row[column]:,}" if row[column] else "" for row in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": theme.ON_MARK, "size": 12},
        hovertext=[
            f"{label}: {format_of(row[column], row['subjects'])} · Data: {STATUS_LABELS[status].lower()}"
            for label, row in zip(labels, rows, strict=True)
        ],
        hoverinfo="text",
    )


def _list_numbers(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], form: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the numbers beside the bars as annotations: a head row, then one row a stage."""
    heads = [
        _cell(head, x=place, y=1, yref="paper", colour=theme.MUTED, size=12, yanchor="bottom")
        for head, place in zip(form["heads"], form["places"], strict=True)
    ]
    cells = []
    for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
        before = rows[place - 1]["subjects"] if place else 0
        texts = (
            f"<b>{format_count(row['subjects'])}</b>",
            format_share(row["subjects"], before) if place else "",
            format_share(row["subjects"], rows[0]["subjects"]),
        )
        colours = (theme.INK, theme.MUTED, theme.MUTED)
        cells += [
            _cell(text, x=x, y=label, yref="y", colour=colour, size=14)
            for text, x, colour in zip(texts, form["places"], colours, strict=True)
            if text
        ]
    return heads + cells


def _cell(
    text: str, *, x: float, y: float | str, yref: str, colour: str, size: int, yanchor: str = "middle"
) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "xref": "paper",
        "y": y,
        "yref": yref,
        "xanchor": "right",
        "yanchor": yanchor,
        "showarrow": False,
        "font": {"color": colour, "size": size},
    }


# ---------------------------------------------------------------- side by side
def build_funnel_by_chart(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> Chart:
    """Return how far people of each group came; `names` says what groups are called."""
    return Chart(
        draw_funnel_by(frame, names),
        find_funnel_by(frame, names),
        describe_funnel_by(frame, names),
        explain_funnel_by(),
    )


def draw_funnel_by(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> go.Figure:
    """Draw one row a group and one column a stage: people, and their share of those screened as shade.

    `names` says what a group is called, where its value is no word (a site).
    """
    groups = pivot_people(frame)
    labels = [(names or {}).get(group) or name_group(group) for group in groups]
    stages = list(dict.fromkeys(frame["stage"]))
    figure = theme.new_figure(height=height_of_rows(len(groups), pixels=40))
    figure.add_trace(_draw_shares(list(groups.values()), labels, stages))
    figure.update_xaxes(side="top", fixedrange=True, tickangle=0, tickfont_size=12)
    figure.update_yaxes(
        type="category", autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK
    )
    figure.update_layout(margin={"t": 44, "r": 4, "l": theme.GROUPS_MARGIN})
    _narrow_groups(figure, list(groups.values()), stages)
    return figure


def _draw_shares(groups: Sequence[Mapping[str, int]], labels: Sequence[str], stages: Sequence[str]) -> go.Heatmap:
    shade = theme.SUBTYPE_COLOURS["RRMS"]
    return go.Heatmap(
        z=[[_share(people[stage], people[stages[0]]) for stage in stages] for people in groups],
        x=[STAGE_LABELS[stage].replace(" ", "<br>", 1) for stage in stages],
        y=labels,
        text=[[_format_share(people[stage], people[stages[0]]) for stage in stages] for people in groups],
        texttemplate="%{text}",
        hovertemplate="%{y}<br>%{x}: %{text} of those screened<extra></extra>",
        colorscale=[[0, theme.with_alpha(shade, 0)], [1, theme.with_alpha(shade, 0.34)]],
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=2,
        ygap=2,
        textfont={"color": theme.INK, "size": 13},
    )


def _narrow_groups(figure: go.Figure, groups: Sequence[Mapping[str, int]], stages: Sequence[str]) -> None:
    """On a phone the heads stand upright and the shares stay away."""
    xaxis = {
        "side": "top",
        "fixedrange": True,
        "tickangle": -90,
        "tickfont": {"size": 11},
        "tickvals": list(range(len(stages))),
        "ticktext": [STAGE_LABELS[stage] for stage in stages],
    }
    counts = [[format_count(people[stage]) for stage in stages] for people in groups]
    set_narrow(
        figure,
        {"xaxis": xaxis, "margin": {"l": 4, "r": 0, "t": 108, "b": 4}},
        [{"text": counts, "textfont": {"color": theme.INK, "size": 12}}],
    )


def _format_share(part: int, whole: int) -> str:
    return f"<b>{format_count(part)}</b>  {format_share(part, whole)}"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


# ---------------------------------------------------------------- days between steps
def build_stage_times_chart(frame: pd.DataFrame) -> Chart:
    """Return how long the steps took."""
    return Chart(draw_stage_times(frame), find_stage_times(frame), describe_stage_times(frame), explain_stage_times())


def draw_stage_times(frame: pd.DataFrame) -> go.Figure:
    """Draw the median days of every step as a dot on the span of its middle half; steps without dates say so."""
    rows = list_rows(frame)
    labels = [f"{STAGE_LABELS[row['from_stage']]} → {STAGE_LABELS[row['to_stage']]}" for row in rows]
    figure = theme.new_figure(height=height_of_rows(len(rows), pixels=40))
    for row, label in zip(rows, labels, strict=True):
        figure.add_trace(_draw_span(row, label))
    figure.add_trace(_draw_medians(rows, labels))
    figure.update_xaxes(title_text="Days", range=_span_days(rows), showgrid=True, fixedrange=True, nticks=8)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, categoryarray=labels, tickfont_color=theme.INK, fixedrange=True
    )
    yaxis = {
        **figure.layout.yaxis.to_plotly_json(),
        "ticktext": [label.replace(" → ", "<br>→ ") for label in labels],
        "tickvals": labels,
        "tickfont": {"size": 11},
    }
    set_narrow(figure, {"yaxis": yaxis})
    return figure


def _draw_medians(rows: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> go.Scatter:
    known = [(row, label) for row, label in zip(rows, labels, strict=True) if row["median"] is not None]
    return go.Scatter(
        x=pluck((row for row, _ in known), "median"),
        y=[label for _, label in known],
        mode="markers+text",
        marker={"color": theme.SUBTYPE_COLOURS["RRMS"], "size": 11},
        text=[f"<b>{row['median']:.0f}</b>" for row, _ in known],
        textposition="top center",
        textfont={"color": theme.INK, "size": 13},
        hovertext=[_describe_time(row, label) for row, label in known],
        hoverinfo="text",
        cliponaxis=False,
    )


def _span_days(rows: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return the range of days with nought inside, and room for a dot at either end."""
    known = [row[name] for row in rows for name in ("lower_quartile", "upper_quartile") if row[name] is not None]
    least, most = min([0.0, *known]), max([10.0, *known])
    room = (most - least) * 0.04
    return [least - room, most + room]


def _draw_span(row: Mapping[str, Any], label: str) -> go.Scatter:
    is_known = row["median"] is not None
    return go.Scatter(
        x=[row["lower_quartile"], row["upper_quartile"]] if is_known else [0],
        y=[label, label] if is_known else [label],
        mode="lines" if is_known else "text",
        text=None if is_known else ["no two dates recorded"],
        textposition="middle right",
        textfont={"color": theme.MUTED},
        line={"color": theme.with_alpha(theme.SUBTYPE_COLOURS["RRMS"], 0.35), "width": 10},
        hoverinfo="skip",
    )


def _describe_time(row: Mapping[str, Any], label: str) -> str:
    return (
        f"{label}: median {row['median']:.0f} days, middle half {row['lower_quartile']:.0f} to "
        f"{row['upper_quartile']:.0f}; {format_people(row['people'])} with both dates, {row['missing']:,} without"
    )
