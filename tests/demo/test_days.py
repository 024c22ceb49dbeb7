"""Days as numbers: months clamp at their end, birthdays do not, offices are closed at weekends."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.demo.days import count_years, day_of, draw_working_day, go_back, make_rng, to_working_day, write_date


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2016-02-29", 12, "2015-02-28"),  # clamped to the end of February
        ("2016-05-31", 3, "2016-02-29"),  # clamped to a leap day
        ("2016-01-15", 1, "2015-12-15"),  # over the turn of the year
        ("2015-12-31", -2, "2016-02-29"),  # later, clamped
    ],
)
def test_months_are_calendar_months_clamped_at_their_end(day, months, expected):
    assert write_date(go_back(day_of(day), months=months)) == expected


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        ("1966-03-02", "2017-03-01", 50),  # fifty years and 364 days
        ("1966-03-02", "2017-03-02", 51),  # the birthday itself
        ("1996-02-29", "2014-02-28", 17),  # a leap-day child, the day before
        ("1996-02-29", "2014-03-01", 18),  # turns 18 on 1 March
    ],
)
def test_years_are_completed_by_month_and_day(birth, day, years):
    assert count_years(day_of(birth), day_of(day)) == years


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2018-06-29", "2018-06-29"),  # a Friday
        ("2018-07-01", "2018-06-29"),  # a Sunday
        ("2019-01-01", "2018-12-28"),  # New Year on a Tuesday, the Friday before New Year's Eve on a Monday
    ],
)
def test_a_closed_day_moves_to_the_working_day_before(day, moved):
    assert write_date(to_working_day(day_of(day))) == moved


def test_drawn_days_are_working_days_and_rarer_in_august():
    rng = make_rng("test")
    days = [
        date.fromordinal(draw_working_day(rng, first=day_of("2015-01-01"), last=day_of("2015-12-31")))
        for _ in range(2000)
    ]
    assert all(day.weekday() < 5 for day in days)
    months = [day.month for day in days]
    assert months.count(8) < months.count(12) < months.count(10)
