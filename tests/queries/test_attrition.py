"""Attrition: each step takes from those still there, and start, steps and end add up. See test_failures_by_hand too."""

from __future__ import annotations

from mesems_dash.queries.attrition import count_attrition
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import COUNTED, NOT_STATED, OTHER_REASONS
from tests.queries.frames import rows_of

NUMBERS = ["excluded", "remaining", "marginal", "unknown", "gain", "gain_eligible"]
RECORDED = Selection(reasons="recorded")


def step(frame, criterion):
    return rows_of(frame[frame["criterion"] == criterion], NUMBERS)[0]


def test_six_people_in_protocol_order(six):
    frame = count_attrition(six, Selection())
    assert frame["criterion"].tolist()[1:-1] == list(COUNTED)
    assert step(frame, "I1") == (3, 4, 3, 0, 2, 2)  # P1 in January, P2, P4; P1 fails E5 too
    assert step(frame, "I2") == (1, 3, 1, 0, 0, 0)  # P6, who fails E9 too
    assert step(frame, "E4") == (0, 3, 0, 1, 0, 0)  # P3; P6 is undecided on it too, but gone
    assert step(frame, "E5") == (0, 3, 1, 0, 0, 0)  # P1 went at I1
    assert step(frame, "E9") == (0, 3, 1, 0, 0, 0)


def test_the_greatest_goes_first_and_ties_by_protocol_order(six):
    frame = count_attrition(six, Selection(), order="greatest")
    assert frame["criterion"].tolist()[1:5] == ["I1", "I2", "I3", "I4"]  # I2 and E9 tie for P6; then nobody is left
    cph = count_attrition(six, Selection(sites=("CPH",), rule_set="registry"), order="greatest")
    assert rows_of(cph, ["criterion", "excluded"])[1:3] == [("I2", 1), ("I1", 0)]  # the registry takes P4


def test_a_step_names_the_steps_before(six):
    frame = count_attrition(six, Selection(), order="greatest")
    assert frame["earlier"].tolist()[1:4] == ["", "I1", "I1 I2"]


def test_the_end_is_eligible_and_undecided(six):
    frame = count_attrition(six, Selection())
    assert rows_of(frame, ["part", "remaining", "eligible", "undecided"])[0] == ("start", 7, None, None)
    assert rows_of(frame, ["part", "remaining", "eligible", "undecided"])[-1] == ("end", 3, 2, 1)


def test_recorded_reasons_are_of_screenings_called_ineligible(six):
    frame = count_attrition(six, RECORDED)
    assert frame["criterion"].tolist()[1:-1] == [*COUNTED, *OTHER_REASONS, NOT_STATED]
    assert step(frame, "I1") == (2, 5, 2, 2, 1, 1)  # P1, P4; P3 and P6 are not decided
    assert step(frame, NOT_STATED) == (1, 4, 1, 2, 1, 1)  # P2
    assert rows_of(frame, ["remaining", "eligible", "undecided"])[-1] == (4, 2, 2)


def test_nobody_falls_out_where_nobody_is(nobody):
    frame = count_attrition(nobody, Selection(), order="greatest")
    assert rows_of(frame, ["remaining"])[0] == (0,)
    assert set(frame["excluded"].dropna()) == {0}
    assert len(frame) == len(COUNTED) + 2
