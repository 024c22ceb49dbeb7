"""Days between steps, from full dates only."""

from __future__ import annotations

from mesems_dash.queries.selection import Selection
from mesems_dash.queries.stage_times import measure_stage_times
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening


def test_six_people(six):
    assert rows_of(
        measure_stage_times(six, Selection()), ["from_stage", "to_stage", "people", "missing", "median"]
    ) == [
        ("SCREENED", "CONSENTED", 1, 1, 0),  # P1; when P5 consented nobody wrote
        ("CONSENTED", "ELIGIBLE", 1, 1, 130),  # 10 Jan to 20 May 2013
        ("ELIGIBLE", "HARVESTED", 1, 1, 12),  # P5 was called eligible on some day in February
        ("HARVESTED", "RANDOMISED", 1, 0, 30),
        ("RANDOMISED", "INFUSED_1", 1, 0, 2),
        ("INFUSED_1", "INFUSED_2", 1, 0, 168),
        ("INFUSED_2", "COMPLETED", 1, 0, 182),
    ]


def test_quartiles_lie_between_the_people_in_the_middle(open_people):
    days = ("2013-01-11", "2013-01-21", "2013-01-31", "2013-02-10")  # 10, 20, 30 and 40 days
    cut = open_people(
        *(
            Person(f"P{n}", "GEN", (Screening("2013-01-01", decision="ELIGIBLE", decided=on),))
            for n, on in enumerate(days)
        )
    )
    assert rows_of(measure_stage_times(cut, Selection())) == [("SCREENED", "ELIGIBLE", 4, 0, 17.5, 25.0, 32.5)]


def test_a_step_goes_over_stages_that_nobody_recorded(open_people):
    cut = open_people(Person("P1", "GEN", (Screening("2013-01-01"),), randomisations=((1, "2013-03-01"),)))
    assert rows_of(measure_stage_times(cut, Selection()))[0][:3] == ("SCREENED", "RANDOMISED", 1)


def test_dates_out_of_order_are_taken_as_recorded(open_people):
    cut = open_people(Person("P1", "GEN", (Screening("2013-01-08", consent="2013-01-01"),)))
    assert rows_of(measure_stage_times(cut, Selection())) == [("SCREENED", "CONSENTED", 1, 0, -7.0, -7.0, -7.0)]


def test_a_step_nobody_selected_took_has_no_median(six):
    rows = rows_of(measure_stage_times(six, Selection(subtypes=("SPMS",))))
    assert rows[0] == ("SCREENED", "CONSENTED", 0, 0, None, None, None)
    assert len(rows) == 7
