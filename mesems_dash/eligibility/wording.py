"""Dates, intervals and numbers in English, as they are known and no more precisely. Never a stand-in date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.intervals import ALWAYS, NEVER, add_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def format_day(day: date) -> str:
    """Return a day as 4 Jan 2015."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_span(lo: date | None, hi: date | None) -> str:
    """Return a date as known, without a preposition: 4 Jan 2015, May 2014, 2014, or words where an end is not known."""
    lo, hi = lo or NEVER, hi or ALWAYS
    if lo == hi:
        return format_day(lo)
    if lo == NEVER:
        return "an unknown date" if hi == ALWAYS else f"some time up to {format_day(hi)}"
    if hi == ALWAYS:
        return f"some time from {format_day(lo)} on"
    return _describe_period(lo, hi) or f"some time from {format_day(lo)} to {format_day(hi)}"


def format_when(lo: date | None, hi: date | None) -> str:
    """Return a date as known, with its preposition: on 4 Jan 2015, in May 2014, some time up to 3 Mar 2015."""
    words = format_span(lo, hi)
    if words == "an unknown date" or (lo is not None and lo == hi):
        return f"on {words}"
    return words if words.startswith("some time") else f"in {words}"


def _describe_period(lo: date, hi: date) -> str:
    if lo.day != 1 or (hi + timedelta(days=1)).day != 1:
        return ""
    if (lo.month, hi.month) == (1, 12):
        return str(lo.year) if lo.year == hi.year else f"{lo.year} to {hi.year}"
    return f"{LONG_MONTHS[lo.month - 1]} {lo.year}" if add_months(lo, 1) > hi else ""


def format_days(days: int) -> str:
    """Return a number of days: 1 day, 20 days, 1,200 days."""
    return f"{days:,} day" if days == 1 else f"{days:,} days"


def format_back(months: int | None, days: int | None) -> str:
    """Return the length of a window: 12 months, 30 days."""
    if days is not None:
        return format_days(days)
    return "1 month" if months == 1 else f"{months} months"


def format_number(number: float) -> str:
    """Return a number without a needless end: 60, 59.9."""
    return f"{number:g}"


def format_score(score: float | None) -> str:
    """Return an EDSS score with its half step: 5.0, 5.5."""
    return "not recorded" if score is None else f"{score:.1f}"


def format_range(lo: float, hi: float, *, is_lo_open: bool, is_hi_open: bool) -> str:
    """Return a result as the record has it: 75, >60, >=45, <4, 3.9 to 4.2."""
    if lo == hi:
        return format_number(lo)
    if (lo, hi) == (float("-inf"), float("inf")):
        return "with no certain value"
    if hi == float("inf"):
        return f"{'>' if is_lo_open else '>='}{format_number(lo)}"
    if lo == float("-inf"):
        return f"{'<' if is_hi_open else '<='}{format_number(hi)}"
    return f"{format_number(lo)} to {format_number(hi)}"


def format_count(count: int, noun: str) -> str:
    """Return one scan, two scans, 12 scans."""
    number = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{number} {noun}" if count == 1 else f"{number} {noun}s"


def join(words: Iterable[str]) -> str:
    """Return a, b and c."""
    listed: Sequence[str] = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}" if listed else ""


def join_or(words: Iterable[str]) -> str:
    """Return a, b or c."""
    listed = list(words)
    return f"{', '.join(listed[:-1])} or {listed[-1]}" if len(listed) > 1 else "".join(listed)


def capitalise(text: str) -> str:
    """Return the text with a capital letter first, the rest as it is."""
    return text[:1].upper() + text[1:]


def chain(clauses: Iterable[str]) -> str:
    """Return clauses with semicolons between them, only the first with a capital letter; HIV stays HIV."""
    first, *others = clauses
    return "; ".join(
        (first, *(clause if clause[1:2].isupper() else clause[:1].lower() + clause[1:] for clause in others))
    )
