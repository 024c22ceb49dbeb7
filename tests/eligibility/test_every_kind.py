"""Every kind of rule through everything that reads rules: whoever adds one and forgets a reader is told which.

`EXAMPLES` has one rule of each kind, as a rule set's file has it, with people for whom it is true, false and open. The
readers are loader and linter, evaluator, SQL, English, lines to lay out, outline, gaps, questions and what time brings.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, get_args

import pytest

from mesems_dash.eligibility import clauses, describe_criterion, establish_facts, explain, gaps, judge, missing_items
from mesems_dash.eligibility import evaluator as evaluator_of_one
from mesems_dash.eligibility.compiler import compile_criterion
from mesems_dash.eligibility.dates import look_ahead
from mesems_dash.eligibility.foresight import find_promise
from mesems_dash.eligibility.loader import BUILDERS, load_rule_set, parse_rule_set
from mesems_dash.eligibility.outline import outline_criterion
from mesems_dash.eligibility.questions import find_questions
from mesems_dash.eligibility.rules import (
    TESTS,
    Age,
    All,
    AnyOf,
    BySubtype,
    Category,
    Duration,
    FailsBranch,
    Flag,
    Leaf,
    Limit,
    Never,
    Node,
    Not,
    Rise,
    Spaced,
    Test,
    Total,
    Within,
    walk,
)
from mesems_dash.eligibility.toml_text import write_toml
from mesems_dash.eligibility.tree import list_lines
from mesems_dash.errors import RuleSetError
from mesems_dash.vocabulary import SETTLES
from tests.eligibility.case_files import make_case
from tests.eligibility.test_facts_sql import open_cut, read_facts

REGISTRY = load_rule_set("registry")
DOCUMENT = tomllib.loads(REGISTRY.toml)
ON = "2015-03-16"
HORIZON = date(2035, 3, 16)
CRITERION = "E4"
HIV, OTHER = "E4.HIV", "E4.OTHER"
KINDS = get_args(Node)
ALL_LISTED = {
    "therapy_history_complete": "Y",
    "relapse_history_complete": "Y",
    "mri_history_complete": "Y",
    "malignancy_history_complete": "Y",
}
INFECTION = {"fact": "active_infection", "is": True}
RENAL_FAILURE = {"fact": "renal_failure", "is": True}


def leaf(**test):
    return {"label": "Under test", "kind": "clinical", **test}


# ---------------------------------------------------------------- one example per kind
@dataclass(frozen=True)
class Example:
    """A rule with people by what it is for them; people as in `cases/`, their reference date is 16 Mar 2015.

    `outline` are words of its outline, `asks` the field that it asks for where it is open, `changes` the truths that
    time alone ends. `leaves` and `rule` replace those of E4; of another criterion they are as registered.
    """

    people: dict[bool | None, dict[str, Any]]
    outline: str = ""
    asks: str = ""
    changes: tuple[bool, ...] = ()
    leaves: dict[str, dict[str, Any]] = field(default_factory=dict)
    rule: Any = HIV
    criterion: str = CRITERION


def answers(**given):
    return {"screening": {**ALL_LISTED, **given}}


def relapses(*days):
    return {**answers(), "relapses": [{"onset_on": day, "documented": "Y"} for day in days]}


def rebif(first, last):
    return {**answers(), "therapies": [{"drug": "Rebif", "started_on": first, "ended_on": last}]}


EXAMPLES = {
    Within: Example(
        {
            True: relapses("2015-01-10"),
            False: relapses("2014-01-10"),
            None: {"relapses": [{"onset_on": "2014-01-10", "documented": "Y"}]},
        },
        outline="within 3 months",
        asks="screenings.relapse_history_complete",
        changes=(True,),
        leaves={HIV: leaf(fact="latest_relapse", within_months=3)},
    ),
    Total: Example(
        {
            True: rebif("2010-01-01", "2012-12-31"),
            False: rebif("2012-01-01", "2012-12-29"),
            None: rebif("2012", "2013"),
        },
        outline="at least 365 days",
        asks="therapies.started_on",
        leaves={HIV: leaf(fact="therapy_days", at_least_days=365)},
    ),
    Spaced: Example(
        {
            True: relapses("2014-01-10", "2014-06-10"),
            False: relapses("2014-06-01", "2014-06-10"),
            None: {
                **answers(),
                "relapses": [{"onset_on": "2014-01-10", "documented": "Y"}, {"onset_on": "2014-06-10"}],
            },
        },
        outline="within 24 months, at least 30 days apart",
        asks="relapses.documented",
        changes=(True,),
        leaves={HIV: leaf(fact="documented_relapses", within_months=24, apart_days=30)},
    ),
    Rise: Example(
        {
            True: {"edss": [{"assessed_on": "2014-06-01", "score": 4.0}, {"assessed_on": "2015-03-01", "score": 5.0}]},
            False: {"edss": [{"assessed_on": "2014-06-01", "score": 4.0}, {"assessed_on": "2015-03-01", "score": 4.5}]},
            None: {"edss": [{"assessed_on": "2015-03-01", "score": 4.5}]},
        },
        outline="by 1 where the latest score is 5.5 or less",
        asks="edss.assessed_on",
        changes=(True, False),
        leaves={HIV: leaf(fact="edss_rise", within_months=12, rise=1.0, up_to_score=5.5, rise_above=0.5)},
    ),
    Age: Example(
        {
            True: {"subject": {"birth_date": "1990-01-01"}},
            False: {"subject": {"birth_date": "1997-06-01"}},
            None: {"subject": {"birth_date": "1997"}},
        },
        outline="at least 18 years",
        asks="subjects.birth_date",
        changes=(False,),
        leaves={HIV: leaf(fact="age", at_least_years=18)},
    ),
    Duration: Example(
        {
            True: {"subject": {"onset_date": "2010-01-01"}},
            False: {"subject": {"onset_date": "2014-06-01"}},
            None: {"subject": {"onset_date": "2013"}},
        },
        outline="at least 2 years",
        asks="subjects.onset_date",
        changes=(False,),
        leaves={HIV: leaf(fact="disease_duration", at_least_years=2)},
    ),
    Limit: Example(
        {
            True: {"labs": [{"test": "EGFR", "result": "88", "collected_on": "2015-02-01"}]},
            False: {"labs": [{"test": "EGFR", "result": "59", "collected_on": "2015-02-01"}]},
            None: {"labs": [{"test": "EGFR", "result": "88", "collected_on": "2014-08-01"}]},
        },
        outline="at least 60",
        asks="labs.EGFR",
        changes=(True, False),
        leaves={HIV: leaf(fact="egfr", at_least=60, max_age_months=6)},
    ),
    Flag: Example(
        {
            True: {"labs": [{"test": "HBSAG", "result": "POS", "collected_on": "2015-02-01"}]},
            False: {"labs": [{"test": "HBSAG", "result": "NEG", "collected_on": "2015-02-01"}]},
            None: {"labs": [{"test": "HBSAG", "result": "NEG", "collected_on": "2014-08-01"}]},
        },
        asks="labs.HBSAG",
        changes=(True, False),
        leaves={HIV: leaf(fact="hbsag", max_age_months=6, **{"is": True})},
    ),
    Category: Example(
        {True: {"subject": {"sex": "F"}}, False: {"subject": {"sex": "M"}}, None: {}},
        outline="F",
        asks="subjects.sex",
        leaves={HIV: leaf(fact="sex", **{"is": "F"})},
    ),
    Never: Example({False: {}}, leaves={HIV: leaf(never=True)}),
    Leaf: Example(
        {True: answers(active_infection="Y"), False: answers(active_infection="N"), None: {}},
        asks="screenings.active_infection",
        leaves={OTHER: leaf(**INFECTION)},
        rule=OTHER,
    ),
    Not: Example(
        {True: answers(active_infection="N"), False: answers(active_infection="Y"), None: {}},
        asks="screenings.active_infection",
        leaves={OTHER: leaf(**INFECTION)},
        rule={"not": OTHER},
    ),
    All: Example(
        {
            True: answers(active_infection="Y", renal_failure="Y"),
            False: answers(active_infection="N"),
            None: answers(active_infection="Y"),
        },
        asks="screenings.renal_failure",
        leaves={HIV: leaf(**RENAL_FAILURE), OTHER: leaf(**INFECTION)},
        rule={"all": [HIV, OTHER]},
    ),
    AnyOf: Example(
        {
            True: answers(active_infection="Y"),
            False: answers(active_infection="N", renal_failure="N"),
            None: answers(active_infection="N"),
        },
        asks="screenings.renal_failure",
        leaves={HIV: leaf(**RENAL_FAILURE), OTHER: leaf(**INFECTION)},
        rule={"any": [HIV, OTHER]},
    ),
    BySubtype: Example(
        {
            True: {**rebif("2010-01-01", "2012-12-31"), **relapses("2015-01-10"), **answers(subtype="RRMS")},
            False: answers(subtype="CIS"),
            None: {**rebif("2010-01-01", "2012-12-31"), **relapses("2015-01-10")},
        },
        outline="SPMS: ",
        asks="screenings.subtype",
        changes=(True,),
        criterion="I1",
    ),
    FailsBranch: Example(
        {
            True: answers(subtype="RRMS"),
            False: answers(subtype="SPMS"),
            None: {"screening": {"subtype": "RRMS"}},
        },
        criterion="E1",
    ),
}  # fmt: skip
PLACES = [(kind, truth) for kind, example in EXAMPLES.items() for truth in example.people]


@cache
def read_example(kind):
    """The rule set of an example, as a file says it."""
    return parse_rule_set(write_toml(document_of(EXAMPLES[kind])), source="example.toml")


def document_of(example):
    if example.criterion != CRITERION:
        return DOCUMENT
    kept = {name: table for name, table in DOCUMENT.items() if not name.startswith(f"{CRITERION}.")}
    return {**kept, CRITERION: {**DOCUMENT[CRITERION], "rule": example.rule}, **example.leaves}


@cache
def case_of(kind, truth):
    example = EXAMPLES[kind]
    return make_case({"comment": "", "status": "", **example.people[truth]}, {"criterion": "", "reference_on": ON})


@cache
def judged_of(kind, truth):
    """The judgement of the criterion for one person, and their facts."""
    case, example = case_of(kind, truth), EXAMPLES[kind]
    facts = establish_facts(case.person, case.screening, case.screening.reference_on)
    return judge(read_example(kind), facts)[example.criterion], facts


def name_of(value):
    return value.__name__ if isinstance(value, type) else {True: "true", False: "false", None: "open"}.get(value)


every_kind = pytest.mark.parametrize("kind", EXAMPLES, ids=name_of)
every_place = pytest.mark.parametrize(("kind", "truth"), PLACES, ids=name_of)
every_test = pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind in TESTS], ids=name_of)


# ---------------------------------------------------------------- nothing is left out
def test_there_is_an_example_of_every_kind():
    assert {*EXAMPLES} == {*KINDS}, "EXAMPLES of this test"
    assert {*get_args(Test)} == {*TESTS}, "TESTS in rules.py"
    assert {kind: {*example.people} for kind, example in EXAMPLES.items() if kind is not Never} == {
        kind: {True, False, None} for kind in KINDS if kind is not Never
    }


def test_every_reader_has_every_kind_of_test():
    """Never is never open, and is written without a fact."""
    assert {*evaluator_of_one._EVALUATORS} == {*TESTS}, "evaluator.py"
    assert {*clauses._SAYERS} == {*TESTS}, "clauses.py"
    assert {*gaps._FINDERS} == {*TESTS} - {Never}, "gaps.py"
    assert {*BUILDERS.values()} == {*TESTS} - {Never}, "loader.py"


# ---------------------------------------------------------------- loader and linter
@every_kind
def test_the_file_gives_a_rule_of_that_kind_and_its_resolved_text_the_same_again(kind):
    rule_set, example = read_example(kind), EXAMPLES[kind]
    assert any(isinstance(node, kind) for node in walk(rule_set.criterion(example.criterion).rule))
    assert parse_rule_set(rule_set.toml, source="again.toml") == rule_set


@every_test
def test_the_linter_knows_which_keys_a_test_takes(kind):
    example = EXAMPLES[kind]
    spoilt = {**example.leaves[HIV], "nonsense": 1}
    for table in (spoilt, {key: value for key, value in spoilt.items() if key in ("label", "kind")}):
        document = document_of(example) | {HIV: table}
        with pytest.raises(RuleSetError, match=r"\[E4.HIV\]"):
            parse_rule_set(write_toml(document), source="example.toml")


# ---------------------------------------------------------------- evaluator and SQL
@every_place
def test_the_evaluator_gives_the_answer_worked_by_hand(kind, truth):
    assert judged_of(kind, truth)[0].truth is truth, "evaluator.py"


@pytest.fixture(scope="module")
def cut():
    with open_cut([case_of(*place).person for place in PLACES]) as connection:
        read_facts(connection)
        yield connection


@every_kind
def test_sql_gives_the_same_answers(cut, kind):
    compiled = compile_criterion(read_example(kind), EXAMPLES[kind].criterion)
    keys = {key: truth for key, (other, truth) in enumerate(PLACES) if other is kind}
    values = {**compiled.parameters, "key_from": min(keys), "key_to": max(keys)}
    rows = cut.execute(f"select screening_key, truth from ({compiled.sql}) where basis = 'THEN'", values).fetchall()
    assert dict(rows) == keys, "compiler.py, or predicates.py below it"


# ---------------------------------------------------------------- English
@every_kind
def test_the_evidence_says_something_else_for_every_answer(kind):
    said = {truth: describe_criterion(*judged_of(kind, truth)) for truth in EXAMPLES[kind].people}
    assert len({*said.values()}) == len(said), "describe.py or clauses.py"
    assert all(len(text) > len("Yes.") and text.endswith(".") and "None" not in text for text in said.values())


@every_place
def test_the_whole_tree_has_a_line_for_the_rule(kind, truth):
    judged, facts = judged_of(kind, truth)
    text = explain(read_example(kind), facts)
    assert f"{judged.criterion.id:<4}{judged.criterion.label}" in text
    assert "None" not in text


@every_place
def test_the_lines_to_lay_out_show_the_rule_and_where_it_stands(kind, truth):
    judged, facts = judged_of(kind, truth)
    lines = list_lines(judged, facts)
    assert lines[0].truth is truth, "tree.py"
    favour = None if truth is None else truth is not judged.against
    outcomes = {True: {"for"}, False: {"against"}, None: {"open"}}
    derived = {True: {"for"}, False: {"aside"}, None: {"aside"}}
    assert lines[0].outcome in (derived if judged.criterion.is_derived else outcomes)[favour]
    if kind in TESTS:
        assert [line for line in lines if isinstance(line.test, kind) and (line.label or line.record)]
    asked = [field for line in lines for field in line.ask]
    assert bool(asked) == (truth is None and not judged.criterion.is_derived), "tree.py asks for nothing, or too much"


@every_kind
def test_the_outline_says_the_limit(kind):
    example = EXAMPLES[kind]
    lines = outline_criterion(read_example(kind).criterion(example.criterion))
    assert any(example.outline in line for line in lines) or (kind is FailsBranch and not lines), "outline.py"
    if kind in TESTS:
        assert lines[0] != "Under test" or not example.outline


# ---------------------------------------------------------------- what is missing
@every_kind
def test_where_it_is_open_something_is_asked_for_and_only_there(kind):
    example, rule_set = EXAMPLES[kind], read_example(kind)
    for truth in example.people:
        _, facts = judged_of(kind, truth)
        asked = {item.field for item in missing_items(rule_set, facts) if item.criterion == example.criterion}
        assert (example.asks in asked if asked else not example.asks) if truth is None else not asked, "gaps.py"


@every_kind
def test_a_question_says_what_its_answer_would_settle(kind):
    example = EXAMPLES[kind]
    if not example.asks:
        return
    case, (_, facts) = case_of(kind, None), judged_of(kind, None)
    questions = find_questions(judge(read_example(kind), facts), case.person)
    asked = [one for one in questions if example.criterion in one.criteria and one.field == example.asks]
    assert asked, "questions.py"
    assert {one.settles for one in questions} <= {*SETTLES}


# ---------------------------------------------------------------- what time brings
@every_place
def test_what_time_alone_brings_is_foreseen_from_facts_as_from_the_record(kind, truth):
    example, (judged, facts) = EXAMPLES[kind], judged_of(kind, truth)
    if truth is None or judged.criterion.is_derived:
        return
    case, favour = case_of(kind, truth), not judged.against
    ahead = look_ahead(read_example(kind), case.person, case.screening, first=facts.reference_on, last=HORIZON)
    promise = find_promise(judged.criterion.rule, facts, favour=favour)
    found = ahead.holds_until(judged.criterion.id) if truth is favour else ahead.clears_on(judged.criterion.id)
    assert (promise.day if promise else None) == found, "foresight.py and dates.py differ"
    assert (find_promise(judged.criterion.rule, facts, favour=truth) is not None) == (truth in example.changes), (
        "foresight.py"
    )
