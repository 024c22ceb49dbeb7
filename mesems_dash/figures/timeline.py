"""Why is one person in or out, at a glance? Their record in time, with the windows in which criteria look for it.

Frames as of `reports.timeline`. Lanes lie below each other, see `timeline_lanes.py`; what is in them is drawn by
`timeline_bars.py` and `timeline_points.py`. What is known to a month only is as wide as its month; an end that nobody
knows fades out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_dates
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.standings import STANDING_COLOURS as COLOURS
from mesems_dash.figures.standings import WORST_FIRST
from mesems_dash.figures.timeline_bars import draw_bar, list_bars, list_spans, name_bars, place_bars
from mesems_dash.figures.timeline_lanes import AXIS, LANE_NAMES, Scale, Span, count_outside, lay_lanes
from mesems_dash.figures.timeline_points import draw_points, draw_scores, name_steps
from mesems_dash.figures.words import join_words, say_date

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import plotly.graph_objects as go

    from mesems_dash.figures.timeline_bars import DrawnBar
    from mesems_dash.figures.timeline_lanes import Lane

__all__ = ["describe_timeline", "draw_timeline", "tabulate_events"]

_WIDE, _NARROW = 1_050, 340
"""Pixels: how wide the chart is on a desk and on a phone, at least."""
_DAY: Final = pd.Timedelta(days=1)


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
    for window in list_rows(kept):
        _draw_window(figure, window, lanes[window["lane"]], span, scale)
    _label_windows(figure, kept, lanes, span)
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
    _write_names(figure, bars, events, lanes, span)
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


# ---------------------------------------------------------------- windows
def _draw_window(figure: go.Figure, window: Mapping[str, Any], lane: Lane, span: Span, scale: Scale) -> None:
    """Shade the days from the first to the last one, fainter where either is not certain; or an EDSS limit."""
    if window["least"] is not None or window["most"] is not None:
        _draw_limit(figure, window, lane, scale)
        return
    if lane.name == "SPAN":
        return
    colour = COLOURS[window["standing"]]
    first, last = max(pd.Timestamp(window["lo"]), span.first), min(pd.Timestamp(window["end_hi"]) + _DAY, span.last)
    figure.add_shape(
        type="rect", x0=first, x1=last, y0=lane.top + 1, y1=lane.bottom - 1, layer="below",
        fillcolor=theme.with_alpha(colour, 0.14), line={"width": 0},
    )  # fmt: skip
    figure.add_shape(
        type="line", x0=first, x1=first, y0=lane.top + 1, y1=lane.bottom - 1, layer="below",
        line={"color": colour, "width": 1.5},
    )  # fmt: skip


def _draw_limit(figure: go.Figure, window: Mapping[str, Any], lane: Lane, scale: Scale) -> None:
    score = window["least"] if window["least"] is not None else window["most"]
    colour, height = COLOURS[window["standing"]], scale.height(score, lane)
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=height, y1=height, layer="below",
        line={"color": colour, "width": 1.5, "dash": "dot"},
    )  # fmt: skip
    figure.add_annotation(
        text=f"{window['criterion']} {window['label']}", x=1, xref="paper", y=height, showarrow=False,
        xanchor="right", yanchor="bottom" if window["most"] is not None else "top",
        font={"size": 12, "color": colour},
    )  # fmt: skip


def _label_windows(figure: go.Figure, windows: pd.DataFrame, lanes: Mapping[str, Lane], span: Span) -> None:
    """Name each window at its left end, under the marks; windows that begin on one day share a label."""
    labels: dict[tuple[str, Any], list[dict[str, Any]]] = {}
    for window in list_rows(windows.dropna(subset=["lo"])):
        if window["lane"] != "SPAN" and pd.isna(window["least"]) and pd.isna(window["most"]):
            labels.setdefault((window["lane"], window["lo"]), []).append(window)
    for (name, first), found in labels.items():
        worst = min(found, key=lambda window: WORST_FIRST.index(window["standing"]))
        codes = join_words(list(dict.fromkeys(window["criterion"] for window in found)))
        figure.add_annotation(
            text=f"{codes}: {worst['label']}", x=max(pd.Timestamp(first), span.first), y=lanes[name].bottom - 2,
            showarrow=False, xanchor="left", yanchor="bottom", xshift=2,
            font={"size": 12, "color": COLOURS[worst["standing"]] if worst["standing"] != "aside" else theme.MUTED},
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


def _write_names(
    figure: go.Figure, bars: Sequence[DrawnBar], events: pd.DataFrame, lanes: Mapping[str, Lane], span: Span
) -> None:
    """Write names of bars and steps where there is room: less of it on a phone."""
    common = [note.to_plotly_json() for note in figure.layout.annotations]
    wide, narrow = (
        [*name_bars(bars, span, width), *name_steps(events, lanes.get("STEPS"), span, width)]
        for width in (_WIDE, _NARROW)
    )
    xaxis = {**figure.layout.xaxis.to_plotly_json(), "dtick": None, "nticks": 5}
    figure.update_layout(annotations=[*common, *wide])
    set_narrow(figure, {"annotations": [*common, *narrow], "xaxis": xaxis})
