"""Windows end with the reference date, months clamped, both ends included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility.intervals import ALWAYS, NEVER, add_months, completed_years
from mesems_dash.eligibility.rules import Within
from mesems_dash.eligibility.windows import first_day, first_outside, look_back, span_of_months
from tests.examples import examples

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("months", "on", "first"),
    [
        (12, date(2016, 2, 29), date(2015, 2, 28)),  # clamped
        (3, date(2015, 5, 31), date(2015, 2, 28)),  # clamped
        (12, date(2015, 3, 3), date(2014, 3, 3)),
        (24, date(2016, 2, 29), date(2014, 2, 28)),
    ],
)
def test_a_window_of_months_begins_on_the_same_day_clamped(months, on, first):
    assert first_day(Within("latest_gel", months=months), on) == first


def test_a_window_of_days_counts_days():
    assert first_day(Within("latest_relapse", days=60), date(2015, 3, 3)) == date(2015, 1, 2)


def test_a_window_never_begins_before_the_calendar():
    assert look_back(date(2015, 1, 1), days=5_000_000) == NEVER
    assert look_back(date(2015, 1, 1), months=1200 * 30) == NEVER


@pytest.mark.parametrize("event_on", [NEVER, ALWAYS, date(9998, 1, 1)])
def test_a_stand_in_never_drops_out(event_on):
    assert first_outside(Within("latest_gel", months=12), event_on) is None


@given(event_on=DAYS, months=st.integers(min_value=1, max_value=40))
def test_the_first_day_outside_is_the_first(event_on, months):
    outside = first_outside(Within("latest_gel", months=months), event_on)
    assert outside is not None
    assert look_back(outside, months=months) > event_on
    assert look_back(date.fromordinal(outside.toordinal() - 1), months=months) <= event_on


# A month has 28 to 31 days, and 400 years have 146,097: what the bounds claim is tried on every kind of date.
SPANS = st.dates(min_value=date(1850, 1, 1), max_value=date(2110, 12, 31))


@settings(max_examples=examples(2000))
@given(day=SPANS, months=st.integers(min_value=0, max_value=1440))
@example(day=date(2016, 2, 29), months=12)
@example(day=date(2001, 3, 1), months=1200)  # across 1900, not a leap year
def test_months_forth_or_back_span_as_many_days_as_said(day, months):
    least, most = span_of_months(months)
    assert least <= (add_months(day, months) - day).days <= most
    assert least <= (day - look_back(day, months=months)).days <= most


@settings(max_examples=examples(1000))
@given(birth=SPANS, years=st.integers(min_value=0, max_value=121))
@example(birth=date(2000, 2, 29), years=1)  # has the birthday on 1 March
def test_a_birthday_falls_between_the_days_said(birth, years):
    least, most = (timedelta(days=days) for days in span_of_months(12 * years))
    assert completed_years(birth, birth + least - timedelta(days=1)) < years
    assert completed_years(birth, birth + most + timedelta(days=1)) >= years
