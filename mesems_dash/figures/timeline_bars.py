"""Bars of a person's timeline: therapies, and the days on which an age or a duration is allowed; with their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.outcomes import OUTCOME_COLOURS
from mesems_dash.figures.timeline_lanes import BAR, Span
from mesems_dash.words.phrases import format_date, plain
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mesems_dash.figures.timeline_lanes import Lane

__all__ = ["DrawnBar", "draw_bars", "list_bars", "list_spans", "name_bars", "place_bars"]

_COLOURS: Final = {
    "IMMUNOSUPPRESSANT": theme.CATEGORICAL[1],
    "PLATFORM": theme.CATEGORICAL[0],
    "STEROID": theme.CATEGORICAL[6],
}
_MAYBE: Final = 0.5
"""How strong a bar is whose drug may not count here; what may not have been, in time, is fainter still."""
_UNSURE: Final = 0.3
_DAY: Final = pd.Timedelta(days=1)
_LETTER: Final = 6.6
"""Pixels that a letter of a name takes."""


def place_bars(events: pd.DataFrame, span: Span) -> dict[int, int]:
    """Return the row of each bar in its lane: the first that is free; by the bar's place in the frame."""
    free: dict[str, list[pd.Timestamp]] = {}
    rows = {}
    bars = [(row, place) for place, row in enumerate(list_rows(events)) if row["end_hi"] is not None]
    begun = [(pd.Timestamp(row["lo"]) if row["lo"] is not None else span.first, place, row) for row, place in bars]
    for start, place, row in sorted(begun, key=lambda bar: bar[:2]):
        taken = free.setdefault(row["lane"], [])
        number = next((number for number, until in enumerate(taken) if until < start), len(taken))
        taken[number : number + 1] = [pd.Timestamp(row["end_hi"])]
        rows[place] = number
    return rows


@dataclass(frozen=True)
class DrawnBar:
    """A bar to draw: its row of the frame, where, what is written on it, and how strong it is."""

    row: Mapping[str, Any]
    lane: str
    middle: float
    text: str
    description: str
    colour: str
    alpha: float = 1.0


@dataclass(frozen=True)
class _Piece:
    """A stretch of a bar: known for certain, or only possible."""

    start: pd.Timestamp
    end: pd.Timestamp
    is_certain: bool


def list_bars(events: pd.DataFrame, rows: Mapping[int, int], lanes: Mapping[str, Lane]) -> list[DrawnBar]:
    by_place = list_rows(events)
    return [
        DrawnBar(
            row=row,
            lane=row["lane"],
            middle=lanes[row["lane"]].middle(number),
            text=plain(row["mark"]),
            description=plain(row["description"]),
            colour=_COLOURS.get(row["lane"], theme.QUIET),
            alpha=1.0 if row["kind"] == "DRUG" else _MAYBE,
        )
        for row, number in ((by_place[place], number) for place, number in rows.items())
    ]


def list_spans(windows: pd.DataFrame, lanes: Mapping[str, Lane]) -> list[DrawnBar]:
    """Return a bar for the days on which somebody is of the age, or ill for the time, that a criterion allows."""
    return [
        DrawnBar(
            row=row,
            lane="SPAN",
            middle=lanes["SPAN"].middle(number),
            text=f"{row['criterion']}: {row['label']}",
            description=f"{row['criterion']}: {row['label']}, {_format_days(row['lo'], row['hi'])} to "
            f"{_format_days(row['end_lo'], row['end_hi'])}",
            colour=OUTCOME_COLOURS[row["outcome"]],
        )
        for number, row in enumerate(list_rows(windows[windows["lane"] == "SPAN"]))
    ]


def _format_days(lo: date | None, hi: date | None) -> str:
    if lo is None or hi is None:
        return "date unknown"
    return format_date(lo) if lo == hi else f"between {format_date(lo)} and {format_date(hi)}"


def _cut_bar(row: Mapping[str, Any], span: Span) -> list[_Piece]:
    """Return the stretches of a bar, in order: possibly begun, certain, possibly not yet over."""
    lo = pd.Timestamp(row["lo"]) if row["lo"] is not None else span.first
    end_hi = pd.Timestamp(row["end_hi"]) + _DAY if row["end_hi"] is not None else span.last
    hi = pd.Timestamp(row["hi"]) if row["hi"] is not None else end_hi
    end_lo = pd.Timestamp(row["end_lo"]) + _DAY if row["end_lo"] is not None else min(hi + _DAY, end_hi)
    if hi >= end_lo:
        return [_Piece(lo, end_hi, is_certain=False)]
    pieces = (
        _Piece(lo, hi, is_certain=False),
        _Piece(hi, end_lo, is_certain=True),
        _Piece(end_lo, end_hi, is_certain=False),
    )
    return [piece for piece in pieces if piece.start < piece.end]


def draw_bars(bars: Sequence[DrawnBar], span: Span) -> go.Bar:
    """Draw the stretches of bars that lie in the days shown, as one trace."""
    pieces = [
        (bar, max(piece.start, span.first), min(piece.end, span.last), piece.is_certain)
        for bar in bars
        for piece in _cut_bar(bar.row, span)
        if max(piece.start, span.first) < min(piece.end, span.last)
    ]
    colours = [theme.with_alpha(bar.colour, bar.alpha if certain else _UNSURE) for bar, _, _, certain in pieces]
    return go.Bar(
        orientation="h",
        base=[start for _, start, _, _ in pieces],
        x=[(end - start) / pd.Timedelta(milliseconds=1) for _, start, end, _ in pieces],
        y=[bar.middle for bar, _, _, _ in pieces],
        width=BAR - 6,
        hovertext=[bar.description for bar, _, _, _ in pieces],
        hoverinfo="text",
        cliponaxis=True,
        marker={"color": colours, "line": {"width": 0}},
    )


def name_bars(bars: Sequence[DrawnBar], span: Span, width: int) -> list[dict[str, Any]]:
    """Write names on the bars, or right of them, where there is room up to the next one."""
    seen = {id(bar): (pieces[0].start, pieces[-1].end) for bar in bars if (pieces := _cut_bar(bar.row, span))}
    ends = {key: (max(start, span.first), min(end, span.last)) for key, (start, end) in seen.items()}
    notes = []
    for bar in bars:
        start, end = ends[id(bar)]
        if start >= end:
            notes += _point_aside(bar, span, seen[id(bar)])
            continue
        after = [ends[id(other)][0] for other in bars if other.middle == bar.middle and ends[id(other)][0] >= end]
        needed = len(bar.text) * _LETTER + 10
        if span.share(start, end) * width > needed:
            notes.append(_name_bar(bar, start, theme.ON_MARK if _is_strong(bar, start) else theme.INK, 4))
        elif span.share(end, min(after, default=span.last)) * width > needed:
            notes.append(_name_bar(bar, end, theme.INK, 4))
    return notes


def _is_strong(bar: DrawnBar, at: pd.Timestamp) -> bool:
    """Tell whether the bar is of its full colour where its name begins: else the name is dark on pale."""
    here = next((piece for piece in _cut_bar(bar.row, Span(at, at)) if piece.start <= at < piece.end), None)
    return bar.alpha == 1 and here is not None and here.is_certain


def _name_bar(bar: DrawnBar, at: pd.Timestamp, colour: str, shift: int) -> dict[str, Any]:
    return {
        "x": at,
        "y": bar.middle,
        "text": bar.text,
        "showarrow": False,
        "xanchor": "left",
        "xshift": shift,
        "font": {"size": 12, "color": colour},
    }


def _point_aside(bar: DrawnBar, span: Span, ends: tuple[pd.Timestamp, pd.Timestamp]) -> list[dict[str, Any]]:
    """Say of a span of age or duration that is not in sight on which side it lies; drugs out of sight are counted."""
    if bar.lane != "SPAN":
        return []
    name = f"{bar.row['criterion']}: {bar.row['label'].lower()}"
    if ends[1] <= span.first:
        description = f"\N{LEFTWARDS ARROW} {name}, over by {format_date(bar.row['end_hi'])}"
        return [{**_name_bar(bar, span.first, bar.colour, 4), "text": description}]
    description = f"{name}, not before {format_date(bar.row['lo'])} \N{RIGHTWARDS ARROW}"
    return [{**_name_bar(bar, span.last, bar.colour, -4), "text": description, "xanchor": "right"}]
