"""On which day was the second infusion given, against day 168 and its window? Everybody together, or each a point.

Frames as of `queries.count_infusion_days` and `queries.count_infusion_days_by_sequence`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_counts
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import CROSSOVER_DAYS, SEQUENCE_LABELS, TIMING_LABELS
from mesems_dash.words.findings.second_infusions import describe_infusion_days, find_timing, find_timing_by_sequence
from mesems_dash.words.phrases import format_people
from mesems_dash.words.rows import list_rows, pluck
from mesems_dash.words.second_infusions import SEQUENCE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = [
    "build_infusion_days_by_sequence_chart",
    "build_infusion_days_chart",
    "draw_infusion_days",
    "draw_infusion_days_by_sequence",
]

_TOP_PIXELS: Final = 44
_FOOT_PIXELS: Final = 44
_POINT: Final = 9
_SMALL_POINT: Final = 5
_ROOM: Final = 5
"""Days kept free on either side."""
_HALF: Final = 0.42
"""How far points may lie from the middle of their row, of the distance between two."""


# ---------------------------------------------------------------- everybody together
def build_infusion_days_chart(frame: pd.DataFrame, counts: pd.DataFrame, *, window_days: int) -> Chart:
    """Return when second infusions were given, everybody together; `counts` as of `count_second_infusions`."""
    return Chart(
        draw_infusion_days(frame, window_days=window_days),
        find_timing(counts),
        describe_infusion_days(frame, window_days=window_days),
    )


def draw_infusion_days(frame: pd.DataFrame, *, window_days: int) -> go.Figure:
    """Draw people by the day of their second infusion, the window shaded, others than in it in another colour."""
    rows = list_rows(frame)
    figure = theme.new_figure(height=280)
    inside, outside = theme.SUBTYPE_COLOURS["RRMS"], theme.STATUS_COLOURS["unknown"]
    figure.add_trace(
        go.Bar(
            x=pluck(rows, "day"),
            y=pluck(rows, "people"),
            width=0.86,
            name="Second infusions",
            marker_color=[inside if row["timing"] == "IN_WINDOW" else outside for row in rows],
            hovertext=[_format_day(row) for row in rows],
            hoverinfo="text",
        )
    )
    figure.update_yaxes(title_text="People", fixedrange=True, **tick_counts(max(pluck(rows, "people"), default=0)))
    _show_window(figure, pluck(rows, "day"), window_days=window_days)
    return figure


def _format_day(row: Mapping[str, Any]) -> str:
    return f"Day {row['day']:,}: {format_people(row['people'])}, {TIMING_LABELS[row['timing']].lower()}"


# ---------------------------------------------------------------- by sequence
def build_infusion_days_by_sequence_chart(frame: pd.DataFrame, counts: pd.DataFrame, *, window_days: int) -> Chart:
    """Return when second infusions were given, by sequence; `counts` as of `count_second_infusions_by_sequence`."""
    return Chart(
        draw_infusion_days_by_sequence(frame, window_days=window_days),
        find_timing_by_sequence(counts),
        describe_infusion_days(frame, window_days=window_days),
    )


def draw_infusion_days_by_sequence(frame: pd.DataFrame, *, window_days: int) -> go.Figure:
    """Draw everybody as a point on the day of their second infusion, a row of points for each sequence."""
    rows = list_rows(frame)
    sequences = [code for code in SEQUENCE_NAMES if code in SEQUENCE_LABELS or code in set(pluck(rows, "sequence"))]
    most = max(pluck(rows, "people"), default=1)
    figure = theme.new_figure(height=_TOP_PIXELS + _FOOT_PIXELS + len(sequences) * max(64, most * (_POINT + 3)))
    for place, sequence in enumerate(sequences):
        within = [row for row in rows if row["sequence"] == sequence]
        figure.add_trace(_draw_points(within, sequence, place=place, step=2 * _HALF / max(most, 6)))
    figure.update_yaxes(
        tickvals=list(range(len(sequences))), ticktext=[SEQUENCE_NAMES[code] for code in sequences],
        range=[len(sequences) - 0.5, -0.5], showgrid=False, fixedrange=True, tickfont_color=theme.INK,
    )  # fmt: skip
    _show_window(figure, pluck(rows, "day"), window_days=window_days)
    return figure


def _draw_points(rows: Sequence[Mapping[str, Any]], sequence: str, *, place: int, step: float) -> go.Scatter:
    points = [
        (row, place + (number - (row["people"] - 1) / 2) * step) for row in rows for number in range(row["people"])
    ]
    return go.Scatter(
        x=[row["day"] for row, _ in points],
        y=[height for _, height in points],
        mode="markers",
        name=SEQUENCE_NAMES[sequence],
        marker={"color": theme.SEQUENCE_COLOURS.get(sequence, theme.QUIET), "size": _POINT},
        hovertext=[f"{SEQUENCE_NAMES[sequence]}. {_format_day(row)}" for row, _ in points],
        hoverinfo="text",
    )


# ---------------------------------------------------------------- the window
def _show_window(figure: go.Figure, days: Sequence[int], *, window_days: int) -> None:
    """Shade the window, mark the target day, and keep both in sight."""
    opens, closes = CROSSOVER_DAYS - window_days, CROSSOVER_DAYS + window_days
    ends = [min([*days, opens]) - _ROOM, max([*days, closes]) + _ROOM]
    above = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "font": {"size": 13}}
    text = f"window, day {opens} to {closes}" if window_days else "no window: only this day is in time"
    figure.update_layout(
        margin={"t": _TOP_PIXELS, "r": 8},
        shapes=_shade(opens, closes),
        annotations=[
            {**above, "x": CROSSOVER_DAYS, "text": f"<b>day {CROSSOVER_DAYS}</b><br>{text}", "font_color": theme.MUTED},
        ],
    )
    figure.update_xaxes(range=ends, title_text="Day of the second infusion after the first", nticks=9, tickformat=",d")
    small = [
        {"marker": {**trace.marker.to_plotly_json(), "size": _SMALL_POINT}} if trace.type == "scatter" else {}
        for trace in figure.data
    ]
    set_narrow(figure, {"xaxis": {**figure.layout.xaxis.to_plotly_json(), "nticks": 5}}, small)


def _shade(opens: int, closes: int) -> list[dict[str, Any]]:
    """Return the shaded window, its first and last day whole, and the line of the target day."""
    tall = {"layer": "below", "yref": "paper", "y0": 0, "y1": 1}
    shade = {"line": {"width": 0}, "fillcolor": theme.with_alpha(theme.QUIET, 0.16)}
    line = {"line": {"color": theme.PLAN, "width": 1.5, "dash": "dot"}}
    return [
        {**tall, "type": "rect", "x0": opens - 0.5, "x1": closes + 0.5, **shade},
        {**tall, "type": "line", "x0": CROSSOVER_DAYS, "x1": CROSSOVER_DAYS, **line},
    ]
