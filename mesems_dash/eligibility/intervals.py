"""Partial dates as the days they span, calendar months, and unions of days.

Exact, not estimated: `count_days` and `count_points` give the least and greatest union that `treatment.py` needs.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NEVER: Final = date.min
"""Never, or unknown how early: 0001-01-01."""
ALWAYS: Final = date.max
"""Unknown how late: 9999-12-31."""
MONTHS_IN_YEAR: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The days from `lo` to `hi`, both included; an event lies on one of them."""

    lo: date
    hi: date

    def is_certain_by(self, day: date) -> bool:
        """Tell whether the event surely lies on or before `day`."""
        return self.hi <= day

    def is_possible_by(self, day: date) -> bool:
        """Tell whether the event may lie on or before `day`."""
        return self.lo <= day

    def cut_off(self, day: date) -> Interval:
        """Return the days up to `day`."""
        return Interval(self.lo, min(self.hi, day))

    def meets(self, other: Interval) -> bool:
        """Tell whether the two share a day."""
        return self.lo <= other.hi and other.lo <= self.hi


def span(lo: date | None, hi: date | None) -> Interval:
    """Return the days that a recorded pair allows; a pair not recorded allows every day."""
    return Interval(lo or NEVER, hi or ALWAYS)


def latest(certain: Iterable[Interval], possible: Iterable[Interval]) -> Interval:
    """Return when the latest event may have been; NEVER at either end where there may be, or is, none.

    `certain` are the events that surely count, `possible` those that may (the certain ones among them).
    """
    return Interval(
        max((event.lo for event in certain), default=NEVER), max((event.hi for event in possible), default=NEVER)
    )


def add_months(day: date, months: int) -> date:
    """Return the same day `months` calendar months later (earlier if negative), clamped to the end of the month.

    12 months before 29 Feb 2016 is 28 Feb 2015. What leaves the calendar stays at its first or last day.
    """
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    if year < NEVER.year:
        return NEVER
    if year > ALWAYS.year:
        return ALWAYS
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed_years(birth: date, day: date) -> int:
    """Return the completed years by month and day, without clamping: 29 Feb completes its years on 1 Mar."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def birthday(birth: date, years: int) -> date:
    """Return the day on which so many years are complete; 29 February completes them on 1 March."""
    if birth.year + years >= ALWAYS.year:
        return ALWAYS
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def count_days(intervals: Iterable[Interval]) -> int:
    """Return the number of days in the union."""
    days, counted_to = 0, -1
    for first, last in sorted((one.lo.toordinal(), one.hi.toordinal()) for one in intervals):
        days += max(last - max(first - 1, counted_to), 0)
        counted_to = max(counted_to, last)
    return days


def count_points(intervals: Iterable[Interval]) -> int:
    """Return the least number of days that hit every interval: always take the earliest end not yet hit."""
    points, last = 0, None
    for interval in sorted(intervals, key=lambda one: one.hi):
        if last is None or interval.lo > last:
            points, last = points + 1, interval.hi
    return points
