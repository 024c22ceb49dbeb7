"""What leaves the app: the same rows in each kind of file, none of them run, all saying where they come from."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from mesems_dash.errors import UsageError
from mesems_dash.reports import tables
from mesems_dash.reports.tables import FILE_KINDS, Origin, defuse, write_csv, write_parquet, write_xlsx

ORIGIN = Origin(
    name="sites",
    cut_id="2018-06-30_20180701T000000000000",
    as_of=date(2018, 6, 30),
    filter_sentence="=Everyone screened",
    rule_set="registry",
    notes=("Synthetic data.",),
)
TYPED = pd.DataFrame(
    {
        "site": ["Genova", "=1+1", None],
        "n": pd.array([3, -2, None], dtype="Int64"),
        "share": [0.5, np.nan, -1.25],
        "is_open": [True, False, True],
        "day": pd.to_datetime(["2018-06-30", None, "1999-12-31"]),
        "at": pd.to_datetime(["2018-06-30 10:20:30", None, "2018-06-30 00:00:00"]),
        "mixed": ["–", 4, None],  # noqa: RUF001 - an en dash stands for no number
    }
)


def from_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def from_xlsx(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows()) for sheet in book}


def values_of(rows):
    return [[cell.value for cell in row] for row in rows]


def from_parquet(content):
    return parquet.read_table(io.BytesIO(content))


# ---------------------------------------------------------------- nothing runs
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


@given(st.lists(st.text(alphabet="=+-@;\t\r\n \u00a0ab", max_size=6), min_size=1, max_size=5))
def test_csv_defuses_whole_columns_as_it_does_each_text(texts):
    rows = from_csv(write_csv(pd.DataFrame({"text": texts}, dtype="str"), ORIGIN))
    assert [row[0] for row in rows[1:]] == [defuse(text) for text in texts]


def test_a_formula_in_a_cell_or_a_heading_of_csv_is_text():
    heading, row = from_csv(write_csv(pd.DataFrame({"=name": ["=cmd|' /C calc'!A0"], "n": [-3]}), ORIGIN))
    assert heading[0] == "'=name"
    assert row[:2] == ["'=cmd|' /C calc'!A0", "-3"]


def test_a_formula_in_a_cell_or_a_heading_of_xlsx_is_text_that_stays_text():
    data = from_xlsx(write_xlsx(pd.DataFrame({"=name": ["=1+1", "http://x.invalid", "12"]}), ORIGIN))["Data"]
    assert [(row[0].data_type, row[0].value, row[0].hyperlink) for row in data] == [
        ("s", "=name", None),
        ("s", "=1+1", None),
        ("s", "http://x.invalid", None),
        ("s", "12", None),
    ]
    assert data[1][0].quotePrefix  # editing the cell does not make it a formula either


# ---------------------------------------------------------------- rows, order, types
def test_csv_writes_dates_as_dates_and_blanks_as_nothing():
    rows = from_csv(write_csv(TYPED, ORIGIN))
    assert [row[:7] for row in rows] == [
        ["site", "n", "share", "is_open", "day", "at", "mixed"],
        ["Genova", "3", "0.5", "true", "2018-06-30", "2018-06-30 10:20:30", "–"],  # noqa: RUF001 - as above
        ["'=1+1", "-2", "", "false", "", "", "4"],
        ["", "", "-1.25", "true", "1999-12-31", "2018-06-30 00:00:00", ""],
    ]


def test_xlsx_holds_numbers_as_numbers_and_dates_as_dates():
    heading, *rows = from_xlsx(write_xlsx(TYPED, ORIGIN))["Data"]
    assert [cell.value for cell in heading] == list(TYPED.columns)
    assert values_of(rows) == [
        ["Genova", 3, 0.5, True, datetime(2018, 6, 30), datetime(2018, 6, 30, 10, 20, 30), "–"],  # noqa: RUF001
        ["=1+1", -2, None, False, None, None, "4"],
        [None, None, -1.25, True, datetime(1999, 12, 31), datetime(2018, 6, 30), None],
    ]
    assert (rows[0][4].is_date, rows[0][4].number_format) == (True, "yyyy-mm-dd")


def test_parquet_holds_numbers_as_numbers_and_dates_as_dates():
    table = from_parquet(write_parquet(TYPED, ORIGIN))
    kinds = dict(zip(table.column_names, map(str, table.schema.types), strict=True))
    assert (kinds["n"], kinds["share"], kinds["is_open"], kinds["day"]) == ("int64", "double", "bool", "date32[day]")
    assert kinds["at"].startswith("timestamp")
    assert kinds["site"] == kinds["mixed"] == "string"
    assert table.column("n").to_pylist() == [3, -2, None]
    assert table.column("day").to_pylist() == [date(2018, 6, 30), None, date(1999, 12, 31)]
    assert table.column("site").to_pylist() == ["Genova", "=1+1", None]  # no spreadsheet reads it, so nothing is added


@pytest.mark.parametrize("write", [kind.write for kind in FILE_KINDS])
def test_rows_stay_in_their_order_and_the_same_frame_gives_the_same_file(write):
    frame = pd.DataFrame({"n": [3, 1, 2, 1]}, index=[9, 9, 0, 1])
    content = write(frame, ORIGIN, None)
    assert write(frame, ORIGIN, None) == content
    read = {
        write_csv: lambda: [int(row[0]) for row in from_csv(content)[1:]],
        write_xlsx: lambda: [row[0].value for row in from_xlsx(content)["Data"][1:]],
        write_parquet: lambda: from_parquet(content).column("n").to_pylist(),
    }
    assert read[write]() == [3, 1, 2, 1]


@pytest.mark.parametrize("write", [kind.write for kind in FILE_KINDS])
def test_an_empty_frame_gives_its_heading(write):
    content = write(
        pd.DataFrame({"n": pd.Series(dtype="int64"), "day": pd.Series(dtype="datetime64[us]")}), ORIGIN, None
    )
    heading = {
        write_csv: lambda: from_csv(content)[0][:2],
        write_xlsx: lambda: [cell.value for cell in from_xlsx(content)["Data"][0]],
        write_parquet: lambda: from_parquet(content).column_names,
    }
    assert heading[write]() == ["n", "day"]


@pytest.mark.parametrize("write", [kind.write for kind in FILE_KINDS])
def test_whatever_a_statement_of_ones_own_gives_can_be_written(write):
    odd = pd.DataFrame(
        {
            "list": [[1, 2], None],
            "struct": [{"a": 1}, None],
            "bytes": [b"\x00=", None],
            "category": pd.Categorical(["x", None]),
            "span": pd.to_timedelta([1, None], unit="D"),
            "zoned": pd.to_datetime(["2018-06-30T10:00+02:00", None], utc=True),
            "big": [2**63, 1],
            "endless": [np.inf, -np.inf],
            "early": [datetime(1815, 6, 18), None],
            "nothing": [None, None],
        }
    )
    odd["early"] = odd["early"].astype("datetime64[us]")
    assert write(odd, ORIGIN, None)
    assert write(pd.concat([odd, odd], axis=1), ORIGIN, None)  # two columns of one name


def test_what_excel_cannot_hold_is_text():
    frame = pd.DataFrame({"n": [2**53 + 1], "x": [np.inf], "day": pd.Series([date(1815, 6, 18)])})
    row = from_xlsx(write_xlsx(frame, ORIGIN))["Data"][1]
    assert [cell.value for cell in row] == ["9007199254740993", "inf", "1815-06-18"]


def test_text_too_long_for_a_cell_is_cut_and_control_characters_are_kept():
    row = from_xlsx(write_xlsx(pd.DataFrame({"a": ["x" * 40_000], "b": ["a\x01b"]}), ORIGIN))["Data"][1]
    assert len(row[0].value) == 32_767
    assert row[1].value in {"a\x01b", "a_x0001_b"}  # openpyxl leaves the escape that Excel reads


def test_more_rows_than_a_sheet_holds_are_refused_in_words(monkeypatch):
    monkeypatch.setattr(tables, "XLSX_ROWS", 2)
    assert write_xlsx(pd.DataFrame({"n": [1, 2]}), ORIGIN)
    with pytest.raises(UsageError, match="3 rows and a sheet of XLSX holds 2; use CSV or Parquet"):
        write_xlsx(pd.DataFrame({"n": [1, 2, 3]}), ORIGIN)


# ---------------------------------------------------------------- where it comes from
def test_every_row_of_csv_says_its_cut_its_rule_set_and_its_filter():
    heading, *rows = from_csv(write_csv(pd.DataFrame({"n": [1, 2]}), ORIGIN))
    assert heading == ["n", "data_cut", "rule_set", "filter", "note"]
    assert [row[1:] for row in rows] == [[ORIGIN.cut_id, "registry", "'=Everyone screened", "Synthetic data."]] * 2


def test_xlsx_says_it_on_a_sheet_of_its_own():
    about = dict(values_of(from_xlsx(write_xlsx(pd.DataFrame({"n": [1, 2]}), ORIGIN))["About"]))
    assert about["filter"] == "=Everyone screened"
    assert (about["data_cut"], about["as_of"], about["rule_set"]) == (ORIGIN.cut_id, "2018-06-30", "registry")
    assert (about["rows"], about["note"]) == ("2", "Synthetic data.")


def test_parquet_says_it_in_its_metadata():
    said = from_parquet(write_parquet(pd.DataFrame({"n": [1, 2]}), ORIGIN)).schema.metadata
    assert said[b"mesems_filter"] == b"=Everyone screened"
    assert (said[b"mesems_data_cut"], said[b"mesems_rows"]) == (ORIGIN.cut_id.encode(), b"2")


def test_a_spreadsheet_sees_that_csv_is_utf_8():
    content = write_csv(pd.DataFrame({"name": ["Curaçao"]}), ORIGIN)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Curaçao" in content.decode("utf-8-sig")


# ---------------------------------------------------------------- hidden numbers
HIDDEN = {"n": ["<5", None, "hidden"]}
COUNTS = pd.DataFrame({"n": [3, 40, 7], "m": [1.5, 2.5, 3.5]})


def test_a_hidden_number_is_a_mark_in_csv_and_xlsx():
    assert [row[0] for row in from_csv(write_csv(COUNTS, ORIGIN, HIDDEN))[1:]] == ["<5", "40", "hidden"]
    rows = from_xlsx(write_xlsx(COUNTS, ORIGIN, HIDDEN))["Data"][1:]
    assert [row[0].value for row in rows] == ["<5", 40, "hidden"]


def test_a_hidden_number_is_null_in_parquet_with_its_mark_beside_it():
    table = from_parquet(write_parquet(COUNTS, ORIGIN, HIDDEN))
    assert table.column_names == ["n", "n_hidden", "m"]
    assert table.column("n").to_pylist() == [None, 40, None]
    assert table.column("n_hidden").to_pylist() == ["<5", None, "hidden"]
    assert str(table.schema.field("n").type) == "int64"
