"""Balance: what is drawn is what was counted, and what is beyond the design is said and not only coloured."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.balance import draw_arms_by, draw_difference
from mesems_dash.words.findings import balance as findings
from mesems_dash.words.tables import tabulate_arms_by

MINUS = "\N{MINUS SIGN}"
GROUPS = pd.DataFrame(
    [("S1", 2, 1, 0, 3, 1), ("S2", 0, 2, 0, 2, -2)],
    columns=["group_value", "msc_first", "placebo_first", "not_recorded", "randomised", "imbalance"],
)
COURSE = pd.DataFrame(
    [("2018-01-03", 1, 1, 1.0), ("2018-01-09", 4, -2, 2.0), ("2018-02-01", 5, -1, 1.0)],
    columns=["randomised_on", "people", "difference", "limit"],
)
COURSE["randomised_on"] = pd.to_datetime(COURSE["randomised_on"])


def texts_of(figure):
    return [label.text for label in figure.layout.annotations]


def test_the_difference_runs_in_the_band_of_the_design():
    least, most, line = draw_difference(COURSE).data
    assert (list(least.y), list(most.y), list(line.y)) == ([-1, -2, -1], [1, 2, 1], [1, -2, -1])
    assert line.hovertext[1] == f"9 Jan 2018, 4 randomised: {MINUS}2, at most 2 allowed"
    assert findings.find_difference(COURSE, block_length=4) == (
        "At most 2 people apart, on 9 Jan 2018; blocks of 4 allowed 2"
    )
    assert findings.describe_difference(COURSE).endswith(
        f"between {MINUS}2 and +1, {MINUS}1 at the end; the design allows up to 1 at the end."
    )


def test_a_day_beyond_the_band_is_a_diamond_and_the_finding():
    beyond = COURSE.assign(limit=[1.0, 1.0, 1.0])
    marks = draw_difference(beyond).data[-1]
    assert (list(marks.y), marks.marker.symbol) == ([-2], "diamond")
    assert findings.find_difference(beyond, block_length=4) == (
        "The difference exceeds what blocks of 4 allow: 2 people apart, on 9 Jan 2018, at most 1 allowed"
    )


def test_where_the_design_sets_no_limit_none_is_drawn_or_said():
    part = COURSE.assign(limit=float("nan"))
    assert [trace.name for trace in draw_difference(part).data] == ["Difference"]
    assert findings.find_difference(part, block_length=4) == "At most 2 people apart, on 9 Jan 2018"
    assert "no limit is drawn" in findings.describe_difference(part)


def test_nobody_on_a_usable_date_is_drawn_and_said():
    assert list(draw_difference(COURSE.iloc[:0]).data[-1].y) == []
    assert findings.find_difference(COURSE.iloc[:0], block_length=4) == "The sequences were equal on every day"
    assert "nobody is randomised" in findings.describe_difference(COURSE.iloc[:0])


def test_groups_stand_back_to_back_with_their_difference():
    figure = draw_arms_by(GROUPS, {"S1": "Genova"})
    cells, placebo = figure.data
    assert (list(cells.x), list(placebo.x)) == ([-2, 0], [1, 2])
    assert list(cells.text) == ["2", "0"]
    assert list(cells.y) == ["Genova", "S2"]
    assert texts_of(figure)[-2:] == ["+1", f"{MINUS}2"]


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({"S1": 1, "S2": 2}, ["1", "2"]),
        ({"S1": 1, "S2": 0}, ["1", "<b>beyond 0</b>"]),
        ({"S1": 1}, ["1", "no limit"]),
    ],
)
def test_a_limit_stands_beside_its_group_and_says_when_it_is_passed(limits, text):
    assert texts_of(draw_arms_by(GROUPS, {}, limits))[-2:] == text


def test_the_group_beyond_its_limit_is_the_finding_else_the_one_furthest_apart():
    assert findings.find_groups(GROUPS, {"S2": "Genova"}) == "The largest difference is in Genova: 2 people"
    assert findings.find_groups(GROUPS, {}, {"S1": 0, "S2": 2}) == "The difference exceeds what the design allows: S1"
    assert findings.find_groups(GROUPS.assign(imbalance=0)) == "The sequences are equal in every group"
    assert findings.find_groups(GROUPS.assign(imbalance=1)) == "The largest difference is in S1 and S2: 1 person each"
    assert findings.describe_groups(GROUPS, {}, {"S1": 1, "S2": 0}) == (
        "People by group and sequence: S1 2 cells first, 1 placebo first (difference of at most 1 allowed); S2 "
        "0 cells first, 2 placebo first (exceeds the 0 allowed)."
    )


def test_one_of_no_allocation_may_be_what_puts_it_right():
    unsure = GROUPS.assign(not_recorded=[1, 0])
    assert findings.find_groups(unsure, {}, {"S1": 0, "S2": 2}) == "The largest difference is in S2: 2 people"


def test_the_table_of_groups_adds_up_and_holds_what_is_allowed():
    table = tabulate_arms_by(GROUPS, {}, {"S1": 1}).set_index("Group")
    assert list(table.loc["All"].drop("Allowed")) == [2, 3, 5, -1]
    assert table["Allowed"].isna().tolist() == [False, True, True]
    assert "Allowed" not in tabulate_arms_by(GROUPS)
