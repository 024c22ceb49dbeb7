"""What may be asked for, in which words, and what is said to everything else."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.queries.selection import (
    MATCHES,
    RECORDED_BITS,
    Range,
    Selection,
    narrow,
    parse_conditions,
    parse_day,
)
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
        ([("from", "2015-01-02"), ("to", "2015-01-01")], "from 2015-01-02 is after to 2015-01-01"),
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
    assert Selection(criteria=(derived,), reasons="recorded").parameters()["any_mask"] == 1


def test_how_criteria_match_decides_which_mask_asks_for_them():
    asked = {match: Selection(criteria=("I2", "E4"), match=match).parameters() for match in MATCHES}
    both, derived = 2 + 128, 16 + 32 + 64
    assert {match: (p["any_mask"], p["all_mask"], p["none_mask"], p["only_mask"]) for match, p in asked.items()} == {
        "any": (both, 0, 0, None),
        "all": (0, both, 0, None),
        "none": (0, 0, both, None),
        "only": (both, 0, 0, both + derived),  # E1 to E3 beside I1 are no further reason
    }


def test_a_mark_and_a_filter_that_share_nothing_leave_nothing():
    filtered = Selection(sites=("S1",), statuses=("ineligible",), criteria=("I1",), match="only")
    mark = Selection(sites=("S2",), all_of=("E6",), nothing_but=("E6",))
    both = narrow(filtered, mark)
    assert both.sites == ("",)
    assert both.parameters()["only_mask"] == 16 + 32 + 64  # only E1 to E3, of which none fails by itself
    assert both.statuses == ("ineligible",)


def test_marks_narrow_dates_and_ranges_from_both_ends():
    filtered = Selection(screened_from=date(2016, 1, 1), age=Range(18, 50), all_of=("I1",))
    mark = Selection(
        screened_from=date(2015, 1, 1), screened_to=date(2016, 3, 31), age=Range(most=40), all_of=("E6", "I1")
    )
    both = narrow(filtered, mark)
    assert (both.screened_from, both.screened_to) == (date(2016, 1, 1), date(2016, 3, 31))
    assert both.age == Range(18, 40)
    assert both.all_of == ("I1", "E6")


def test_a_day_is_ten_characters():
    assert parse_day("2018-06-30") == date(2018, 6, 30)


@pytest.mark.parametrize("text", ["2018-6-30", "2018-06-3", "2018-06", "30.06.2018", "2018-02-30", "", "2018-06-30 "])
def test_anything_else_is_no_day(text):
    with pytest.raises(ValueError, match=r"does not match|out of range|unconverted"):
        parse_day(text)
