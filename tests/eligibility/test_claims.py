"""Evidence claims no result that nobody recorded, says why a result settles nothing, and hangs on no order of rows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import describe_criterion, establish_facts, explain, judge, load_rule_set
from mesems_dash.eligibility.wording import format_when
from tests.eligibility.case_files import make_case
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.test_facts_sql import open_cut, read_facts
from tests.examples import examples

if TYPE_CHECKING:
    from random import Random

    from mesems_dash.eligibility.person import Person, Screening

REGISTRY = load_rule_set("registry")
DOCUMENT = {"criterion": "", "reference_on": "2018-06-01"}
EVENTS = ("relapses", "edss", "mri", "labs", "therapies", "malignancies")
RESULT = re.compile(
    r"(HIV test|HBsAg|[Hh]epatitis C antibody|[Hh]epatitis C RNA|[Pp]regnancy test) (positive|negative)"
    r" on (\d+ \w+ \d{4})"
)
TESTS = {"HIV test": "HIV", "HBsAg": "HBSAG", "hepatitis C antibody": "HCVAB", "hepatitis C RNA": "HCVRNA"}


def describe_all(person: Person, screening: Screening) -> list[str]:
    facts = establish_facts(person, screening, screening.reference_on)
    said = [describe_criterion(judged, facts) for judged in judge(REGISTRY, facts).criteria]
    return [*said, explain(REGISTRY, facts)]


# ---------------------------------------------------------------- no result that nobody recorded
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_result_with_a_date_is_a_row_with_that_result_on_that_day(seed):
    maker = make_random(seed)
    for _ in range(4):
        person, screening = make_person(maker)
        recorded = {
            (row.test, row.result, format_when(row.collected_lo, row.collected_hi).removeprefix("on "))
            for row in person.labs
        }
        for sentence in describe_all(person, screening):
            for name, result, day in RESULT.findall(sentence):
                label = name if name in TESTS else name[0].lower() + name[1:]
                assert (TESTS.get(label, "HCG"), result[:3].upper(), day) in recorded, sentence


# ---------------------------------------------------------------- what settles nothing says why
CANNOT = {"sex": "F", "childbearing_potential": "N"}
CAN = {"sex": "F", "childbearing_potential": "Y"}
AGREED = {"contraception_agreed": "Y"}
HIV_AND_HBV = [{"test": test, "result": "NEG", "collected_on": "2018-05-01"} for test in ("HIV", "HBSAG")]


def row(test, result=None, on="2018-05-01", **more):
    return {"test": test, "collected_on": on, **({"result": result} if result else {}), **more}


SAID = [
    ("E12", {"subject": CANNOT, "labs": [row("HCG")]}, "No pregnancy test needed; not able to become pregnant."),
    (
        "E12",
        {"subject": CANNOT, "labs": [row("HCG", "NEG", "2018-04-01"), row("HCG")]},
        "No pregnancy test needed; not able to become pregnant.",
    ),
    (
        "E12",
        {"subject": CAN, "screening": AGREED, "labs": [row("HCG")]},
        "The latest pregnancy test on 1 May 2018 has no result.",
    ),
    (
        "E12",
        {"subject": CAN, "screening": AGREED, "labs": [row("HCG", "POS"), row("HCG", "NEG")]},
        "Two results for pregnancy test on 1 May 2018 differ: negative and positive.",
    ),
    (
        "E12",
        {"subject": CAN, "screening": AGREED, "labs": [row("HCG", "NEG", "2017-11-01")]},
        "The latest pregnancy test, on 1 Nov 2017, is older than 180 days.",
    ),
    (
        "E4",
        {"screening": {"active_infection": "N"}, "labs": [*HIV_AND_HBV, row("HCVAB", doubt="UNREADABLE")]},
        "The latest hepatitis C antibody on 1 May 2018 has a result that cannot be read.",
    ),
    (
        "E4",
        {
            "screening": {"active_infection": "N"},
            "labs": [
                *HIV_AND_HBV,
                row("HCVAB", "NEG", "2010-05-01"),
                row("HCVAB", "POS"),
                row("HCVRNA", "NEG", "2009-05-01"),
            ],
        },
        (
            "No hepatitis C RNA on or after 1 May 2018 (the latest is on 1 May 2009); "
            "hepatitis C antibody positive on 1 May 2018."
        ),
    ),
    ("E4", {"labs": [row("HCVAB", "NEG"), row("HCVRNA", "POS")]}, "Hepatitis C RNA positive on 1 May 2018."),
    (
        "E13",
        {"screening": {"renal_failure": "N", "mri_possible": "Y"}, "labs": [row("EGFR", doubt="UNIT")]},
        "The latest eGFR on 1 May 2018 has a unit that cannot be used.",
    ),
    (
        "E13",
        {"screening": {"renal_failure": "N", "mri_possible": "Y"}, "labs": [row("EGFR", "55"), row("EGFR", "65")]},
        "Two results for eGFR on 1 May 2018 differ: 55 and 65.",
    ),
    (
        "E13",
        {"screening": {"renal_failure": "N", "mri_possible": "Y"}, "labs": [row("EGFR", "88"), row("EGFR", "95")]},
        "eGFR 88 or 95 on 1 May 2018 is not below 60; no renal failure; MRI possible.",
    ),
    (
        "I4",
        {"edss": [{"assessed_on": "2018-05-01", "score": 6.5}, {"assessed_on": "2018-05-01", "score": 7.0}]},
        "Two EDSS scores on 1 May 2018 differ: 6.5 and 7.0.",
    ),
    (  # the day of the undated one is nobody's claim
        "I4",
        {"edss": [{"assessed_on": "2018-06-01", "score": 4.0}, {"score": 8.0}]},
        "The latest EDSS is not certain: 8.0 without a date or 4.0 on 1 Jun 2018.",
    ),
    (
        "I4",
        {"edss": [{"assessed_on": "2018-05-01", "doubt": "UNREADABLE"}]},
        "The score at the latest EDSS, on 1 May 2018, cannot be read.",
    ),
    (
        "E7",
        {
            "screening": {"therapy_history_complete": "Y"},
            "therapies": [
                {"drug": "prednisolone", "route": "RECTAL", "started_on": "2018-05-20", "ended_on": "2018-05-27"}
            ],
        },
        (
            "It is not certain whether prednisolone, last taken no later than 27 May 2018, is a systemic "
            "corticosteroid: its route is RECTAL."
        ),
    ),
    (
        "E8",
        {"screening": {"relapse_history_complete": "Y"}, "relapses": [{"onset_on": "2018-06-01"}]},
        (
            "Latest relapse on 1 Jun 2018, on the reference date; must be before 2 Apr 2018; "
            "short by 61 days, so passes from 1 Aug 2018."
        ),
    ),
]


@pytest.mark.parametrize(("criterion", "table", "sentence"), SAID, ids=[f"{one[0]}-{one[2][:50]}" for one in SAID])
def test_a_sentence_says_what_the_rows_say_and_why_they_settle_nothing(criterion, table, sentence):
    case = make_case({"comment": "", "status": "", **table}, DOCUMENT)
    facts = establish_facts(case.person, case.screening, case.screening.reference_on)
    assert describe_criterion(judge(REGISTRY, facts)[criterion], facts) == sentence


# ---------------------------------------------------------------- no order of rows
def shuffle(random: Random, person: Person) -> Person:
    rows = {name: list(getattr(person, name)) for name in EVENTS}
    for listed in rows.values():
        random.shuffle(listed)
    lined = {
        name: tuple(replace(one, line=line) for line, one in enumerate(listed, 2)) for name, listed in rows.items()
    }
    return replace(person, **lined)


def test_no_sentence_hangs_on_the_order_of_rows():
    random = make_random(11)
    people = [make_person(random) for _ in range(examples(120))]
    for person, screening in people:
        assert describe_all(person, screening) == describe_all(shuffle(random, person), screening)
    made = [
        replace(one, screenings=(replace(screening, screened_on=screening.reference_on),)) for one, screening in people
    ]
    shuffled = [shuffle(random, person) for person in made]
    with open_cut(made) as first, open_cut(shuffled) as second:
        assert read_facts(first) == read_facts(second)
