"""Writes the two tests that look at dated rows, the EDSS rise and two relapses apart, as SQL over lists.

Lists are slow, so each rung looks at one only where the answer still depends on it, and rows outside the guard are
null, because nothing depends on their answer. `evaluator.py` says the same in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mesems_dash.eligibility.ladder import Ladder
    from mesems_dash.eligibility.rules import Rise, Spaced

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

    def bind(self, key: str, value: object) -> str:
        """Bind a value of this test's own and return how SQL writes it."""
        return self.ladder.bind(f"{self.name}_{key}", value)


def write_spaced(test: Spaced, place: ListPlace) -> Sql:
    """Return whether some two documented relapses in the window began far enough apart."""
    first, apart = place.first_day(test.months), place.bind("apart_days", test.apart_days)
    inside = place.add(
        "inside",
        f"case when documented_hi >= {first} then list_filter(documented_relapses, lambda r: r.hi >= {first})"
        f" when documented_hi < {first} then [] end",
        *("documented_hi", "documented_relapses", first),
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
        f"case when len({inside}) < 2 then case when relapse_list_complete then false end"
        f" when {sure_gap} >= {apart} then true when relapse_list_complete and not ({pair}) then false end"
    )
    return expression, (inside, first, "relapse_list_complete")


def _certain(end: str, first: str) -> str:
    return f"case when r.is_certain and r.lo >= {first} then {end} end"


def write_rise(test: Rise, place: ListPlace) -> Sql:
    """Return whether the latest score is enough above the earliest in the window, for all that they may be."""
    first = place.first_day(test.months)
    up_to, low, high = (place.bind(key, getattr(test, key)) for key in ("up_to_score", "rise", "rise_above"))
    early = _earliest(place, first)
    needed = f"case when {{late}} <= {up_to} then {low} else {high} end"
    only = f"edss_min - {early}[1].score >= {needed.format(late='edss_min')}"
    each = f"l.score - e.score >= {needed.format(late='l.score')}"
    answers = (  # 1 risen, 0 not risen, 0.5 unknown, for every pair that the record allows
        f"flatten(list_transform({early}, lambda e: list_transform("
        f"list_filter(edss, lambda l: l.hi >= edss_on_lo and greatest(e.lo, {first}) < l.hi),"
        f" lambda l: coalesce(cast({each} as double), 0.5))))"
    )
    clash = (
        f"len(list_filter({early}, lambda s: len(list_filter({early}, lambda t: s.lo = s.hi and t.lo = t.hi"
        " and s.lo = t.lo and s.score is distinct from t.score)) > 0)) > 0"
    )
    expression = (
        f"case when len({early}) = 1 and edss_min = edss_max then {only}"
        f" when not ({clash}) then case list_avg({answers}) when 1 then true when 0 then false end end"
    )
    return expression, (early, first, "edss", "edss_min", "edss_max", "edss_on_lo")


def _earliest(place: ListPlace, first: str) -> str:
    """Add the assessments that may be the earliest in the window; null unless one before the latest surely is in it."""
    reach = place.add(
        "reach",
        f"case when edss_known and edss_on_lo > {first}"
        f" then list_min(list_transform(edss, lambda r: {_certain('r.hi', first)})) end",
        *("edss_known", "edss_on_lo", "edss", first),
    )
    return place.add(
        "early",
        f"case when {reach} < edss_on_lo then list_filter(edss, lambda s: s.hi >= {first} and s.lo <= {reach}) end",
        *(reach, "edss_on_lo", "edss", first),
    )
