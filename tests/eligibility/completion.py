"""Fills every gap in a person's record at random, with something that the record allows: what may really have been."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mesems_dash.eligibility.facts import establish_facts
from mesems_dash.eligibility.person import (
    EdssAssessment,
    LabResult,
    Malignancy,
    Person,
    Relapse,
    Scan,
    Screening,
    Therapy,
)
from tests.eligibility.generated import TESTS, make_day

if TYPE_CHECKING:
    from random import Random

FIRST, LAST = date(1950, 1, 1), date(2030, 1, 1)
ANYTHING = (
    ("fingolimod", "L04AA27"),
    ("interferon beta-1a", "L03AB07"),
    ("glatiramer acetate", "L03AX13"),
    ("mitoxantrone", "L01DB07"),
    ("prednisone", "H02AB07"),
    ("azathioprine", "L04AX01"),
    ("paracetamol", "N02BE01"),
)
UNDER_L04 = (("natalizumab", "L04AA23"), ("fingolimod", "L04AA27"), ("azathioprine", "L04AX01"))
SYSTEMIC, LOCAL = ("ORAL", "IV", "IM", "SC"), ("INHALED", "NASAL", "TOPICAL", "OCULAR")


def complete(person: Person, screening: Screening, random: Random) -> tuple[Person, Screening]:
    """Return a person without gaps whose record could have been the one given."""
    on = screening.reference_on
    assert on is not None
    subject = replace(person.subject, **_fill_days(random, on, person.subject, "birth", "onset"))
    subject = replace(
        subject,
        sex=subject.sex or random.choice("FM"),
        childbearing_potential=_answer(random, subject.childbearing_potential),
    )
    completed = Person(
        subject=subject,
        relapses=_list(random, person.relapses, screening.relapse_history_complete, Relapse, _relapse, on),
        edss=_edss(random, person.edss, on),
        mri=_list(random, person.mri, screening.mri_history_complete, Scan, _scan, on),
        labs=_labs(random, person, on),
        therapies=_list(random, person.therapies, screening.therapy_history_complete, Therapy, _therapy, on),
        malignancies=_list(
            random, person.malignancies, screening.malignancy_history_complete, Malignancy, _malignancy, on
        ),
    )
    screening = _screening(random, person, screening)
    return replace(completed, screenings=(screening,)), screening


def has_tie(person: Person) -> bool:
    """Tell whether two results of one kind on one day differ, which leaves them unknown for good."""
    rows = [(("edss", row.assessed_lo), row.score) for row in person.edss]
    rows += [((row.test, row.collected_lo), (row.result, row.value_lo)) for row in person.labs]
    return len(set(rows)) > len({key for key, _ in rows})


def _screening(random: Random, person: Person, screening: Screening) -> Screening:
    answers = {
        name: _answer(random, getattr(screening, name))
        for name in (
            "consent_able",
            "active_infection",
            "life_limiting_comorbidity",
            "mds_history",
            "haematologic_history",
            "contraception_agreed",
            "renal_failure",
            "mri_possible",
        )
    }
    facts = establish_facts(person, screening, screening.reference_on)
    is_cleared = facts.wbc_lo is not None and facts.wbc_hi is not None and 4 <= facts.wbc_lo <= facts.wbc_hi <= 11
    if not is_cleared:  # inside its range, a count clears the white cells and a blank answer is no gap
        answers["wbc_clinically_relevant"] = _answer(random, screening.wbc_clinically_relevant)
    histories = {name: True for name in Screening.__dataclass_fields__ if name.endswith("_history_complete")}
    subtype = screening.subtype or random.choice(("RRMS", "SPMS", "PPMS"))
    return replace(screening, subtype=subtype, **histories, **answers)


def _list(  # noqa: PLR0917 -- what a list is, in the order in which one says it
    random: Random, rows: tuple, is_complete: bool | None, make: Any, fill: Any, on: date
) -> tuple:
    unlisted = () if is_complete else tuple(make() for _ in range(random.randint(0, 2)))
    return tuple(fill(random, row, on) for row in (*rows, *unlisted))


def _relapse(random: Random, row: Relapse, on: date) -> Relapse:
    return replace(row, **_fill_days(random, on, row, "onset"), documented=_answer(random, row.documented))


def _edss(random: Random, rows: tuple[EdssAssessment, ...], on: date) -> tuple[EdssAssessment, ...]:
    def fill(row: EdssAssessment) -> EdssAssessment:
        score = random.randint(2, 19) / 2 if row.score is None else row.score
        return replace(row, **_fill_days(random, on, row, "assessed"), score=score)

    return tuple(fill(row) for row in rows or (EdssAssessment(),))


def _scan(random: Random, row: Scan, on: date) -> Scan:
    count = random.choice((0, 0, 1)) if row.gel_count is None or row.gadolinium is False else row.gel_count
    return replace(row, **_fill_days(random, on, row, "scanned"), gadolinium=True, gel_count=count)


def _labs(random: Random, person: Person, on: date) -> tuple[LabResult, ...]:
    done = {row.test for row in person.labs if row.result != "ND"}
    is_excused = person.subject.childbearing_potential is False
    missing = [test for test in TESTS if test not in done and not (test == "HCG" and is_excused)]
    rows = (*person.labs, *(LabResult(test=test) for test in missing))
    return tuple(_lab(random, row, on, is_excused=is_excused and row.test == "HCG") for row in rows)


def _lab(random: Random, row: LabResult, on: date, *, is_excused: bool) -> LabResult:
    row = replace(row, **_fill_days(random, on, row, "collected"))
    if row.result is not None or is_excused:
        return row
    if row.test not in {"EGFR", "WBC"}:
        return replace(row, result=random.choice(("POS", "NEG")))
    value = _number(random, row)
    return replace(row, value_lo=value, value_hi=value, value_lo_open=False, value_hi_open=False)


def _number(random: Random, row: LabResult) -> float:
    if row.value_lo is None or row.value_hi is None:
        return random.choice((3.0, 4.0, 7.0, 11.0, 20.0, 59.9, 60.0, 90.0))
    lo, hi = max(row.value_lo, 0.0), min(row.value_hi, 200.0)
    ends = [*([] if row.value_lo_open else [lo]), *([] if row.value_hi_open else [hi])]
    return random.choice([*ends, lo + (hi - lo) * 0.01, lo + (hi - lo) * 0.5, lo + (hi - lo) * 0.99])


def _therapy(random: Random, row: Therapy, on: date) -> Therapy:
    start = _pick(random, row.started_lo, _earlier(row.started_hi, row.ended_hi), on)
    if row.ongoing or (row.ended_lo is None and random.random() < 0.3):
        end, ongoing = None, True
    else:
        end, ongoing = _pick(random, max(row.ended_lo or FIRST, start), row.ended_hi, on), False
    drug, atc, route = _drug(random, row)
    return replace(
        row,
        drug=drug,
        atc=atc,
        route=route,
        started_lo=start,
        started_hi=start,
        ended_lo=end,
        ended_hi=end,
        ongoing=ongoing,
    )


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def _drug(random: Random, row: Therapy) -> tuple[str | None, str | None, str | None]:
    drug, atc, route = row.drug, row.atc, row.route
    if atc == "L04":
        drug, atc = random.choice(UNDER_L04)
    elif (drug, atc) in {(None, None), ("trial drug 17", None)}:
        drug, atc = random.choice(ANYTHING)
        if route in LOCAL and atc.startswith("H02"):
            return drug, atc, route
        return drug, atc, route or random.choice(SYSTEMIC)
    if route is None and atc is None:
        route = random.choice((*SYSTEMIC, *LOCAL))
    return drug, atc, route


def _malignancy(random: Random, row: Malignancy, on: date) -> Malignancy:
    kind = row.type or random.choice(("BCC_SKIN", "CARCINOMA_IN_SITU", "OTHER"))
    diagnosed = _pick(random, row.diagnosed_lo, _earlier(row.diagnosed_hi, row.remission_hi), on)
    remission = _pick(random, max(row.remission_lo or FIRST, diagnosed), row.remission_hi, on)
    return replace(
        row,
        type=kind,
        diagnosed_lo=diagnosed,
        diagnosed_hi=diagnosed,
        remission_lo=remission,
        remission_hi=remission,
    )


def _fill_days(random: Random, on: date, row: Any, *names: str) -> dict[str, date]:
    days = {name: _pick(random, getattr(row, f"{name}_lo"), getattr(row, f"{name}_hi"), on) for name in names}
    return {f"{name}_{end}": day for name, day in days.items() for end in ("lo", "hi")}


def _pick(random: Random, lo: date | None, hi: date | None, on: date) -> date:
    """Return a day from lo to hi, both included, often at an end or near the edge of a window."""
    lo, hi = lo or FIRST, hi or max(LAST, lo or FIRST)
    day = random.choice((lo, hi, make_day(random, on), lo + timedelta(days=random.randint(0, (hi - lo).days))))
    return min(max(day, lo), hi)


def _answer(random: Random, value: bool | None) -> bool:
    return random.random() < 0.5 if value is None else value
