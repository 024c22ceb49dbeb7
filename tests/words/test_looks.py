"""The access log in words: how many looks, by whom, since when, and what could not be read."""

from __future__ import annotations

from mesems_dash.words.looks import find_looks, tabulate_looks

LOOK = {"at": "2026-03-01T10:00:00+00:00", "who": "dm", "role": "data manager", "what": "person", "where": "person",
        "filter": "everybody", "cut": "c", "person": ""}  # fmt: skip
UNREADABLE = {**dict.fromkeys(LOOK, ""), "what": "unreadable line", "where": "line 2 of the log"}


def test_lines_that_cannot_be_read_are_counted_apart():
    assert find_looks([LOOK, LOOK]) == "2 looks by 1 reader since 1 Mar 2026"
    assert find_looks([LOOK, UNREADABLE]) == "1 look by 1 reader since 1 Mar 2026; 1 line cannot be read"
    assert find_looks([UNREADABLE, UNREADABLE]) == "2 lines cannot be read"


def test_a_line_that_cannot_be_read_is_a_row_of_the_table():
    row = tabulate_looks([UNREADABLE], {}).iloc[0]
    assert (row["When"], row["Viewed"], row["Where"]) == ("", "unreadable line", "line 2 of the log")
