"""Writes the two tests that look at dated rows, the EDSS rise and two relapses apart, as SQL over lists.

Lists are slow. Most records are plain (full dates, nothing in doubt), and of these the last few rows of a list settle
the test by themselves; the others, and the few whose window reaches back further, are hard. Only for these is a whole
list looked at, and only where the answer still depends on it. Rows outside the guard are null, because nothing depends
on their answer. `evaluator.py` says the same in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from mesems_dash.eligibility.ladder import Ladder
    from mesems_dash.eligibility.rules import Rise, Spaced

EARLIER_RELAPSES: Final = 2
EARLIER_SCORES: Final = 4
"""How many rows of a plain list, before the latest, are looked at one by one: few have more in two years, or in one."""
Sql: TypeAlias = tuple[str, tuple[str, ...]]
"""An expression and the columns that it reads."""


@dataclass(frozen=True, slots=True)
class Guard:
    """When a list must be looked at: an SQL condition and what it reads; none given means always."""

    condition: str = "true"
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a test on a list is written, and when it must be."""

    ladder: Ladder
    name: str
    guard: Guard

    def first_day(self, months: int) -> str:
        """Add the first day of a window of so many months, null outside the guard, and return its column."""
        bound = self.ladder.bind(f"months_{months}", months)
        day = f"cast(reference_on - to_months({bound}) as date)"
        return self.add("first", f"case when {self.guard.condition} then {day} end", "reference_on", *self.guard.reads)

    def add(self, rung: str, expression: str, *reads: str) -> str:
        """Add a column of this test's own and return its name."""
        return self.ladder.add(f"{self.name}_{rung}", expression, reads)

    def look_back(self, fact: str, count: int) -> list[str]:
        """Add the rows of a list before the last and return their columns, the latest first; else null."""
        return [self.ladder.add(f"{fact}_{place}", f"{fact}[-{place}]", (fact,)) for place in range(2, count + 2)]

    def bind(self, key: str, value: object) -> str:
        """Bind a value of this test's own and return how SQL writes it."""
        return self.ladder.bind(f"{self.name}_{key}", value)


def write_spaced(test: Spaced, place: ListPlace) -> Sql:
    """Return whether some two documented relapses in the window began far enough apart."""
    first, apart = place.first_day(test.months), place.bind("apart_days", test.apart_days)
    earlier = place.look_back("documented_relapses", EARLIER_RELAPSES)
    spread = place.add(
        "spread",
        f"case when documented_is_plain then documented_lo - {_earliest_of(earlier, 'lo', first)} end",
        *("documented_is_plain", "documented_lo", *earlier, first),
    )
    is_settled = f"documented_is_plain and ({spread} >= {apart} or coalesce({earlier[-1]}.lo < {first}, true))"
    is_hard = place.add("is_hard", f"not coalesce({is_settled}, false)", "documented_is_plain", spread, *earlier, first)
    inside = place.add(
        "inside",
        f"case when {is_hard} then case when documented_hi < {first} then []"
        f" when documented_hi >= {first} then list_filter(documented_relapses, lambda r: r.hi >= {first}) end end",
        *(is_hard, "documented_hi", "documented_relapses", first),
    )
    sure_gap = (
        f"list_max(list_transform({inside}, lambda r: {_certain('r.lo', first)}))"
        f" - list_min(list_transform({inside}, lambda r: {_certain('r.hi', first)}))"
    )
    pair = (
        f"len(list_filter({inside}, lambda l, i: len(list_filter({inside}, lambda e, j:"
        f" i <> j and l.hi - greatest(e.lo, {first}) >= {apart})) > 0)) > 0"
    )
    expression = (
        f"case when {first} is null then null"
        f" when not {is_hard} then case when {spread} >= {apart} then true when relapse_list_complete then false end"
        f" when len({inside}) < 2 then case when relapse_list_complete then false end"
        f" when {sure_gap} >= {apart} then true when relapse_list_complete and not ({pair}) then false end"
    )
    return expression, (inside, is_hard, spread, first, "relapse_list_complete")


def _earliest_of(rows: list[str], part: str, first: str) -> str:
    """Return a part of the earliest of some rows that lies in the window; the rows come the latest first."""
    return "case " + " ".join(f"when {row}.lo >= {first} then {row}.{part}" for row in reversed(rows)) + " end"


def _certain(end: str, first: str) -> str:
    return f"case when r.is_certain and r.lo >= {first} then {end} end"


def write_rise(test: Rise, place: ListPlace) -> Sql:
    """Return whether the latest score is enough above the earliest in the window, for all that they may be."""
    first = place.first_day(test.months)
    up_to, low, high = (place.bind(key, getattr(test, key)) for key in ("up_to_score", "rise", "rise_above"))
    earlier = place.look_back("edss", EARLIER_SCORES)
    is_settled = f"edss_is_plain and coalesce({earlier[-1]}.lo < {first}, true)"
    is_hard = place.add("is_hard", f"not coalesce({is_settled}, false)", "edss_is_plain", earlier[-1], first)
    reach = _reach(place, first, is_hard)
    start = place.add("start", _earliest_of(earlier, "score", first), *earlier, first)
    needed = f"case when {{late}} <= {up_to} then {low} else {high} end"
    risen = f"edss_min - {{start}} >= {needed.format(late='edss_min')}"
    each = f"l.score - e.score >= {needed.format(late='l.score')}"
    answers = (  # 1 risen, 0 not risen, 0.5 unknown, for every pair (earliest, latest) that the record allows
        f"flatten(list_transform(edss, lambda e, i: case when e.hi >= {first} and e.lo <= {reach} then list_transform("
        f"list_filter(edss, lambda l, j: i <> j and l.hi >= edss_on_lo and greatest(e.lo, {first}) < l.hi),"
        f" lambda l: coalesce(cast({each} as double), 0.5)) else [] end))"
    )
    expression = (
        f"case when not {is_hard} then {risen.format(start=start)}"
        f" when {reach} < edss_on_lo then case list_avg({answers}) when 1 then true when 0 then false end end"
    )
    return expression, (reach, is_hard, start, first, "edss", "edss_min", "edss_on_lo")


def _reach(place: ListPlace, first: str, is_hard: str) -> str:
    """Add the last day of the earliest that surely lies in the window, null unless the latest surely does too."""
    return place.add(
        "reach",
        f"case when {is_hard} and edss_on_lo > {first}"
        f" then list_min(list_transform(edss, lambda r: {_certain('r.hi', first)})) end",
        *(is_hard, "edss_on_lo", "edss", first),
    )
