"""What was handed in and lost opens a question, and never answers one; the evidence says where it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import establish_facts, explain, judge, load_rule_set
from mesems_dash.eligibility.describe import describe_criterion, describe_overall, find_missing
from mesems_dash.eligibility.facts import Facts
from mesems_dash.eligibility.person import EdssAssessment, LabResult, LostRow, Person, Screening, Subject
from mesems_dash.eligibility.questions import find_questions
from mesems_dash.vocabulary import ALL_CRITERIA, COUNTED, MISSING_LABELS
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.losing import lose_row
from tests.eligibility.undecided import ON, back, make_eligible
from tests.examples import examples

REGISTRY = load_rule_set("registry")
PEOPLE = 60
SO = ", so there is no reference date."


def judged(person, screening):
    return judge(REGISTRY, establish_facts(person, screening, screening.reference_on))


def truths_of(judgement):
    """The truth of every test of every criterion, by its place in the tree."""

    def walk(node, place):
        yield place, node.truth
        for number, part in enumerate(node.parts):
            yield from walk(part, (*place, number))

    return {place: truth for one in judgement.criteria for place, truth in walk(one.tree, (one.criterion.id,))}


# ---------------------------------------------------------------- a lost row may only open


@settings(max_examples=examples(60), deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_lost_row_never_decides_anything_otherwise_than_the_whole_record(seed):
    random = make_random(seed)
    for _ in range(PEOPLE):
        person, screening = make_person(random)
        whole = truths_of(judged(person, screening))
        for _ in range(random.choice((1, 1, 3))):
            person = lose_row(random, person)
        for place, truth in truths_of(judged(person, screening)).items():
            assert truth is None or truth is whole[place], (seed, place)


# ---------------------------------------------------------------- case by case


def eligible():
    """A man with RRMS of whom everything speaks for the trial; what is lost is about the 10th day before."""
    person, screening = make_eligible(make_random(1))
    return replace(person, subject=replace(person.subject, sex="M")), replace(screening, subtype="RRMS")


def lost(file, **values):
    return LostRow(file=file, line=7, **values)


def undecided(*rows, **changes):
    person, screening = eligible()
    judgement = judged(replace(person, lost=rows, **changes), screening)
    return tuple(one.criterion.id for one in judgement.criteria if one.truth is None and not one.criterion.is_derived)


def test_nothing_lost_leaves_nothing_open():
    assert undecided() == ()


AFTER = {"happened_lo": ON + timedelta(1), "happened_hi": ON + timedelta(1)}
OLDER = {"happened_lo": back(400), "happened_hi": back(400)}
LATER = {"happened_lo": back(5), "happened_hi": back(5)}
CASES = {
    "a therapy may be any drug": ([lost("therapies.csv")], ("E5", "E6", "E7")),
    "a relapse may be recent": ([lost("relapses.csv")], ("E8",)),
    "a scan opens nothing that a relapse has met": ([lost("mri.csv")], ()),
    "a malignancy": ([lost("malignancies.csv")], ("E9",)),
    "a malignancy of whoever it is": ([lost("malignancies.csv", is_named=False)], ("E9",)),
    "a file that is not there": ([LostRow(file="relapses.csv", is_named=False)], ("E8",)),
    "after the reference nothing counts": ([lost("relapses.csv", **AFTER), lost("edss.csv", **AFTER)], ()),
    "an EDSS of any day": ([lost("edss.csv")], ("I4",)),
    "an EDSS later than the latest one": ([lost("edss.csv", **LATER)], ("I4",)),
    "an EDSS older than the latest one": ([lost("edss.csv", **OLDER)], ()),
    "an eGFR of any day": ([lost("labs.csv", test="EGFR")], ("E13",)),
    "an eGFR older than the latest one": ([lost("labs.csv", test="EGFR", **OLDER)], ()),
    "an HIV test, once positive for good, of any time": ([lost("labs.csv", test="HIV", **OLDER)], ("E4",)),
    "HBsAg older than the latest one": ([lost("labs.csv", test="HBSAG", **OLDER)], ()),
    "a result of no test that can be read": ([lost("labs.csv")], ("E4", "E11", "E13")),
}


@pytest.mark.parametrize(("rows", "criteria"), CASES.values(), ids=CASES.keys())
def test_what_a_lost_row_opens(rows, criteria):
    assert undecided(*rows) == criteria


def test_a_lost_pregnancy_test_opens_even_for_a_woman_who_needs_none():
    person, screening = eligible()
    woman = replace(person.subject, sex="F", childbearing_potential=False)
    person = replace(person, subject=woman, labs=tuple(row for row in person.labs if row.test != "HCG"))
    assert judged(person, screening)["E12"].status == "absent"
    assert judged(replace(person, lost=(lost("labs.csv", test="HCG"),)), screening)["E12"].status == "unknown"


def test_a_positive_hiv_test_stays_positive_whatever_was_lost():
    person, screening = eligible()
    positive = LabResult(test="HIV", result="POS", collected_lo=back(90), collected_hi=back(90))
    person = replace(person, labs=(*person.labs, positive), lost=(lost("labs.csv", test="HIV"),))
    assert judged(person, screening)["E4"].status == "present"


def test_a_lost_edss_leaves_the_rise_open_where_it_may_be_the_first_in_the_window():
    person, screening = eligible()
    screening = replace(screening, subtype="SPMS")
    edss = tuple(
        EdssAssessment(assessed_lo=back(days), assessed_hi=back(days), score=score)
        for days, score in ((300, 4.0), (20, 5.0))
    )
    rows = {days: (lost("edss.csv", happened_lo=back(days), happened_hi=back(days)),) for days in (330, 100, 400)}
    statuses = {
        days: judged(replace(person, edss=edss, lost=row), screening)["I1"].status for days, row in rows.items()
    }
    assert statuses == {330: "unknown", 100: "met", 400: "met"}  # before the first, between the two, before the window


# ---------------------------------------------------------------- what is said


def evidence_of(criterion, *rows):
    person, screening = eligible()
    judgement = judged(replace(person, lost=rows), screening)
    return describe_criterion(judgement[criterion], judgement.facts)


@pytest.mark.parametrize(
    ("criterion", "row", "said"),
    [
        ("E9", lost("malignancies.csv"), "A row for this person could not be used: malignancies.csv line 7."),
        ("I4", lost("edss.csv"), "A row for this person could not be used: edss.csv line 7."),
        ("E13", lost("labs.csv"), "A row for this person could not be used: labs.csv line 7."),
        ("E4", lost("labs.csv", test="HCVRNA"), "A row for this person could not be used: labs.csv line 7."),
        (
            "E8",
            lost("relapses.csv", is_named=False),
            "A rejected row may be about this person: relapses.csv line 7.",
        ),
        (
            "E8",
            LostRow(file="relapses.csv", is_named=False),
            "relapses.csv is not in the bundle, so the relapse history cannot be taken as complete.",
        ),
    ],
)
def test_the_evidence_names_what_was_lost(criterion, row, said):
    assert evidence_of(criterion, row) == said


def test_a_row_that_names_the_person_is_named_before_one_that_names_nobody():
    rows = [lost("malignancies.csv", is_named=False), LostRow(file="malignancies.csv", line=9)]
    assert evidence_of("E9", *rows) == "A row for this person could not be used: malignancies.csv line 9."


def test_what_is_asked_is_the_row_that_was_lost():
    person, screening = eligible()
    person = replace(person, lost=(lost("malignancies.csv"), lost("labs.csv", test="HIV", is_named=False)))
    judgement = judged(person, screening)
    asked = [(one.field, one.question) for one in find_questions(judgement, person)]
    assert asked == [(one.field, one.question) for one in find_missing(judgement)]
    assert asked == [
        ("labs.subject_id", "Which person is line 7 of labs.csv about? Correct its subject_id and send the file again"),
        (
            "screenings.malignancy_history_complete",
            "What does line 7 of malignancies.csv say? Correct it and send the file again",
        ),
    ]


def test_a_row_that_names_nobody_is_one_question_for_every_criterion_it_may_decide():
    person, screening = eligible()
    person = replace(person, lost=(lost("therapies.csv", is_named=False),))
    judgement = judged(person, screening)
    (asked,) = find_questions(judgement, person)
    assert (asked.field, asked.criteria) == ("therapies.subject_id", ("E5", "E6", "E7"))
    assert MISSING_LABELS[asked.field] == "Rejected row that may be about this person (therapies.csv)"


def test_a_contested_record_asks_one_question_about_every_criterion():
    facts = Facts(reference_on=None, contested="subjects.csv lines 2 and 5")
    judgement = judge(REGISTRY, facts)
    (asked,) = find_questions(judgement, Person(subject=Subject()))
    assert (
        asked.question == "Which person on lines 2 and 5 of subjects.csv has this id, and what is the id of the other?"
    )
    assert asked.criteria == COUNTED
    assert [item.criterion for item in find_missing(judgement)] == [ALL_CRITERIA]


@pytest.mark.parametrize(
    ("contested", "said"),
    [
        (
            "subjects.csv lines 2 and 5",
            "Two people have the same id (subjects.csv lines 2 and 5); nothing recorded under it is assessed.",
        ),
        (
            "screenings.csv lines 2 and 5",
            (
                "The bundle has this screening twice, with different values (screenings.csv lines 2 and 5); "
                "neither is assessed."
            ),
        ),
        (
            "randomisations.csv line 4",
            f"A randomisation of this person could not be read (randomisations.csv line 4){SO}",
        ),
        (
            "randomisations.csv lines 2 and 4",
            f"The bundle has this randomisation twice, with different dates (randomisations.csv lines 2 and 4){SO}",
        ),
    ],
)
def test_nothing_contested_is_judged_at_any_date_and_the_evidence_says_why(contested, said):
    person, screening = eligible()
    facts = establish_facts(person, replace(screening, contested=contested), ON)
    assert facts == Facts(contested=contested)
    judgement = judge(REGISTRY, facts)
    assert judgement.status == "unknown"
    assert describe_overall(judgement) == said
    assert said in explain(REGISTRY, facts)
    (question,) = find_questions(judgement, person)
    assert contested.split(" ", 1)[1] in question.question


def test_a_screening_is_not_contested_unless_something_says_so():
    assert Screening().contested is None
