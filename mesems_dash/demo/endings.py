"""What the trial did with a person: decisions, harvests, randomisation, infusions, dispositions, doses.

Neighbours: plan says how it ends, record writes the disease, wording the oddest reasons. Sites err: some reasons are
incomplete, some say OTHER, some decisions disagree with the data.
"""

# ruff: noqa: PLR2004 -- a model of chance is made of numbers; each stands beside what it is

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.demo.days import When, draw_hump, pick, to_working_day
from mesems_dash.demo.record import Cell, Excerpt, Later, Row, Rows, write_answers

if TYPE_CHECKING:
    from random import Random

SIGNED_BEFORE: Final = {0: 78.0, 1: 10.0, 3: 7.0, 7: 5.0}
"""Days from consent to the first procedure of screening: mostly one visit."""
DECIDED_BEFORE: Final = 44
"""Days from the site's decision to randomisation, at least: bone marrow is taken and cells grow in between."""
WEEK_24: Final = 168
WEEK_48: Final = 336
CODES: Final = {
    "DECLINED": "DECLINED_CONSENT",
    "WITHDREW": "WITHDREW_BEFORE_RANDOMISATION",
    "MANUFACTURING": "MANUFACTURING_FAILURE",
    "SITE_CLOSED": "SITE_CLOSED",
    "OTHER": "OTHER",
}
STATUSES: Final = {"DECLINED": "DECLINED", "WITHDREW": "WITHDRAWN", "SITE_CLOSED": "SITE_CLOSED", "OTHER": "OTHER"}
NOT_GIVEN: Final = ("Cells not released", "Infection on the day", "Consent withdrawn", "Relapse treated with steroids")


def write_screenings(excerpt: Excerpt, rng: Random) -> Rows:
    """The rows of `screenings.csv`: all but the last one failed for reasons that time clears."""
    rows = []
    last = len(excerpt.slot.screened)
    for number, screened in enumerate(excerpt.slot.screened, start=1):
        decision = _decide(excerpt, rng) if number == last else _refuse(rng, screened, excerpt.failures[number - 1])
        rows.append(Row(screened, _write_screening(excerpt, rng, number, decision)))
    return {"screenings": tuple(rows)}


def _write_screening(excerpt: Excerpt, rng: Random, number: int, decision: tuple[Cell, Cell, Cell]) -> tuple[Cell, ...]:
    slot, course = excerpt.slot, excerpt.course
    screened, reference = slot.screened[number - 1], slot.references[number - 1]
    planned = reference
    if slot.fate == "RANDOMISED" and rng.random() < 0.35:
        planned = max(screened + 30, reference + rng.randint(-10, 10))
    has_consent = slot.fate != "DECLINED" or rng.random() < 0.3
    signed = to_working_day(screened - pick(rng, SIGNED_BEFORE))
    consent = When(signed) if has_consent and (excerpt.is_careful or rng.random() < 0.94) else ""
    able = ("Y" if course.answers["consent_able"] else "N") if has_consent or rng.random() < 0.5 else "Y"
    return (
        str(number),
        When(screened),
        course.subtype if rng.random() < 0.25 and excerpt.is_careful else "",
        able,
        consent,
        When(planned) if slot.has_plan else "",
        *write_answers(excerpt, rng),
        *decision,
    )


Decision = tuple[Cell, Cell, Cell]


def _make_decision(day: int, verdict: str, reasons: str = "") -> Decision:
    return Later(day, verdict, "PENDING"), Later(day, When(day)), Later(day, reasons)


def _refuse(rng: Random, screened: int, failures: tuple[str, ...]) -> Decision:
    day = to_working_day(screened + draw_hump(rng, least=5, usual=16, most=42))
    return _make_decision(day, "INELIGIBLE", _describe(rng, failures))


def _describe(rng: Random, failures: tuple[str, ...]) -> str:
    """The reasons as a site writes them: mostly all, sometimes the first, sometimes none or another."""
    manner = pick(rng, {"all": 68.0, "first": 16.0, "branch": 3.0, "more": 4.0, "OTHER": 5.0, "": 4.0})
    if manner in {"OTHER", ""} or not failures:
        return manner if manner in {"OTHER", ""} else "OTHER"
    if manner == "first":
        return failures[0]
    if manner == "branch":
        return "|".join("E1" if code == "I1" else code for code in failures)
    return "|".join((*failures, "OTHER")[: len(failures) + (manner == "more")])


def _decide(excerpt: Excerpt, rng: Random) -> Decision:
    slot, screened = excerpt.slot, excerpt.slot.screened[-1]
    if slot.fate == "RANDOMISED":
        return _decide_in_time(rng, screened, excerpt.reference - DECIDED_BEFORE)
    day = to_working_day(screened + draw_hump(rng, least=7, usual=24, most=70))
    if slot.fate == "FAILED":
        return _decide_failed(excerpt, rng, day)
    if slot.fate == "WAITING":
        return _decide_waiting(rng, screened)
    if slot.fate == "DISPUTED":
        code = pick(rng, {"OTHER": 3.0, "I1": 3.0, "I3": 2.0, "I4": 2.0, "E13": 1.0, "": 1.0})
        return _make_decision(day, "INELIGIBLE", code)
    if rng.random() < (0.1 if excerpt.failures[-1] else 0.6):
        return _make_decision(min(day, slot.references[-1] - 2), "ELIGIBLE")
    reasons = "|".join((*excerpt.failures[-1], CODES[slot.fate]))
    return _make_decision(day + draw_hump(rng, least=5, usual=20, most=60), "INELIGIBLE", reasons)


def _decide_in_time(rng: Random, screened: int, last: int) -> Decision:
    """Call somebody eligible early enough for a harvest before randomisation."""
    day = screened + draw_hump(rng, least=3, usual=max(3, min(16, last - screened)), most=max(3, last - screened))
    return _make_decision(to_working_day(day), "ELIGIBLE")


def _decide_failed(excerpt: Excerpt, rng: Random, day: int) -> Decision:
    if rng.random() < 0.03:
        return _make_decision(day, "ELIGIBLE")
    if rng.random() < 0.02:
        return "PENDING", "", ""
    return _make_decision(day, "INELIGIBLE", _describe(rng, excerpt.failures[-1]))


def _decide_waiting(rng: Random, screened: int) -> Decision:
    manner = pick(rng, {"never": 30.0, "OTHER": 26.0, "DECLINED_CONSENT": 18.0, "": 12.0, "ELIGIBLE": 18.0})
    day = to_working_day(screened + draw_hump(rng, least=90, usual=400, most=640))
    if manner == "never":
        return "PENDING", "", ""
    if manner == "ELIGIBLE":
        return _make_decision(day, "ELIGIBLE")
    return _make_decision(day, "INELIGIBLE", manner)


def write_endings(excerpt: Excerpt, rng: Random, *, decision: Cell) -> Rows:
    """Harvests, randomisation, infusions and dispositions of somebody about whom the site decided so."""
    if excerpt.slot.fate == "RANDOMISED":
        return _write_randomised(excerpt, rng, _called_eligible(excerpt, decision))
    return {**_write_left(excerpt, rng, decision), **_write_harvest_of_others(excerpt, rng, decision)}


def _called_eligible(excerpt: Excerpt, decision: Cell) -> int:
    """The day on which the site called the person eligible, else that of the screening."""
    if isinstance(decision, Later) and decision.then == "ELIGIBLE":
        return decision.day
    return excerpt.slot.screened[-1]


def _write_left(excerpt: Excerpt, rng: Random, decision: Cell) -> Rows:
    slot, screened = excerpt.slot, excerpt.slot.screened[-1]
    if slot.fate in {"FAILED", "WAITING"} and isinstance(decision, Later) and decision.then == "ELIGIBLE":
        day = to_working_day(decision.day + draw_hump(rng, least=20, usual=60, most=200))
        status = pick(rng, {"OTHER": 3.0, "WITHDRAWN": 2.0})
        return {"dispositions": (Row(day, (status, When(day), "Not randomised after review")),)}
    if slot.fate not in STATUSES or rng.random() < 0.25:
        return {}
    day = to_working_day(screened + draw_hump(rng, least=12, usual=40, most=95))
    reason = {"DECLINED": "Did not want a harvest", "SITE_CLOSED": "Site closed"}.get(slot.fate, "")
    return {"dispositions": (Row(day, (STATUSES[slot.fate], When(day), reason if rng.random() < 0.5 else "")),)}


def _write_harvest(day: int, outcome: str, released: int) -> Row:
    on: Cell = Later(released, When(released)) if outcome == "OK" else ""
    return Row(day, (When(day), Later(released, outcome, "PENDING"), on))


def _write_harvest_of_others(excerpt: Excerpt, rng: Random, decision: Cell) -> Rows:
    fate, screened = excerpt.slot.fate, excerpt.slot.screened[-1]
    day = to_working_day(max(screened + rng.randint(14, 30), _called_eligible(excerpt, decision) + 4))
    if fate == "MANUFACTURING":
        return {"harvests": (_write_harvest(day, "FAILED", day + rng.randint(18, 32)),)}
    if fate == "WITHDREW" and rng.random() < 0.5:
        return {"harvests": (_write_harvest(day, "OK", day + rng.randint(24, 34)),)}
    return {}


def _write_randomised(excerpt: Excerpt, rng: Random, decided: int) -> Rows:
    slot, reference = excerpt.slot, excerpt.reference
    released = to_working_day(reference - rng.randint(4, 9))
    harvested = to_working_day(max(decided + rng.randint(4, 9), released - rng.randint(24, 40)))
    harvests = [_write_harvest(harvested, "OK", released)]
    if rng.random() < 0.1 and harvested - decided > 22:
        harvests.insert(0, _write_harvest(harvested - 20, "FAILED", harvested - 4))
    number = str(len(slot.screened))
    rows: Rows = {
        "harvests": tuple(harvests),
        "randomisations": (Row(reference, (number, When(reference), "", slot.place.site_id)),),
    }
    return rows | _write_treated(excerpt, rng)


COURSES: Final = {
    "COMPLETED": 86.0,
    "MISSED": 1.5,
    "WITHDRAWN_BEFORE_2": 4.0,
    "LOST_BEFORE_2": 1.5,
    "NEVER": 0.7,
    "WITHDRAWN_AFTER_2": 3.0,
    "LOST_AFTER_2": 1.5,
    "DIED": 1.2,
    "OTHER": 0.6,
}
"""How the year after randomisation goes."""


def _write_treated(excerpt: Excerpt, rng: Random) -> Rows:
    way = pick(rng, COURSES)
    first = max(excerpt.reference, to_working_day(excerpt.reference + rng.randint(0, 4)))
    second = to_working_day(first + WEEK_24 + rng.randint(-9, 13))
    end = to_working_day(excerpt.reference + WEEK_48 + rng.randint(-9, 13))
    infusions = []
    if way == "NEVER":
        infusions.append(Row(first, ("1", "N", "")))
    else:
        infusions.append(Row(first, ("1", "Y" if rng.random() < 0.97 else "", When(first))))
    if way in {"COMPLETED", "WITHDRAWN_AFTER_2", "LOST_AFTER_2", "DIED"}:
        infusions.append(Row(second, ("2", "Y", When(second))))
    elif way == "MISSED" or rng.random() < 0.4:
        infusions.append(Row(second, ("2", "N", "")))
    return {
        "infusions": tuple(infusions),
        "dispositions": (_dispose(rng, way, (first, second, end)),),
        **_write_follow_up(excerpt, rng, second if len(infusions) > 1 else first),
    }


def _dispose(rng: Random, way: str, days: tuple[int, int, int]) -> Row:
    first, second, end = days
    status = {"MISSED": "COMPLETED", "NEVER": "WITHDRAWN"}.get(way, way.split("_", maxsplit=1)[0])
    day = end
    if way in {"WITHDRAWN_BEFORE_2", "LOST_BEFORE_2", "NEVER", "OTHER"}:
        day = rng.randint(first + 5, second - 3)
    elif status != "COMPLETED":
        day = rng.randint(second + 5, end - 5)
    reason = pick(rng, {"": 4.0, "Own wish": 4.0, "Moved away": 1.0}) if status in {"WITHDRAWN", "LOST"} else ""
    return Row(day, (status, When(day), reason))


def _write_follow_up(excerpt: Excerpt, rng: Random, last: int) -> Rows:
    score = excerpt.course.edss[-1][1]
    days = [last + 7, last + WEEK_24 - 3]
    scores = [min(max(score + pick(rng, {-0.5: 2.0, 0.0: 6.0, 0.5: 2.0}), 1.0), 9.0) for _ in days]
    return {
        "edss_follow_up": tuple(Row(day, (When(day), f"{value:.1f}")) for day, value in zip(days, scores, strict=True))
    }


def write_doses(infusions: tuple[Row, ...], sequence: str, rng: Random) -> Rows:
    """The closed rows of one randomised person; cells are counted for the product that has some."""
    products = ("MSC", "PLACEBO") if sequence == "MSC_FIRST" else ("PLACEBO", "MSC")
    weight = round(min(max(rng.gauss(69, 12), 44), 112), 1)
    doses = []
    for row in infusions:
        number, given = row.cells[0], row.cells[1]
        product = products[int(str(number)) - 1]
        cells = round(weight * _draw_dose(rng) * 1e6, -5) if product == "MSC" and given != "N" else 0
        why = rng.choice(NOT_GIVEN) if given == "N" else ""
        doses.append(Row(row.known_on, (number, product, f"{cells:.0f}" if cells else "", f"{weight:.1f}", why)))
    return {"doses": tuple(doses)}


def _draw_dose(rng: Random) -> float:
    if rng.random() < 0.02:
        return rng.choice((0.8, 2.3))
    return rng.triangular(1.02, 1.98, 1.7)
