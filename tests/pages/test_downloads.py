"""What leaves the app: no formula runs, and every row says where it comes from."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from mesems_dash.pages.downloads import defuse, to_safe_csv

ORIGIN = {"filter_sentence": "Everyone screened", "cut_id": "2018-06-30_20180701T000000000000", "rule_set": "registry"}


def rows_of(frame):
    return list(csv.DictReader(io.StringIO(to_safe_csv(frame, **ORIGIN).decode("utf-8-sig"))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_a_spreadsheet_would_run_is_defused(start):
    assert defuse(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["Genova", "", "1-2", -3, 2.5, None])
def test_anything_else_stays_as_it_is(value):
    assert defuse(value) is value


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("Uni;=HYPERLINK(1)", "Uni;'=HYPERLINK(1)"),  # a cell of its own where Excel splits at semicolons
        ("Uni; @cmd", "Uni; '@cmd"),
        ("one\n=2", "one\n'=2"),
        ("last dose; passes from 5 Apr 2015", "last dose; passes from 5 Apr 2015"),
    ],
)
def test_a_formula_behind_a_semicolon_is_defused_too(value, safe):
    assert defuse(value) == safe


def test_a_formula_in_a_cell_or_a_heading_is_text_in_the_file():
    (row,) = rows_of(pd.DataFrame({"=name": ["=cmd|' /C calc'!A0"], "n": [-3]}))
    assert row["'=name"].startswith("'=cmd")
    assert row["n"] == "-3"


def test_every_row_says_its_cut_its_rule_set_and_its_filter():
    rows = rows_of(pd.DataFrame({"n": [1, 2]}))
    assert [(row["data_cut"], row["rule_set"], row["filter"]) for row in rows] == [
        (ORIGIN["cut_id"], "registry", "Everyone screened")
    ] * 2


def test_an_empty_frame_gives_its_header():
    assert to_safe_csv(pd.DataFrame({"n": []}), **ORIGIN).decode("utf-8-sig") == "n,data_cut,rule_set,filter\r\n"


def test_a_spreadsheet_sees_that_it_is_utf_8():
    assert to_safe_csv(pd.DataFrame({"name": ["Curaçao"]}), **ORIGIN).startswith(b"\xef\xbb\xbf")
