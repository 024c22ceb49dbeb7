"""Windows end with the reference date, months clamped, both ends included."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesems_dash.eligibility.intervals import ALWAYS, NEVER
from mesems_dash.eligibility.rules import Within
from mesems_dash.eligibility.windows import first_day, first_outside, look_back

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
