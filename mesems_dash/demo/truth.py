"""Which criteria a course fails, were everything known: so that the plan can ask for people who fit or do not.

A plain reading for full dates only, used to choose among drawn courses and to let sites write coherent reasons; what
the app says about the excerpt is judged by `mesems_dash.eligibility`, which knows nothing of this.
"""

# ruff: noqa: PLR2004 -- a model of chance is made of numbers; each stands beside what it is

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.demo.course import Course, Treatment, age_at
from mesems_dash.demo.days import go_back
from mesems_dash.vocabulary import COUNTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def find_failures(course: Course, *, reference: int, ruleset: str) -> tuple[str, ...]:
    """The criteria that go against the person at `reference`, in protocol order; () = eligible."""
    failing = {
        "I1": not _is_active(course, reference, ruleset),
        "I2": not 18 <= age_at(course, reference) <= 50,
        "I3": not go_back(reference, months=120) <= course.onset <= go_back(reference, months=24),
        "I4": not 3.0 <= _scores(course, course.birth, reference)[-1] <= 6.5,
        **_find_exclusions(course, reference),
    }
    return tuple(criterion for criterion in COUNTED if failing.get(criterion, False))


def _find_exclusions(course: Course, reference: int) -> dict[str, bool]:
    answers = course.answers
    return {
        "E4": answers["active_infection"] or _has_infection(course, reference),
        "E5": _took(course, go_back(reference, months=3), reference, lambda row: row.medicine.is_suppressant),
        "E6": _took(course, reference - 30, reference, lambda row: row.medicine.is_platform),
        "E7": _took(course, reference - 30, reference, lambda row: row.medicine.level == "STEROID"),
        "E8": any(reference - 60 <= relapse.onset <= reference for relapse in course.relapses),
        "E9": _has_malignancy(course, reference),
        "E10": answers["life_limiting_comorbidity"],
        "E11": answers["mds_history"] or answers["haematologic_history"],
        "E12": _is_pregnant(course, reference) or (course.is_fertile and not answers["contraception_agreed"]),
        "E13": _egfr(course, reference) < 60 or answers["renal_failure"] or not answers["mri_possible"],
        "E14": not answers["consent_able"],
    }


def _is_active(course: Course, reference: int, ruleset: str) -> bool:
    look_back = go_back(reference, months=18 if ruleset == "london" else 12)
    is_treated = _count_days(course.treatments, reference) >= 365
    is_enhancing = any(
        scan.lesions and scan.gadolinium == "Y" and look_back <= scan.day <= reference for scan in course.scans
    )
    has_relapsed = bool(_documented(course, look_back, reference))
    if course.subtype == "RRMS":
        return is_treated and (has_relapsed or is_enhancing or _has_two(course, reference))
    if course.subtype == "CIS" or ruleset == "copenhagen":
        return False
    if course.subtype == "SPMS":
        return is_treated and _has_risen(course, reference) and (has_relapsed or is_enhancing)
    has_bands = [row.result for row in course.labs if row.test == "CSF_OCB"][-1:] == ["POS"]
    return _has_risen(course, reference) and is_enhancing and has_bands


def _documented(course: Course, first: int, last: int) -> list[int]:
    return [row.onset for row in course.relapses if row.documented == "Y" and first <= row.onset <= last]


def _has_two(course: Course, reference: int) -> bool:
    onsets = _documented(course, go_back(reference, months=24), reference)
    return bool(onsets) and max(onsets) - min(onsets) >= 30


def _scores(course: Course, first: int, last: int) -> list[float]:
    return [score for day, score in course.edss if first <= day <= last]


def _has_risen(course: Course, reference: int) -> bool:
    scores = _scores(course, go_back(reference, months=12), reference)
    return len(scores) > 1 and scores[-1] - scores[0] >= (1.0 if scores[-1] <= 5.0 else 0.5)


def _count_days(treatments: Iterable[Treatment], reference: int) -> int:
    spans = sorted(
        (row.started, min(row.ended or reference, reference - 1)) for row in treatments if row.medicine.is_listed
    )
    days, until = 0, 0
    for first, last in spans:
        days += max(0, last - max(first, until + 1) + 1)
        until = max(until, last)
    return days


def _took(course: Course, first: int, last: int, is_counted: Callable[[Treatment], bool]) -> bool:
    return any(
        is_counted(row) and row.started <= last and (row.ended is None or row.ended >= first)
        for row in course.treatments
    )


def _has_infection(course: Course, reference: int) -> bool:
    positive = {row.test for row in course.labs if row.result == "POS" and row.day <= reference}
    return bool(positive & {"HIV", "HBSAG", "HCVRNA"})


def _has_malignancy(course: Course, reference: int) -> bool:
    year_ago = go_back(reference, months=12)
    return any(row.type == "OTHER" or row.remission is None or row.remission >= year_ago for row in course.malignancies)


def _is_pregnant(course: Course, reference: int) -> bool:
    return [row.result for row in course.labs if row.test == "HCG" and row.day <= reference][-1:] == ["POS"]


def _egfr(course: Course, reference: int) -> float:
    results = [row.result for row in course.labs if row.test == "EGFR" and row.day <= reference]
    return float(results[-1].lstrip("<>=")) if results else 90.0
