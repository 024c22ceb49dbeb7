"""Therapies of one person as facts: the last dose of each class, and days of therapy before the reference.

A course starts on some day of one interval and ends, with its last dose, on some day of another, not before it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility.drugs import DrugClasses, classify
from mesems_dash.eligibility.intervals import ALWAYS, Interval, count_days, count_points, latest, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mesems_dash.eligibility.person import Therapy

UNLISTED_DAYS: Final = 36_500
"""The greatest union where a course may be missing from the list: more than any limit."""


@dataclass(frozen=True, slots=True)
class Course:
    """A row of `therapies`, its ends narrowed to what start-before-end allows."""

    start: Interval
    end: Interval
    classes: DrugClasses
    name: str | None
    atc: str = ""
    route: str = ""


def therapy_facts(therapies: Iterable[Therapy], *, is_complete: bool, on: date) -> dict[str, Any]:
    """Return last doses up to `on`, and the least and greatest union of days on the therapies of I1 before `on`."""
    courses = [course for course in map(read_course, therapies) if course.start.is_possible_by(on)]
    most = count_most_days(courses, on)
    return {
        "therapy_days_min": count_least_days(courses, on),
        "therapy_days_max": most if is_complete else max(most, UNLISTED_DAYS),
        **_last_dose("immunosuppressant", courses, is_complete=is_complete, on=on),
        **_last_dose("platform", courses, is_complete=is_complete, on=on),
        **_last_dose("steroid", courses, is_complete=is_complete, on=on),
        "therapy_list_complete": is_complete,
        "unidentified_drugs": sum(not course.classes.is_identified for course in courses),
        **_open_days(courses, on),
    }


def read_course(therapy: Therapy) -> Course:
    """Read a row: an end not recorded is any day from the start on, an ongoing course has not ended."""
    start = span(therapy.started_lo, therapy.started_hi)
    end = Interval(ALWAYS, ALWAYS) if therapy.ongoing else span(therapy.ended_lo, therapy.ended_hi)
    return Course(
        start=Interval(start.lo, min(start.hi, end.hi)),
        end=Interval(max(end.lo, start.lo), end.hi),
        classes=classify(therapy.drug, therapy.atc, therapy.route),
        name=therapy.drug or therapy.atc,
        atc=therapy.atc or "",
        route=therapy.route or "",
    )


def count_least_days(courses: Iterable[Course], on: date) -> int:
    """Return the fewest days that courses of surely listed drugs can cover before `on`.

    A course that surely lasts covers the days from its latest start to its earliest end. One that may be as short as
    a day needs some day from its earliest end to its latest start, unless that may be `on` or later.
    """
    before = on - timedelta(1)
    listed = [course for course in courses if course.classes.listed == "Y" and course.start.hi <= before]
    lasting = [
        Interval(course.start.hi, min(course.end.lo, before)) for course in listed if course.start.hi <= course.end.lo
    ]
    short = [Interval(course.end.lo, course.start.hi) for course in listed if course.start.hi > course.end.lo]
    return count_days(lasting) + count_points(one for one in short if not any(map(one.meets, lasting)))


def count_most_days(courses: Iterable[Course], on: date) -> int:
    """Return the most days that courses of drugs that may be listed can cover before `on`."""
    before = on - timedelta(1)
    return count_days(
        Interval(course.start.lo, min(course.end.hi, before))
        for course in courses
        if course.classes.listed != "N" and course.start.lo <= before
    )


def _last_dose(name: str, courses: Sequence[Course], *, is_complete: bool, on: date) -> dict[str, Any]:
    """The last dose of a class, and what is known of the course that gives the latest one (see `_rank`)."""
    possible = [
        (Interval(min(course.end.lo, on), min(course.end.hi, on)), getattr(course.classes, name) == "Y", course)
        for course in courses
        if getattr(course.classes, name) != "N"
    ]
    found = latest(
        [dose for dose, is_sure, course in possible if is_sure and course.start.is_certain_by(on)],
        [dose for dose, _, _ in possible],
    )
    ranked = sorted(possible, key=lambda one: _rank(one[0], one[1], one[2], on))
    named = (course.name for _, _, course in ranked if course.name)
    return {
        f"{name}_lo": found.lo,
        f"{name}_hi": found.hi if is_complete else on,
        f"{name}_drug": next(named, None),
        f"{name}_doubt": _find_doubt(name, ranked[0][0], ranked[0][2], on) if ranked else None,
        f"{name}_end": max((course.end.hi for _, _, course in possible), default=None),
        **({"steroid_route": ranked[0][2].route or None if ranked else None} if name == "steroid" else {}),
        **_surest(name, courses, on),
    }


def _rank(dose: Interval, is_sure: bool, course: Course, on: date) -> tuple[Any, ...]:  # noqa: FBT001 -- of a row
    """Put the latest last dose first: of one day a sure one, then by name, code and route, never by order of rows."""
    return (
        -dose.hi.toordinal(),
        not is_sure,
        *_spelling(course),
        not course.start.is_certain_by(on),
        dose.lo == dose.hi,
    )


def _spelling(course: Course) -> tuple[str, ...]:
    """Return what puts courses into the order of the alphabet, in `treatment.sql` too."""
    name = course.name or ""
    return (name.lower(), name, course.atc, course.route)


def _find_doubt(name: str, dose: Interval, course: Course, on: date) -> str | None:
    """What is open about the course that gives the latest last dose: DRUG, CLASS, START, END or nothing."""
    if not course.classes.is_identified:
        return "DRUG"
    if getattr(course.classes, name) == "M":
        return "CLASS"
    if not course.start.is_certain_by(on):
        return "START"
    return "END" if dose.lo < dose.hi else None


def _surest(name: str, courses: Iterable[Course], on: date) -> dict[str, Any]:
    """Of the courses that surely count, the one that lasts longest: its drug, and until when at least."""
    sure = sorted(
        (course for course in courses if getattr(course.classes, name) == "Y" and course.start.is_certain_by(on)),
        key=lambda course: (-course.end.lo.toordinal(), *_spelling(course)),
    )
    until, drug = (sure[0].end.lo, sure[0].name) if sure else (None, None)
    return {f"{name}_sure_drug": drug, f"{name}_until": until}


def _open_days(courses: Iterable[Course], on: date) -> dict[str, Any]:
    """What may leave the days of therapy open: a drug whose name and code say too little, a date that is not exact."""
    before = [course for course in courses if course.classes.listed != "N" and course.start.lo < on]
    coarse = [course.name for course in before if course.classes.listed == "M" and course.classes.is_identified]
    return {
        "coarse_drug": max((name for name in coarse if name), default=None),
        "therapy_is_rough": any(
            course.start.lo < course.start.hi or min(course.end.lo, on) < min(course.end.hi, on) for course in before
        ),
    }
