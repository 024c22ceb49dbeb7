"""Second infusions as tables and sentences: rows add up, people are told with their days, losses are counted."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from mesems_dash.words.findings import second_infusions as findings
from mesems_dash.words.second_infusions import (
    count_losses,
    tabulate_awaited,
    tabulate_losses,
    tabulate_steps,
    tabulate_timing,
    write_awaited,
    write_counts,
)

COLUMNS = [
    "randomised", "infused_1", "infused_2", "completed", "given", "completed_without", "left_before", "not_given",
    "not_infused_1", "not_dated", "overdue", "due", "coming", "later", "in_window", "early", "late", "day_not_known",
    "median_day",
]  # fmt: skip
GENOVA = (9, 8, 5, 4, 4, 1, 1, 0, 1, 0, 1, 0, 1, 0, 2, 1, 0, 1, 167.0)
LONDON = (3, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, None)
BOTH = (*(one + other for one, other in zip(GENOVA[:-1], LONDON[:-1], strict=True)), 167.0)
NAMES = {"GEN": "Genova", "LON": "London"}


def make_counts(first, *rows):
    frame = pd.DataFrame([row for _, row in rows], columns=COLUMNS)
    frame.insert(0, first, pd.Series([code for code, _ in rows], dtype=object))
    return frame


SITES = make_counts("site_id", ("GEN", GENOVA), ("LON", LONDON), (None, BOTH))
SEQUENCES = make_counts("sequence", ("MSC_FIRST", GENOVA), ("PLACEBO_FIRST", LONDON), (None, BOTH))
PEOPLE = pd.DataFrame(
    [
        ("P1", 1, 1, "GEN", "OVERDUE", 22, 8),
        ("P2", 2, 1, "LON", "DUE", 3, 0),
        ("P3", 3, 1, "LON", "DUE", 0, 0),
        ("P4", 4, 2, "XXX", "COMING", -1, 0),
    ],
    columns=["subject_id", "subject_key", "screening_no", "site_id", "outcome", "days_after_target", "days_over"],
).assign(
    infused_1_on=pd.Timestamp("2018-01-01"),
    target_on=pd.Timestamp("2018-06-18"),
    window_opens_on=pd.Timestamp("2018-06-04"),
    window_closes_on=pd.Timestamp("2018-07-02"),
)


def test_in_every_row_the_randomised_are_infused_at_week_24_or_somewhere_else():
    table = tabulate_steps(SITES, NAMES)
    assert table["Site"].tolist() == ["Genova", "London", "All"]
    after = table.columns[list(table.columns).index("Completed") + 1 :]
    assert (table["Infused, week 24"] + table[list(after)].sum(axis=1) == table["Randomised"]).all()


def test_what_is_nought_everywhere_is_left_out_but_not_what_a_reader_looks_for():
    table = tabulate_steps(SITES, NAMES)
    assert "Not given" not in table.columns
    assert {"Left before it", "Overdue", "Due", "Coming", "Later", "First day unknown"} <= set(table.columns)


def test_timing_leaves_out_sites_without_a_second_infusion():
    table = tabulate_timing(SITES, NAMES)
    assert table["Site"].tolist() == ["Genova", "All"]
    assert table.loc[0].tolist() == ["Genova", 4, 2, 1, 0, 1, "167"]


def test_without_any_second_infusion_all_together_stays():
    table = tabulate_timing(make_counts("site_id", ("LON", LONDON), (None, LONDON)), NAMES)
    assert table.to_numpy().tolist() == [["All", 0, 0, 0, 0, 0, "\N{EN DASH}"]]


def test_sequences_are_named_and_summed():
    assert tabulate_steps(SEQUENCES, {"MSC_FIRST": "Cells first"})["Sequence"].tolist() == [
        "Cells first", "PLACEBO_FIRST", "Both together",
    ]  # fmt: skip


def test_a_file_of_counts_says_code_and_name():
    written = write_counts(SITES, NAMES)
    assert written.iloc[:, :3].to_numpy().tolist() == [["GEN", "Genova", 9], ["LON", "London", 3], ["ALL", "All", 12]]


# ---------------------------------------------------------------- people
def test_people_are_told_where_the_cut_lies():
    table = tabulate_awaited(PEOPLE, NAMES)
    assert "Sequence" not in table.columns
    assert table["At the data cut"].tolist() == [
        "8 days overdue", "3 days after target", "on the target day", "1 day before target",
    ]  # fmt: skip
    assert table["Site"].tolist() == ["Genova", "London", "London", "XXX"]
    assert table.loc[0, "Window closes"] == "2 Jul 2018"


def test_with_the_sequence_people_are_told_it():
    table = tabulate_awaited(PEOPLE.assign(sequence="NOT_RECORDED"), NAMES)
    assert set(table["Sequence"]) == {"No allocation"}


def test_a_file_of_people_keeps_dates_and_codes_and_no_key():
    written = write_awaited(PEOPLE, NAMES)
    assert written.loc[0, ["subject_id", "site", "outcome", "days_over"]].tolist() == ["P1", "Genova", "OVERDUE", 8]
    assert written.loc[0, "target_on"].date() == date(2018, 6, 18)
    assert not {"subject_key", "screening_no", "sequence"} & set(written.columns)


# ---------------------------------------------------------------- sentences
def test_the_awaited_are_counted():
    assert findings.find_awaited(SITES) == "Second infusions: 1 overdue, 2 due and 1 coming within 8 weeks"
    assert findings.find_awaited(SITES.assign(overdue=0)) == (
        "Second infusions: none overdue, 2 due and 1 coming within 8 weeks"
    )
    nobody = SITES.assign(overdue=0, due=0, coming=0)
    assert findings.find_awaited(nobody) == "No second infusion is overdue, due or coming within 8 weeks"


def test_who_cannot_be_told_is_said():
    assert findings.explain_awaited(SITES).startswith("Not listed: 1 person without a complete date")
    assert findings.explain_awaited(SITES.assign(not_dated=0)) == ""


@pytest.mark.parametrize(
    ("overdue", "finding"),
    [
        ([1, 0, 1], "1 site has a second infusion due or overdue: Genova"),
        ([1, 1, 2], "2 of 2 sites have a second infusion due or overdue: Genova and London"),
        ([0, 0, 0], "No site has a second infusion due or overdue"),
    ],
)
def test_sites_with_somebody_due_are_named(overdue, finding):
    assert findings.find_awaiting_sites(SITES.assign(due=0, overdue=overdue), NAMES) == finding


def test_many_sites_are_counted_and_not_named():
    many = make_counts("site_id", *((f"S{number}", LONDON) for number in range(4)), (None, LONDON))
    assert findings.find_awaiting_sites(many, {}) == "4 of 4 sites have a second infusion due or overdue"


def test_timing_is_of_those_whose_day_is_known():
    assert findings.find_timing(SITES) == "2 of 3 second infusions were in the window, the median on day 167"
    nobody = SITES.assign(given=1, day_not_known=1, in_window=0, median_day=None)
    assert findings.find_timing(nobody) == "No second infusion has a known day yet"


def test_sequences_are_told_apart():
    assert findings.find_timing_by_sequence(SEQUENCES) == (
        "Median day of the second infusion: cells first day 167, placebo first none"
    )
    assert findings.find_timing_by_sequence(SEQUENCES.assign(median_day=None)) == (
        "No second infusion has a known day yet"
    )
    assert findings.find_awaiting_sequences(SEQUENCES) == (
        "Still waiting for the second infusion: 3 cells first and 3 placebo first"
    )


# ---------------------------------------------------------------- losses
def test_somebody_waiting_is_no_loss_and_somebody_not_given_it_is():
    counts = SEQUENCES.assign(not_given=[2, 0, 2])
    assert count_losses(counts) == ((3, 0), (9, 3))
    assert tabulate_losses(counts).to_numpy().tolist() == [
        ["Cells first", 9, 3, 6, "33 %"],
        ["Placebo first", 3, 0, 3, "0 %"],
    ]


@pytest.mark.parametrize(("p_value", "text"), [(0.5, " (p = 0.500)"), (0.0004, " (p < 0.001)"), (None, "")])
def test_losses_are_said_with_their_p(p_value, text):
    assert findings.find_losses(SEQUENCES, p_value) == (
        f"Lost before the second infusion: 1 of 9 cells first, 0 of 3 placebo first{text}"
    )


def test_a_difference_is_said_with_what_it_means():
    text = findings.explain_losses(-0.0317, -0.116, 0.044)
    minus = "\N{MINUS SIGN}"
    assert f"{minus}3.2 percentage points (95 % interval {minus}11.6 to +4.4)" in text
    assert "still wait for it are not lost" in text
