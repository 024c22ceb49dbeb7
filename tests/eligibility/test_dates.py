"""By time alone: the days on which a judgement changes are all of them, and no day between is another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import establish_facts, judge, load_rule_set
from mesems_dash.eligibility.dates import Outlook, look_ahead
from tests.eligibility.case_files import make_case
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.losing import lose_row
from tests.examples import examples

REGISTRY = load_rule_set("registry")
FIRST = date(2015, 3, 3)
ONE_DAY = timedelta(days=1)


def look(*, last: date = date(2026, 1, 1), **table) -> Outlook:
    case = make_case({"comment": "", "status": "", **table}, {"criterion": "", "reference_on": "2015-03-03"})
    return look_ahead(REGISTRY, case.person, case.screening, first=FIRST, last=last)


# ---------------------------------------------------------------- worked by hand
@pytest.mark.parametrize(
    ("criterion", "table", "clears_on"),
    [
        # three months after 4 Jan 2015 is 4 Apr, which is still within
        (
            "E5",
            {
                "screening": {"therapy_history_complete": "Y"},
                "therapies": [{"drug": "fingolimod", "started_on": "2012", "ended_on": "2015-01-04"}],
            },
            date(2015, 4, 5),
        ),
        # 30 days after 20 Feb 2015 is 22 Mar
        (
            "E6",
            {
                "screening": {"therapy_history_complete": "Y"},
                "therapies": [{"drug": "Avonex", "started_on": "2012", "ended_on": "2015-02-20"}],
            },
            date(2015, 3, 23),
        ),
        # 60 days after 1 Mar 2015 is 30 Apr
        (
            "E8",
            {"screening": {"relapse_history_complete": "Y"}, "relapses": [{"onset_on": "2015-03-01"}]},
            date(2015, 5, 1),
        ),
        # a relapse of March 2015 may have begun on the 31st: 60 days later is 30 May
        (
            "E8",
            {"screening": {"relapse_history_complete": "Y"}, "relapses": [{"onset_on": "2015-03"}]},
            date(2015, 5, 31),
        ),
        ("I2", {"subject": {"birth_date": "1997-08-01"}}, date(2015, 8, 1)),
        ("I2", {"subject": {"birth_date": "2000-02-29"}}, date(2018, 3, 1)),
        ("I3", {"subject": {"onset_date": "2014-06-15"}}, date(2016, 6, 15)),
        # remission of more than 12 months
        (
            "E9",
            {
                "screening": {"malignancy_history_complete": "Y"},
                "malignancies": [{"type": "BCC_SKIN", "diagnosed_on": "2013", "remission_since": "2014-06-01"}],
            },
            date(2015, 6, 2),
        ),
        # still taken: never, if nothing new happens
        ("E6", {"therapies": [{"drug": "Avonex", "started_on": "2012", "ongoing": "Y"}]}, None),
        ("E14", {"screening": {"consent_able": "N"}}, None),
        ("E14", {"screening": {"consent_able": "Y"}}, FIRST),
    ],
)
def test_a_curing_criterion_has_a_first_day(criterion, table, clears_on):
    assert look(**table).clears_on(criterion) == clears_on


@pytest.mark.parametrize(
    ("criterion", "table", "holds_until"),
    [
        ("I2", {"subject": {"birth_date": "1964-08-01"}}, date(2015, 7, 31)),  # 51 on 1 Aug
        ("I3", {"subject": {"onset_date": "2006-06-15"}}, date(2016, 6, 15)),  # ten years to the day is in
        (
            "I1",
            {
                "screening": {"subtype": "RRMS", "relapse_history_complete": "Y", "mri_history_complete": "Y"},
                "therapies": [{"drug": "Rebif", "started_on": "2010", "ended_on": "2013"}],
                "relapses": [{"onset_on": "2014-05-02", "documented": "Y"}],
            },
            date(2015, 5, 2),
        ),
        ("E14", {"screening": {"consent_able": "Y"}}, None),
        ("I2", {"subject": {"birth_date": "1997-08-01"}}, None),  # not in favour at first
    ],
)
def test_an_expiring_criterion_has_a_last_day(criterion, table, holds_until):
    assert look(**table).holds_until(criterion) == holds_until


def test_eligible_between_the_end_of_a_washout_and_the_end_of_a_window():
    outlook = look(
        last=date(2016, 3, 3),
        subject={"sex": "M", "birth_date": "1985-01-01", "onset_date": "2010-01-01"},
        screening={
            "subtype": "RRMS",
            "therapy_history_complete": "Y",
            "relapse_history_complete": "Y",
            "mri_history_complete": "Y",
            "malignancy_history_complete": "Y",
            "active_infection": "N",
            "life_limiting_comorbidity": "N",
            "mds_history": "N",
            "haematologic_history": "N",
            "wbc_clinically_relevant": "N",
            "renal_failure": "N",
            "mri_possible": "Y",
            "consent_able": "Y",
        },
        therapies=[{"drug": "Avonex", "started_on": "2012", "ended_on": "2015-02-20"}],
        relapses=[{"onset_on": "2014-12-24", "documented": "Y"}],
        edss=[{"assessed_on": "2015-01-01", "score": 4.0}],
        labs=[
            {"test": "HIV", "result": "NEG", "collected_on": "2015-01-01"},
            {"test": "HBSAG", "result": "NEG", "collected_on": "2015-01-01"},
            {"test": "HCVAB", "result": "NEG", "collected_on": "2015-01-01"},
            {"test": "EGFR", "result": "90", "collected_on": "2015-01-01"},
        ],
    )
    assert outlook.eligible == ((date(2015, 3, 23), date(2015, 12, 24)),)
    assert [period.status for period in outlook.periods] == ["ineligible", "eligible", "ineligible"]


# ---------------------------------------------------------------- day by day
@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32), rule_set=st.sampled_from(("registry", "london", "copenhagen")))
def test_every_day_between_two_changes_is_judged_the_same(seed, rule_set):
    assert_day_by_day(seed, load_rule_set(rule_set))


@settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_results_that_grow_old_change_on_the_right_day(seed, tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "ageing.toml"
    path.write_text(
        'name = "ageing"\ntitle = "Ageing"\nversion = "1"\nsource = "test"\nextends = "registry"\n'
        '["E13.EGFR"]\nmax_age_months = 6\n["I4.LOWER"]\nmax_age_months = 3\n["E4.HBV"]\nmax_age_months = 12\n'
        '["E11.WHITE_CELLS"]\nmax_age_months = 2\n',
        encoding="utf-8",
    )
    assert_day_by_day(seed, load_rule_set(path))


def assert_day_by_day(seed: int, rule_set) -> None:
    random = make_random(seed)
    person, screening = make_person(random)
    if seed % 3 == 0:
        person = lose_row(random, person)
    first = screening.reference_on
    last = first + timedelta(days=420)
    outlook = look_ahead(rule_set, person, screening, first=first, last=last)
    assert (outlook.periods[0].first, outlook.periods[-1].last) == (first, last)
    for early, late in zip(outlook.periods, outlook.periods[1:], strict=False):
        assert early.last + ONE_DAY == late.first
    for period in outlook.periods:
        day = period.first
        while day <= period.last:
            judgement = judge(rule_set, establish_facts(person, screening, day))
            found = tuple((one.criterion.id, not one.against, one.truth) for one in judgement.criteria)
            assert found == period.truths, day
            day += ONE_DAY
