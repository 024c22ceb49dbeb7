"""Do more screenings fail than before? Counts by period above, the share that fails with its interval below.

Frame as of `queries.count_failures_over_time`. A part of a bar carries "time", first day, last day, status as
customdata; a share, which stands for its whole period, "time", first day, last day, "all".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_counts, tick_dates
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.failure_lanes import draw_legend
from mesems_dash.words.findings.failures import describe_failures_over_time, explain_shares, find_failures_over_time
from mesems_dash.words.lanes import ALL_LANES, LANES, Row, name_lane, name_period
from mesems_dash.words.phrases import format_part, format_share
from mesems_dash.words.rows import list_rows, pluck
from mesems_dash.words.shares import TICKS, Share

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["build_failures_over_time_chart", "draw_failures_over_time"]

_HEIGHT: Final = 440
_COUNTS: Final = (0.54, 1.0)
_SHARES: Final = (0.0, 0.40)
_WIDTH: Final = 0.8
_CROWDED: Final = 30
_DAY: Final = 86_400_000  # in milliseconds, the unit of a date axis


def build_failures_over_time_chart(frame: pd.DataFrame, *, step: str, is_derived: bool = True) -> Chart:
    """Return the share that fails, period by period; `step` as of `count_failures_over_time`."""
    return Chart(
        draw_failures_over_time(frame, step=step, is_derived=is_derived),
        find_failures_over_time(frame, step=step, is_derived=is_derived),
        describe_failures_over_time(frame, step=step, is_derived=is_derived),
        explain_shares(is_derived=is_derived),
    )


def draw_failures_over_time(frame: pd.DataFrame, *, step: str, is_derived: bool = True) -> go.Figure:
    """Draw screenings by period and status, and the share that is ineligible, of all, with its 95 % interval.

    `step` (month quarter year) is as asked of the query; `is_derived` says whether the data decide, or the site. A
    period that the dates chosen or the data cut do not cover is hatched; a share that rests on few is hollow.
    """
    rows = [{**row, "name": name_period(row, step), "middle": _middle(row)} for row in list_rows(frame)]
    figure = theme.new_figure(height=_HEIGHT)
    for lane, column in LANES.items():
        figure.add_trace(_draw_lane(rows, lane, column, is_derived=is_derived))
    figure.add_traces([_draw_overall(rows), _draw_shares(rows, is_derived=is_derived)])
    _lay_out(figure, rows, step=step, is_derived=is_derived)
    return figure


def _middle(row: Row) -> pd.Timestamp:
    first, last = pd.Timestamp(row["period_from"]), pd.Timestamp(row["period_to"])
    return first + (last - first) / 2


def _width(row: Row) -> float:
    days: int = (row["period_to"] - row["period_from"]).days + 1
    return _WIDTH * _DAY * days


def _mark(row: Row, lane: str) -> list[str]:
    return ["time", f"{row['period_from']:%Y-%m-%d}", f"{row['period_to']:%Y-%m-%d}", lane]


def _draw_lane(rows: Sequence[Row], lane: str, column: str, *, is_derived: bool) -> go.Bar:
    name = name_lane(lane, is_derived=is_derived)
    return go.Bar(
        x=pluck(rows, "middle"),
        y=pluck(rows, column),
        width=[_width(row) for row in rows],
        name=name,
        yaxis="y2",
        marker={
            "color": theme.STATUS_COLOURS[lane],
            "pattern": {
                "shape": ["" if row["is_whole"] else "/" for row in rows],
                "fillmode": "overlay",
                "fgcolor": theme.PAPER,
                "fgopacity": 0.7,
                "solidity": 0.3,
            },
        },
        customdata=[_mark(row, lane) if row[column] else None for row in rows],
        hovertext=[
            f"{_describe_name(row)}<br>{name}: {format_part(row[column], row['screenings'], 'screening')}, "
            f"{format_share(row[column], row['screenings'])}"
            for row in rows
        ],
        hoverinfo="text",
    )


def _describe_name(row: Row) -> str:
    return f"{row['name']}{'' if row['is_whole'] else ' (incomplete)'}"


def _draw_overall(rows: Sequence[Row]) -> go.Scatter:
    """Return the line of all periods together, to compare with."""
    overall = Share(sum(pluck(rows, "ineligible")), sum(pluck(rows, "screenings")))
    ends = [rows[0]["period_from"], rows[-1]["period_to"]] if overall.whole else []
    return go.Scatter(
        x=ends,
        y=[overall.value] * len(ends),
        mode="lines",
        line={"color": theme.PLAN, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )


def _draw_shares(rows: Sequence[Row], *, is_derived: bool) -> go.Scatter:
    known = [(row, Share(row["ineligible"], row["screenings"])) for row in rows if row["screenings"]]
    colour = theme.STATUS_COLOURS["ineligible"]
    name = name_lane("ineligible", is_derived=is_derived).lower()
    return go.Scatter(
        x=[row["middle"] for row, _ in known],
        y=[share.value for _, share in known],
        mode="markers",
        name="Share",
        marker={
            "color": [theme.PAPER if share.is_few else colour for _, share in known],
            "size": 8 if len(known) > _CROWDED else 10,
            "line": {"color": colour, "width": 2},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [share.high - share.value for _, share in known],
            "arrayminus": [share.value - share.low for _, share in known],
            "color": theme.with_alpha(colour, 0.55),
            "thickness": 1.5,
            "width": 0,
        },
        customdata=[_mark(row, ALL_LANES) for row, _ in known],
        hovertext=[f"{_describe_name(row)}<br>{name}: {share.describe()}" for row, share in known],
        hoverinfo="text",
        cliponaxis=False,
    )


def _lay_out(figure: go.Figure, rows: Sequence[Row], *, step: str, is_derived: bool) -> None:
    most = max(pluck(rows, "screenings"), default=0)
    figure.update_layout(
        barmode="stack",
        hovermode="closest",
        margin={"t": 44, "r": 8},
        annotations=_make_heads(rows, step, is_derived=is_derived),
    )
    figure.update_layout(
        yaxis={"domain": list(_SHARES), "range": [0, 1], "fixedrange": True, **TICKS},
        yaxis2={"domain": list(_COUNTS), "anchor": "x", "fixedrange": True, **tick_counts(most)},
        xaxis={"anchor": "y", "fixedrange": True, "showgrid": False},
    )
    if rows:
        first, last = rows[0]["period_from"], rows[-1]["period_to"]
        figure.update_xaxes(range=[first, last + pd.Timedelta(days=1)], **tick_dates(first, last))


def _make_heads(rows: Sequence[Row], step: str, *, is_derived: bool) -> list[dict[str, Any]]:
    legend = draw_legend(is_derived=is_derived)
    head = {**legend, "font": {"color": theme.MUTED, "size": 12}}
    overall = format_share(sum(pluck(rows, "ineligible")), sum(pluck(rows, "screenings")))
    what = name_lane("ineligible", is_derived=is_derived)
    return [
        {**legend, "yshift": 22},
        {**head, "text": f"Screenings per {step}"},
        {**head, "text": f"{what}, of all screenings (dotted: {overall} overall)", "y": _SHARES[1]},
    ]
