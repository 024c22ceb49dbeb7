"""What may be asked for, in which words, and what is said to everything else."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.queries.selection import RECORDED_BITS, Selection, parse_conditions, parse_day
from mesems_dash.vocabulary import BITS, CRITERIA


def test_nothing_said_chooses_everything():
    assert parse_conditions([]) == Selection()
    assert Selection().is_everything


def test_the_rule_set_and_the_kind_of_reasons_choose_nobody():
    assert Selection(rule_set="registry", reasons="recorded").is_everything
    assert not Selection(sites=("GEN",)).is_everything


def test_the_same_key_again_means_or_in_the_order_of_the_closed_list():
    pairs = [("subtype", "SPMS"), ("subtype", "rrms"), ("subtype", "NOT_RECORDED"), ("site", "LON"), ("site", "GEN")]
    selection = parse_conditions(pairs, rule_set="registry")
    assert selection.subtypes == ("RRMS", "SPMS", "NOT_RECORDED")
    assert selection.sites == ("GEN", "LON")
    assert selection.rule_set == "registry"


def test_dates_given_twice_take_the_wider_period():
    pairs = [("from", "2014-01-01"), ("from", "2013-01-01"), ("to", "2015-01-01"), ("to", "2015-06-30")]
    selection = parse_conditions(pairs)
    assert (selection.screened_from, selection.screened_to) == (date(2013, 1, 1), date(2015, 6, 30))


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([("colour", "red")], 'unknown key "colour"; expected one of site, country, subtype, sex, status'),
        ([("subtype", "MS")], 'subtype is "MS"; expected one of RRMS, SPMS, PPMS, CIS, NOT_RECORDED'),
        ([("sex", "X")], 'sex is "X"; expected one of F, M, NOT_RECORDED'),
        ([("status", "undecided")], 'status is "undecided"; expected one of eligible, unknown, ineligible'),
        ([("criterion", "E15")], 'criterion is "E15"; expected one of I1, I2'),
        ([("criterion", "OTHER")], 'criterion is "OTHER"; expected one of'),  # only sites write this
        ([("from", "2014-02")], 'from is "2014-02"; expected a date as YYYY-MM-DD'),
        ([("from", "20140102")], 'from is "20140102"; expected a date as YYYY-MM-DD'),
        ([("to", "2014-02-30")], 'to is "2014-02-30"; expected a date as YYYY-MM-DD'),
        ([("from", "2015-01-02"), ("to", "2015-01-01")], "from 2015-01-02 lies after to 2015-01-01"),
        ([("reasons", "guessed")], 'reasons is "guessed"; expected one of derived, recorded'),
        ([("reasons", "derived"), ("reasons", "recorded")], "reasons is given twice"),
    ],
)
def test_wrong_words_are_refused_with_what_is_allowed(pairs, message):
    with pytest.raises(UsageError) as caught:
        parse_conditions(pairs)
    assert message in str(caught.value)


def test_recorded_reasons_may_be_no_criterion_at_all():
    pairs = [("criterion", "declined_consent"), ("criterion", "I1"), ("reasons", "recorded")]
    assert parse_conditions(pairs).criteria == ("I1", "DECLINED_CONSENT")


def test_bits_of_recorded_reasons_agree_with_every_other_mask():
    assert {criterion: RECORDED_BITS[criterion] for criterion in CRITERIA} == BITS


@pytest.mark.parametrize("derived", ["E1", "E2", "E3"])
def test_a_recorded_e1_to_e3_counts_as_i1(derived):
    assert Selection(criteria=(derived,), reasons="recorded").parameters()["recorded_mask"] == 1


def test_a_kind_of_reason_leaves_the_other_mask_empty():
    assert Selection(criteria=("I2", "E4")).parameters()["failing_mask"] == 2 + 128
    assert Selection(criteria=("I2",)).parameters()["recorded_mask"] == 0
    assert Selection(criteria=("I2",), reasons="recorded").parameters()["failing_mask"] == 0


def test_a_day_is_ten_characters():
    assert parse_day("2018-06-30") == date(2018, 6, 30)


@pytest.mark.parametrize("text", ["2018-6-30", "2018-06-3", "2018-06", "30.06.2018", "2018-02-30", "", "2018-06-30 "])
def test_anything_else_is_no_day(text):
    with pytest.raises(ValueError, match=r"does not match|out of range|unconverted"):
        parse_day(text)
