"""The baseline compared, printed and made safe, worked by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from mesems_dash.reports.baseline import compare_sequences, count_left_out, list_differences
from mesems_dash.reports.baseline_tables import describe_left_out, export_baseline, tabulate_baseline
from mesems_dash.reports.counted_baseline import make_baseline_safe

COLUMNS = [
    "measure", "level", "sequence", "people", "known", "counted", "mean", "sd", "median", "quartile_1", "quartile_3",
]  # fmt: skip
CELLS, PLACEBO = "MSC_FIRST", "PLACEBO_FIRST"


def number(measure, sequence, people, known, *moments):
    return (measure, None, sequence, people, known, None, *(moments or (None,) * 5))


def level(measure, name, sequence, counted):
    return (measure, name, sequence, None, None, counted, *(None,) * 5)


def whole(measure, sequence, people, known):
    return number(measure, sequence, people, known)


def baseline_of(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    counts = ("people", "known", "counted")
    return frame.astype({name: "Int64" if name in counts else float for name in COLUMNS[3:]})


BOTH = baseline_of(
    number("AGE", CELLS, 30, 28, 40.0, 8.0, 41.0, 33.0, 47.0),
    number("AGE", PLACEBO, 20, 20, 35.0, 6.0, 35.5, 30.0, 40.0),
    whole("SEX", CELLS, 30, 30),
    whole("SEX", PLACEBO, 20, 20),
    level("SEX", "M", CELLS, 12),
    level("SEX", "F", CELLS, 18),
    level("SEX", "F", PLACEBO, 20),
)


def test_lines_follow_the_measures_and_levels_the_vocabulary():
    age, women, men = compare_sequences(BOTH)
    assert (age.measure, age.first.missing, age.second.missing) == ("AGE", 2, 0)
    assert age.difference == pytest.approx(5 / math.sqrt(50))
    assert age.band == pytest.approx(1.959964 * math.sqrt(1 / 28 + 1 / 20))
    assert (women.level, women.first.counted, women.second.counted) == ("F", 18, 20)
    assert women.difference == pytest.approx((0.6 - 1) / math.sqrt(0.24 / 2))
    assert (men.level, men.second.counted, men.difference, men.is_mirror) == ("M", 0, None, True)


def test_differences_come_the_greatest_first():
    assert list_differences(compare_sequences(BOTH))["measure"].tolist() == ["SEX", "AGE"]


def test_the_table_reads_as_papers_print_it():
    rows = tabulate_baseline(compare_sequences(BOTH)).to_numpy().tolist()
    spaced = [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows]
    assert spaced == [
        ["Age, years: mean (SD)", "40.0 (8.0)", "35.0 (6.0)", "+0.71"],
        ["Age, years: median (IQR)", "41.0 (33.0 to 47.0)", "35.5 (30.0 to 40.0)", ""],
        ["Age, years: not known", "2", "0", ""],
        ["Sex: Women", "18 (60 %)", "20 (100 %)", "\N{MINUS SIGN}1.15"],
        ["Sex: Men", "12 (40 %)", "0 (0 %)", ""],
        ["Sex: not known", "0", "0", ""],
    ]
    assert list(tabulate_baseline(compare_sequences(BOTH)))[1:3] == [
        "Cells first, N\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}30",
        "Placebo first, N\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}20",
    ]


NAN = math.nan
FORTY = (40.0, 40.0, 40.0)


@pytest.mark.parametrize(
    "rows",
    [
        (number("AGE", CELLS, 3, 0),),  # nothing known, and nobody in the other sequence
        (number("AGE", CELLS, 3, 0), number("AGE", PLACEBO, 3, 0)),
        (number("AGE", CELLS, 3, 1, 40.0, NAN, *FORTY), number("AGE", PLACEBO, 3, 2, 40.0, 0.0, *FORTY)),
        (number("AGE", CELLS, 3, 3, 40.0, 0.0, *FORTY), number("AGE", PLACEBO, 3, 3, 41.0, 0.0, *FORTY)),
        (whole("SEX", CELLS, 3, 0), whole("SEX", PLACEBO, 3, 0)),
        (whole("SEX", CELLS, 1, 1), level("SEX", "F", CELLS, 1)),
        (),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_said_and_never_a_nan(rows):
    lines = compare_sequences(baseline_of(*rows))
    assert list_differences(lines).empty
    table = tabulate_baseline(lines)
    assert "nan" not in table.to_csv().lower()
    assert not (table == "None").any().any()
    export_baseline(lines)


def test_a_variance_of_nought_is_not_computable():
    rows = (
        number("AGE", CELLS, 3, 3, 40.0, 0.0, 40.0, 40.0, 40.0),
        number("AGE", PLACEBO, 3, 3, 41.0, 0.0, 41.0, 41.0, 41.0),
    )
    assert tabulate_baseline(compare_sequences(baseline_of(*rows)))["Difference"].iloc[0] == "not computable"


def test_who_has_no_allocation_is_counted_and_left_out():
    frame = pd.concat([BOTH, baseline_of(number("AGE", "NOT_RECORDED", 2, 2, 30.0, 1.0, 30.0, 29.0, 31.0))])
    assert count_left_out(frame) == 2
    assert count_left_out(BOTH) == 0
    assert describe_left_out(0) == ""
    assert describe_left_out(1) == "1 person has no allocation recorded and is left out."
    assert compare_sequences(frame)[0].first.people == 30


# ---------------------------------------------------------------- made safe
def safe_of(frame, below=5):
    made = make_baseline_safe(export_baseline(compare_sequences(frame)), below)
    return made.frame, made.marks


def test_small_counts_are_hidden_with_those_that_would_tell_them():
    frame, marks = safe_of(BOTH)
    assert "Difference" not in frame
    assert marks["Cells first: Not known"] == ["<5", None, None]  # 2 of 30
    assert marks["Cells first: Known"] == ["hidden", None, None]  # else 30 - 28 tells it
    assert "Placebo first: Counted" not in marks  # 20 and 0 are no small counts


def test_a_level_of_few_cannot_be_taken_from_the_sum():
    rows = (
        whole("SEX", CELLS, 30, 30),
        whole("SEX", PLACEBO, 20, 20),
        level("SEX", "F", CELLS, 28),
        level("SEX", "M", CELLS, 2),
        level("SEX", "F", PLACEBO, 10),
        level("SEX", "M", PLACEBO, 10),
    )
    _, marks = safe_of(baseline_of(*rows))
    assert marks["Cells first: Counted"] == ["hidden", "<5"]
    assert None not in marks["Placebo first: Counted"]  # 12 men are known of: 10 would tell 2


def test_a_mean_of_few_hides_its_row():
    rows = (
        number("AGE", CELLS, 30, 3, 40.0, 8.0, 41.0, 33.0, 47.0),
        number("AGE", PLACEBO, 20, 20, 35.04, 6.0, 35.5, 30.0, 40.0),
    )
    frame, marks = safe_of(baseline_of(*rows))
    for side in ("Cells first", "Placebo first"):
        for name in ("Mean", "SD", "Median", "Quartile 1", "Quartile 3"):
            assert marks[f"{side}: {name}"] == ["hidden"]
    assert frame["Placebo first: Mean"].tolist() == [35.0]


def test_a_sequence_of_few_hides_every_number():
    rows = (
        number("AGE", CELLS, 3, 3, 40.0, 8.0, 41.0, 33.0, 47.0),
        number("AGE", PLACEBO, 20, 20, 35.0, 6.0, 35.5, 30.0, 40.0),
    )
    frame, marks = safe_of(baseline_of(*rows))
    assert set(marks) == {name for name in frame if ": " in name}
    assert all(column == ["hidden"] for column in marks.values())
