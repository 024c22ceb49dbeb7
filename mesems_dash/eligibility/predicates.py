"""Writes one test of one fact as SQL: true or false where every value that the record allows agrees, else null.

`evaluator.py` says the same in Python. A test on a list may carry a guard: rows outside it are null, because
nothing can depend on their answer. Windows of months and spans of years are settled by counting days first: only rows
within a few days of a limit need the calendar, which is ten times slower.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.list_predicates import Guard, ListPlace, Sql, write_rise, write_spaced
from mesems_dash.eligibility.rules import (
    FACTS,
    Age,
    Category,
    Duration,
    Flag,
    Limit,
    Never,
    Rise,
    Spaced,
    Test,
    Total,
    Within,
)
from mesems_dash.eligibility.windows import span_of_months

if TYPE_CHECKING:
    from mesems_dash.eligibility.ladder import Ladder

COMPLETED_YEARS: Final = (
    "(year({on}) - year({birth})"
    " - case when month({on}) * 100 + day({on}) < month({birth}) * 100 + day({birth}) then 1 else 0 end)"
)
BIRTH: Final = ("reference_on", "birth_lo", "birth_hi")
ONSET: Final = ("reference_on", "onset_lo", "onset_hi")


def _decided(*rungs: tuple[str, str]) -> str:
    """Return the answer of the first pair (true if, false if) that has one."""
    return f"case {' '.join(f'when {yes} then true when {no} then false' for yes, no in rungs)} end"


def _has_age(test: Limit | Flag) -> bool:
    return test.max_age_months is not None or test.max_age_days is not None


@dataclass(frozen=True, slots=True)
class Predicate:
    """Where a test is written: its ladder and the name that its column and parameters get."""

    ladder: Ladder
    name: str
    guard: Guard

    def write(self, test: Test) -> Sql:  # noqa: PLR0911 -- one case per kind of test
        """Return the expression of a test and the columns that it reads."""
        match test:
            case Within():
                return self._within(test)
            case Total():
                return self._total(test)
            case Spaced() | Rise():
                return self._list(test)
            case Age():
                return self._age(test)
            case Duration():
                return self._duration(test)
            case Limit():
                return self._limit(test)
            case Flag():
                return self._flag(test)
            case Category(fact, code):
                column = FACTS[fact].column
                return f"{column} = {self._bind('is', code)}", (column,)
            case Never():
                return "case when reference_on is not null then false end", ("reference_on",)

    def _bind(self, name: str, value: object) -> str:
        return self.ladder.bind(f"{self.name}_{name}", value)

    def _days_back(self, days: int) -> str:
        """Add the day so many days before the reference, once for all tests that look back equally far."""
        bound = self.ladder.bind(f"days_{days}", days)
        return self.ladder.add(f"back_{days}_days", f"reference_on - {bound}", ("reference_on",))

    def _months_back(self, months: int) -> str:
        bound = self.ladder.bind(f"months_{months}", months)
        return f"cast(reference_on - to_months({bound}) as date)"

    # ---- tests with two ends
    def _within(self, test: Within) -> Sql:
        lo, hi = (f"{FACTS[test.fact].column}_{end}" for end in ("lo", "hi"))
        if test.days is not None:
            first = self._days_back(test.days)
            return _decided((f"{lo} >= {first}", f"{hi} < {first}")), (lo, hi, first)
        months = test.months or 0
        first, (near, far) = self._months_back(months), map(self._days_back, span_of_months(months))
        rough, exact = (f"{lo} >= {near}", f"{hi} < {far}"), (f"{lo} >= {first}", f"{hi} < {first}")
        return _decided(rough, exact), (lo, hi, near, far, "reference_on")

    def _total(self, test: Total) -> Sql:
        least, most = (f"{FACTS[test.fact].column}_{end}" for end in ("min", "max"))
        limit = self._bind("at_least_days", test.at_least_days)
        return _decided((f"{least} >= {limit}", f"{most} < {limit}")), (least, most)

    def _age(self, test: Age) -> Sql:
        oldest, youngest = (COMPLETED_YEARS.format(on="reference_on", birth=f"birth_{end}") for end in ("lo", "hi"))
        if test.at_least_years is not None:
            limit = self._bind("at_least_years", test.at_least_years)
            older, younger = self._count_days("birth", test.at_least_years)
            return _decided((older, younger), (f"{youngest} >= {limit}", f"{oldest} < {limit}")), BIRTH
        limit = self._bind("at_most_years", test.at_most_years)
        older, younger = self._count_days("birth", (test.at_most_years or 0) + 1)
        return _decided((younger, older), (f"{oldest} <= {limit}", f"{youngest} > {limit}")), BIRTH

    def _duration(self, test: Duration) -> Sql:
        is_lower = test.at_least_years is not None
        years = (test.at_least_years if is_lower else test.at_most_years) or 0
        limit = self._bind("at_least_years" if is_lower else "at_most_years", years)
        early, late = (f"cast(onset_{end} + to_years({limit}) as date)" for end in ("lo", "hi"))
        older, younger = self._count_days("onset", years)
        if is_lower:
            return _decided((older, younger), (f"{late} <= reference_on", f"{early} > reference_on")), ONSET
        return _decided((younger, older), (f"{early} >= reference_on", f"{late} < reference_on")), ONSET

    def _count_days(self, fact: str, years: int) -> tuple[str, str]:
        """Return when a day surely lies more than so many years back, and when surely fewer."""
        least, most = span_of_months(12 * years)
        at_least, at_most = self._bind("least_days", least), self._bind("most_days", most)
        return f"reference_on - {fact}_hi > {at_most}", f"reference_on - {fact}_lo < {at_least}"

    # ---- numbers and flags
    def _limit(self, test: Limit) -> Sql:
        lo, hi, above, under, reads = self._number(test.fact)
        if test.at_most is not None:
            limit = self._bind("at_most", test.at_most)
            is_true, is_false = f"{hi} <= {limit}", above.format(limit=limit)
        elif test.at_least is not None:
            limit = self._bind("at_least", test.at_least)
            is_true, is_false = f"{lo} >= {limit}", under.format(limit=limit)
        else:
            limit = self._bind("below", test.below)
            is_true, is_false = under.format(limit=limit), f"{lo} >= {limit}"
        return self._unless_old(test.fact, test, _decided((is_true, is_false)), reads)

    def _number(self, fact: str) -> tuple[str, str, str, str, tuple[str, ...]]:
        """Return both ends of a number, how to say "surely above" and "surely under" a limit, and what these read."""
        if fact == "edss":
            lo, hi = "edss_min", "edss_max"
            return lo, hi, "edss_min > {limit}", "edss_max < {limit}", (lo, hi)
        lo, hi, lo_open, hi_open = (f"{fact}_{end}" for end in ("lo", "hi", "lo_open", "hi_open"))
        above = f"({lo} > {{limit}} or ({lo} = {{limit}} and {lo_open}))"
        under = f"({hi} < {{limit}} or ({hi} = {{limit}} and {hi_open}))"
        return lo, hi, above, under, (lo, hi, lo_open, hi_open)

    def _flag(self, test: Flag) -> Sql:
        column = FACTS[test.fact].column
        if test.cleared_by is not None:
            return self._cleared_flag(test, column, test.cleared_by)
        expression = column if test.is_ else f"not {column}"
        if test.fact == "pregnant":
            return self._pregnant(test)
        if test.fact != "hiv" or not _has_age(test):
            return self._unless_old(test.fact, test, expression, (column,))
        fresh, reads = self._unless_old(test.fact, test, expression, (column,))
        return f"case when {column} then {expression} else {fresh} end", reads

    def _pregnant(self, test: Flag) -> Sql:
        """Who cannot become pregnant needs no test, unless a positive one may still count."""
        fresh, reads = self._unless_old("pregnant", test, "pregnant", ("pregnant",))
        old = f"pregnant_positive_hi < {self._oldest_day(test)}" if _has_age(test) else "false"
        excused = f"childbearing_potential = false and (pregnant_positive_hi is null or {old})"
        expression = f"coalesce({fresh}, case when {excused} then false end)"
        reads = (*reads, "pregnant_positive_hi", "childbearing_potential", "reference_on")
        return (expression if test.is_ else f"not {expression}"), reads

    def _cleared_flag(self, test: Flag, column: str, number: str) -> Sql:
        lo, hi, _, _, reads = self._number(number)
        normal_from, normal_to = self._bind("normal_from", test.normal_from), self._bind("normal_to", test.normal_to)
        inside = f"{lo} >= {normal_from} and {hi} <= {normal_to}"
        cleared = f"case when {inside} then {str(not test.is_).lower()} end"
        fresh, reads = self._unless_old(number, test, cleared, reads)
        own = column if test.is_ else f"not {column}"
        return f"coalesce({own}, {fresh})", (column, *reads)

    def _oldest_day(self, test: Limit | Flag) -> str:
        """Return the first day on which a result is not yet too old, for a test with an age."""
        if test.max_age_days is None:
            return self._months_back(test.max_age_months or 0)
        return f"reference_on - {self.ladder.bind(f'days_{test.max_age_days}', test.max_age_days)}"

    def _unless_old(self, fact: str, test: Limit | Flag, expression: str, reads: tuple[str, ...]) -> Sql:
        if not _has_age(test):
            return expression, reads
        taken_on = f"{FACTS[fact].column}_on_lo"
        is_old = f"{taken_on} < {self._oldest_day(test)}"
        return f"case when {is_old} then null else {expression} end", (*reads, taken_on, "reference_on")

    # ---- lists
    def _list(self, test: Spaced | Rise) -> Sql:
        place = ListPlace(self.ladder, self.name, self.guard)
        return write_spaced(test, place) if isinstance(test, Spaced) else write_rise(test, place)
