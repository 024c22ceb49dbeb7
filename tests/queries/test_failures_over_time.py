"""Failures by period: no period is left out, dates chosen cut the first and last one. By brute force elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.queries.failures_over_time import count_failures_over_time
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of


def test_six_people_by_quarter(six):
    assert rows_of(count_failures_over_time(six, Selection())) == [
        # from, to, screenings, ineligible, undecided, eligible, whole
        (date(2013, 1, 1), date(2013, 3, 31), 4, 3, 1, 0, True),  # P1, P2, P4; P3
        (date(2013, 4, 1), date(2013, 6, 30), 1, 0, 0, 1, True),  # P1 again
        (date(2013, 7, 1), date(2013, 9, 30), 0, 0, 0, 0, True),
        (date(2013, 10, 1), date(2013, 12, 31), 0, 0, 0, 0, True),
        (date(2014, 1, 1), date(2014, 3, 31), 1, 0, 0, 1, True),  # P5
        (date(2014, 4, 1), date(2014, 6, 30), 1, 1, 0, 0, True),  # P6
    ]


def test_a_year_that_the_cut_does_not_cover_is_not_whole(six):
    frame = count_failures_over_time(six, Selection(), step="year")
    assert rows_of(frame, ["screenings", "is_whole"]) == [(5, True), (2, False)]


def test_dates_chosen_cut_the_first_and_the_last_period(six):
    chosen = Selection(screened_from=date(2013, 2, 1), screened_to=date(2013, 6, 30))
    frame = count_failures_over_time(six, chosen)
    assert rows_of(frame, ["screenings", "is_whole"]) == [(3, False), (1, True)]


def test_a_choice_of_people_keeps_the_periods_of_the_whole_cut(six):
    frame = count_failures_over_time(six, Selection(sites=("CPH",)), step="month")
    assert (len(frame), frame["screenings"].sum()) == (16, 3)  # January 2013 to April 2014


def test_by_what_sites_decided(six):
    frame = count_failures_over_time(six, Selection(reasons="recorded"), step="year")
    assert rows_of(frame, ["ineligible", "undecided", "eligible"]) == [(3, 1, 1), (0, 1, 1)]


@pytest.mark.parametrize("chosen", [Selection(screened_from=date(2020, 1, 1)), Selection(screened_to=date(2000, 1, 1))])
def test_no_period_where_the_cut_has_none(six, nobody, chosen):
    assert count_failures_over_time(six, chosen).empty
    assert count_failures_over_time(nobody, Selection()).empty
