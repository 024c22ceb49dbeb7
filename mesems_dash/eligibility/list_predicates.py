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
    """Where a test on a list is written: `first` is the column of the first day of its window."""

    ladder: Ladder
    name: str
    guard: Guard
    first: str

    def add(self, rung: str, expression: str, *reads: str) -> str:
        """Add a column of this test's own and return its name."""
        return self.ladder.add(f"{self.name}_{rung}", expression, reads)

    def bind(self, key: str, value: object) -> str:
        """Bind a value of this test's own and return how SQL writes it."""
        return self.ladder.bind(f"{self.name}_{key}", value)


def write_spaced(test: Spaced, place: ListPlace) -> Sql:
    """Return whether some two documented relapses in the window began far enough apart."""
    first, apart, guard = place.first, place.bind("apart_days", test.apart_days), place.guard
    gap = place.add(
        "sure_gap",
        f"case when {guard.condition} and documented_hi >= {first} and len(documented_relapses) > 1 then"
        f" list_max(list_transform(documented_relapses, lambda r: {_certain('r.lo', first)}))"
        f" - list_min(list_transform(documented_relapses, lambda r: {_certain('r.hi', first)})) end",
        *(*guard.reads, "documented_hi", "documented_relapses", first),
    )
    inside = place.add(
        "inside",
        f"case when {guard.condition} and relapse_list_complete and ({gap} < {apart} or {gap} is null) then"
        f" case when documented_hi >= {first} then list_filter(documented_relapses, lambda r: r.hi >= {first})"
        " else [] end end",
        *(*guard.reads, "relapse_list_complete", gap, "documented_hi", "documented_relapses", first),
    )
    apart_enough = f"l.hi - greatest(e.lo, {first}) >= {apart}"
    pair = (
        f"len(list_filter({inside}, lambda l, i: len(list_filter({inside}, lambda e, j:"
        f" i <> j and {apart_enough})) > 0)) > 0"
    )
    expression = (
        f"case when {gap} >= {apart} then true when len({inside}) < 2 then false"
        f" when {inside} is not null and not ({pair}) then false end"
    )
    return expression, (gap, inside, first)


def _certain(end: str, first: str) -> str:
    return f"case when r.is_certain and r.lo >= {first} then {end} end"


def write_rise(test: Rise, place: ListPlace) -> Sql:
    """Return whether the latest score is enough above the earliest in the window, for all that they may be."""
    up_to, low, high = (place.bind(key, getattr(test, key)) for key in ("up_to_score", "rise", "rise_above"))
    first, early = place.first, _earliest(place)
    only = place.add(
        "only",
        f"case when len({early}) = 1 and edss_min = edss_max then {early}[1].score end",
        *(early, "edss_min", "edss_max"),
    )
    one = f"edss_min - {only} >= case when edss_min <= {up_to} then {low} else {high} end"
    each = f"l.score - e.score >= case when l.score <= {up_to} then {low} else {high} end"
    answers = place.add(  # 1 risen, 0 not risen, 2 unknown, for every pair that the record allows
        "answers",
        f"case when {early} is not null and {only} is null then flatten(list_transform({early}, lambda e:"
        f" list_transform(list_filter(edss, lambda l: l.hi >= edss_on_lo and greatest(e.lo, {first}) < l.hi),"
        f" lambda l: coalesce(cast({each} as integer), 2)))) end",
        *(early, only, "edss", "edss_on_lo", first),
    )
    expression = (
        f"case when {only} is not null then {one}"
        f" when list_min({answers}) = list_max({answers}) and list_max({answers}) < 2"
        f" then list_max({answers}) = 1 end"
    )
    return expression, (only, answers, "edss_min")


def _earliest(place: ListPlace) -> str:
    """Add the assessments that may be the earliest in the window.

    Null unless one earlier than the latest is surely in the window, and no two of the earliest differ on one day.
    """
    first, guard = place.first, place.guard
    reach = place.add(
        "reach",
        f"case when {guard.condition} and edss_known and edss_on_lo > {first}"
        f" then list_min(list_transform(edss, lambda r: {_certain('r.hi', first)})) end",
        *(*guard.reads, "edss_known", "edss_on_lo", "edss", first),
    )
    early = place.add(
        "early",
        f"case when {reach} < edss_on_lo then list_filter(edss, lambda s: s.hi >= {first} and s.lo <= {reach}) end",
        *(reach, "edss_on_lo", "edss", first),
    )
    clash = (
        f"len(list_filter({early}, lambda s: len(list_filter({early}, lambda t: s.lo = s.hi and t.lo = t.hi"
        " and s.lo = t.lo and s.score is distinct from t.score)) > 0)) > 0"
    )
    return place.add(
        "earliest",
        f"case when len({early}) = 1 then {early} when len({early}) > 1 and not ({clash}) then {early} end",
        early,
    )
