"""Frames as rows."""

from __future__ import annotations

from datetime import date

import pandas as pd

from mesems_dash.words.rows import list_rows, pivot_people, pluck


def test_values_are_plain_and_what_is_missing_is_none():
    frame = pd.DataFrame(
        {
            "name": ["a", None],
            "count": pd.array([1, None], dtype="Int64"),
            "share": [0.5, float("nan")],
            "on": pd.to_datetime([date(2018, 1, 2), None]),
            "kept": [True, False],
        }
    )
    full, empty = list_rows(frame)
    assert full == {"name": "a", "count": 1, "share": 0.5, "on": pd.Timestamp("2018-01-02"), "kept": True}
    assert isinstance(full["count"], int)
    assert empty == {"name": None, "count": None, "share": None, "on": None, "kept": False}


def test_an_empty_frame_has_no_rows():
    assert list_rows(pd.DataFrame({"a": []})) == []
    assert list_rows(pd.DataFrame()) == []


def test_one_value_of_each_row_is_plucked():
    assert pluck([{"a": 1}, {"a": 2}], "a") == [1, 2]


def test_people_are_by_group_then_stage():
    frame = pd.DataFrame({"group_value": ["x", "x"], "stage": ["SCREENED", "RANDOMISED"], "subjects": [3, 1]})
    assert pivot_people(frame) == {"x": {"SCREENED": 3, "RANDOMISED": 1}}
