"""The arms: what is drawn is what was counted, and pooled progress never says a sequence."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.arms import draw_arms, draw_crossover, draw_pooled
from mesems_dash.words.findings import arms as findings
from mesems_dash.words.tables import tabulate_crossover

MONTHS = pd.DataFrame(
    [("2018-01-01", 2, 0, 0, 2, 0, 2), ("2018-02-01", 0, 3, 0, 2, 3, -1)],
    columns=[
        "month", "msc_first", "placebo_first", "not_recorded", "cumulative_msc_first", "cumulative_placebo_first",
        "imbalance",
    ],
)  # fmt: skip
MONTHS["month"] = pd.to_datetime(MONTHS["month"])
CROSSOVER = pd.DataFrame(
    [
        ("MSC_FIRST", 1, 6, 5, 4), ("MSC_FIRST", 2, 6, 4, 3), ("PLACEBO_FIRST", 1, 7, 7, 6),
        ("PLACEBO_FIRST", 2, 7, 6, 6),
    ],
    columns=["sequence", "period", "assigned", "infused", "completed"],
)  # fmt: skip
POOLED = pd.DataFrame(
    [("RANDOMISED", 13), ("INFUSED_1", 12), ("INFUSED_2", 10), ("COMPLETED", 9)], columns=["stage", "pooled_count"]
)


def test_each_sequence_is_a_line_with_its_number_at_the_end():
    figure = draw_arms(MONTHS)
    assert [list(line.y) for line in figure.data] == [[2, 2], [0, 3]]
    assert [label.text for label in figure.layout.annotations] == ["<b>2</b> cells first", "<b>3</b> placebo first"]


@pytest.mark.parametrize(
    ("msc", "placebo", "finding"),
    [
        (0, 0, "Nobody has been allocated yet"),
        (4, 4, "The sequences are equal, 4 each"),
        (4, 1, "Cells first is 3 ahead: 4 cells first, 1 placebo first"),
        (1, 2, "Placebo first is 1 ahead: 1 cells first, 2 placebo first"),
    ],
)
def test_the_finding_says_who_leads(msc, placebo, finding):
    assert findings.find_arms(pd.DataFrame({"msc_first": [msc], "placebo_first": [placebo]})) == finding


def test_the_crossover_draws_assigned_infused_completed_within_each_other():
    figure = draw_crossover(CROSSOVER)
    assert [trace.name for trace in figure.data] == ["Assigned", "Infused", "Completed"]
    assert [list(trace.x) for trace in figure.data] == [[6, 7, 6, 7], [5, 7, 4, 6], [4, 6, 3, 6]]
    assert findings.find_crossover(CROSSOVER) == "10 of 12 people infused at week 0 crossed over at week 24"


def test_both_sequences_together_are_their_sum():
    table = tabulate_crossover(CROSSOVER)
    both = table[table["Sequence"] == "Both together"]
    assert both[["Period", "Assigned", "Infused", "Completed"]].to_numpy().tolist() == [[1, 13, 12, 10], [2, 13, 10, 9]]


def test_pooled_progress_names_no_sequence():
    figure = draw_pooled(POOLED)
    assert list(figure.data[0].x) == [13, 12, 10, 9]
    assert findings.find_pooled(POOLED) == "9 of 13 people randomised have completed both periods"
    shown = figure.to_json().lower() + findings.describe_pooled(POOLED).lower()
    assert "cells" not in shown
    assert "placebo" not in shown


def test_nobody_randomised_is_drawn_and_said():
    nobody = POOLED.assign(pooled_count=0)
    assert list(draw_pooled(nobody).data[0].text) == ["0"] * 4
    assert findings.find_pooled(nobody) == "Nobody has been randomised yet"
    assert findings.find_crossover(CROSSOVER.assign(infused=0)) == "Nobody has been infused yet"
    assert len(draw_arms(MONTHS.iloc[:0]).layout.annotations) == 0


def test_one_person_is_said_in_the_singular():
    assert findings.find_pooled(POOLED.assign(pooled_count=1)) == "1 of 1 person randomised has completed both periods"
    one = CROSSOVER.head(2).assign(infused=[1, 0])
    assert findings.find_crossover(one) == "0 of 1 person infused at week 0 crossed over at week 24"
