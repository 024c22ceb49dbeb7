"""Stages and exits, numbers by hand; the six people are in conftest.py."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.queries.funnel import count_funnel
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening

ONE = (Screening("2013-01-01"),)


def stages_of(frame):
    return rows_of(frame[frame["stage"].notna()], ["stage", "subjects"])


def exits_of(frame):
    found = frame[frame["exit"].notna() & (frame["subjects"] > 0)]
    return rows_of(found, ["exit", "subjects"])


def test_six_people(six):
    assert rows_of(count_funnel(six, Selection())) == [
        # stage, exit, subjects, screenings, eligible, undecided, ineligible
        ("SCREENED", None, 6, 7, 2, 1, 3),
        ("CONSENTED", None, 2, 3, 2, 0, 0),  # P1; P5 because a later stage is recorded
        ("ELIGIBLE", None, 2, 3, 2, 0, 0),
        ("HARVESTED", None, 2, 3, 2, 0, 0),
        ("RANDOMISED", None, 1, 2, 1, 0, 0),
        ("INFUSED_1", None, 1, 2, 1, 0, 0),
        ("INFUSED_2", None, 1, 2, 1, 0, 0),
        ("COMPLETED", None, 1, 2, 1, 0, 0),
        (None, "DIED", 0, 0, 0, 0, 0),
        (None, "LOST", 0, 0, 0, 0, 0),
        (None, "WITHDREW", 0, 0, 0, 0, 0),
        (None, "DECLINED", 1, 1, 0, 0, 1),  # P6
        (None, "MANUFACTURING_FAILURE", 1, 1, 1, 0, 0),  # P5
        (None, "SITE_CLOSED", 0, 0, 0, 0, 0),
        (None, "FAILED_SCREENING", 2, 2, 0, 0, 2),  # P2, P4
        (None, "OTHER", 0, 0, 0, 0, 0),
        (None, "UNDER_WAY", 1, 1, 0, 1, 0),  # P3
    ]


def test_another_rule_set_judges_the_same_people_otherwise(six):
    first = rows_of(count_funnel(six, Selection(rule_set="registry")))[0]
    assert first == ("SCREENED", None, 6, 7, 3, 1, 2)  # P4 is eligible by the registry


def test_a_stage_that_only_the_filter_empties_is_zero(six):
    frame = count_funnel(six, Selection(subtypes=("SPMS",)))
    assert stages_of(frame)[:3] == [("SCREENED", 1), ("CONSENTED", 0), ("ELIGIBLE", 0)]
    assert len(stages_of(frame)) == 8


def test_nobody_left_is_all_zeros(six):
    frame = count_funnel(six, Selection(subtypes=("CIS",)))
    assert len(frame) == 17
    assert not frame[["subjects", "screenings", "eligible", "undecided", "ineligible"]].any(axis=None)


def test_a_cut_without_anybody_has_one_stage(nobody):
    assert stages_of(count_funnel(nobody, Selection())) == [("SCREENED", 0)]


def test_a_stage_that_nobody_recorded_is_left_out(open_people):
    cut = open_people(Person("P1", "GEN", ONE, randomisations=((1, "2013-02-01"),)))
    assert stages_of(count_funnel(cut, Selection())) == [("SCREENED", 1), ("RANDOMISED", 1)]


def test_people_are_filtered_by_their_deciding_screening(six):
    # The screening of P1 in January fails E5 and was called ineligible; the one that decides, in May, does not.
    assert exits_of(count_funnel(six, Selection(criteria=("E5",)))) == []
    january = Selection(screened_to=date(2013, 1, 31))
    assert stages_of(count_funnel(six, january))[0] == ("SCREENED", 0)


@pytest.mark.parametrize("second_on", ["2013-05-01", None])
def test_two_randomisations_count_once_at_the_first_screening(open_people, second_on):
    screenings = (Screening("2013-01-01", fails="I4"), Screening("2013-03-01"))
    randomisations = ((2, second_on), (1, "2013-02-01"))
    cut = open_people(Person("P1", "GEN", screenings, randomisations=randomisations))
    frame = count_funnel(cut, Selection())
    assert rows_of(frame)[0] == ("SCREENED", None, 1, 2, 0, 0, 1)  # judged where first randomised: ineligible
    assert stages_of(frame) == [("SCREENED", 1), ("RANDOMISED", 1)]
