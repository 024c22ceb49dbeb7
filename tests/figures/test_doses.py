"""Doses of cells drawn and told: the range, what lies outside, and what is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.doses import draw_doses
from mesems_dash.words import dose_tables
from mesems_dash.words.doses import format_day, format_dose
from mesems_dash.words.findings import doses as findings

COLUMNS = ["subject_id", "infusion_no", "result", "cells_viable", "weight_kg", "product", "reason_not_given"]


def make_frame(*rows):
    """Rows of COLUMNS, on one day in 2014, with the rest as the query would give it."""
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(
        site_id="GEN", sequence="MSC_FIRST", disagreements="", infused_from=pd.Timestamp("2014-01-15")
    )
    states = {"NOT_GIVEN": "NOT_GIVEN", "NOT_RECORDED": "NOT_RECORDED"}
    return frame.assign(
        subject_key=range(1, len(frame) + 1),
        screening_no=1,
        infused_to=frame["infused_from"],
        state=[states.get(result, "GIVEN") for result in frame["result"]],
        cells_per_kg=pd.to_numeric(frame["cells_viable"]) / pd.to_numeric(frame["weight_kg"]),
    )


FIVE = make_frame(
    ("P1", 1, "INSIDE", 70e6, 70.0, "MSC", None),
    ("P2", 1, "BELOW", 56e6, 70.0, "MSC", None),
    ("P3", 1, "NOT_COMPUTED", None, 70.0, "MSC", None),
    ("P4", 1, "NOT_COMPUTED", 70e6, 70.0, None, None),
    ("P5", 2, "PLACEBO", None, 61.5, "PLACEBO", None),
    ("P6", 2, "NOT_GIVEN", None, None, None, "Relapse"),
    ("P7", 2, "NOT_GIVEN", None, None, None, None),
)
SITES = {"GEN": "Genova"}


def test_the_finding_counts_what_is_missing_among_all_but_not_inside():
    assert findings.find_doses(FIVE) == (
        "1 of 3 infusions of cells had 1 to 2 million per kg; 1 had fewer and 1 cannot be computed"
    )


def test_what_the_chart_leaves_out_is_said():
    assert findings.explain_doses(FIVE).endswith(
        "Not drawn: 1 of placebo, 1 of cells whose number or weight is missing, 1 without a recorded product "
        "and 2 not given."
    )


def test_only_doses_that_are_known_are_points_and_those_outside_are_told():
    (points,) = draw_doses(FIVE).data
    assert list(points.y) == [1.0, 0.8]
    assert list(points.text) == ["", "\N{NO-BREAK SPACE}<b>0.80</b>"]


def test_an_undated_dose_stands_apart_to_the_right():
    frame = FIVE.head(2).assign(infused_from=[pd.Timestamp("2014-01-15"), pd.NaT])
    (points,) = draw_doses(frame.assign(infused_to=frame["infused_from"])).data
    assert points.x[1] > points.x[0]
    assert any(note.text == "date not<br>recorded" for note in draw_doses(frame).layout.annotations)


def test_no_dose_draws_no_point():
    assert not draw_doses(FIVE.tail(3)).data
    assert findings.find_doses(FIVE.tail(3)) == "No infusion of cells is recorded"


@pytest.mark.parametrize(
    ("cells_per_kg", "said"),
    [(1e6, "1.00"), (1_524_066, "1.52"), (999_999, "0.999999"), (2_000_000.4, "2.0000004"), (995_000, "0.99")],
)
def test_a_dose_is_never_rounded_across_a_limit(cells_per_kg, said):
    assert format_dose(cells_per_kg) == said


def test_a_partial_day_is_its_month_or_year():
    first = pd.Timestamp("2014-02-01")
    assert format_day(first, pd.Timestamp("2014-02-28")) == "Feb 2014"
    assert format_day(pd.Timestamp("2014-01-01"), pd.Timestamp("2014-12-31")) == "2014"
    assert format_day(first, first) == "1 Feb 2014"
    assert format_day(None, None) == "–"  # noqa: RUF001 - the dash for nothing


def test_who_is_outside_and_by_how_much():
    (row,) = dose_tables.tabulate_outside(dose_tables.keep_outside(FIVE), SITES).to_dict("records")
    assert (row["Person"], row["Site"], row["Infusion"]) == ("P2", "Genova", "1, week 0")
    assert (row["Million cells"], row["Weight (kg)"]) == ("56.0", "70")
    assert (row["Million per kg"], row["Outside the range by"]) == ("0.80", "0.2 below (20 %)")


def test_what_is_missing_is_named():
    table = dose_tables.tabulate_not_computed(dose_tables.keep_not_computed(FIVE), SITES)
    assert table["Missing"].tolist() == ["Cells", "Product"]


def test_reasons_are_counted_and_add_up():
    table = dose_tables.tabulate_reasons(dose_tables.keep_not_given(FIVE))
    assert table.to_numpy().tolist() == [
        ["No reason recorded", 0, 1, 1],
        ["Relapse", 0, 1, 1],
        ["All", 0, 2, 2],
    ]
    assert findings.find_not_given(FIVE) == "2 infusions not given, 1 with a reason recorded"


def test_contradictions_are_said_in_words():
    frame = FIVE.head(1).assign(disagreements="AGAINST_SEQUENCE SAME_TWICE")
    (row,) = dose_tables.tabulate_dose_disagreements(frame, SITES).to_dict("records")
    assert row["Contradiction"] == "Product does not match the sequence; Same product at both infusions"
    assert findings.find_dose_disagreements(frame) == "1 infusion of 1 person contradict other records"


def test_what_was_looked_for_and_not_found_is_said():
    assert "No infusion is recorded as not given." in findings.describe_clean_doses(FIVE.head(1))
    assert (
        findings.describe_clean_doses(FIVE)
        == "No product, cell count or reason contradicts the sequence or the infusions."
    )


def test_a_store_without_doses_is_known():
    empty = FIVE.head(1).assign(product=None, cells_viable=None, weight_kg=None, reason_not_given=None)
    assert not findings.has_doses(empty)
    assert findings.has_doses(FIVE)
