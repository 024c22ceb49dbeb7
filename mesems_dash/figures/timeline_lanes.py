"""Lanes of a person's timeline, measured in pixels from the top, and the days that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["AXIS", "BAR", "LANE_NAMES", "Lane", "Scale", "Span", "choose_span", "count_outside", "lay_lanes"]

LANE_NAMES: Final = {
    "SCREENINGS": "Screenings",
    "RELAPSES": "Relapses",
    "EDSS": "EDSS",
    "SCANS": "MRI scans",
    "IMMUNOSUPPRESSANT": "Immunosuppressants",
    "PLATFORM": "Interferon beta, glatiramer",
    "STEROID": "Corticosteroids, systemic",
    "OTHER_DRUGS": "Other drugs",
    "MALIGNANCIES": "Malignancies",
    "TESTS": "Laboratory tests",
    "SPAN": "Allowed age and disease duration",
    "STEPS": "In the trial",
}
_ALWAYS: Final = ("SCREENINGS", "RELAPSES", "EDSS", "SCANS", "IMMUNOSUPPRESSANT", "PLATFORM", "STEROID")
"""Lanes that are there even with nothing in them: that nothing is recorded is an answer, or a question."""
AXIS: Final = 30
BAR: Final = 20
_TOP: Final = 44
_TITLE: Final = 20
_POINTS: Final = 22
_SCORES: Final = 76
_LABEL: Final = 13
"""Pixels: the axis, a row of bars, the days that matter, a lane's name, its points, the EDSS, its windows' names."""
_DAY: Final = pd.Timedelta(days=1)
_LEAST_STEPS: Final = 4.0
"""The EDSS lane spans at least so many steps, so that half a step does not look like a fall."""


@dataclass(frozen=True)
class Span:
    """The days that the figure shows."""

    first: pd.Timestamp
    last: pd.Timestamp

    def share(self, start: pd.Timestamp, end: pd.Timestamp) -> float:
        """Return which share of the width lies between two days."""
        return (end - start) / (self.last - self.first)


@dataclass(frozen=True)
class Lane:
    """A lane: where it begins, where its marks lie and how high they may, and how many rows of bars it has."""

    name: str
    top: float
    body: float
    height: float
    rows: int

    @property
    def bottom(self) -> float:
        """Where the lane ends, its windows' names included."""
        return self.body + self.height + _LABEL

    def middle(self, row: int = 0) -> float:
        """Return the height of a row's middle."""
        return self.body + (row + 0.5) * self.height / max(self.rows, 1)


@dataclass(frozen=True)
class Scale:
    """The scores that the EDSS lane shows, from its foot to its head."""

    least: float
    most: float

    @classmethod
    def around(cls, scores: list[float]) -> Scale:
        """Return a scale with every score in it and some room."""
        low, high = min(scores, default=0.0), max(scores, default=0.0)
        spare = max(_LEAST_STEPS - (high - low), 1.0) / 2
        return cls(low - spare, high + spare)

    def height(self, score: float, lane: Lane) -> float:
        """Return where a score stands."""
        return lane.body + lane.height * (self.most - score) / (self.most - self.least)


def choose_span(events: pd.DataFrame, windows: pd.DataFrame, *, reference_on: date, as_of: date, whole: bool) -> Span:
    """Return the days to show: all that is recorded, or the two years and a bit that most criteria look at."""
    reference = pd.Timestamp(reference_on)
    days = pd.to_datetime(pd.concat([events[name] for name in ("lo", "hi", "end_lo", "end_hi")]).dropna())
    days = days[days <= pd.Timestamp(as_of)]
    if whole and len(days):
        first, last = min(days.min(), reference), max(days.max(), reference)
        margin = max((last - first) * 0.03, 20 * _DAY)
        return Span(first - margin, last + margin)
    looks = pd.to_datetime(windows.loc[windows["lane"] != "SPAN", "lo"].dropna())
    first = min(looks.min() if len(looks) else reference, reference - pd.DateOffset(months=12))
    return Span(first - pd.DateOffset(months=1), reference + pd.DateOffset(months=4))


def count_outside(events: pd.DataFrame, span: Span) -> tuple[int, int]:
    """Return how many events lie wholly outside of the span, and how many have no date at all to be drawn at."""
    begin, end = _ends(events)
    undated = int((begin.isna() & end.isna()).sum())
    outside = (end < span.first) | (begin > span.last)
    return int(outside.sum()), undated


def _ends(events: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    begin = pd.to_datetime(events["lo"])
    end = pd.to_datetime(events["end_hi"]).fillna(pd.to_datetime(events["hi"]))
    return begin.fillna(pd.to_datetime(events["end_lo"])), end


def lay_lanes(events: pd.DataFrame, windows: pd.DataFrame, rows: Mapping[int, int]) -> dict[str, Lane]:
    """Stack the lanes that have something in them, or always stand there; `rows` are those of bars, by place."""
    used = {*events["lane"], *windows["lane"], *_ALWAYS}
    lanes: dict[str, Lane] = {}
    top = float(_TOP)
    for name in LANE_NAMES:
        if name not in used:
            continue
        bars = _count_rows(events, windows, rows, name)
        height = _SCORES if name == "EDSS" else max(_POINTS, bars * BAR)
        lanes[name] = Lane(name, top, top + _TITLE, height, bars)
        top = lanes[name].bottom
    return lanes


def _count_rows(events: pd.DataFrame, windows: pd.DataFrame, rows: Mapping[int, int], name: str) -> int:
    if name == "SPAN":
        return int(windows.loc[windows["lane"] == name, "criterion"].nunique())
    inside = [rows[place] + 1 for place, lane in enumerate(events["lane"]) if lane == name and place in rows]
    return max(inside, default=1)
