"""Dates and numbers are written as they are known."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.eligibility.intervals import ALWAYS, NEVER
from mesems_dash.eligibility.wording import (
    chain,
    format_count,
    format_days,
    format_range,
    format_span,
    format_when,
    join,
)

INF = float("inf")


@pytest.mark.parametrize(
    ("lo", "hi", "when"),
    [
        (date(2015, 1, 4), date(2015, 1, 4), "on 4 Jan 2015"),
        (date(2014, 5, 1), date(2014, 5, 31), "in May 2014"),
        (date(2016, 2, 1), date(2016, 2, 29), "in February 2016"),
        (date(2014, 1, 1), date(2014, 12, 31), "in 2014"),
        (date(2013, 1, 1), date(2014, 12, 31), "in 2013 to 2014"),
        (date(2014, 5, 1), date(2014, 6, 30), "some time from 1 May 2014 to 30 Jun 2014"),
        (date(2015, 3, 1), date(2015, 3, 3), "some time from 1 Mar 2015 to 3 Mar 2015"),
        (NEVER, date(2015, 3, 3), "some time up to 3 Mar 2015"),
        (date(2015, 3, 3), ALWAYS, "some time from 3 Mar 2015 on"),
        (NEVER, ALWAYS, "on an unknown date"),
        (None, None, "on an unknown date"),
    ],
)
def test_a_date_is_no_more_precise_than_known(lo, hi, when):
    assert format_when(lo, hi) == when


def test_a_span_goes_without_preposition():
    assert format_span(date(2014, 5, 1), date(2014, 5, 31)) == "May 2014"


@pytest.mark.parametrize(
    ("lo", "hi", "is_lo_open", "is_hi_open", "said"),
    [
        (60.0, 60.0, False, False, "60"),
        (59.9, 59.9, False, False, "59.9"),
        (60.0, INF, True, True, ">60"),
        (45.0, INF, False, True, ">=45"),
        (-INF, 60.0, True, True, "<60"),
        (-INF, 60.0, True, False, "<=60"),
        (3.9, 4.2, False, False, "3.9 to 4.2"),
        (-INF, INF, True, True, "with no certain value"),  # two results that may be the latest: <75 and >50
    ],
)
def test_a_result_is_written_as_the_record_has_it(lo, hi, is_lo_open, is_hi_open, said):
    assert format_range(lo, hi, is_lo_open=is_lo_open, is_hi_open=is_hi_open) == said


def test_numbers_agree_with_their_nouns():
    assert [format_days(1), format_days(20), format_days(1234)] == ["1 day", "20 days", "1,234 days"]
    assert [format_count(1, "scan"), format_count(2, "scan"), format_count(12, "scan")] == [
        "one scan",
        "two scans",
        "12 scans",
    ]


@pytest.mark.parametrize(("words", "said"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_lists_end_with_and(words, said):
    assert join(words) == said


def test_only_the_first_clause_has_a_capital_letter_but_abbreviations_keep_theirs():
    assert chain(["No eGFR", "No MRI", "HIV test negative", "eGFR 60"]) == "No eGFR; no MRI; HIV test negative; eGFR 60"
