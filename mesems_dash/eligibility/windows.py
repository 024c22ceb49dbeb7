"""Windows that end with the reference date: their first day, and the day on which an event drops out of them."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.intervals import ALWAYS, NEVER, add_months

if TYPE_CHECKING:
    from mesems_dash.eligibility.rules import Rise, Spaced, Within

ONE_DAY = timedelta(days=1)
DAYS_OF_MONTH: Final = 365.2425 / 12


def first_day(test: Within | Spaced | Rise, reference_on: date) -> date:
    """Return the first day of a test's window at a reference date."""
    return look_back(reference_on, months=test.months, days=getattr(test, "days", None))


def look_back(reference_on: date, *, months: int | None = None, days: int | None = None) -> date:
    """Return the day so many calendar months or days earlier, at the earliest NEVER."""
    if days is not None:
        return reference_on - timedelta(days=min(days, (reference_on - NEVER).days))
    return add_months(reference_on, -(months or 0))


def span_of_months(months: int) -> tuple[int, int]:
    """Return between how many days so many calendar months span, whether clamped or not: at least, at most."""
    days = months * DAYS_OF_MONTH
    return floor(days) - 3, ceil(days) + 3


def first_outside(test: Within | Spaced | Rise, event_on: date) -> date | None:
    """Return the first reference date at which an event is older than the window; None if there is none."""
    months, days = test.months, getattr(test, "days", None)
    if event_on in {NEVER, ALWAYS} or event_on.year + (months or 0) // 12 + (days or 0) // 365 + 2 >= ALWAYS.year:
        return None
    if days is not None:
        return event_on + timedelta(days=days + 1)
    day = add_months(event_on, months or 0)
    while look_back(day, months=months) <= event_on:
        day += ONE_DAY
    while look_back(day - ONE_DAY, months=months) > event_on:
        day -= ONE_DAY
    return day
