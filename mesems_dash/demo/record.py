"""The imperfect excerpt of a course that a site writes down, row by row. Neighbours: course, endings, export.

Every row knows from which day on an export holds it, and a cell may change on a day: so one record serves every cut.
"""

# ruff: noqa: PLR2004 -- a model of chance is made of numbers; each stands beside what it is

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mesems_dash.demo.days import When, day_of, go_back, pick
from mesems_dash.demo.medicines import UNIDENTIFIED

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from mesems_dash.demo.course import Course, Treatment
    from mesems_dash.demo.plan import Slot


class Later(NamedTuple):
    """A cell that reads `before` until `day`, and `then` from that day on."""

    day: int
    then: str | When
    before: str = ""


Cell = str | When | Later


class Row(NamedTuple):
    """A row of one file without its subject_id; an export holds it from `known_on` on."""

    known_on: int
    cells: tuple[Cell, ...]


Rows = dict[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is to be written: the course, its slot, the one value to leave out ("" = none), how careful the site is."""

    slot: Slot
    course: Course
    gap: str
    failures: tuple[tuple[str, ...], ...]

    @property
    def first(self) -> int:
        return self.slot.screened[0]

    @property
    def reference(self) -> int:
        return self.slot.references[-1]

    @property
    def is_careful(self) -> bool:
        return self.slot.wanted in {"FIT", "GAP"} or self.slot.fate == "RANDOMISED"


ANSWERED: Final = (
    "active_infection",
    "life_limiting_comorbidity",
    "mds_history",
    "haematologic_history",
)
HISTORIES: Final = ("therapy", "relapse", "mri", "malignancy")


def choose_gap(rng: Random, course: Course) -> str:
    """The one value that nobody recorded of somebody who otherwise fits."""
    gaps = {
        "HIV": 3.0, "HBSAG": 2.0, "HCVAB": 2.0, "EGFR": 4.0, "EDSS": 3.0, "onset": 3.0, "WBC": 1.0, "drug": 4.0,
        "relapse": 2.0, "therapy": 2.0, "malignancy": 2.0, "mri_possible": 1.5, "active_infection": 1.5,
        "life_limiting_comorbidity": 1.0, "renal_failure": 1.0, "haematologic_history": 1.0,
    }  # fmt: skip
    if course.is_fertile:
        gaps |= {"HCG": 4.0, "contraception_agreed": 4.0}
    return pick(rng, gaps)


def write_course(excerpt: Excerpt, rng: Random) -> Rows:
    """The rows about the person and the disease, by file."""
    return {
        "subjects": (_write_subject(excerpt, rng),),
        "relapses": _write_relapses(excerpt, rng),
        "edss": _write_edss(excerpt, rng),
        "mri": _write_scans(excerpt, rng),
        "labs": _write_labs(excerpt, rng),
        "therapies": _write_treatments(excerpt, rng),
        "malignancies": _write_malignancies(excerpt),
    }


def write_answers(excerpt: Excerpt, rng: Random) -> tuple[str, ...]:
    """The twelve answers of a screening, from therapy_history_complete to mri_possible, in the file's order."""
    course, gap = excerpt.course, excerpt.gap
    histories = ["" if gap == name else _answer(excerpt, rng, "Y", 0.06) for name in HISTORIES]
    flags = ["" if gap == name else _answer(excerpt, rng, _yes_no(course.answers[name]), 0.03) for name in ANSWERED]
    relevant = "" if gap == "WBC" or (rng.random() < 0.5 and _is_normal(course)) else "N"
    agreed = _yes_no(course.answers["contraception_agreed"]) if course.is_fertile else ""
    last = [
        "" if gap == name else _answer(excerpt, rng, value, 0.03)
        for name, value in (
            ("contraception_agreed", agreed),
            ("renal_failure", _yes_no(course.answers["renal_failure"])),
            ("mri_possible", _yes_no(course.answers["mri_possible"])),
        )
    ]
    return (*histories, *flags, relevant, *last)


def _yes_no(value: object) -> str:
    return "Y" if value else "N"


def _answer(excerpt: Excerpt, rng: Random, value: str, missing: float) -> str:
    if excerpt.is_careful or rng.random() > missing:
        return value
    return "U" if rng.random() < 0.3 else ""


def _is_normal(course: Course) -> bool:
    count = [row.result for row in course.labs if row.test == "WBC"][-1]
    return 4.0 <= float(count) <= 11.0


def find_span(when: When) -> tuple[int, int]:
    """First and last day that a date as written may mean."""
    text = date.fromordinal(when.day).isoformat()
    if when.precision == len(text):
        return when.day, when.day
    first = day_of((text[: when.precision] + "-01-01")[:10])
    return first, go_back(first, months=-1 if when.precision == len("2000-01") else -12) - 1


def _soften(rng: Random, day: int, *, shares: dict[int, float], is_same: Callable[[int], bool] | None) -> When:
    """The day as remembered, to the day, month or year; never so that it would change what `is_same` says."""
    when = When(day, pick(rng, shares))
    if is_same and len({is_same(day), *map(is_same, find_span(when))}) > 1:
        return When(day)
    return when


def _write_subject(excerpt: Excerpt, rng: Random) -> Row:
    course, reference = excerpt.course, excerpt.reference
    is_careful = excerpt.is_careful
    birth = _soften(
        rng, course.birth, shares={10: 60.0, 7: 30.0, 4: 10.0},
        is_same=(lambda day: 18.0 * 365.25 + 2 < reference - day < 51.0 * 365.25 - 2) if is_careful else None,
    )  # fmt: skip
    onset = _soften(
        rng, course.onset, shares={10: 40.0, 7: 42.0, 4: 18.0},
        is_same=(lambda day: go_back(reference, months=120) <= day <= go_back(reference, months=24))
        if is_careful
        else None,
    )  # fmt: skip
    diagnosis = _soften(rng, course.diagnosis, shares={10: 55.0, 7: 35.0, 4: 10.0}, is_same=None)
    is_blank = excerpt.gap == "onset" or (not is_careful and rng.random() < 0.02)
    subtype = "" if not is_careful and rng.random() < 0.045 else course.subtype
    fertile = _yes_no(course.is_fertile) if course.sex == "F" else ""
    cells = (excerpt.slot.place.site_id, course.sex, birth, "" if is_blank else onset, diagnosis, subtype, fertile)
    return Row(excerpt.first, cells)


def _write_relapses(excerpt: Excerpt, rng: Random) -> tuple[Row, ...]:
    old = go_back(excerpt.reference, months=26)
    rows = []
    for relapse in excerpt.course.relapses:
        is_vague = rng.random() < (0.3 if relapse.onset < old else 0.0 if excerpt.is_careful else 0.12)
        onset = When(relapse.onset, 7 if is_vague else 10)
        ended = Later(relapse.ended, When(relapse.ended, onset.precision))
        known_on = max(excerpt.first, relapse.onset)
        rows.append(Row(known_on, (onset, ended if rng.random() < 0.7 else "", relapse.documented, relapse.severity)))
    return tuple(rows)


def _write_edss(excerpt: Excerpt, rng: Random) -> tuple[Row, ...]:
    old = go_back(excerpt.reference, months=14)
    rows = []
    for day, score in excerpt.course.edss:
        is_last = day >= excerpt.slot.screened[-1]
        is_blank = excerpt.gap == "EDSS" and is_last
        is_vague = day < old and rng.random() < 0.2
        rows.append(
            Row(max(excerpt.first, day), (When(day, 7 if is_vague else 10), "" if is_blank else f"{score:.1f}"))
        )
    return tuple(rows)


def _write_scans(excerpt: Excerpt, rng: Random) -> tuple[Row, ...]:
    rows = []
    for scan in excerpt.course.scans:
        is_blank = not excerpt.is_careful and rng.random() < 0.05
        lesions = "" if is_blank or scan.gadolinium == "N" else str(scan.lesions)
        new_t2 = "" if rng.random() < 0.2 else str(scan.new_t2)
        rows.append(Row(max(excerpt.first, scan.day), (When(scan.day), scan.gadolinium, lesions, new_t2)))
    return tuple(rows)


def _write_labs(excerpt: Excerpt, rng: Random) -> tuple[Row, ...]:
    rows = []
    for lab in excerpt.course.labs:
        result = lab.result
        if excerpt.gap == lab.test == "WBC":
            result = rng.choice(("3.6", "3.8", "11.6", "12.1"))
        elif excerpt.gap == lab.test or (not excerpt.is_careful and rng.random() < 0.035):
            result = pick(rng, {"": 4.0, "ND": 3.0, "-": 5.0})
        if excerpt.gap == lab.test == "EGFR" and rng.random() < 0.4:
            result = rng.choice((">=45", ">30"))
        unit = {"EGFR": "mL/min/1.73m2", "WBC": "10^9/L"}.get(lab.test, "") if rng.random() < 0.4 else ""
        if result != "-":
            rows.append(Row(max(excerpt.first, lab.day), (When(lab.day), lab.test, result, unit)))
    return tuple(rows)


def _write_treatments(excerpt: Excerpt, rng: Random) -> tuple[Row, ...]:
    rows = [_write_treatment(excerpt, rng, treatment) for treatment in excerpt.course.treatments]
    if excerpt.gap == "drug" or (not excerpt.is_careful and rng.random() < 0.02):
        drug = rng.choice(UNIDENTIFIED)
        started = excerpt.reference - rng.randint(150, 500)
        rows.append(Row(excerpt.first, (drug.names[0], "", drug.route, When(started, 7), "", "Y")))
    return tuple(rows)


def _write_treatment(excerpt: Excerpt, rng: Random, treatment: Treatment) -> Row:
    medicine, reference = treatment.medicine, excerpt.reference
    is_needed = medicine.level in {"OTHER", "STEROID"}
    atc = medicine.atc if is_needed or rng.random() < 0.7 else ""
    route = medicine.route if is_needed or rng.random() < 0.88 else ""
    precision = 10
    if treatment.started < reference - 420:
        precision = pick(rng, {10: 50.0, 7: 38.0, 4: 0.0 if medicine.is_listed and excerpt.is_careful else 12.0})
    cells = (treatment.name, atc, route, When(treatment.started, precision), *_write_stop(excerpt, rng, treatment))
    return Row(max(excerpt.first, treatment.started), cells)


def _write_stop(excerpt: Excerpt, rng: Random, treatment: Treatment) -> tuple[Cell, Cell]:
    if treatment.ended is None:
        return "", "Y"
    if not excerpt.is_careful and rng.random() < 0.025:
        return "", "U"
    is_vague = treatment.ended < go_back(excerpt.reference, months=5) and rng.random() < 0.22
    stop = When(treatment.ended, 7 if is_vague and treatment.ended > treatment.started + 31 else 10)
    return Later(treatment.ended, stop), Later(treatment.ended, "N", "Y")


def _write_malignancies(excerpt: Excerpt) -> tuple[Row, ...]:
    return tuple(
        Row(excerpt.first, (row.type, When(row.diagnosed, 7), When(row.remission, 7) if row.remission else ""))
        for row in excerpt.course.malignancies
    )
