"""People of whom everything speaks for the trial, until some values of their record are lost at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from random import Random

    from tests.eligibility.generated import Days

ON = date(2016, 3, 15)
LABS = {"EGFR": 90.0, "WBC": 7.0, "HIV": "NEG", "HBSAG": "NEG", "HCVAB": "NEG", "CSF_OCB": "POS", "HCG": "NEG"}
ANSWERS = {
    "consent_able": True,
    "active_infection": False,
    "life_limiting_comorbidity": False,
    "mds_history": False,
    "haematologic_history": False,
    "contraception_agreed": True,
    "renal_failure": False,
    "mri_possible": True,
    "therapy_history_complete": True,
    "relapse_history_complete": True,
    "mri_history_complete": True,
    "malignancy_history_complete": True,
}


def back(days: int) -> date:
    return ON - timedelta(days=days)


def make_undecided(random: Random) -> tuple[Person, Screening]:
    """Return a person with one to three losses; it need not have become undecided."""
    person, screening = make_eligible(random)
    for _ in range(random.choice((1, 1, 2, 3))):
        person, screening = random.choice(LOSSES)(random, person, screening)
    return person, screening


def make_eligible(random: Random) -> tuple[Person, Screening]:
    """Return somebody who meets I1 in more ways than one, whatever the subtype."""
    therapy = Therapy(
        drug="glatiramer acetate", atc="L03AX13", route="SC", **_days("started", 1500), **_days("ended", 90)
    )
    extra = Therapy(drug="fingolimod", atc="L04AA27", route="ORAL", **_days("started", 800), **_days("ended", 200))
    scans = [Scan(**_days("scanned", random.choice((30, 100, 340))), gadolinium=True, gel_count=2)]
    relapses = [Relapse(**_days("onset", random.choice((80, 300, 350, 500))), documented=True)]
    relapses += [Relapse(**_days("onset", 640), documented=True)] * random.randint(0, 1)
    person = Person(
        subject=Subject(
            sex=random.choice("FFM"),
            birth_lo=date(1980, 5, 2),
            birth_hi=date(1980, 5, 2),
            onset_lo=date(2010, 7, 8),
            onset_hi=date(2010, 7, 8),
            childbearing_potential=random.random() < 0.7,
        ),
        relapses=tuple(relapses),
        edss=(
            EdssAssessment(**_days("assessed", 300), score=4.0),
            EdssAssessment(**_days("assessed", 20), score=5.0),
        ),
        mri=tuple(scans),
        labs=tuple(_lab(test, value) for test, value in LABS.items()),
        therapies=(therapy, extra) if random.random() < 0.5 else (therapy,),
        malignancies=(),
    )
    subtype = random.choice(("RRMS", "SPMS", "PPMS"))
    return person, Screening(subtype=subtype, reference_on=ON, screened_on=ON, **ANSWERS)  # type: ignore[arg-type]


def _days(name: str, days: int) -> dict[str, Any]:
    return {f"{name}_lo": back(days), f"{name}_hi": back(days)}


def _lab(test: str, value: Any) -> LabResult:
    row = LabResult(test=test, collected_lo=back(10), collected_hi=back(10))
    if isinstance(value, str):
        return replace(row, result=value)
    return replace(row, value_lo=value, value_hi=value, value_lo_open=False, value_hi_open=False)


# ---------------------------------------------------------------- what is lost
def _lose_lab(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    lost = random.choice(list(LABS))
    labs = tuple(row for row in person.labs if row.test != lost)
    if lost == "HCVAB" and random.random() < 0.5:
        labs += (_lab("HCVAB", "POS"),)
    if lost == "EGFR" and random.random() < 0.5:
        labs += (replace(_lab("EGFR", 45.0), value_hi=float("inf"), value_hi_open=True),)
    return replace(person, labs=labs), screening


def _lose_answer(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    return person, replace(screening, **{random.choice(list(ANSWERS)): None})


def _lose_list(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    name = random.choice([answer for answer in ANSWERS if answer.endswith("complete")])
    return person, replace(screening, **{name: None})


def _lose_subject(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    lost: dict[str, Any] = random.choice(
        (
            {"sex": None},
            {"childbearing_potential": None},
            {"birth_lo": None, "birth_hi": None},
            {"birth_lo": date(1966, 1, 1), "birth_hi": date(1966, 12, 31)},
            {"onset_lo": date(2014, 1, 1), "onset_hi": date(2014, 12, 31)},
        )
    )
    return replace(person, subject=replace(person.subject, **lost)), screening


def _lose_subtype(_random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    return person, replace(screening, subtype=None)


def _lose_relapse(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    first, *others = person.relapses
    month = (add_months(ON, -12).replace(day=1), date(2015, 3, 31))
    lost: dict[str, Any] = random.choice(
        (
            {"documented": None},
            {"onset_lo": None, "onset_hi": None},
            {"onset_lo": month[0], "onset_hi": month[1]},
            {"onset_lo": date(2016, 1, 1), "onset_hi": date(2016, 1, 31)},
        )
    )
    return replace(person, relapses=(replace(first, **lost), *others)), screening


def _lose_edss(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    kept = random.choice((0, 1, 2, 3))
    if kept == 0:
        return replace(person, edss=()), screening
    if kept == 1:
        return replace(person, edss=person.edss[-1:]), screening
    place = random.randrange(len(person.edss)) if person.edss else None
    edss = tuple(_lose_assessment(row, is_date=kept == 3) if at == place else row for at, row in enumerate(person.edss))
    return replace(person, edss=edss), screening


def _lose_assessment(row: EdssAssessment, *, is_date: bool) -> EdssAssessment:
    year: Days = (date(2015, 1, 1), date(2015, 12, 31))
    return replace(row, assessed_lo=year[0], assessed_hi=year[1]) if is_date else replace(row, score=None)


def _lose_scan(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    lost: dict[str, Any] = random.choice(
        (
            {"gel_count": None},
            {"gadolinium": None, "gel_count": 0},
            {"scanned_lo": date(2015, 1, 1), "scanned_hi": date(2015, 12, 31)},
        )
    )
    return replace(person, mri=tuple(replace(row, **lost) for row in person.mri)), screening


def _lose_therapy(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    *others, last = person.therapies
    lost: dict[str, Any] = random.choice(
        (
            {"ended_lo": None, "ended_hi": None},
            {"ended_lo": date(2016, 1, 1), "ended_hi": date(2016, 12, 31)},
            {"started_lo": None, "started_hi": None},
            {"drug": "trial drug 17", "atc": None},
            {"drug": None, "atc": "L04"},
            {"drug": "dexamethasone", "atc": None, "route": None, "ended_lo": back(9), "ended_hi": back(9)},
        )
    )
    return replace(person, therapies=(*others, replace(last, **lost))), screening


def _add_malignancy(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    early = {"diagnosed_lo": date(2008, 1, 1), "diagnosed_hi": date(2008, 1, 1)}
    rough = {"remission_lo": date(2015, 1, 1), "remission_hi": date(2015, 12, 31)}
    row: dict[str, Any] = random.choice(({"type": "BCC_SKIN"}, {"type": "BCC_SKIN", **rough}, {"type": None, **rough}))
    return replace(person, malignancies=(*person.malignancies, Malignancy(**early, **row))), screening


LOSSES = (
    _lose_lab,
    _lose_answer,
    _lose_list,
    _lose_subject,
    _lose_subtype,
    _lose_relapse,
    _lose_edss,
    _lose_scan,
    _lose_therapy,
    _add_malignancy,
)
