"""A criterion line by line: what stands against the person is what the judgement blames, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.eligibility import judge, load_rule_set
from mesems_dash.eligibility.facts import establish_facts
from mesems_dash.eligibility.person import EdssAssessment, Person, Relapse, Screening, Subject, Therapy
from mesems_dash.eligibility.rules import Leaf, walk
from mesems_dash.eligibility.tree import list_lines
from tests.eligibility.generated import make_person, make_random

ON = date(2015, 6, 1)
REGISTRY = load_rule_set("registry")


def lines_of(code, person, screening):
    judgement = judge(REGISTRY, establish_facts(person, screening, ON))
    return list_lines(judgement[code], judgement.facts)


def relapse(on, *, documented=True):
    on = date.fromisoformat(on)
    return Relapse(onset_lo=on, onset_hi=on, documented=documented)


def test_a_line_has_value_date_limit_and_margin():
    person = Person(subject=Subject(), relapses=(relapse("2015-05-01"),))
    (line,) = lines_of("E8", person, Screening(relapse_history_complete=True))
    assert line.outcome == "against"
    assert line.record == "Latest relapse on 1 May 2015, 31 days before the reference date"
    # 60 days before 1 June is 2 April; a relapse of 1 May is outside from 1 July on, 30 days later
    assert line.margin == "must be before 2 Apr 2015; short by 30 days, so passes from 1 Jul 2015"
    assert line.kind == "time_limited"


def test_what_is_open_says_what_to_find_out():
    (line,) = lines_of("E8", Person(subject=Subject()), Screening())
    assert (line.outcome, line.truth) == ("open", None)
    assert line.ask == ("Are all relapses up to 1 Jun 2015 listed?",)


def test_a_part_that_changes_nothing_stands_aside():
    """That he is a man settles E12; that no pregnancy test was made does not matter."""
    lines = lines_of("E12", Person(subject=Subject(sex="M")), Screening(contraception_agreed=True))
    assert {line.outcome for line in lines} == {"for", "aside"}
    aside = [line for line in lines if line.record.startswith("No result for pregnancy test")]
    assert [(line.outcome, line.ask) for line in aside] == [("aside", ())]


def test_only_the_limit_that_is_passed_stands_against():
    score = EdssAssessment(assessed_lo=ON, assessed_hi=ON, score=7.0)
    _, lower, upper = lines_of("I4", Person(subject=Subject(), edss=(score,)), Screening())
    assert (lower.outcome, upper.outcome) == ("for", "against")
    assert upper.margin == "above 6.5 by 0.5"


def test_without_a_subtype_every_branch_is_listed():
    lines = lines_of("I1", Person(subject=Subject()), Screening(subtype=None))
    assert [line.label for line in lines if line.label.startswith("if ")] == ["if RRMS", "if SPMS", "if PPMS"]


def test_without_a_subtype_it_is_asked_for_where_that_alone_leaves_the_criterion_open():
    """A year of therapy and a relapse: met for RRMS, not for the other two."""
    began = date(2010, 1, 1)
    therapy = Therapy(drug="Rebif", started_lo=began, started_hi=began, ongoing=True)
    person = Person(subject=Subject(), relapses=(relapse("2015-05-01"),), therapies=(therapy,))
    first, *_ = lines_of("I1", person, Screening(subtype=None))
    assert (first.truth, first.outcome, first.ask) == (None, "open", ("Which MS subtype is it?",))
    assert first.record == "MS subtype is not recorded"


def test_without_a_reference_date_there_is_nothing_to_test():
    judgement = judge(REGISTRY, establish_facts(Person(subject=Subject()), Screening(), None))
    assert all(list_lines(judged, judgement.facts) == () for judged in judgement.criteria)


@pytest.mark.parametrize("seed", range(40))
def test_random_people_stand_as_the_judgement_blames(seed):
    """The leaves that stand against, or open, are those of the stored masks: `failing_leaves`, `unknown_leaves`."""
    person, screening = make_person(make_random(seed))
    judgement = judge(REGISTRY, establish_facts(person, screening, screening.reference_on))
    for judged in judgement.criteria:
        if judged.criterion.is_derived:
            continue
        lines = list_lines(judged, judgement.facts)
        labels = {node.label for node in walk(judged.criterion.rule) if isinstance(node, Leaf)}
        for outcome, leaves in (("against", judged.failing_leaves), ("open", judged.unknown_leaves)):
            shown = {line.label for line in lines if line.outcome == outcome} & labels
            assert shown == {leaf.label for leaf in leaves}
        assert judged.truth is None or not any(line.outcome == "open" for line in lines)
