"""When a judgement changes by time alone: from which day on, until which day, if nothing new happens.

Between two events, facts and tests change only on a few days that follow from the record and the rules: an event
comes to lie before the reference, drops out of a window, a birthday, the end of a year of illness, a year of therapy.
So judging at those days is judging at every day; `tests` check it day by day.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility.evaluator import judge
from mesems_dash.eligibility.facts import establish_facts
from mesems_dash.eligibility.intervals import add_months, birthday
from mesems_dash.eligibility.rules import Age, Duration, Flag, Limit, Rise, RuleSet, Spaced, Total, Within, walk
from mesems_dash.eligibility.windows import first_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mesems_dash.eligibility.person import Person, Screening
    from mesems_dash.eligibility.truth import Truth

ONE_DAY: Final = timedelta(days=1)
EVENTS: Final = ("relapses", "edss", "mri", "labs", "therapies", "malignancies", "lost")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, on which every criterion stays as it is in `truths`."""

    first: date
    last: date
    status: str
    truths: tuple[tuple[str, bool, Truth], ...]

    def is_in_favour(self, criterion_id: str) -> bool:
        """Tell whether a criterion is met, or absent; undecided is not."""
        return next(truth is good for name, good, truth in self.truths if name == criterion_id)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The periods between two days, in order and without holes, if nothing new happens."""

    periods: tuple[Period, ...]

    @property
    def eligible(self) -> tuple[tuple[date, date], ...]:
        """The intervals (first day, last day) in which the person is eligible."""
        return _joined((one.first, one.last) for one in self.periods if one.status == "eligible")

    def clears_on(self, criterion_id: str) -> date | None:
        """Return the first day on which a criterion is in favour; None if never before the horizon."""
        return next((one.first for one in self.periods if one.is_in_favour(criterion_id)), None)

    def holds_until(self, criterion_id: str) -> date | None:
        """Return the last day up to which a criterion that is in favour at first stays so; None if to the horizon.

        Also None where it is not in favour on the first day.
        """
        if not self.periods[0].is_in_favour(criterion_id):
            return None
        ends = (one.first - ONE_DAY for one in self.periods if not one.is_in_favour(criterion_id))
        return next(ends, None)


def look_ahead(rule_set: RuleSet, person: Person, screening: Screening, *, first: date, last: date) -> Outlook:
    """Return how the judgement of a person changes from `first` to `last`, both included, by time alone.

    The history flags of `screening` are taken as they are: nothing new happens.
    """
    days = sorted(
        {first, *(day for day in _change_days(rule_set, person, screening, first, last) if first < day <= last)}
    )
    ends = [*(day - ONE_DAY for day in days[1:]), last]
    periods: list[Period] = []
    for begin, end in zip(days, ends, strict=True):
        period = _judge_period(rule_set, person, screening, begin, end)
        if periods and (periods[-1].status, periods[-1].truths) == (period.status, period.truths):
            period = Period(periods.pop().first, end, period.status, period.truths)
        periods.append(period)
    return Outlook(tuple(periods))


def _judge_period(rule_set: RuleSet, person: Person, screening: Screening, begin: date, end: date) -> Period:
    judgement = judge(rule_set, establish_facts(person, screening, begin))
    truths = tuple((judged.criterion.id, not judged.against, judged.truth) for judged in judgement.criteria)
    return Period(begin, end, judgement.status, truths)


def _joined(intervals: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    joined: list[tuple[date, date]] = []
    for first, last in intervals:
        if joined and joined[-1][1] + ONE_DAY == first:
            first = joined.pop()[0]  # noqa: PLW2901 -- the interval grows to the left
        joined.append((first, last))
    return tuple(joined)


# ------------------------------------------------------------------ the days on which something may change
def _change_days(rule_set: RuleSet, person: Person, screening: Screening, first: date, last: date) -> Iterator[date]:
    recorded = {day for name in EVENTS for row in getattr(person, name) for day in _days(row)}
    yield from _around(recorded)
    tests = {node for criterion in rule_set.criteria for node in walk(criterion.rule)}
    for test in tests:
        match test:
            case Within() | Rise():
                yield from _leaving(test, recorded)
            case Spaced():
                yield from _leaving(test, recorded)
                yield from _spaced(test, recorded)
            case Age() | Duration():
                yield from _reaching(test, person)
            case Total():
                yield from _totals(test, person, screening, first, last)
            case Limit() | Flag():
                yield from _ageing(test, recorded)
            case _:
                pass


def _days(row: Any) -> Iterator[date]:  # noqa: ANN401 -- any kind of event
    assert is_dataclass(row)  # noqa: S101 -- rows of a person are
    for column in fields(row):
        value = getattr(row, column.name)
        if isinstance(value, date):
            yield value


def _around(days: Iterable[date]) -> Iterator[date]:
    for day in days:
        yield from (day, day + ONE_DAY)


def _leaving(test: Within | Spaced | Rise, days: Iterable[date]) -> Iterator[date]:
    """Yield the days on which an event, or the day before it, drops out of a window."""
    for day in days:
        for event_on in (day, day - ONE_DAY):
            outside = first_outside(test, event_on)
            if outside is not None:
                yield outside


def _spaced(test: Spaced, days: Iterable[date]) -> Iterator[date]:
    apart = timedelta(days=test.apart_days)
    days = tuple(days)
    yield from (day + apart for day in days)
    yield from _leaving(test, [day - apart for day in days])


def _ageing(test: Limit | Flag, days: Iterable[date]) -> Iterator[date]:
    if test.max_age_months is not None or test.max_age_days is not None:
        yield from _leaving(Within(test.fact, months=test.max_age_months, days=test.max_age_days), days)


def _reaching(test: Age | Duration, person: Person) -> Iterator[date]:
    years = test.at_least_years if test.at_least_years is not None else test.at_most_years or 0
    subject = person.subject
    if isinstance(test, Age):
        reached = years if test.at_least_years is not None else years + 1
        yield from (birthday(day, reached) for day in (subject.birth_lo, subject.birth_hi) if day)
    else:
        ends = (add_months(day, 12 * years) for day in (subject.onset_lo, subject.onset_hi) if day)
        yield from _around(ends)


def _totals(test: Total, person: Person, screening: Screening, first: date, last: date) -> Iterator[date]:
    """Yield the days on which the least and the greatest number of days under therapy reach the limit."""
    for end in ("therapy_days_min", "therapy_days_max"):
        lo, hi = first, last
        if _reaches(test, end, person, screening, lo) or not _reaches(test, end, person, screening, hi):
            continue
        while hi - lo > ONE_DAY:
            middle = lo + (hi - lo) // 2
            lo, hi = (lo, middle) if _reaches(test, end, person, screening, middle) else (middle, hi)
        yield hi


def _reaches(test: Total, end: str, person: Person, screening: Screening, on: date) -> bool:
    return (getattr(establish_facts(person, screening, on), end) or 0) >= test.at_least_days
