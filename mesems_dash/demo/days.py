"""Days as whole numbers, dates known only in part, and chance. Neighbours: every other module here.

A day is `date.toordinal()`: adding days is adding numbers, and a whole life can be shifted at once.
"""

# ruff: noqa: PLR2004 -- a model of chance is made of numbers; each stands beside what it is

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final, TypeVar

Choice = TypeVar("Choice")

SEASON: Final = (0.9, 1.0, 1.1, 1.0, 1.05, 1.0, 0.75, 0.35, 1.1, 1.15, 1.1, 0.55)
"""How busy a trial office is, January to December."""
HOLIDAYS: Final = frozenset({(1, 1), (1, 6), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)})


@dataclass(frozen=True, slots=True)
class When:
    """A date as somebody wrote it down: `precision` is 10, 7 or 4, the length of its ISO text."""

    day: int
    precision: int = 10


def day_of(iso: str) -> int:
    """The day of an ISO date."""
    return date.fromisoformat(iso).toordinal()


def write_date(day: int, precision: int = 10) -> str:
    """The ISO text of a day, cut to `precision` characters."""
    return date.fromordinal(day).isoformat()[:precision]


def go_back(day: int, *, months: int) -> int:
    """The same day of the month `months` earlier (later, if negative), clamped to the month's end."""
    start = date.fromordinal(day)
    year, month0 = divmod(start.year * 12 + start.month - 1 - months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1])).toordinal()


def count_years(birth: int, day: int) -> int:
    """Completed years by month and day, without clamping."""
    born, then = date.fromordinal(birth), date.fromordinal(day)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def make_rng(*parts: object) -> Random:
    """A source of chance of its own for each purpose, so that one more draw here changes nothing there."""
    return Random("/".join(map(str, parts)))  # noqa: S311 -- synthetic data, no secret


def pick(rng: Random, weights: dict[Choice, float]) -> Choice:
    """One key, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def draw_working_day(rng: Random, *, first: int, last: int) -> int:
    """A working day from `first` to `last`, rarer in August and December; `first` if there is none."""
    for _ in range(200):
        day = rng.randint(first, max(first, last))
        if is_working_day(day) and rng.random() * 1.2 < SEASON[date.fromordinal(day).month - 1]:
            return day
    return first


def is_working_day(day: int) -> bool:
    """Monday to Friday, but for the days about Christmas and New Year on which no office is open."""
    chosen = date.fromordinal(day)
    return chosen.weekday() < 5 and (chosen.month, chosen.day) not in HOLIDAYS


def to_working_day(day: int) -> int:
    """The day itself or the last working day before it."""
    while not is_working_day(day):
        day -= 1
    return day


def draw_hump(rng: Random, *, least: float, usual: float, most: float) -> int:
    """A whole number of days from `least` to `most`, most often about `usual`."""
    return round(rng.triangular(least, most, usual))
