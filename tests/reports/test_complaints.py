"""What an import rejected or doubted is told by cause: how many rows, and the first three."""
# ruff: noqa: E501  # what is told is one line of the table

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.reports.complaints import describe_group, group_complaints

NAMES = ["file", "line", "column", "value", "reason"]
READ = "cannot be read; expected Y, N or U"
GROUPS = [
    # rows of line, column, value and reason, then the lines told
    ([], []),
    ([(2, "sex", "X", "cannot be read")], ['a.csv line 2: sex is "X"; cannot be read']),  # a row alone
    ([(None, None, None, "was left out")], ["a.csv: was left out"]),  # the whole file
    (
        [(line, "flag", "No" if line % 2 else "Yes", READ) for line in range(2, 10)],  # values that recur
        [f'a.csv flag: "Yes" {READ}: 4 rows (lines 2, 4, 6, ...)', f'a.csv flag: "No" {READ}: 4 rows (lines 3, 5, 7, ...)'],
    ),
    (
        [(line, "on", f"{line}.4.2018", "no date") for line in range(2, 7)],  # each its own
        ['a.csv on: no date: 5 rows (line 2 "2.4.2018", line 3 "3.4.2018", line 4 "4.4.2018", ...)'],
    ),
    ([(2, "on", "x", "no date"), (3, "at", "x", "no date")], ['a.csv line 2: on is "x"; no date', 'a.csv line 3: at is "x"; no date']),
    (
        [(4, None, None, "an identical row is on line 2"), (5, None, None, "an identical row is on line 3")],
        ["a.csv: an identical row is on an earlier line: 2 rows (line 4: line 2, line 5: line 3)"],
    ),
    ([(4, "no", "1", "the same key is on line 2")], ['a.csv line 4: no is "1"; the same key is on line 2']),
    (
        [(5, "id", "1", 'similar to another id: "01" on line 2'), (6, "id", "2", 'similar to another id: "02" on line 3')],
        ['a.csv id: similar to another id: 2 rows (line 5 "1": "01" on line 2, line 6 "2": "02" on line 3)'],
    ),
    (
        [(2, "why", "her   brother\nAnselmo Example drove her in", READ), (3, "why", "b", READ)],  # cut short
        [f'a.csv why: {READ}: 2 rows (line 2 "her brother Anselmo Exam...", line 3 "b")'],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "text"), GROUPS)
def test_complaints_are_told_by_cause(rows, text):
    complaints = pd.DataFrame([("a.csv", *row) for row in rows], columns=NAMES)
    groups = group_complaints(complaints)
    assert [describe_group(group) for _, group in groups.iterrows()] == text
    assert groups["rows"].sum() == len(rows)


def test_what_was_done_parts_the_groups_too():
    rows = [("a.csv", 2, "on", "x", "odd", "VALUE"), ("a.csv", 3, "on", "y", "odd", "WARNING")]
    groups = group_complaints(pd.DataFrame(rows, columns=[*NAMES, "kind"]))
    assert groups[["kind", "rows", "examples"]].values.tolist() == [
        ["VALUE", 1, 'line 2 "x"'],
        ["WARNING", 1, 'line 3 "y"'],
    ]
