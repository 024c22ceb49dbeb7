"""Month by month, without holes, against the plan."""

from __future__ import annotations

from datetime import date

from mesems_dash.queries.accrual import count_accrual
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening


def test_six_people(six):
    rows = rows_of(count_accrual(six, Selection()))
    assert len(rows) == 24  # January 2013 to the last month of the plan, December 2014
    assert rows[:8] == [
        # month, screened, eligible, randomised, cumulative, target
        (date(2013, 1, 1), 1, 0, 0, 0, None),
        (date(2013, 2, 1), 1, 0, 0, 0, None),
        (date(2013, 3, 1), 2, 0, 0, 0, None),
        (date(2013, 4, 1), 0, 0, 0, 0, None),
        (date(2013, 5, 1), 0, 1, 0, 0, None),
        (date(2013, 6, 1), 0, 0, 0, 0, 1),
        (date(2013, 7, 1), 0, 0, 1, 1, None),
        (date(2013, 8, 1), 0, 0, 0, 1, None),
    ]
    assert rows[12] == (date(2014, 1, 1), 1, 0, 0, 1, None)
    assert rows[13] == (date(2014, 2, 1), 0, 1, 0, 1, None)  # P5, decided on some day in February
    assert rows[19] == (date(2014, 8, 1), 0, 0, 0, 1, None)  # the month of the cut
    assert rows[20] == (date(2014, 9, 1), 0, 0, 0, None, None)
    assert rows[-1] == (date(2014, 12, 1), 0, 0, 0, None, 4)


def test_nobody_left_keeps_the_months(six):
    frame = count_accrual(six, Selection(subtypes=("CIS",)))
    assert len(frame) == 24
    assert frame["screened"].sum() == 0


def test_an_empty_cut_has_the_month_of_the_cut(nobody):
    assert rows_of(count_accrual(nobody, Selection())) == [(date(2014, 8, 1), 0, 0, 0, 0, None)]


def test_randomised_on_no_usable_date_is_a_last_row(open_people):
    screenings = (Screening("2014-07-01"),)
    cut = open_people(
        Person("P1", "GEN", screenings, randomisations=((1, None),)),
        Person("P2", "GEN", screenings, randomisations=((1, "2014-08-01"),)),
    )
    assert rows_of(count_accrual(cut, Selection())) == [
        (date(2014, 7, 1), 2, 0, 0, 0, None),
        (date(2014, 8, 1), 0, 0, 1, 1, None),
        (None, 0, 0, 1, 2, None),
    ]


def test_an_undated_decision_counts_in_the_month_of_its_screening(open_people):
    cut = open_people(
        Person("P1", "GEN", (Screening("2014-06-10", decision="ELIGIBLE", decided="2014"),)),
        Person("P2", "GEN", (Screening("2014-07-10", decision="ELIGIBLE"),)),
        Person("P3", "GEN", (Screening("2014-07-10", decision="ELIGIBLE", decided="2014-08-02"),)),
    )
    assert rows_of(count_accrual(cut, Selection()), ["month", "eligible"]) == [
        (date(2014, 6, 1), 1),
        (date(2014, 7, 1), 1),
        (date(2014, 8, 1), 1),
    ]


def test_a_randomisation_or_decision_before_every_screening_is_not_lost(open_people):
    # a mistyped year: dates are plausible one by one, so the import keeps them; the funnel counts both
    cut = open_people(
        Person("P1", "GEN", (Screening("2014-07-01"),), randomisations=((1, "2014-04-02"),)),
        Person("P2", "GEN", (Screening("2014-07-01"),), randomisations=((1, "2014-08-01"),)),
        Person("P3", "GEN", (Screening("2014-07-01", decision="ELIGIBLE", decided="2014-03"),)),
    )
    rows = rows_of(count_accrual(cut, Selection()))
    assert rows[:2] == [(date(2014, 3, 1), 0, 1, 0, 0, None), (date(2014, 4, 1), 0, 0, 1, 1, None)]
    assert rows[-1] == (date(2014, 8, 1), 0, 0, 1, 2, None)
