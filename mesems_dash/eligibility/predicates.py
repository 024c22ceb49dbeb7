"""Writes one test of one fact as SQL: true or false where every value that the record allows agrees, else null.

`evaluator.py` says the same in Python. A test on a list may carry a guard: rows outside it are null, because
nothing can depend on their answer.
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

if TYPE_CHECKING:
    from mesems_dash.eligibility.ladder import Ladder

COMPLETED_YEARS: Final = (
    "(year({on}) - year({birth})"
    " - case when month({on}) * 100 + day({on}) < month({birth}) * 100 + day({birth}) then 1 else 0 end)"
)


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

    def _first_day(self, *, months: int | None = None, days: int | None = None) -> str:
        """Add the first day of a window, once for all tests that look back equally far, and return its column."""
        name, unit, length = ("days", days, days) if days is not None else ("months", months, months)
        column = f"back_{length}_{name}"
        bound = self.ladder.bind(f"{name}_{unit}", length)
        back = bound if days is not None else f"to_months({bound})"
        return self.ladder.add(column, f"cast(reference_on - {back} as date)", ("reference_on",))

    # ---- tests with two ends
    def _within(self, test: Within) -> Sql:
        first = self._first_day(months=test.months, days=test.days)
        lo, hi = (f"{FACTS[test.fact].column}_{end}" for end in ("lo", "hi"))
        return f"case when {lo} >= {first} then true when {hi} < {first} then false end", (lo, hi, first)

    def _total(self, test: Total) -> Sql:
        least, most = (f"{FACTS[test.fact].column}_{end}" for end in ("min", "max"))
        limit = self._bind("at_least_days", test.at_least_days)
        return f"case when {least} >= {limit} then true when {most} < {limit} then false end", (least, most)

    def _age(self, test: Age) -> Sql:
        oldest, youngest = (self._completed_years(end) for end in ("lo", "hi"))
        if test.at_least_years is not None:
            limit = self._bind("at_least_years", test.at_least_years)
            expression = f"case when {youngest} >= {limit} then true when {oldest} < {limit} then false end"
        else:
            limit = self._bind("at_most_years", test.at_most_years)
            expression = f"case when {oldest} <= {limit} then true when {youngest} > {limit} then false end"
        return expression, (oldest, youngest)

    def _completed_years(self, end: str) -> str:
        expression = COMPLETED_YEARS.format(on="reference_on", birth=f"birth_{end}")
        name = {"lo": "oldest_years", "hi": "youngest_years"}[end]
        return self.ladder.add(name, expression, ("reference_on", f"birth_{end}"))

    def _duration(self, test: Duration) -> Sql:
        is_lower = test.at_least_years is not None
        years = test.at_least_years if is_lower else test.at_most_years
        limit = self._bind("at_least_years" if is_lower else "at_most_years", years)
        early, late = (f"cast(onset_{end} + to_years({limit}) as date)" for end in ("lo", "hi"))
        expression = (
            f"case when {late} <= reference_on then true when {early} > reference_on then false end"
            if is_lower
            else f"case when {early} >= reference_on then true when {late} < reference_on then false end"
        )
        return expression, ("reference_on", "onset_lo", "onset_hi")

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
        expression = f"case when {is_true} then true when {is_false} then false end"
        return self._unless_old(test.fact, test.max_age_months, expression, reads)

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
        if test.fact != "hiv" or test.max_age_months is None:
            return self._unless_old(test.fact, test.max_age_months, expression, (column,))
        fresh, reads = self._unless_old(test.fact, test.max_age_months, expression, (column,))
        return f"case when {column} then {expression} else {fresh} end", reads

    def _cleared_flag(self, test: Flag, column: str, number: str) -> Sql:
        lo, hi, _, _, reads = self._number(number)
        normal_from, normal_to = self._bind("normal_from", test.normal_from), self._bind("normal_to", test.normal_to)
        inside = f"{lo} >= {normal_from} and {hi} <= {normal_to}"
        cleared = f"case when {inside} then {str(not test.is_).lower()} end"
        fresh, reads = self._unless_old(number, test.max_age_months, cleared, reads)
        own = column if test.is_ else f"not {column}"
        return f"coalesce({own}, {fresh})", (column, *reads)

    def _unless_old(self, fact: str, max_age_months: int | None, expression: str, reads: tuple[str, ...]) -> Sql:
        if max_age_months is None:
            return expression, reads
        taken_on = f"{FACTS[fact].column}_on_lo"
        first = self._first_day(months=max_age_months)
        return f"case when {taken_on} < {first} then null else {expression} end", (*reads, taken_on, first)

    # ---- lists
    def _list(self, test: Spaced | Rise) -> Sql:
        place = ListPlace(self.ladder, self.name, self.guard, self._first_day(months=test.months))
        return write_spaced(test, place) if isinstance(test, Spaced) else write_rise(test, place)
