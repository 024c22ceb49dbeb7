"""Calendar months, completed years, and unions of days, by hand and by enumeration."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesems_dash.eligibility.intervals import (
    ALWAYS,
    NEVER,
    Interval,
    add_months,
    completed_years,
    count_days,
    count_points,
    latest,
    span,
)

FIRST = date(2015, 1, 1)


def days(first: int, last: int) -> Interval:
    return Interval(FIRST + timedelta(first), FIRST + timedelta(last))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2016, 2, 29), -12, date(2015, 2, 28)),  # clamped: 2015 has no 29 Feb
        (date(2016, 2, 29), -48, date(2012, 2, 29)),  # 2012 has
        (date(2015, 3, 31), -1, date(2015, 2, 28)),  # the end of a shorter month
        (date(2015, 2, 28), 1, date(2015, 3, 28)),  # not turned into the end of a longer one
        (date(2015, 1, 15), -1, date(2014, 12, 15)),  # over the turn of the year
        (date(2014, 12, 15), 1, date(2015, 1, 15)),
        (date(2006, 2, 28), 120, date(2016, 2, 28)),  # ten years
        (NEVER, -1, NEVER),  # the calendar ends there
        (ALWAYS, 120, ALWAYS),
    ],
)
def test_months_are_calendar_ones_with_the_end_clamped(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(1997, 6, 15), date(2015, 6, 14), 17),  # the day before
        (date(1997, 6, 15), date(2015, 6, 15), 18),  # the birthday
        (date(1964, 6, 15), date(2015, 6, 14), 50),  # 50 years and 364 days is 50
        (date(1964, 6, 15), date(2015, 6, 15), 51),
        (date(1996, 2, 29), date(2014, 2, 28), 17),  # born on 29 Feb: not yet
        (date(1996, 2, 29), date(2014, 3, 1), 18),  # 1 March
    ],
)
def test_years_are_completed_by_month_and_day_without_clamping(birth, day, years):
    assert completed_years(birth, day) == years


def test_a_date_not_recorded_spans_every_day():
    assert span(None, None) == Interval(NEVER, ALWAYS)
    assert span(date(2015, 5, 1), date(2015, 5, 31)) == Interval(date(2015, 5, 1), date(2015, 5, 31))


def test_the_latest_of_nothing_is_never():
    assert latest([], []) == Interval(NEVER, NEVER)
    assert latest([], [days(3, 5)]) == Interval(NEVER, days(3, 5).hi)


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], 0),
        ([(5, 5)], 1),  # first and last day included
        ([(0, 9)], 10),
        ([(0, 9), (10, 19)], 20),  # one right after the other
        ([(0, 9), (9, 19)], 20),  # one day of both counts once
        ([(0, 9), (2, 5)], 10),  # one within the other
        ([(0, 19), (2, 5), (10, 29)], 30),  # a long one covers a later short one
        ([(0, 9), (12, 14), (3, 4), (14, 20)], 19),
    ],
)
def test_a_union_counts_each_day_once(intervals, expected):
    assert count_days(days(*one) for one in intervals) == expected


def test_a_union_may_begin_on_the_first_day_of_the_calendar():
    assert count_days([Interval(NEVER, NEVER)]) == 1


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], 0),
        ([(3, 8)], 1),
        ([(0, 5), (5, 9)], 1),  # both may be day 5
        ([(0, 5), (6, 9)], 2),
        ([(0, 9), (1, 2), (5, 6), (6, 8)], 2),
    ],
)
def test_the_fewest_days_that_hit_every_interval(intervals, expected):
    assert count_points(days(*one) for one in intervals) == expected


small = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).map(sorted), max_size=5)


@given(small)
def test_the_union_and_the_fewest_days_equal_an_enumeration(intervals):
    given_intervals = [days(*one) for one in intervals]
    assert count_days(given_intervals) == len({day for lo, hi in intervals for day in range(lo, hi + 1)})
    assert count_points(given_intervals) == next(
        size
        for size in range(10)
        for chosen in combinations(range(9), size)
        if all(any(lo <= day <= hi for day in chosen) for lo, hi in intervals)
    )
