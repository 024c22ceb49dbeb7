"""Balance of the sequences, only behind the wall."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries.arms import count_arms_by, count_arms_over_time
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


def test_nobody_randomised_is_no_row(nobody):
    assert count_arms_over_time(nobody, Selection()).empty
    assert count_arms_by(nobody, Selection(), by="subtype").empty


def test_without_the_closed_store_there_is_nothing_to_show(six_blinded):
    with pytest.raises(StoreError, match="started without one"):
        count_arms_over_time(six_blinded, Selection())
    with pytest.raises(StoreError, match="started without one"):
        count_arms_by(six_blinded, Selection(), by="site")
