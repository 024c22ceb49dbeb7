"""An address that cannot be honoured never shows more people without a word; page and `query` agree on every one."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.pages.app import conditions
from mesems_dash.pages.state import address, filters, keys
from mesems_dash.queries.named import settle_names
from mesems_dash.queries.screening_list import count_screenings
from mesems_dash.queries.selection import KEYS, Range, Selection, parse_conditions
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import list_cuts
from mesems_dash.store.scope import Scope
from tests.examples import every, some
from tests.pages.arriving import arrive_at
from tests.pages.page_script import demo_stores

GOOD = {
    "site": "GEN", "country": "ITA", "subtype": "RRMS", "sex": "F", "status": "ineligible", "criterion": "I2",
    "from": "2016-01-01", "to": "2017-01-01", "reasons": "recorded",
}  # fmt: skip
FURTHER = {
    "decision": "INELIGIBLE", "kind": "permanent", "leaf": "I1.CIS", "wrote": "OTHER", "site-says": "UNCODED",
    "match": "only", "failing": "1..2", "age": "18..50", "edss": "3..", "duration": "..10", "relapse": "0..6",
    "wide": "1", "mark": "site~GEN~all",
}  # fmt: skip
"""Filters of Screen failures that `query` does not have."""
BAD = (
    "",
    "XXX",
    "yesterday",
    "2018-02-30",
    "20180105",
    "9" * 300,
    "<b>x",
    "GEN-0001",
    "'; drop table cases",
    "E15",
    "1..x",
)
OTHER_CASE = ("site", "country", "subtype", "sex", "status", "criterion", "reasons")
PAGES = ("funnel", keys.NARROWED_PAGE)


@pytest.fixture(scope="module")
def cut():
    cut = open_cut(list_cuts(demo_stores().open)[0].path)
    yield cut
    cut.close()


@pytest.fixture(scope="module")
def older():
    cut = open_cut(list_cuts(demo_stores().open)[1].path)
    yield cut
    cut.close()


@pytest.fixture
def arrive(monkeypatch):
    """What a page is asked by an address: the whole selection, and what it says of it."""
    return partial(arrive_at, monkeypatch)


def count(cut, selection):
    return int(count_screenings(cut, selection)["screenings"].iloc[0])


def query(cut, state):
    """How many screenings `query` counts; None where it refuses."""
    pairs = [(key, one) for key, values in state.items() for one in ([values] if isinstance(values, str) else values)]
    try:
        return count(cut, settle_names(cut, parse_conditions(pairs)))
    except UsageError:
        return None


def test_there_is_an_example_of_every_filter():
    assert {*GOOD, *FURTHER, keys.RULE_SET} == {*keys.FILTERS, *keys.NARROWING, keys.FAILURES_REASONS}


@pytest.mark.parametrize("page", every(2, PAGES[::-1]))
@pytest.mark.parametrize("key", [*GOOD, *FURTHER])
def test_a_value_that_is_none_leaves_nobody_is_named_and_stays(cut, arrive, key, page):
    for value in some(BAD, least=4):
        selection, asked = arrive(cut, {key: value}, page)
        assert count(cut, selection) == 0, value
        assert [refusal.key for refusal in asked.refusals] == [key], value
        assert query(cut, {key: value}) is None
        assert not value or value not in asked.sentence  # the access log and files have the sentence
        kept = address.read_all()[key]
        assert kept == [value] or (len(value) > 60 and len(kept[0]) <= 200)


@pytest.mark.parametrize("page", every(2, PAGES[::-1]))
@pytest.mark.parametrize("key", [*GOOD, *FURTHER])
def test_a_bad_value_beside_a_good_one_never_shows_more(cut, arrive, key, page):
    state = {**GOOD, **FURTHER}[key]
    without = count(cut, arrive(cut, {key: state}, page)[0])
    selection, asked = arrive(cut, {key: [state, "XXX"]}, page)
    assert count(cut, selection) <= without
    assert "XXX" in [refusal.value for refusal in asked.refusals] or key in ("mark", *keys.NO_DATES)
    assert asked.refusals


@pytest.mark.parametrize("page", every(2, PAGES[::-1]))
@pytest.mark.parametrize("key", KEYS)
def test_page_and_query_agree_where_query_answers(cut, arrive, key, page):
    for state in ({key: GOOD[key]}, GOOD, {key: GOOD[key].lower()}, {key: GOOD[key].upper()}):
        assert count(cut, arrive(cut, state, page)[0]) == query(cut, state), state


@pytest.mark.parametrize("key", OTHER_CASE)
def test_a_code_in_another_case_is_read(cut, arrive, key):
    asked = [arrive(cut, {key: write(GOOD[key])})[1].refusals for write in (str.lower, str.upper)]
    assert [[one for one in refusals if "also filters" not in one.why] for refusals in asked] == [[], []]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({"from": "2018-07-05"}, "Nobody can be screened from 5 Jul 2018 in a data cut of 30 Jun 2018"),
        ({"from": "2018-12-01", "to": "2018-01-01"}, "from 2018-12-01 is after to 2018-01-01"),
        ({"from": "2016-12-01", "to": "2016-01-01"}, "from 2016-12-01 is after to 2016-01-01"),
        ({"age": ["18..50", "0..99"]}, "age is given twice"),
        ({"reasons": ["derived", "recorded"]}, 'reasons is "derived"; expected one of'),
        ({"criterion": "DECLINED_CONSENT"}, 'criterion is "DECLINED_CONSENT"; expected one of'),
        ({"criterion": ["I2", "X"], "match": "all"}, 'criterion is "X"; expected one of'),
        ({"mark": "time~2016-01-01~2016-03-31~x"}, "the charts here have no such mark"),
        ({"mark": "site~ELSEWHERE~all"}, "the charts here have no such mark"),
        ({"rules": "mine"}, 'This data cut has no rule set "mine"'),
        ({"rules": ["registry", "published_2021"]}, 'This data cut has no rule set "registry, published_2021"'),
    ],
)
def test_what_cannot_be_met_leaves_nobody_and_says_why(cut, arrive, state, why):
    for page in PAGES:
        selection, asked = arrive(cut, state, page)
        assert count(cut, selection) == 0
        assert why in " ".join(refusal.why for refusal in asked.refusals)


@pytest.mark.parametrize("state", [{"to": "1985-01-01"}, {"subtype": "CIS", "sex": "M", "country": "IRN"}])
def test_what_is_known_but_fits_nobody_is_honoured(cut, arrive, state):
    assert count(cut, arrive(cut, state)[0]) == query(cut, state) == 0


def test_dates_given_twice_mean_the_wider_period_as_in_query(cut, arrive):
    state = {"from": ["2016-01-01", "2017-01-01"], "to": ["2016-06-30", "2017-06-30"]}
    assert arrive(cut, state)[0].screened_from == date(2016, 1, 1)
    assert count(cut, arrive(cut, state)[0]) == query(cut, state)


def test_a_site_that_an_older_cut_lacks_stays_and_leaves_nobody_there(cut, older, arrive, monkeypatch):
    arrive(cut, {"site": "GEN"})
    monkeypatch.setattr(filters, "read_offer", lambda of, read=filters.read_offer: _without_genova(read(of)))
    asked = conditions.read_conditions("funnel", older, filters.read_offer(older))
    assert count(older, asked.selection) == 0
    assert [refusal.why for refusal in asked.refusals] == ['This data cut has no site "GEN"']
    conditions.remove(asked.refusals)
    address.arrive("funnel")
    assert not conditions.read_conditions("funnel", older, filters.read_offer(older)).selection.is_nobody


def _without_genova(offer):
    return {**offer, keys.SITE: {site: option for site, option in offer[keys.SITE].items() if site != "GEN"}}


def test_a_reader_of_one_site_is_not_told_which_others_there_are(cut, arrive):
    own = open_cut(cut.info.path, scope=Scope(("GEN",)))
    text = [arrive(own, {"site": site})[1].refusals[0].why.replace(site, "?") for site in ("BAD", "NOWHERE")]
    own.close()
    assert text == ['Your view of this data cut has no site "?"'] * 2


def test_a_filter_of_another_page_is_honoured_named_and_removed(cut, arrive):
    selection, asked = arrive(cut, {"status": "eligible", "edss": "3..5"})
    assert count(cut, selection) == count(cut, Selection(statuses=("eligible",), edss=Range(3, 5)))
    assert "Status from data: eligible; EDSS 3 to 5." in asked.sentence
    conditions.remove(asked.refusals)
    assert address.read_all() == {}


def test_what_is_no_filter_at_all_is_said(cut, arrive):
    selection, asked = arrive(cut, {"sitee": "GEN"})
    assert selection.is_everything
    assert [refusal.why for refusal in asked.refusals] == [
        'The address has "sitee", which is not a filter here and has no effect'
    ]
