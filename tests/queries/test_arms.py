"""Balance of the sequences, only behind the wall."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries.arms import count_arms_by, count_arms_by_day, count_arms_over_time, list_strata
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

ONE = (Screening("2014-01-01"),)


@pytest.fixture
def four(tmp_path):
    """Three allocated, one not; one of the three on no usable date."""
    randomised = {"P1": "2014-01-10", "P2": "2014-03-01", "P3": None, "P4": "2014-03-20"}
    trial = Trial(
        sites=(Site("GEN"), Site("LON", "GBR")),
        people=tuple(
            Person(name, "LON" if name == "P4" else "GEN", ONE, randomisations=((1, on),))
            for name, on in randomised.items()
        ),
        allocations={"P1": "MSC_FIRST", "P2": "MSC_FIRST", "P3": "PLACEBO_FIRST", "STRANGER": "MSC_FIRST"},
        as_of=date(2014, 4, 2),
    )
    cut = open_trial(tmp_path, trial)
    yield cut
    cut.close()


def test_sequences_grow_over_months_without_holes(four):
    assert rows_of(count_arms_over_time(four, Selection())) == [
        # month, msc_first, placebo_first, not_recorded, cumulative both, imbalance
        (date(2014, 1, 1), 1, 0, 0, 1, 0, 1),
        (date(2014, 2, 1), 0, 0, 0, 1, 0, 1),
        (date(2014, 3, 1), 1, 0, 1, 2, 0, 2),
        (date(2014, 4, 1), 0, 0, 0, 2, 0, 2),
        (None, 0, 1, 0, 2, 1, 1),
    ]


def test_balance_within_sites(four):
    assert rows_of(count_arms_by(four, Selection(), by="site")) == [
        # group, msc_first, placebo_first, not_recorded, randomised, imbalance
        ("GEN", 2, 1, 0, 3, 1),
        ("LON", 0, 0, 1, 1, 0),
    ]


@pytest.fixture
def strata(tmp_path):
    """Strata over two sites, a blank one, somebody of two screenings, one infused but never randomised."""
    people = (
        Person("P1", "GEN", ONE, randomisations=((1, "2014-01-10"),), stratum="RRMS"),
        Person("P2", "LON", ONE, sex="M", randomisations=((1, "2014-01-10"),), stratum="RRMS"),
        Person("P3", "GEN", (*ONE, Screening("2014-02-01")), randomisations=((2, "2014-03-01"),), stratum="SPMS"),
        Person("P4", "GEN", ONE, sex=None, randomisations=((1, None),)),
        Person("P5", "GEN", ONE, infusions=((1, True, "2014-03-05"),)),
    )
    allocations = {"P1": "MSC_FIRST", "P2": "PLACEBO_FIRST", "P3": "MSC_FIRST", "P5": "PLACEBO_FIRST"}
    trial = Trial(
        sites=(Site("GEN"), Site("LON", "GBR")), people=people, allocations=allocations, as_of=date(2014, 4, 2)
    )
    cut = open_trial(tmp_path, trial)
    yield cut
    cut.close()


def test_strata_fill_day_by_day_and_a_blank_one_is_the_site(strata):
    assert rows_of(count_arms_by_day(strata, Selection())) == [
        # day, stratum, msc_first, placebo_first, not_recorded, people of the stratum
        (date(2014, 1, 10), "RRMS", 1, 1, 0, 2),
        (date(2014, 3, 1), "SPMS", 1, 0, 0, 1),
        (None, "GEN", 0, 1, 1, 2),
    ]


def test_a_filter_takes_people_but_not_from_the_size_of_their_stratum(strata):
    assert rows_of(count_arms_by_day(strata, Selection(sites=("LON",)))) == [(date(2014, 1, 10), "RRMS", 0, 1, 0, 2)]


def test_balance_within_strata_and_sexes(strata):
    assert rows_of(count_arms_by(strata, Selection(), by="stratum")) == [
        ("GEN", 0, 1, 1, 2, -1),
        ("RRMS", 1, 1, 0, 2, 0),
        ("SPMS", 1, 0, 0, 1, 1),
    ]
    assert rows_of(count_arms_by(strata, Selection(), by="sex")) == [
        ("F", 2, 1, 0, 3, 1),
        ("M", 0, 1, 0, 1, -1),
        ("NOT_RECORDED", 0, 0, 1, 1, 0),
    ]


def test_groups_say_of_which_strata_they_are(strata):
    assert rows_of(list_strata(strata, Selection(), by="site")) == [
        ("GEN", "GEN", 2, 2),
        ("GEN", "RRMS", 1, 2),
        ("GEN", "SPMS", 1, 1),
        ("LON", "RRMS", 1, 2),
    ]


def test_nobody_randomised_is_no_row(nobody):
    assert count_arms_over_time(nobody, Selection()).empty
    assert count_arms_by(nobody, Selection(), by="subtype").empty
    assert count_arms_by_day(nobody, Selection()).empty
    assert list_strata(nobody, Selection(), by="site").empty


def test_without_the_closed_store_there_is_nothing_to_show(six_blinded):
    with pytest.raises(StoreError, match="started without one"):
        count_arms_over_time(six_blinded, Selection())
    with pytest.raises(StoreError, match="started without one"):
        count_arms_by(six_blinded, Selection(), by="site")
    with pytest.raises(StoreError, match="started without one"):
        count_arms_by_day(six_blinded, Selection())
    with pytest.raises(StoreError, match="started without one"):
        list_strata(six_blinded, Selection(), by="sex")
