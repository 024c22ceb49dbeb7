"""Random people with gaps, their dates crowded around the edges of every window. Nobody in particular."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from mesems_dash.eligibility.intervals import add_months
from mesems_dash.eligibility.person import (
    EdssAssessment,
    LabResult,
    Malignancy,
    Person,
    Relapse,
    Scan,
    Screening,
    Subject,
    Therapy,
)

REFERENCES = (date(2015, 3, 3), date(2016, 2, 29), date(2016, 3, 31), date(2017, 2, 28), date(2018, 12, 30))
DAYS = (-400, -31, -1, 0, 0, 1, 2, 5, 15, 29, 30, 31, 45, 59, 60, 61, 80, 120, 200, 300, 395, 500, 650, 800, 1500)
MONTHS = (3, 6, 12, 18, 24, 48)
SCORES = (None, *(half / 2 for half in range(2, 20)))
DRUGS = (
    ("fingolimod", None),
    ("natalizumab", "L04AA23"),
    ("interferon beta-1a", None),
    ("glatiramer acetate", "L03AX13"),
    ("mitoxantrone", None),
    ("methylprednisolone", None),
    ("prednisone", "H02AB07"),
    ("ocrelizumab", None),
    ("trial drug 17", None),
    (None, "L04"),
    (None, None),
    ("ibuprofen", "M01AE01"),
)
ROUTES = (None, "ORAL", "IV", "SC", "INHALED", "RECTAL")
TESTS = ("EGFR", "WBC", "HIV", "HBSAG", "HCVAB", "HCVRNA", "HCG", "CSF_OCB")
Days = tuple[date | None, date | None]


def make_random(seed: int) -> Random:
    """Return a generator that gives the same people for the same seed."""
    return Random(seed)  # noqa: S311 -- test data, not secrets


def make_person(random: Random) -> tuple[Person, Screening]:
    """Return a person and the screening to judge."""
    reference_on = random.choice(REFERENCES)
    subtype = random.choice(("RRMS", "RRMS", "SPMS", "PPMS", "CIS", None))
    subject = make_subject(random, reference_on)
    screening = make_screening(random, reference_on, subtype)
    person = Person(
        subject=subject,
        screenings=(screening,),
        relapses=_several(random, 5, lambda: make_relapse(random, reference_on)),
        edss=_several(random, 5, lambda: make_assessment(random, reference_on)),
        mri=_several(random, 3, lambda: make_scan(random, reference_on)),
        labs=tuple(
            lab for test in TESTS for lab in _several(random, 2, lambda test=test: make_lab(random, test, reference_on))
        ),
        therapies=_several(random, 4, lambda: make_therapy(random, reference_on)),
        malignancies=_several(random, 1, lambda: make_malignancy(random, reference_on)),
    )
    return person, screening


def make_subject(random: Random, on: date) -> Subject:
    birth_lo, birth_hi = blur(random, _years_before(random, on, (17, 18, 30, 40, 50, 51)))
    onset_lo, onset_hi = blur(random, _years_before(random, on, (1, 2, 5, 10, 15)))
    return Subject(
        sex=random.choice(("F", "F", "M", None)),
        birth_lo=birth_lo,
        birth_hi=birth_hi,
        onset_lo=onset_lo,
        onset_hi=onset_hi,
        childbearing_potential=_answer(random),
    )


def make_screening(random: Random, on: date, subtype: str | None) -> Screening:
    flags: dict[str, Any] = {
        name: _answer(random, yes=0.7)
        for name in (
            "therapy_history_complete",
            "relapse_history_complete",
            "mri_history_complete",
            "malignancy_history_complete",
        )
    }
    flags |= {name: _answer(random, yes=0.9) for name in ("consent_able", "contraception_agreed", "mri_possible")}
    flags |= {
        name: _answer(random, yes=0.1)
        for name in (
            "active_infection",
            "life_limiting_comorbidity",
            "mds_history",
            "haematologic_history",
            "wbc_clinically_relevant",
            "renal_failure",
        )
    }
    return Screening(subtype=subtype, reference_on=on, **flags)


def make_relapse(random: Random, on: date) -> Relapse:
    lo, hi = make_days(random, on)
    return Relapse(onset_lo=lo, onset_hi=hi, documented=_answer(random, yes=0.8))


def make_assessment(random: Random, on: date) -> EdssAssessment:
    lo, hi = make_days(random, on)
    return EdssAssessment(assessed_lo=lo, assessed_hi=hi, score=random.choice(SCORES))


def make_scan(random: Random, on: date) -> Scan:
    lo, hi = make_days(random, on)
    return Scan(
        scanned_lo=lo, scanned_hi=hi, gadolinium=_answer(random, yes=0.8), gel_count=random.choice((None, 0, 0, 2))
    )


def make_lab(random: Random, test: str, on: date) -> LabResult:
    lo, hi = make_days(random, on)
    if test not in {"EGFR", "WBC"}:
        result = random.choice((None, "NEG", "NEG", "NEG", "POS", "ND"))
        return LabResult(collected_lo=lo, collected_hi=hi, test=test, result=result)
    value = random.choice((None, 59.9, 60.0, 75.0) if test == "EGFR" else (None, 3.9, 4.0, 7.0, 11.0, 11.1))
    bounds = random.choice(("exact", "exact", "above", "at least", "below"))
    low, high = (value, value) if bounds == "exact" else (value, float("inf"))
    if bounds == "below":
        low, high = float("-inf"), value
    if value is None:
        return LabResult(collected_lo=lo, collected_hi=hi, test=test)
    is_low_open, is_high_open = bounds in {"above", "below"}, bounds != "exact"
    ends = {"value_lo_open": is_low_open, "value_hi_open": is_high_open}
    return LabResult(collected_lo=lo, collected_hi=hi, test=test, value_lo=low, value_hi=high, **ends)


def make_therapy(random: Random, on: date) -> Therapy:
    drug, atc = random.choice(DRUGS)
    start = make_day(random, on) - timedelta(days=random.choice((0, 10, 200, 364, 365, 900)))
    started, ended = blur(random, start), blur(random, start + timedelta(days=random.choice((0, 10, 200, 364, 365))))
    ongoing = random.choice((None, None, True, False))
    if ongoing:
        ended = (None, None)
    return Therapy(
        drug=drug,
        atc=atc,
        route=random.choice(ROUTES),
        started_lo=started[0],
        started_hi=started[1],
        ended_lo=ended[0],
        ended_hi=ended[1],
        ongoing=ongoing,
    )


def make_malignancy(random: Random, on: date) -> Malignancy:
    diagnosed = make_day(random, on)
    diagnosed_lo, diagnosed_hi = blur(random, diagnosed)
    remission_lo, remission_hi = blur(random, diagnosed + timedelta(days=random.choice((0, 30, 300, 600))))
    return Malignancy(
        type=random.choice(("BCC_SKIN", "CARCINOMA_IN_SITU", "OTHER", None)),
        diagnosed_lo=diagnosed_lo,
        diagnosed_hi=diagnosed_hi,
        remission_lo=remission_lo,
        remission_hi=remission_hi,
    )


def make_days(random: Random, on: date) -> Days:
    """Return a date near an edge, as it may be recorded: full, to the month, to the year, or not at all."""
    return blur(random, make_day(random, on))


def make_day(random: Random, on: date) -> date:
    if random.random() < 0.5:
        return on - timedelta(days=random.choice(DAYS))
    return add_months(on, -random.choice(MONTHS)) + timedelta(days=random.choice((-31, -2, -1, 0, 1, 2, 31)))


def blur(random: Random, day: date) -> Days:
    """Return the interval that a record of `day` spans."""
    width = random.choice(("day", "day", "day", "day", "month", "year", "none"))
    if width == "none":
        return None, None
    if width == "day":
        return day, day
    if width == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first = day.replace(day=1)
    return first, add_months(first, 1) - timedelta(days=1)


def _several(random: Random, most: int, make: Any) -> tuple[Any, ...]:
    return tuple(make() for _ in range(random.randint(0, most)))


def _answer(random: Random, *, yes: float = 0.5) -> bool | None:
    return None if random.random() < 0.15 else random.random() < yes


def _years_before(random: Random, on: date, years: tuple[int, ...]) -> date:
    return add_months(on, -12 * random.choice(years)) + timedelta(days=random.choice((-364, -1, 0, 1, 180)))
