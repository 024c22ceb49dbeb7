"""What an answer would settle is what judging every possible answer again says, and never more than that."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from mesems_dash.eligibility import establish_facts, find_missing, judge, load_rule_set
from mesems_dash.eligibility.questions import find_questions
from mesems_dash.vocabulary import SETTLES, SETTLES_LABELS
from tests.eligibility.answered import answer
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.undecided import make_eligible, make_undecided
from tests.examples import examples

REGISTRY = load_rule_set("registry")
MOST_ANSWERS = 150
SIMPLE = ("labs.", "screenings.", "subjects.")
"""Where an answer leaves nothing else open about its own row."""


def judged(person, screening):
    return judge(REGISTRY, establish_facts(person, screening, screening.reference_on))


def questions_of(person, screening):
    return find_questions(judged(person, screening), person)


def statuses_after(question, person, screening):
    """Every status that an answer leads to, judged again from the record."""
    answers = islice(answer(question.field, question.question, person, screening), MOST_ANSWERS)
    return frozenset(judged(*record).status for record in answers)


@pytest.fixture(scope="module")
def asked():
    """(question, how many the person is asked, statuses after every answer) of some hundred people undecided."""
    random, found = make_random(20), []
    while len(found) < examples(400):
        person, screening = make_undecided(random)
        if judged(person, screening).status == "unknown":
            questions = questions_of(person, screening)
            found += [(one, len(questions), statuses_after(one, person, screening)) for one in questions]
    return found


def test_a_question_asks_for_every_missing_item_and_nothing_else():
    random, seen = make_random(3), 0
    for number in range(examples(400)):
        person, screening = (make_undecided if number % 2 else make_person)(random)
        judgement = judged(person, screening)
        if judgement.status == "unknown":
            asked = {
                (q.field, criterion, q.question) for q in find_questions(judgement, person) for criterion in q.criteria
            }
            assert asked == {(item.field, item.criterion, item.question) for item in find_missing(judgement)}
            seen += 1
    assert seen > examples(100)


def test_what_settles_either_way_leaves_nobody_undecided(asked):
    either_way = [statuses for one, _, statuses in asked if one.settles == "ALWAYS"]
    assert len(either_way) > examples(100)
    assert not [statuses for statuses in either_way if "unknown" in statuses]


def test_what_may_only_rule_out_never_makes_anybody_eligible(asked):
    ruling_out = [statuses for one, _, statuses in asked if one.settles == "IF_AGAINST"]
    assert len(ruling_out) > examples(50)
    assert not [statuses for statuses in ruling_out if "eligible" in statuses]


def test_what_settles_nothing_alone_leaves_everybody_undecided(asked):
    nothing = [statuses for one, _, statuses in asked if one.settles == "NEVER"]
    assert nothing
    assert set(nothing) == {frozenset({"unknown"})}


def test_a_simple_answer_is_never_said_to_settle_less_than_it_does(asked):
    settling = [one for one, _, statuses in asked if one.field.startswith(SIMPLE) and "unknown" not in statuses]
    assert len(settling) > examples(50)
    assert {one.settles for one in settling} == {"ALWAYS"}


def test_the_only_question_settles_it_unless_it_leads_to_another(asked):
    # a positive antibody asks for the RNA; a list confirmed complete may hold a date that is not exact
    alone = {one.field for one, number, _ in asked if number == 1 and one.settles != "ALWAYS"}
    assert {field for field in alone if field.startswith(SIMPLE) and not field.endswith("_complete")} == {"labs.HCVAB"}


def woman(**subject):
    """Somebody eligible with RRMS, worked by hand in `undecided.py`, of whom some values are lost."""
    person, screening = make_eligible(make_random(1))
    known = {"sex": "F", "childbearing_potential": True, **subject}
    return replace(person, subject=replace(person.subject, **known)), replace(screening, subtype="RRMS")


def without(person, *tests):
    return replace(person, labs=tuple(row for row in person.labs if row.test not in tests))


def test_one_missing_result_settles_it_either_way():
    person, screening = woman()
    assert [(q.field, q.settles) for q in questions_of(without(person, "HIV"), screening)] == [("labs.HIV", "ALWAYS")]


def test_of_two_missing_results_each_may_only_rule_the_person_out():
    person, screening = woman()
    assert [(q.field, q.settles) for q in questions_of(without(person, "HIV", "EGFR"), screening)] == [
        ("labs.HIV", "IF_AGAINST"),
        ("labs.EGFR", "IF_AGAINST"),
    ]


def test_a_hepatitis_c_antibody_may_lead_to_the_next_question():
    person, screening = woman()
    assert [(q.field, q.settles) for q in questions_of(without(person, "HCVAB"), screening)] == [
        ("labs.HCVAB", "SOMETIMES")
    ]


def test_who_cannot_become_pregnant_needs_no_test_either():
    person, screening = woman(childbearing_potential=None)
    untested = without(person, "HCG")
    assert [(q.field, q.settles) for q in questions_of(untested, replace(screening, contraception_agreed=None))] == [
        ("labs.HCG", "IF_AGAINST"),
        ("subjects.childbearing_potential", "SOMETIMES"),  # a no settles both, a yes neither
    ]
    assert [(q.field, q.settles) for q in questions_of(untested, replace(screening, contraception_agreed=False))] == [
        ("labs.HCG", "IF_AGAINST"),
        ("subjects.childbearing_potential", "ALWAYS"),
    ]


def test_one_confirmed_list_answers_for_three_washouts():
    person, screening = woman()
    (question,) = questions_of(person, replace(screening, therapy_history_complete=None))
    assert (question.field, question.criteria, question.settles) == (
        "screenings.therapy_history_complete",
        ("E5", "E6", "E7"),
        "ALWAYS",
    )


def test_without_a_reference_date_nobody_knows_what_else_is_open():
    person, screening = woman()
    (question,) = questions_of(person, replace(screening, reference_on=None))
    assert (question.field, question.settles) == ("randomisations.randomised_on", "SOMETIMES")


def test_every_answer_has_words():
    assert list(SETTLES_LABELS) == list(SETTLES)
