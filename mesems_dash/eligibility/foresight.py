"""What the facts alone foresee, if nothing new happens: until when a rule holds, from when on it passes.

`advance` gives the facts of a later day: never narrower than those that the record itself would give, so what is
decided by them is right. `find_promise` judges a rule on each day on which they may change it. `dates.py` does the same
for a person with all their rows; here there is no row, only what the evidence is written from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from mesems_dash.eligibility.evaluator import decide, test
from mesems_dash.eligibility.intervals import ALWAYS, NEVER, add_months, birthday
from mesems_dash.eligibility.rules import (
    DATED_FLAGS,
    FACTS,
    TESTS,
    Age,
    Duration,
    Flag,
    Limit,
    Node,
    Rise,
    Spaced,
    Test,
    Total,
    Within,
    walk,
)
from mesems_dash.eligibility.windows import first_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mesems_dash.eligibility.facts import Facts
    from mesems_dash.eligibility.truth import Truth

__all__ = ["DRUG_CLASSES", "Promise", "advance", "find_promise"]

ONE_DAY: Final = timedelta(days=1)
DRUG_CLASSES: Final = ("immunosuppressant", "platform", "steroid")
LISTED: Final = {"documented": "relapse_list_complete", "relapse": "relapse_list_complete", "gel": "scan_list_complete"}


@dataclass(frozen=True, slots=True)
class Promise:
    """HOLDS: in favour up to `day`. PASSES: in favour from `day` on, not earlier. AFTER: not in favour before `day`.

    Not `is_exact`: it may hold longer, or pass earlier, because an event that may lie ahead can turn out to be known.
    """

    kind: Literal["HOLDS", "PASSES", "AFTER"]
    day: date
    is_exact: bool = True


def find_promise(node: Node, facts: Facts, *, favour: bool) -> Promise | None:
    """Return what time alone does to a rule that is decided; `favour` is the truth that speaks for the person.

    None where it is undecided, or stays as it is.
    """
    truth = decide(node, facts)
    if truth is None or facts.reference_on is None:
        return None
    return _find_end(node, facts, favour) if truth is favour else _find_pass(node, facts, favour)


def _find_end(node: Node, facts: Facts, favour: bool) -> Promise | None:  # noqa: FBT001 -- as find_promise has it
    for day in _change_days(node, facts):
        later = advance(facts, day)
        if decide(node, later) is not favour:
            return Promise("HOLDS", day - ONE_DAY, _is_exact(node, facts, later, favour))
    return None


def _find_pass(node: Node, facts: Facts, favour: bool) -> Promise | None:  # noqa: FBT001 -- as find_promise has it
    stopped, not_before = _stop_today(facts), None
    for day in _change_days(node, stopped):
        truth = decide(node, advance(facts, day))
        if truth is favour:
            return Promise("PASSES", day, _is_exact(node, facts, advance(facts, day - ONE_DAY), favour))
        if not_before is None and decide(node, advance(stopped, day)) is None:
            not_before = day
    if not_before is None or not _is_open_by_time(node, stopped, not_before):
        return None
    return Promise("AFTER", not_before)


def _stop_today(facts: Facts) -> Facts:
    """Suppose that whatever is taken without an end stops at the reference date: the earliest that it can."""
    ongoing = [name for name in DRUG_CLASSES if getattr(facts, f"{name}_until") == ALWAYS]
    changes: dict[str, Any] = {f"{name}_until": facts.reference_on for name in ongoing}
    return replace(facts, **changes)


def _is_open_by_time(node: Node, facts: Facts, day: date) -> bool:
    """Tell whether only events that counted at the reference date are open on a later day, and nothing else is."""
    later = advance(facts, day)
    is_open = [one for one in walk(node) if isinstance(one, TESTS) and test(one, later) is None]
    return all(isinstance(one, Within) and test(one, facts) is True for one in is_open)


# ------------------------------------------------------------------ the facts of a later day
def advance(facts: Facts, day: date) -> Facts:
    """Return what may be true at a later `day` if nothing new happens, at least as wide as the record would say."""
    on = facts.reference_on
    if on is None or day <= on:
        return facts
    changes: dict[str, Any] = {"reference_on": day}
    for name, listed in LISTED.items():
        changes |= _advance_latest(facts, name, day, is_complete=bool(getattr(facts, listed)))
    for name in DRUG_CLASSES:
        changes |= _advance_latest(facts, name, day, is_complete=bool(facts.therapy_list_complete))
    changes["therapy_days_max"] = (facts.therapy_days_max or 0) + (day - on).days
    changes["edss"] = tuple(one if one.is_certain else replace(one, hi=day) for one in facts.edss)
    if facts.pregnant_positive_hi == on:
        changes["pregnant_positive_hi"] = day
    return replace(facts, **changes)


def _advance_latest(facts: Facts, name: str, day: date, *, is_complete: bool) -> dict[str, date]:
    lo, hi = getattr(facts, f"{name}_lo"), getattr(facts, f"{name}_hi")
    end, until = getattr(facts, f"{name}_end"), getattr(facts, f"{name}_until", None)
    return {
        f"{name}_lo": max(lo, min(until, day)) if until else lo,
        f"{name}_hi": day if not is_complete else max(hi, min(end or NEVER, day)),
    }


def _is_exact(node: Node, facts: Facts, neighbour: Facts, favour: bool) -> bool:  # noqa: FBT001 -- as above
    """Tell whether the rule is surely not in favour on the neighbouring day: decided, or all its tests foreseen."""
    if decide(node, neighbour) is not None:
        return True
    return all(_is_foreseen(one, facts, favour) for one in walk(node) if isinstance(one, TESTS))


def _is_foreseen(one: Test, facts: Facts, favour: bool) -> bool:  # noqa: FBT001, PLR0911 -- one case per kind of test
    """Tell whether a test of the facts of a later day is as open as the record would leave it."""
    on, truth = facts.reference_on, test(one, facts)
    assert on is not None  # noqa: S101 -- without it nothing is decided
    match one:
        case Within(fact) if FACTS[fact].column == "remission":
            return facts.remission_hi != ALWAYS
        case Within(fact) if FACTS[fact].column in DRUG_CLASSES:
            return not favour  # its latest day is exact, and only that lets it pass
        case Within(fact):
            return (getattr(facts, f"{FACTS[fact].column}_end") or NEVER) <= on
        case Spaced():
            return (facts.documented_end or NEVER) <= on
        case Rise():
            return all(score.is_certain for score in facts.edss)
        case Total():
            return truth is True
        case Flag(fact) | Limit(fact):
            return _is_foreseen_result(one, fact, facts, truth)
        case _:
            return True


def _is_foreseen_result(one: Flag | Limit, fact: str, facts: Facts, truth: Truth) -> bool:
    if fact == "other_malignancy":
        return truth is not None
    if FACTS[fact].kind == "flag" and fact not in DATED_FLAGS:
        return True
    lo, hi = (getattr(facts, f"{FACTS[fact].column}_on_{end}", None) for end in ("lo", "hi"))
    is_dated = hi is None or lo == hi or hi < facts.reference_on
    has_age = one.max_age_months is not None or one.max_age_days is not None
    return is_dated or (truth is not None and not has_age)


# ------------------------------------------------------------------ the days on which a rule may change its mind
def _change_days(node: Node, facts: Facts) -> list[date]:
    on = facts.reference_on or ALWAYS
    found = {day for one in walk(node) if isinstance(one, TESTS) for day in _days_of(one, facts)}
    return sorted(day for day in found if on < day < ALWAYS)


def _days_of(one: Test, facts: Facts) -> Iterator[date]:
    match one:
        case Within(fact):
            column = FACTS[fact].column
            yield from _leaving(one, (getattr(facts, f"{column}_{end}", None) for end in ("lo", "hi", "end", "until")))
        case Spaced():
            yield from _leaving(one, (day for row in facts.documented_relapses for day in (row.lo, row.hi)))
        case Rise():
            yield from _leaving(one, (day for row in facts.edss for day in (row.lo, row.hi)))
        case Age():
            years = (one.at_most_years or 0) + 1 if one.at_least_years is None else one.at_least_years
            yield from (birthday(day, years) for day in (facts.birth_lo, facts.birth_hi) if day and day != ALWAYS)
        case Duration():
            years = (one.at_most_years if one.at_least_years is None else one.at_least_years) or 0
            ends = (add_months(day, 12 * years) for day in (facts.onset_lo, facts.onset_hi) if day)
            yield from (day + shift for day in ends if day < ALWAYS for shift in (timedelta(), ONE_DAY))
        case Flag() | Limit() if one.max_age_months is not None or one.max_age_days is not None:
            aged = Within(one.fact, months=one.max_age_months, days=one.max_age_days)
            column = FACTS[getattr(one, "cleared_by", None) or one.fact].column
            days = (getattr(facts, f"{column}_on_lo", None), facts.pregnant_positive_hi)
            yield from _leaving(aged, days)
        case _:
            pass


def _leaving(one: Within | Spaced | Rise, days: Iterable[date | None]) -> Iterator[date]:
    """Yield the days on which an event, or the day before it, drops out of a window."""
    for day in days:
        if day is not None and day > NEVER:
            yield from filter(None, (first_outside(one, day), first_outside(one, day - ONE_DAY)))
