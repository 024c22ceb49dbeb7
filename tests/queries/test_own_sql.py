"""From what a statement gave to a frame: no digit lost, no column overwritten."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.queries.own_sql import frame_outcome
from mesems_dash.store.sandbox import Column, Outcome


def framed(kind, *values):
    rows = tuple((value,) for value in values)
    return frame_outcome(Outcome("rows", columns=(Column("a", kind),), rows=rows))["a"]


@pytest.mark.parametrize(
    ("kind", "values", "dtype"),
    [
        ("INTEGER", (1, None, 3), "Int64"),
        ("HUGEINT", (1, "12345678901234567890"), "string"),
        ("DOUBLE", (0.5, None), "Float64"),
        ("DOUBLE", (0.5, "nan"), "string"),
        ("DECIMAL(5,2)", ("1.50", None), "Float64"),
        ("DECIMAL(38,20)", ("1.12345678901234567890",), "string"),
        ("BOOLEAN", (True, None), "boolean"),
        ("DATE", ("2015-02-28", None, "9999-12-31"), "object"),
        ("DATE", ("2015-02-28", "0044-03-15 (BC)"), "string"),
        ("TIMESTAMP", ("2015-02-28 10:00:00",), "string"),
        ("INTEGER[]", ("[1, 2]",), "string"),
    ],
)
def test_a_column_has_the_type_that_keeps_every_digit(kind, values, dtype):
    column = framed(kind, *values)
    assert str(column.dtype) == dtype
    assert [value is None for value in values] == list(column.isna())


def test_a_day_is_a_date():
    assert list(framed("DATE", "2015-02-28", None)) == [date(2015, 2, 28), None]


def test_a_name_that_comes_again_gets_a_number():
    columns = tuple(Column(name, "INTEGER") for name in ("a", "b", "a", "a"))
    assert list(frame_outcome(Outcome("rows", columns=columns, rows=((1, 2, 3, 4),)))) == ["a", "b", "a (2)", "a (3)"]


def test_a_column_that_a_download_adds_is_not_overwritten():
    columns = (Column("filter", "INTEGER"), Column("data_cut", "INTEGER"))
    assert list(frame_outcome(Outcome("rows", columns=columns, rows=((1, 2),)))) == ["filter (2)", "data_cut (2)"]


def test_no_rows_leave_the_columns():
    columns = (Column("a", "INTEGER"), Column("b", "VARCHAR"))
    frame = frame_outcome(Outcome("rows", columns=columns))
    assert list(frame.columns) == ["a", "b"]
    assert len(frame) == 0
