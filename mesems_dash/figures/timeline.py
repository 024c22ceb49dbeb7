"""Why is one person in or out, at a glance? Their record in time, with the windows in which criteria look for it.

Frames as of `reports.timeline`. Lanes lie below each other, see `timeline_lanes.py`; what is in them is drawn by
`timeline_bars.py` and `timeline_points.py`. What is known to a month only is as wide as its month; an end that nobody
knows fades out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_dates
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.figures.timeline_bars import draw_bars, list_bars, list_spans, name_bars, place_bars
from mesems_dash.figures.timeline_lanes import AXIS, LANE_NAMES, Scale, Span, count_outside, lay_lanes
from mesems_dash.figures.timeline_points import blur_points, draw_points, draw_steps, list_points, name_steps
from mesems_dash.figures.timeline_windows import (
    draw_limit,
    list_limits,
    list_looks,
    name_limit,
    name_looks,
    shade_look,
)
from mesems_dash.words.phrases import format_date, join_words
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import plotly.graph_objects as go

    from mesems_dash.figures.timeline_bars import DrawnBar
    from mesems_dash.figures.timeline_lanes import Lane
    from mesems_dash.figures.timeline_points import DrawnPoint
    from mesems_dash.figures.timeline_windows import Limit, Look

__all__ = ["build_timeline_chart", "describe_timeline", "draw_timeline", "tabulate_events"]

_DAY_NAME = 100
_WIDE, _NARROW = 1_050, 340
"""Pixels: the name of a day, and how wide the chart is on a desk and on a phone, at least."""


@dataclass(frozen=True)
class _Day:
    """A day that matters: a line through all lanes, named at the top."""

    on: pd.Timestamp
    text: str
    colour: str
    dash: str


def describe_timeline(events: pd.DataFrame, windows: pd.DataFrame, *, shown: Collection[str], finding: str) -> str:
    """Say what the timeline shows, for those who cannot see it."""
    lanes = [str(lane) for lane in events["lane"]]
    counts = [
        f"{LANE_NAMES[lane] if lane == 'EDSS' else LANE_NAMES[lane].lower()} {lanes.count(lane)}"
        for lane in dict.fromkeys(lanes)
    ]
    kept = windows[windows["criterion"].isin(shown)]
    looks = [f"{row['criterion']} {row['label']}" for row in list_rows(kept)]
    listed = f" Shaded windows: {join_words(looks)}." if looks else ""
    return f"{finding}. Timeline of the record, entries by kind: {join_words(counts) or 'none'}.{listed}"


def tabulate_events(events: pd.DataFrame) -> pd.DataFrame:
    """Return what is recorded to read, lane by lane in time: Kind, Entry."""
    order = {lane: place for place, lane in enumerate(LANE_NAMES)}
    rows = sorted(list_rows(events), key=lambda row: (order[row["lane"]], str(row["lo"] or "9999")))
    return pd.DataFrame(
        {"Kind": [LANE_NAMES[row["lane"]] for row in rows], "Entry": [row["description"] for row in rows]}
    )


def build_timeline_chart(
    events: pd.DataFrame,
    windows: pd.DataFrame,
    *,
    finding: str,
    shown: Collection[str],
    days: tuple[pd.Timestamp, pd.Timestamp],
    reference_on: date,
    reference: str,
    as_of: date,
) -> Chart:
    """Return a person's record in time under the finding about them. Arguments as of `draw_timeline`."""
    figure = draw_timeline(
        events, windows, shown=shown, days=days, reference_on=reference_on, reference=reference, as_of=as_of
    )
    return Chart(figure, finding, describe_timeline(events, windows, shown=shown, finding=finding))


def draw_timeline(
    events: pd.DataFrame,
    windows: pd.DataFrame,
    *,
    shown: Collection[str],
    days: tuple[pd.Timestamp, pd.Timestamp],
    reference_on: date,
    reference: str,
    as_of: date,
) -> go.Figure:
    """Draw a person's record, lane by lane, with the windows of the criteria in `shown` shaded.

    `days` are the first and last one of `choose_span`. `reference` names the day that everything is judged at; a line
    through all lanes marks it.
    """
    laid = _lay_out(events, windows[windows["criterion"].isin(list(shown))], Span(*days))
    named = _list_days(reference_on, reference, as_of)
    figure = theme.new_figure(height=laid.height + AXIS)
    figure.add_traces([draw_bars(laid.bars, laid.span), draw_steps(laid.points), draw_points(laid.points)])
    figure.update_layout(
        xaxis={"type": "date", "range": list(days), "showgrid": True, **tick_dates(*days)},
        yaxis={"range": [laid.height, 0], "visible": False, "fixedrange": True},
        shapes=_draw_shapes(laid, named),
        annotations=_write_names(laid, named, _WIDE),
        barmode="overlay",
        bargap=0,
        margin={"l": 4, "r": 4, "t": 4, "b": AXIS},
        dragmode="pan",
    )
    narrow_axis = {**figure.layout.xaxis.to_plotly_json(), "dtick": None, "nticks": 5}
    set_narrow(figure, {"annotations": _write_names(laid, named, _NARROW), "xaxis": narrow_axis})
    return figure


@dataclass(frozen=True)
class _Laid:
    """Everything that is drawn, in its place."""

    events: pd.DataFrame
    span: Span
    lanes: Mapping[str, Lane]
    looks: Sequence[Look]
    limits: Sequence[Limit]
    bars: Sequence[DrawnBar]
    points: Sequence[DrawnPoint]

    @property
    def height(self) -> int:
        return round(max(lane.bottom for lane in self.lanes.values()))


def _lay_out(events: pd.DataFrame, windows: pd.DataFrame, span: Span) -> _Laid:
    rows = place_bars(events, span)
    lanes, scale = lay_lanes(events, windows, rows), _scale_scores(events, windows)
    return _Laid(
        events,
        span,
        lanes,
        looks=list_looks(windows, lanes, span),
        limits=list_limits(windows, lanes["EDSS"], scale),
        bars=[*list_bars(events, rows, lanes), *list_spans(windows, lanes)],
        points=list_points(events, lanes, scale),
    )


def _draw_shapes(laid: _Laid, days: Sequence[_Day]) -> list[dict[str, Any]]:
    return [
        *map(_rule_lane, laid.lanes.values()),
        *(shape for look in laid.looks for shape in shade_look(look)),
        *map(draw_limit, laid.limits),
        *blur_points(laid.points),
        *map(_draw_day, days),
    ]


def _write_names(laid: _Laid, days: Sequence[_Day], width: int) -> list[dict[str, Any]]:
    """Write the names for which there is room in so many pixels."""
    return [
        *(_head_lane(lane, _describe_absence(laid.events, lane.name, laid.span)) for lane in laid.lanes.values()),
        *map(name_limit, laid.limits),
        *_name_days(days, laid.span, width),
        *name_looks(laid.looks, laid.span, width),
        *name_bars(laid.bars, laid.span, width),
        *name_steps(laid.events, laid.lanes.get("STEPS"), laid.span, width),
    ]


def _scale_scores(events: pd.DataFrame, windows: pd.DataFrame) -> Scale:
    """Return a scale for the scores that there are and the limits that are drawn."""
    numbers = [*events["value"], *windows["least"], *windows["most"]]
    return Scale.around([float(number) for number in numbers if not pd.isna(number)])


def _describe_absence(events: pd.DataFrame, name: str, span: Span) -> str:
    """Say why a lane has nothing in it: nothing was recorded, or not in these days."""
    inside = events[events["lane"] == name]
    if name == "SPAN" or len(inside) > sum(count_outside(inside, span)):
        return ""
    return "none recorded" if inside.empty else "none in the days shown"


def _rule_lane(lane: Lane) -> dict[str, Any]:
    height = {"y0": lane.top, "y1": lane.top, "layer": "below"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, **height, "line": {"color": theme.GRID, "width": 1}}


def _head_lane(lane: Lane, absence: str) -> dict[str, Any]:
    return {
        "text": f"<b>{LANE_NAMES[lane.name]}</b>  {absence}", "x": 0, "xref": "paper", "y": lane.top + 2,
        "showarrow": False, "xanchor": "left", "yanchor": "top", "font": {"size": 12, "color": theme.MUTED},
    }  # fmt: skip


# ---------------------------------------------------------------- days that matter
def _list_days(reference_on: date, reference: str, as_of: date) -> list[_Day]:
    judged = _Day(pd.Timestamp(reference_on), f"<b>{reference}</b><br>{format_date(reference_on)}", theme.INK, "solid")
    if as_of == reference_on:
        return [judged]
    return [judged, _Day(pd.Timestamp(as_of), f"Data cut<br>{format_date(as_of)}", theme.MUTED, "dot")]


def _draw_day(day: _Day) -> dict[str, Any]:
    line = {"color": day.colour, "width": 1.5, "dash": day.dash}
    return {"type": "line", "x0": day.on, "x1": day.on, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _name_days(days: Sequence[_Day], span: Span, width: int) -> list[dict[str, Any]]:
    """Name the day judged at, and the day of the cut where there is room beside it."""
    first, *others = days
    apart = [day for day in others if abs(span.share(first.on, day.on)) * width > _DAY_NAME and day.on <= span.last]
    return [_name_day(day, span) for day in (first, *apart)]


def _name_day(day: _Day, span: Span) -> dict[str, Any]:
    side = "right" if span.share(span.first, day.on) > 0.5 else "left"  # noqa: PLR2004 - the half with more room
    return {
        "x": day.on, "y": 0, "text": day.text, "showarrow": False, "yanchor": "top", "align": side, "xanchor": side,
        "xshift": -5 if side == "right" else 5, "font": {"size": 13, "color": day.colour},
    }  # fmt: skip
