"""Cases, people and judged: what the queries read, laid out from the tables of a bundle."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from mesems_dash.queries.selection import RECORDED_BITS
from mesems_dash.vocabulary import CRITERIA, NOT_STATED, OTHER_REASONS, STAGES
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

ALL_CODES = tuple(code for code in (*CRITERIA, *OTHER_REASONS) if code not in ("E1", "E2", "E3"))


@pytest.fixture
def ask(tmp_path):
    """Lay out some people at one site and ask the cut."""
    cuts = []

    def ask_them(sql: str, *people: Person):
        if people:
            cuts.append(open_trial(tmp_path / str(len(cuts)), Trial(sites=(Site("GEN", None),), people=people)))
        return cuts[-1].cursor().execute(sql).fetchall()

    yield ask_them
    for cut in cuts:
        cut.close()


def test_codes_stand_where_the_vocabulary_has_them():
    sql = files("mesems_dash.store").joinpath("cases.sql").read_text()
    codes = re.findall(r"'(\w+)'", re.search(r"codes as \((.+?)as list", sql, flags=re.DOTALL)[1])
    assert codes == [*CRITERIA, *OTHER_REASONS, NOT_STATED]


def test_every_code_has_its_bit_in_recorded(ask):
    screenings = (
        Screening("2013-01-01", decision="INELIGIBLE", reasons=ALL_CODES),
        Screening("2013-01-02", decision="INELIGIBLE"),  # not stated
        Screening("2013-01-03", decision="PENDING"),
        Screening("2013-01-04", decision="PENDING", reasons=("OTHER",)),
    )
    recorded = ask("select recorded from cases order by screening_no", Person("P1", "GEN", screenings))
    everything = sum(1 << RECORDED_BITS[code] for code in ALL_CODES)
    assert recorded == [(everything,), (1 << 23,), (0,), (1 << 22,)]


def test_the_deciding_screening_is_the_first_randomised_else_the_latest(ask):
    three = (Screening("2013-01-01"), Screening("2013-02-01"), Screening("2013-03-01"))
    people = (
        Person("NEVER", "GEN", three),
        Person("ONCE", "GEN", three, randomisations=((2, "2013-04-01"),)),
        Person("TWICE", "GEN", three, randomisations=((3, "2013-04-01"), (2, "2013-05-01"))),
    )
    found = ask("select subject_id, screening_no from cases where is_deciding order by all", *people)
    assert found == [("NEVER", 3), ("ONCE", 2), ("TWICE", 2)]
    assert ask("select count(*) from cases where is_latest and screening_no = 3") == [(3,)]
    dates = ask("select subject_id, randomised_on from people order by all")
    assert dates == [("NEVER", None), ("ONCE", date(2013, 4, 1)), ("TWICE", date(2013, 5, 1))]


def test_blanks_are_not_recorded(ask):
    found = ask(
        "select country, sex, subtype from cases",
        Person("P1", "GEN", (Screening("2013-01-01", subtype=None),), sex=None),
    )
    assert found == [("NOT_RECORDED",) * 3]


STAGE_CASES = {
    "only screened": ({}, "SCREENED"),
    "consent dated to the year": ({"consent": "2013"}, "CONSENTED"),
    "site: eligible": ({"decision": "ELIGIBLE"}, "ELIGIBLE"),
    "harvest without a date, pending": ({"harvests": ((None, "PENDING"),)}, "SCREENED"),
    "harvest without a date, failed": ({"harvests": ((None, "FAILED"),)}, "HARVESTED"),
    "harvest dated, outcome blank": ({"harvests": (("2013-02", None),)}, "HARVESTED"),
    "randomised on no usable date": ({"randomisations": ((1, None),)}, "RANDOMISED"),
    "infusion dated, given blank": ({"infusions": ((1, None, "2013-02-01"),)}, "INFUSED_1"),
    "infusion with nothing": ({"infusions": ((1, None, None),)}, "SCREENED"),
    "infusion not given on a date": ({"infusions": ((1, False, "2013-02-01"),)}, "SCREENED"),
    "second infusion given, first not": ({"infusions": ((1, False, None), (2, True, None))}, "INFUSED_2"),
    "completed without a date": ({"dispositions": (("COMPLETED", None),)}, "COMPLETED"),
    "withdrawn": ({"dispositions": (("WITHDRAWN", "2013-02-01"),)}, "SCREENED"),
}


def make_person(case, fields):
    own = {key: fields[key] for key in fields if key in ("consent", "decision")}
    rest = {key: fields[key] for key in fields if key not in own}
    return Person(case, "GEN", (Screening("2013-01-01", **own),), **rest)


@pytest.fixture(scope="module")
def last_stages(tmp_path_factory):
    people = tuple(make_person(case, fields) for case, (fields, _) in STAGE_CASES.items())
    cut = open_trial(tmp_path_factory.mktemp("stages"), Trial(sites=(Site("GEN"),), people=people))
    yield dict(cut.cursor().execute("select subject_id, last_stage from people").fetchall())
    cut.close()


@pytest.mark.parametrize("case", STAGE_CASES)
def test_a_stage_is_recorded_or_not(last_stages, case):
    assert STAGES[last_stages[case]] == STAGE_CASES[case][1]


def test_an_explicit_no_before_a_later_stage_disagrees(ask):
    screening = (Screening("2013-01-01", decision="INELIGIBLE", fails="I1"),)
    people = (
        Person("AGREES", "GEN", screening),  # nothing after it
        Person("HARVESTED", "GEN", screening, harvests=(("2013-02-01", "OK"),)),
        Person("INFUSED", "GEN", screening, infusions=((1, False, None), (2, True, None))),
        Person("STOPPED", "GEN", (Screening("2013-01-01"),), infusions=((1, True, None), (2, False, None))),
        Person("CHANGED", "GEN", (*screening, Screening("2013-06-01", decision="ELIGIBLE")), harvests=((None, "OK"),)),
    )
    found = dict(ask("select subject_id, disagreeing_stages from people", *people))
    eligible, infused_1 = 1 << STAGES.index("ELIGIBLE"), 1 << STAGES.index("INFUSED_1")
    assert found == {"AGREES": 0, "HARVESTED": eligible, "INFUSED": eligible + infused_1, "STOPPED": 0, "CHANGED": 0}


def test_judged_holds_every_screening_once_for_every_way_of_judging(ask):
    two = (Screening("2013-01-01", fails="I1"), Screening("2013-02-01", by_rule_set={"london": ("I4", "")}))
    people = (Person("P1", "GEN", two), Person("P2", "GEN", two[:1]))
    found = ask(
        "select judged_by, count(*), count(distinct screening_key) from judged group by all order by all", *people
    )
    assert found == [(name, 3, 3) for name in ("OWN", "copenhagen", "london", "published_2021", "registry")]
    assert ask("select judged_by from judged where fails = 8") == [("london",)]
    assert ask("select distinct ruleset from judged where judged_by = 'OWN'") == [("registry",)]


def test_verdict_rows_say_every_criterion_in_words(ask):
    screening = Screening("2013-01-01", fails="I1 E1 E5", unknown="I2 E4")
    sql = "select criterion, status from verdict_rows where ruleset = 'registry' and basis = 'THEN'"
    found = dict(ask(sql, Person("P1", "GEN", (screening,))))
    assert list(found) == list(CRITERIA)
    text = {criterion: status for criterion, status in found.items() if status not in ("met", "absent")}
    assert text == {"I1": "not_met", "E1": "present", "E5": "present", "I2": "unknown", "E4": "unknown"}
