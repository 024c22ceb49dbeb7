"""What rules say of people: clinical cases worked by hand, and laws that hold for everybody."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import (
    Facts,
    built_in_rule_sets,
    compile_rule_set,
    establish_facts,
    judge,
    load_rule_set,
)
from mesems_dash.eligibility.intervals import add_months
from mesems_dash.eligibility.person import EdssAssessment, Relapse
from mesems_dash.vocabulary import BITS, COUNTED, CRITERIA, DERIVED
from tests.eligibility.case_files import Case, read_cases
from tests.eligibility.completion import complete, has_tie
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.losing import lose_row
from tests.eligibility.test_facts_sql import insert, open_cut, read_facts
from tests.examples import examples

if TYPE_CHECKING:
    from random import Random

    import duckdb

CASES = read_cases()
REGISTRY = load_rule_set("registry")
MASKS = ("status", "fails", "unknown", "derived_fails", "derived_unknown", "leaf_fails", "leaf_unknown")
PEOPLE = 300


def facts_of(case: Case) -> Facts:
    return establish_facts(case.person, case.screening, case.screening.reference_on)


# ---------------------------------------------------------------- cases worked by hand
def test_every_criterion_has_cases_for_every_answer():
    answers = {criterion: {case.status for case in CASES if case.criterion == criterion} for criterion in CRITERIA}
    for criterion, statuses in answers.items():
        expected = {"met", "not_met"} if criterion.startswith("I") else {"present", "absent"}
        assert statuses == {*expected, "unknown"}, criterion


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case_worked_by_hand(case):
    assert judge(REGISTRY, facts_of(case))[case.criterion].status == case.status


def test_cases_worked_by_hand_come_out_the_same_in_sql():
    compiled = compile_rule_set(REGISTRY)
    with open_cut([case.person for case in CASES]) as connection:
        read_facts(connection)
        connection.execute(compiled.sql, {**compiled.parameters, "key_from": 0, "key_to": len(CASES)})
        rows = connection.execute(
            "select fails | derived_fails, unknown | derived_unknown from verdicts"
            " where basis = 'THEN' order by screening_key"
        ).fetchall()
    for case, (fails, unknown) in zip(CASES, rows, strict=True):
        assert status_of(case.criterion, fails, unknown) == case.status, str(case)


def status_of(criterion: str, fails: int, unknown: int) -> str:
    if unknown >> BITS[criterion] & 1:
        return "unknown"
    good, bad = ("met", "not_met") if criterion.startswith("I") else ("absent", "present")
    return bad if fails >> BITS[criterion] & 1 else good


# ---------------------------------------------------------------- SQL and Python
@settings(max_examples=examples(3), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_compiled_sql_and_evaluator_agree_on_people_with_gaps(seed):
    maker = make_random(seed)
    facts = [establish_random_facts(maker) for _ in range(PEOPLE)]
    with cut_of(facts) as connection:
        for name in built_in_rule_sets():
            assert_agreement(connection, name, facts)


VARIANT = """
name = "variant"
title = "Everything that no built-in rule set uses"
version = "1"
source = "test"
extends = "registry"

["E13.EGFR"]
max_age_months = 6
["E4.HIV"]
max_age_months = 6
["E4.HBV"]
max_age_months = 3
["E12.PREGNANT"]
max_age_months = 2
["I1.PPMS.BANDS"]
max_age_months = 24
["I4.LOWER"]
max_age_months = 12
["E11.WHITE_CELLS"]
max_age_months = 3
["E5.IMMUNOSUPPRESSANT"]
within_days = 90
[E14]
rule = { not = { all = [{ not = "E14.CONSENT" }, { any = [{ fact = "egfr", at_least = 30 }, { fact = "wbc", at_most = 20 }] }] } }
[I3]
rule = { all = ["I3.LOWER", "I3.UPPER", { not = { fact = "edss_rise", within_months = 24, rise = 2, up_to_score = 4, rise_above = 1.5 } }] }
[I1.rule.by_subtype]
RRMS = { all = ["I1.RRMS.THERAPY", { not = { any = ["I1.RRMS.ONE_RELAPSE", "I1.RRMS.TWO_RELAPSES"] } }, "I1.RRMS.GEL"] }
SPMS = { not = { any = ["I1.SPMS.RELAPSE", "I1.SPMS.GEL"] } }
"""  # noqa: E501 -- a rule stands on one line


@pytest.mark.slow
def test_compiled_sql_and_evaluator_agree_on_what_no_built_in_rule_set_uses(tmp_path):
    path = tmp_path / "variant.toml"
    path.write_text(VARIANT, encoding="utf-8")
    maker = make_random(20150303)
    facts = [establish_random_facts(maker) for _ in range(PEOPLE * 3)]
    with cut_of(facts) as connection:
        assert_agreement(connection, str(path), facts)


@pytest.mark.slow
@pytest.mark.thorough
def test_compiled_sql_and_evaluator_agree_on_lists_of_full_dates():
    maker = make_random(20180630)
    facts = [establish_plain_facts(maker) for _ in range(PEOPLE * 3)]
    plain = [one for one in facts if one.edss_is_plain and one.documented_is_plain]
    assert min(len(plain), sum(len(one.edss) > 5 for one in plain), len(facts) - len(plain)) > PEOPLE // 4
    with cut_of(facts) as connection:
        for name in built_in_rule_sets():
            assert_agreement(connection, name, facts)


def establish_plain_facts(maker: Random) -> Facts:
    """Facts of somebody whose relapses and EDSS have full dates, some on one day, at most nine of each."""
    person, screening = make_person(maker)
    on = screening.reference_on
    assert on is not None
    days = [add_months(on, -months) - timedelta(days=n) for months in (12, 24) for n in (-60, -30, -29, -1, 0, 1)]
    days += [on - timedelta(days=n) for n in (0, 1, 29, 30, 31, 90, 180, 270, 400)]
    onsets = maker.sample(days, maker.randint(0, 6))
    assessed = maker.choices(days, k=2) if maker.random() < 0.1 else maker.sample(days, maker.randint(0, 9))
    relapses = [Relapse(onset_lo=day, onset_hi=day, documented=maker.random() < 0.9 or None) for day in onsets]
    scores = [None, *(half / 2 for half in range(4, 14))]
    edss = [EdssAssessment(assessed_lo=day, assessed_hi=day, score=maker.choice(scores)) for day in assessed]
    return establish_facts(replace(person, relapses=tuple(relapses), edss=tuple(edss)), screening, on)


def establish_random_facts(maker: Random) -> Facts:
    person, screening = make_person(maker)
    if maker.random() < 0.2:
        person = lose_row(maker, person)
    return establish_facts(person, screening, screening.reference_on if maker.random() < 0.97 else None)


def cut_of(facts: list[Facts]) -> duckdb.DuckDBPyConnection:
    connection = open_cut([])
    insert(
        connection, "facts", [{"screening_key": key, "basis": "THEN", **asdict(one)} for key, one in enumerate(facts)]
    )
    return connection


def assert_agreement(connection: duckdb.DuckDBPyConnection, name: str, facts: list[Facts]) -> None:
    rule_set = load_rule_set(name)
    compiled = compile_rule_set(rule_set)
    connection.execute(compiled.sql, {**compiled.parameters, "key_from": 0, "key_to": len(facts)})
    query = f"select {', '.join(MASKS)} from verdicts where ruleset = $name order by screening_key"
    for row, one in zip(connection.execute(query, {"name": rule_set.name}).fetchall(), facts, strict=True):
        judgement = judge(rule_set, one)
        assert row == tuple(getattr(judgement, mask) for mask in MASKS), one


# ---------------------------------------------------------------- gaps
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_no_decided_answer_flips_when_gaps_are_filled(seed):
    maker = make_random(seed)
    for _ in range(4):
        person, screening = make_person(maker)
        before = judge(REGISTRY, establish_facts(person, screening, screening.reference_on))
        for _ in range(6):
            whole, answered = complete(person, screening, maker)
            after = judge(REGISTRY, establish_facts(whole, answered, screening.reference_on))
            assert_nothing_flipped(before, after, is_tied=has_tie(whole))


def assert_nothing_flipped(before, after, *, is_tied: bool) -> None:
    """What is decided stays so; only two differing results of one day may leave it open."""
    for early, late in zip(before.criteria, after.criteria, strict=True):
        allowed = {early.truth, None} if is_tied else {early.truth}
        assert early.truth is None or late.truth in allowed, early.criterion.id


# ---------------------------------------------------------------- laws
def test_without_a_reference_date_everything_is_unknown():
    for name in built_in_rule_sets():
        judgement = judge(load_rule_set(name), Facts())
        assert {judged.status for judged in judgement.criteria} == {"unknown"}
        assert judgement.status == "unknown"


@settings(max_examples=examples(60), deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_counted_and_derived_criteria_never_mix(seed):
    judgement = judge(REGISTRY, establish_random_facts(make_random(seed)))
    counted, derived = (sum(1 << BITS[criterion] for criterion in group) for group in (COUNTED, DERIVED))
    assert (judgement.fails | judgement.unknown) & derived == 0
    assert (judgement.derived_fails | judgement.derived_unknown) & counted == 0
    assert judgement.fails & judgement.unknown == 0


@settings(max_examples=examples(60), deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_criterion_that_fails_blames_a_leaf_and_one_that_does_not_blames_none(seed):
    judgement = judge(REGISTRY, establish_random_facts(make_random(seed)))
    for judged in judgement.criteria:
        if not judged.criterion.is_derived:
            assert bool(judged.failing_leaves) is judged.fails


def test_copenhagen_takes_no_spms_and_blames_the_subtype():
    copenhagen = load_rule_set("copenhagen")
    case = next(case for case in CASES if case.comment.startswith("SPMS: therapy, a rise of 1.0"))
    judged = judge(copenhagen, facts_of(case))
    assert judged["I1"].status == "not_met"
    assert [leaf.id for leaf in judged["I1"].failing_leaves] == ["I1.CIS"]
    assert judged["E2"].status == "present"


def test_copenhagen_leaves_an_unrecorded_subtype_open_unless_rrms_fails():
    copenhagen = load_rule_set("copenhagen")
    cases = {case.comment: facts_of(case) for case in CASES}
    met_as_all = cases["subtype not recorded: met as RRMS, as SPMS and as PPMS, so met"]
    failing = cases["subtype not recorded: no therapy, no lesion, complete histories, so not met as any"]
    assert judge(copenhagen, met_as_all)["I1"].status == "unknown"
    assert judge(copenhagen, failing)["I1"].status == "not_met"


@pytest.mark.parametrize(
    ("onset", "registry", "london"),
    [
        ("2014-03-03", "met", "met"),  # 12 months to the day
        ("2014-03-02", "not_met", "met"),  # a day more
        ("2013-09-03", "not_met", "met"),  # 18 months to the day
        ("2013-09-02", "not_met", "not_met"),  # a day more
    ],
)
def test_london_looks_back_18_months_for_a_relapse(onset, registry, london):
    case = next(case for case in CASES if case.comment.startswith("the same relapse one day earlier"))
    day = type(case.screening.reference_on).fromisoformat(onset)
    relapse = replace(case.person.relapses[0], onset_lo=day, onset_hi=day)
    facts = facts_of(replace(case, person=replace(case.person, relapses=(relapse,))))
    assert judge(REGISTRY, facts)["I1"].status == registry
    assert judge(load_rule_set("london"), facts)["I1"].status == london


@pytest.mark.parametrize(
    ("score", "registry", "published"), [(2.0, "not_met", "not_met"), (2.5, "not_met", "met"), (6.5, "met", "met")]
)
def test_the_results_paper_takes_edss_from_2_5(score, registry, published):
    case = next(case for case in CASES if case.comment == "half a step below")
    person = replace(case.person, edss=(replace(case.person.edss[0], score=score),))
    facts = facts_of(replace(case, person=person))
    assert judge(REGISTRY, facts)["I4"].status == registry
    assert judge(load_rule_set("published_2021"), facts)["I4"].status == published
