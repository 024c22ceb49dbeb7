"""A frame as a file to take away: CSV, XLSX or Parquet, the same rows in the same order, saying where they come from.

CSV says it in columns at the end of every row, so that rows still say it after somebody pastes them elsewhere; XLSX on
a sheet "About", Parquet in its key-value metadata. Dates are dates and numbers are numbers where the format has them.
No spreadsheet runs what is in a cell: text that looks like a formula is marked as text.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped] # pyarrow ships no types
from pyarrow import compute, csv, parquet

from mesems_dash import __version__
from mesems_dash.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = [
    "FILE_KINDS",
    "XLSX_ROWS",
    "FileKind",
    "Marks",
    "Origin",
    "defuse",
    "write_csv",
    "write_parquet",
    "write_xlsx",
]

Marks: TypeAlias = "Mapping[str, Sequence[str | None]]"
"""By column, what stands in a file instead of a number that is hidden, or None where nothing is; see suppression.py."""

XLSX_ROWS: Final = 1_048_575
"""Rows that a sheet of a workbook holds below its heading."""
XLSX_TEXT: Final = 32_767
XLSX_WHOLE: Final = 2**53
XLSX_FIRST: Final = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; days before it are text."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_INNER_START: Final = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@])")
"""Where a spreadsheet with another separator than the comma would begin a cell with a formula."""
_SUSPECT: Final = r"^[=+\-@]|[;\t\r\n]"
"""What `defuse` may change, for a whole column at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the rows of a file come from; `notes` are sentences that a reader must know: that the data are made up."""

    name: str
    cut_id: str
    as_of: date
    filter_sentence: str
    rule_set: str
    notes: tuple[str, ...] = ()

    def describe(self, rows: int) -> dict[str, str]:
        """Return what a file says about itself, by label."""
        entries = {
            "table": self.name,
            "filter": self.filter_sentence,
            "data_cut": self.cut_id,
            "as_of": self.as_of.isoformat(),
            "rule_set": self.rule_set,
            "rows": str(rows),
            "software": f"MESEMS dashboard {__version__}",
        }
        return entries | ({"note": " ".join(self.notes)} if self.notes else {})


# ---------------------------------------------------------------- CSV
def write_csv(frame: pd.DataFrame, origin: Origin, marks: Marks | None = None) -> bytes:
    """Return a frame as CSV in UTF-8 with a byte-order mark, so that Excel shows names rightly.

    Every row ends with `data_cut`, `rule_set` and `filter`, and `note` if there is one. Without rows it has its header.
    """
    said = {"data_cut": origin.cut_id, "rule_set": origin.rule_set, "filter": origin.filter_sentence}
    said |= {"note": " ".join(origin.notes)} if origin.notes else {}
    table = _to_arrow(frame)
    names = [str(defuse(name)) for name in (*table.column_names, *said)]
    columns = [_defused(_mark(*column, marks)) for column in zip(table.columns, table.column_names, strict=True)]
    columns += [pa.repeat(str(defuse(text)), table.num_rows) for text in said.values()]
    stream = io.BytesIO(b"\xef\xbb\xbf")
    stream.seek(0, io.SEEK_END)
    csv.write_csv(pa.Table.from_arrays(columns, names=names), stream)
    return stream.getvalue()


def defuse(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula; return anything else as it is.

    Excel splits at semicolons where the decimal sign is a comma, so what follows one is guarded too.
    """
    if not isinstance(value, str):
        return value
    inside = _INNER_START.sub(r"\1'", value)
    return f"'{inside}" if value.startswith(_FORMULA_STARTS) else inside


def _defused(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column with its text defused; only text that may need it is looked at one by one."""
    if not pa.types.is_string(column.type):
        return column
    suspect = compute.fill_null(compute.match_substring_regex(column, _SUSPECT), fill_value=False)
    safe = [defuse(text) for text in column.filter(suspect).to_pylist()]
    return compute.replace_with_mask(column, suspect.combine_chunks(), pa.array(safe, pa.string())) if safe else column


def _mark(column: pa.ChunkedArray, name: str, marks: Marks | None) -> pa.ChunkedArray:
    """Return a column as text with its marks in it, if it has any; else as it is."""
    if marks is None or name not in marks:
        return column
    values = zip(column.to_pylist(), marks[name], strict=True)
    return pa.chunked_array([[_describe(value) if mark is None else mark for value, mark in values]], pa.string())


def _describe(value: object) -> str | None:
    return None if value is None else str(value)


# ---------------------------------------------------------------- Parquet
def write_parquet(frame: pd.DataFrame, origin: Origin, marks: Marks | None = None) -> bytes:
    """Return a frame as Parquet; what it says about itself is in the metadata, each key with `mesems_` before it.

    A column with hidden numbers has null in their place, and a text column `<name>_hidden` beside it with the mark.
    """
    table = _to_arrow(frame)
    for name, hidden in (marks or {}).items():
        place = table.column_names.index(name)
        column = table.column(name)
        values = zip(column.to_pylist(), hidden, strict=True)
        shown = pa.array([value if mark is None else None for value, mark in values], column.type)
        table = table.set_column(place, name, shown).add_column(
            place + 1, f"{name}_hidden", pa.array(hidden, pa.string())
        )
    metadata = {f"mesems_{key}": value for key, value in origin.describe(table.num_rows).items()}
    sink = pa.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata(metadata), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


# ---------------------------------------------------------------- XLSX
def write_xlsx(frame: pd.DataFrame, origin: Origin, marks: Marks | None = None) -> bytes:
    """Return a frame as a workbook: sheet "Data" with the rows, sheet "About" with where they come from.

    Text is written as text, never as a formula, a link or a number. What Excel cannot hold is text as well: days before
    March 1900, whole numbers beyond 2^53, numbers without end; text beyond 32,767 letters is cut. Raises UsageError for
    more than XLSX_ROWS rows.
    """
    from xlsxwriter import Workbook

    if len(frame) > XLSX_ROWS:
        raise UsageError(
            f"the table has {len(frame):,} rows and a sheet of XLSX holds {XLSX_ROWS:,}; use CSV or Parquet"
        )
    stream = io.BytesIO()
    with Workbook(stream, {"constant_memory": True, "remove_timezone": True}) as book:
        book.set_properties({"created": datetime.combine(origin.as_of, time.min), "title": origin.name})
        look = _Look(
            heading=book.add_format({"bold": True, "bottom": 1}),
            text=book.add_format({"quote_prefix": True}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
        )
        _write_data(book.add_worksheet("Data"), _to_arrow(frame), look, marks)
        _write_about(book.add_worksheet("About"), origin.describe(len(frame)), look)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Look:
    heading: Format
    text: Format
    day: Format
    moment: Format
    wrapped: Format


def _write_data(sheet: Worksheet, table: pa.Table, look: _Look, marks: Marks | None) -> None:
    columns = [column.to_pylist() for column in table.columns]
    for place, name in enumerate(table.column_names):
        hidden = (marks or {}).get(name)
        if hidden is not None:
            columns[place] = [
                value if mark is None else mark for value, mark in zip(columns[place], hidden, strict=True)
            ]
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(table.column_names):
        sheet.set_column(place, place, _measure(name, columns[place][:200]))
        sheet.write_string(0, place, name, look.heading)
    for row, values in enumerate(zip(*columns, strict=True), start=1):
        for place, value in enumerate(values):
            if value is not None:
                _write_cell(sheet, row, place, value, look)
    if columns:
        sheet.autofilter(0, 0, table.num_rows, len(columns) - 1)


def _write_cell(sheet: Worksheet, row: int, place: int, value: object, look: _Look) -> None:
    match value:
        case bool():
            sheet.write_boolean(row, place, value)
        case int() | float() if abs(value) < XLSX_WHOLE:
            sheet.write_number(row, place, value)
        case datetime() if value.date() >= XLSX_FIRST:
            sheet.write_datetime(row, place, value, look.moment)
        case date() if not isinstance(value, datetime) and value >= XLSX_FIRST:
            sheet.write_datetime(row, place, value, look.day)
        case _:
            text = str(value)[:XLSX_TEXT]
            sheet.write_string(row, place, text, look.text if text.startswith(_FORMULA_STARTS) else None)


def _measure(name: str, values: list[Any]) -> int:
    return min(max(8, *(len(str(value)) + 2 for value in (name, *values) if value is not None)), 60)


def _write_about(sheet: Worksheet, rows: Mapping[str, str], look: _Look) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    for row, (label, text) in enumerate(rows.items()):
        sheet.write_string(row, 0, label, look.heading)
        sheet.write_string(row, 1, text[:XLSX_TEXT], look.wrapped)


# ---------------------------------------------------------------- types
def _to_arrow(frame: pd.DataFrame) -> pa.Table:
    """Return a frame with the types that files know: a column of midnights is one of dates, a mixed one of text."""
    columns = [_to_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return pa.Table.from_arrays(columns, names=[str(name) for name in frame.columns])


def _to_column(series: pd.Series) -> pa.Array:
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.dtype.categories.dtype)
    try:
        column = pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return _to_text(series)
    kind = column.type
    if pa.types.is_timestamp(kind):
        return column.cast(pa.date32()) if _has_only_midnights(series) else _without_empty_fractions(column)
    if pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    plain = (pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string, pa.types.is_date)
    return column if any(is_plain(kind) for is_plain in plain) else _to_text(series)


def _to_text(series: pd.Series) -> pa.Array:
    missing = series.isna()
    return pa.array([None if gone else str(value) for value, gone in zip(series, missing, strict=True)], pa.string())


def _without_empty_fractions(column: pa.Array) -> pa.Array:
    try:
        return column.cast(pa.timestamp("s", column.type.tz))
    except pa.ArrowInvalid:
        return column


def _has_only_midnights(series: pd.Series) -> bool:
    known = series.dropna()
    return bool((known == known.dt.normalize()).all())


# ---------------------------------------------------------------- the three kinds
@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what it is called, how its name ends, what a browser calls it, and what writes it."""

    label: str
    suffix: str
    mime: str
    write: Callable[[pd.DataFrame, Origin, Marks | None], bytes]


FILE_KINDS: Final = (
    FileKind("CSV", "csv", "text/csv", write_csv),
    FileKind("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    FileKind("Parquet", "parquet", "application/vnd.apache.parquet", write_parquet),
)
