"""How a file is read: dialects that must work, and files that must be refused with one clear line."""

from __future__ import annotations

import csv
import hashlib
import io
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesems_dash.errors import BundleError
from mesems_dash.store.model import OPEN_FILES
from mesems_dash.store.reading import BLOCK_BYTES, open_source
from tests.examples import examples

SITES = OPEN_FILES[0]


def read(path, content):
    """Rows and odd rows of a sites.csv, with the lines on which they begin."""
    path = path / "sites.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_source(path, SITES) as source:
        batches = list(source.read_batches())
    rows = [(row["line"], list(row.values())[1:]) for batch in batches for row in batch.table.to_pylist()]
    return rows, [odd for batch in batches for odd in batch.odd]


@pytest.mark.parametrize(
    "content",
    [
        "site_id,name\nA,x\nB,y\n",
        "site_id,name\r\nA,x\r\nB,y\r\n",
        "site_id,name\nA,x\nB,y",  # no newline at the end
        "site_id;name\nA;x\nB;y\n",
        "\ufeffsite_id,name\nA,x\nB,y\n",
        '"site_id","name"\n"A","x"\n"B","y"\n',
        '\ufeff"site_id";"name"\r\n"A";"x"\r\n"B";"y"\r\n',
        " Site_ID , NAME \nA,x\nB,y\n",  # names are compared without case and spaces
    ],
)
def test_every_allowed_dialect_gives_the_same_rows(tmp_path, content):
    assert read(tmp_path, content) == ([(2, ["A", "x"]), (3, ["B", "y"])], [])


def test_lines_are_the_physical_ones_after_quoted_newlines_and_blank_lines(tmp_path):
    rows, _ = read(tmp_path, 'site_id,name\nA,"one\ntwo\n\nthree"\n\n   \nB,y\n')
    assert rows == [(2, ["A", "one\ntwo\n\nthree"]), (8, ["B", "y"])]


def test_quoted_newlines_of_windows_are_counted_once(tmp_path):
    rows, _ = read(tmp_path, 'site_id,name\r\nA,"one\r\ntwo"\r\nB,y\r\n')
    assert rows == [(2, ["A", "one\r\ntwo"]), (4, ["B", "y"])]


def test_a_leading_blank_line_moves_every_line_number(tmp_path):
    rows, _ = read(tmp_path, "\n\nsite_id,name\nA,x\n")
    assert rows == [(4, ["A", "x"])]


def test_a_row_of_another_width_is_set_aside_and_never_shifted(tmp_path):
    rows, odd = read(tmp_path, "site_id,name\nA,x,more\nB\nC,z\n")
    assert rows == [(4, ["C", "z"])]
    assert [(row.line, row.fields, row.reason) for row in odd] == [
        (2, ("A", "x", "more"), "has 3 fields; the header has 2"),
        (3, ("B",), "has 1 fields; the header has 2"),
    ]


def test_a_misquoted_row_is_set_aside_and_the_next_is_read(tmp_path):
    rows, odd = read(tmp_path, 'site_id,name\nA,"x"y\nB,y\n')
    assert rows == [(3, ["B", "y"])]
    assert [(row.line, row.fields) for row in odd] == [(2, ('A,"x"y',))]


def test_a_quote_inside_a_plain_value_is_part_of_it(tmp_path):
    rows, odd = read(tmp_path, 'site_id,name\nA,5" wide\n')
    assert (rows, odd) == ([(2, ["A", '5" wide'])], [])


def test_only_line_ends_end_a_line(tmp_path):
    rows, odd = read(tmp_path, "site_id,name\nA,x\u2028y\x0bz\x85\nB,y\n")
    assert (rows, odd) == ([(2, ["A", "x\u2028y\x0bz\x85"]), (3, ["B", "y"])], [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "sites.csv: the file is empty; expected a header row"),
        (b"\n \n", "sites.csv: the file is empty; expected a header row"),
        (b"\xef\xbb\xbf", "sites.csv: the file is empty; expected a header row"),
        (b"name\nx\n", 'sites.csv: the required column "site_id" is missing; found name'),
        (b"site_id\tname\nA\tx\n", 'sites.csv: the required column "site_id" is missing; found site_id\tname'),
        (b"site_id,name,NAME\nA,x,y\n", 'sites.csv: two columns have the name "name"; each name must be unique'),
        (b"site_id,comment,comment\n", 'sites.csv: two columns have the name "comment"; each name must be unique'),
        (b"site_id,name\nA,x\nB,Z\xfcrich\n", "sites.csv line 3: not UTF-8 text; save the file as CSV UTF-8"),
        ("site_id,name\nA,x\n".encode("utf-16"), "sites.csv line 1: a NUL byte; expected UTF-8 text"),
        (b"site_id,name\nA,x\nB,\x00\n", "sites.csv line 3: a NUL byte; expected UTF-8 text"),
        (b"PK\x03\x04\x14\x00\x06\x00", "sites.csv line 1: a NUL byte; expected UTF-8 text"),
        (
            b'site_id,name\nA,x\nB,"never closed\nC,y\n',
            "sites.csv line 3: a quoted value begins in this record and is not closed properly",
        ),
        (
            b'site_id,name\nA,"' + b"x,y\n" * 100_000,
            "sites.csv line 2: a value begins in this record and is not closed within 131,072 characters",
        ),
    ],
)
def test_a_file_that_is_no_such_csv_is_refused_in_one_line(tmp_path, content, message):
    with pytest.raises(BundleError) as caught:
        read(tmp_path, content)
    assert caught.value.message == message
    assert caught.value.file == "sites.csv"


def test_every_required_column_that_is_missing_is_named(tmp_path):
    path = tmp_path / "edss.csv"
    path.write_text("subject_id,note\nP1,x\n")
    edss = next(model for model in OPEN_FILES if model.table == "edss")
    message = 'edss.csv: the required columns "assessed_on", "score" are missing; found subject_id, note'
    with pytest.raises(BundleError) as caught, open_source(path, edss):
        pass
    assert (caught.value.message, caught.value.column) == (message, "assessed_on")


@pytest.mark.parametrize("content", ["site_id,name\rA,x\rB,y\r", "site_id,name\rA,x\nB,y\n"])
def test_a_header_that_ends_in_a_lone_carriage_return_is_refused_before_a_row_is_lost(tmp_path, content):
    with pytest.raises(BundleError, match=r"sites.csv line 1: lines end in a lone carriage return"):
        read(tmp_path, content)


def test_a_value_of_absurd_length_is_called_so(tmp_path):
    with pytest.raises(
        BundleError,
        match=r"sites.csv line 2: a value begins in this record and is not closed within 131,072 characters",
    ):
        read(tmp_path, f'site_id,name\nA,"{"x" * 140_000}"\n')


def test_an_absurd_line_is_refused_without_reading_it_to_its_end(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(b"site_id,name\n" + b"A,wide\n" * (BLOCK_BYTES // 7) + b"B," + b"x" * (3 * BLOCK_BYTES))
    with open_source(path, SITES) as source:
        with pytest.raises(BundleError, match="line 599188: longer than 1,048,576 bytes; expected one record a line"):
            list(source.read_batches())
        assert source.bytes_read <= 2 * BLOCK_BYTES


def test_an_absurd_line_is_refused_inside_a_block_too(tmp_path):
    with pytest.raises(BundleError, match="line 3: longer than 1,048,576 bytes; expected one record a line"):
        read(tmp_path, "site_id,name\nA,x\nB," + "x" * (2 << 20) + "\nC,y\n")


@settings(max_examples=examples(300), deadline=None)
@given(
    lengths=st.lists(st.integers(0, 24), min_size=1, max_size=8),
    is_ended=st.booleans(),
    block_bytes=st.integers(1, 60),
)
def test_the_first_line_over_the_limit_is_named_wherever_blocks_end(tmp_path_factory, lengths, is_ended, block_bytes):
    text = "site_id,name\n" + "\n".join("A," + "x" * length for length in lengths) + "\n" * is_ended
    too_long = [line for line, length in enumerate(lengths, start=2) if length + len("A,") > 20]
    folder = tmp_path_factory.mktemp("long")
    with (
        mock.patch("mesems_dash.store.reading.BLOCK_BYTES", block_bytes),
        mock.patch("mesems_dash.store.reading.LINE_LIMIT", 20),
    ):
        if too_long:
            with pytest.raises(BundleError, match=f"line {too_long[0]}: longer than 20 bytes"):
                read(folder, text)
        else:
            assert len(read(folder, text)[0]) == len(lengths)


def test_the_hash_is_that_of_the_file(tmp_path):
    content = b"site_id,name\nA,x\n"
    path = tmp_path / "sites.csv"
    path.write_bytes(content)
    with open_source(path, SITES) as source:
        list(source.read_batches())
    assert source.sha256 == hashlib.sha256(content).hexdigest()


def test_an_empty_name_is_an_unknown_column(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(b"site_id,name,,\nA,x,,\n")
    with open_source(path, SITES) as source:
        assert source.header.unknown == ("", "")
        assert [batch.table.to_pylist() for batch in source.read_batches()] == [
            [{"line": 2, "site_id": "A", "name": "x"}]
        ]


def count_lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@settings(max_examples=examples(200), deadline=None)
@given(
    rows=st.lists(st.tuples(st.text("ab,;\"'\n\r \u00e9", max_size=6), st.text('xy"', max_size=3)), max_size=12),
    delimiter=st.sampled_from([",", ";"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    block_bytes=st.integers(1, 40),
)
def test_whatever_is_written_is_read_with_its_line(tmp_path_factory, rows, delimiter, ending, block_bytes):
    text, expected = f"site_id{delimiter}name{ending}", []
    for row in rows:
        written = io.StringIO()
        quoting = csv.QUOTE_ALL if "\r" in row[0] else csv.QUOTE_MINIMAL
        csv.writer(written, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerow(row)
        if any(field.strip(" \n\r,;") for field in row):  # else it is no row
            expected.append((count_lines(text) + 1, list(row)))
        text += written.getvalue()
    with mock.patch("mesems_dash.store.reading.BLOCK_BYTES", block_bytes):
        found, odd = read(tmp_path_factory.mktemp("written"), text)
    assert (found, odd) == (expected, [])


@pytest.mark.parametrize("block_bytes", [1, 7, 16, 1000])
def test_blocks_may_end_anywhere(tmp_path, block_bytes):
    text = '\ufeffsite_id,name\r\nA,x\r\n\r\nB,é\r\nC\r\nD,"a\r\nb"\r\nE,z'
    with mock.patch("mesems_dash.store.reading.BLOCK_BYTES", block_bytes):
        rows, odd = read(tmp_path, text)
    assert rows == [(2, ["A", "x"]), (4, ["B", "é"]), (6, ["D", "a\r\nb"]), (8, ["E", "z"])]
    assert [(row.line, row.fields) for row in odd] == [(5, ("C",))]


@pytest.mark.parametrize(
    "blank",
    [
        ",",  # Excel's trailing commas
        ",,,,",  # of another number of fields than the header
        "",
        "  ,\t",
        '"",""',  # quoted
        '" ",',
        "NA,n/a",  # blanks
        "-,.",
        "\u00a0,NaN",
        ";",  # the delimiter of another spreadsheet
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_row_in_which_every_field_is_blank_is_no_row(tmp_path, blank, ending):
    rows = read(tmp_path, ending.join(["site_id,name", "A,x", blank, "B,y", blank, blank]) + ending)
    assert rows == ([(2, ["A", "x"]), (4, ["B", "y"])], [])


@pytest.mark.parametrize("row", ["0,", ",0", "x;", ",N"])
def test_a_row_with_anything_in_it_is_a_row(tmp_path, row):
    rows, odd = read(tmp_path, f"site_id,name\n{row}\n")
    assert len(rows) + len(odd) == 1


def test_a_row_whose_only_value_is_in_an_undeclared_column_is_a_row(tmp_path):
    assert read(tmp_path, "site_id,name,rater\n,,x\n,,\n") == ([(2, ["", ""])], [])
