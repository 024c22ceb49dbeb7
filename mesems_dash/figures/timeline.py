"""Why is one person in or out, at a glance? Their record in time, with the windows in which criteria look for it.

Frames as of `reports.timeline`. Lanes lie below each other, see `timeline_lanes.py`; what is in them is drawn by
`timeline_bars.py` and `timeline_points.py`. What is known to a month only is as wide as its month; an end that nobody
knows fades out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_dates
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.timeline_bars import draw_bar, list_bars, list_spans, name_bars, place_bars
from mesems_dash.figures.timeline_lanes import AXIS, LANE_NAMES, Scale, Span, count_outside, lay_lanes
from mesems_dash.figures.timeline_points import draw_points, draw_scores, name_steps
from mesems_dash.figures.timeline_windows import draw_limits, draw_look, list_looks, name_looks
from mesems_dash.figures.words import join_words, say_date

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    import plotly.graph_objects as go

    from mesems_dash.figures.timeline_lanes import Lane

__all__ = ["describe_timeline", "draw_timeline", "tabulate_events"]

_WIDE, _NARROW = 1_050, 340
"""Pixels: how wide the chart is on a desk and on a phone, at least."""


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
    return pd.DataFrame({"Kind": [LANE_NAMES[row["lane"]] for row in rows], "Entry": [row["told"] for row in rows]})


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
    span = Span(*days)
    kept = windows[windows["criterion"].isin(list(shown))]
    rows = place_bars(events, span)
    lanes, scale = lay_lanes(events, kept, rows), _scale_scores(events, kept)
    height = round(max(lane.bottom for lane in lanes.values()))
    figure = theme.new_figure(height=height + AXIS)
    for lane in lanes.values():
        _draw_lane(figure, lane, _say_absence(events, lane.name, span))
    looks = list_looks(kept, lanes, span)
    for look in looks:
        draw_look(figure, look)
    draw_limits(figure, kept, lanes["EDSS"], scale)
    bars = [*list_bars(events, rows, lanes), *list_spans(kept, lanes)]
    for bar in bars:
        draw_bar(figure, bar, span)
    draw_points(figure, events, lanes)
    draw_scores(figure, events, lanes["EDSS"], scale)
    _draw_days(figure, reference_on=reference_on, reference=reference, as_of=as_of, span=span)
    ticks = tick_dates(span.first, span.last)
    figure.update_xaxes(type="date", range=[span.first, span.last], showgrid=True, fixedrange=False, **ticks)
    figure.update_yaxes(range=[height, 0], visible=False, fixedrange=True)
    figure.update_layout(barmode="overlay", bargap=0, margin={"l": 4, "r": 4, "t": 4, "b": AXIS}, dragmode="pan")
    _write_names(
        figure,
        lambda width: [
            *name_looks(looks, span, width),
            *name_bars(bars, span, width),
            *name_steps(events, lanes.get("STEPS"), span, width),
        ],
    )
    return figure


def _scale_scores(events: pd.DataFrame, windows: pd.DataFrame) -> Scale:
    """Return a scale for the scores that there are and the limits that are drawn."""
    numbers = [*events["value"], *windows["least"], *windows["most"]]
    return Scale.around([float(number) for number in numbers if not pd.isna(number)])


def _say_absence(events: pd.DataFrame, name: str, span: Span) -> str:
    """Say why a lane has nothing in it: nothing was recorded, or not in these days."""
    inside = events[events["lane"] == name]
    if name == "SPAN" or len(inside) > sum(count_outside(inside, span)):
        return ""
    return "none recorded" if inside.empty else "none in the days shown"


def _draw_lane(figure: go.Figure, lane: Lane, absence: str) -> None:
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=lane.top, y1=lane.top,
        line={"color": theme.GRID, "width": 1}, layer="below",
    )  # fmt: skip
    figure.add_annotation(
        text=f"<b>{LANE_NAMES[lane.name]}</b>  {absence}", x=0, xref="paper", y=lane.top + 2, showarrow=False,
        xanchor="left", yanchor="top", font={"size": 12, "color": theme.MUTED},
    )  # fmt: skip


# ---------------------------------------------------------------- days that matter
def _draw_days(figure: go.Figure, *, reference_on: date, reference: str, as_of: date, span: Span) -> None:
    days = [(pd.Timestamp(reference_on), f"<b>{reference}</b><br>{say_date(reference_on)}", theme.INK, "solid")]
    if as_of != reference_on and span.first <= pd.Timestamp(as_of) <= span.last:
        days.append((pd.Timestamp(as_of), f"Data cut<br>{say_date(as_of)}", theme.MUTED, "dot"))
    for day, text, colour, dash in days:
        figure.add_shape(
            type="line", x0=day, x1=day, yref="paper", y0=0, y1=1, line={"color": colour, "width": 1.5, "dash": dash}
        )
        side = "right" if span.share(span.first, day) > 0.5 else "left"  # noqa: PLR2004 - the half with more room
        figure.add_annotation(
            x=day, y=0, text=text, showarrow=False, yanchor="top", align=side, xanchor=side,
            xshift=-5 if side == "right" else 5, font={"size": 13, "color": colour},
        )  # fmt: skip


def _write_names(figure: go.Figure, name: Callable[[int], Sequence[Mapping[str, Any]]]) -> None:
    """Write the names for which there is room, on a desk and on a phone."""
    common = [note.to_plotly_json() for note in figure.layout.annotations]
    xaxis = {**figure.layout.xaxis.to_plotly_json(), "dtick": None, "nticks": 5}
    figure.update_layout(annotations=[*common, *name(_WIDE)])
    set_narrow(figure, {"annotations": [*common, *name(_NARROW)], "xaxis": xaxis})
