"""The wall, at the door of the open store: what may not come in with an open bundle.

An open bundle that carries a closed file, a closed column or a value that says who received what is refused, naming the
place and quoting nothing; a value that may say so is taken out before anything else sees it (`closed_values`).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from mesems_dash.errors import ClosedDataError
from mesems_dash.store.closed_values import COARSE_IDS, Reading, choose_coarse, is_closed_name, judge_value
from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb

    from mesems_dash.store.model import SourceModel

__all__ = [
    "blank_closed_values",
    "is_closed_column",
    "refuse_closed_columns",
    "refuse_closed_files",
    "refuse_closed_values",
]

CLOSED_WORDS: Final = frozenset({"sequence", "arm", "product", "dose", "cells"})
CLOSED_COLUMNS: Final = frozenset({"reason_not_given"})
WORD_BREAK: Final = re.compile(r"[^a-z0-9]+")
MOST_PLACES: Final = 5
WITHHELD: Final = '{"row":"withheld"}'
CREATE_PLACES: Final = """
create table if not exists scratch.closed_values (file text, line bigint, "column" text, is_refused boolean)
"""
SUSPECT: Final = """
create or replace temp table suspected as
select *
from scratch.read_{table}
where regexp_matches(concat_ws(chr(31), {columns}), $coarse)
    or regexp_matches(concat_ws(chr(31), {ids}), $coarse_ids)
"""
SUSPECTED_VALUES: Final = 'select distinct "{column}" from suspected where "{column}" is not null'
NOTE_PLACES: Final = """
insert into scratch.closed_values
select ?, suspected.line, '{column}', judged.is_refused
from suspected
join judged on judged.value = suspected."{column}"
"""
BLANK: Final = """
update scratch.read_{table}
set "{column}" = null
where line in (select line from scratch.closed_values where file = ? and "column" = '{column}')
"""
ODD_ROWS: Final = "select line, row_text from rejects where file = ? and regexp_matches(row_text, ?)"
NOTE_ODD: Final = "insert into scratch.closed_values values (?, ?, null, ?)"
BLANK_ODD: Final = (
    "update rejects set row_text = ?, value = null, subject_id = null, site_id = null where file = ? and line = ?"
)
NOTE_FINDINGS: Final = """
insert into findings (file, line, "column", value, reason, kind)
select
    file,
    line,
    "column",
    null,
    'may say who received what, so it was taken out; that belongs in a closed bundle',
    'VALUE'
from scratch.closed_values
where file = ?
order by line, "column"
"""
LIST_PLACES: Final = """
select file, line, "column", count(*) over () as places
from scratch.closed_values
where (select bool_or(is_refused) from scratch.closed_values)
order by is_refused desc, file, line, "column"
limit ?
"""


def is_closed_column(name: str) -> bool:
    """Whether a column could tell who received what: a closed word stands in its name by itself (`treatment_arm`)."""
    words = set(WORD_BREAK.split(name.lower()))
    return bool(words & CLOSED_WORDS) or name in CLOSED_COLUMNS or is_closed_name(name)


def refuse_closed_columns(file: str, names: Iterable[str]) -> None:
    """Raise ClosedDataError for the first closed column of an open bundle's file."""
    for name in names:
        if is_closed_column(name):
            message = f'{file}: the column "{name}" belongs in a closed bundle; remove it from the open one'
            raise ClosedDataError(message, file=file, line=1, column=name)


def refuse_closed_files(bundle: Path) -> None:
    """Raise ClosedDataError if a closed file lies in an open bundle."""
    closed = {model.file for model in CLOSED_FILES}
    for path in sorted(bundle.iterdir()):
        if path.name.lower() in closed:
            message = f"{path.name}: this file belongs in a closed bundle; remove it from the open one"
            raise ClosedDataError(message, file=path.name)


def blank_closed_values(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Take out of an open file just read, and of its rows that could not be read, every value that is not open.

    Each is noted, with a finding that quotes nothing; a closed file is left as it is.
    """
    if model not in OPEN_FILES:
        return
    connection.execute(CREATE_PLACES)
    ids = [name for name in ("subject_id", "site_id") if name in model.names]
    columns = [name for name in model.names if name not in ids]
    sql = SUSPECT.format(table=model.table, columns=_list(columns), ids=_list(ids) or "null")
    suspected = connection.execute(sql, {"coarse": choose_coarse(), "coarse_ids": COARSE_IDS}).fetchone()
    if suspected is not None and suspected[0]:
        for column in model.names:
            _blank_column(connection, model, column)
    _blank_odd_rows(connection, model)
    connection.execute("drop table suspected")
    connection.execute(NOTE_FINDINGS, [model.file])


def refuse_closed_values(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise ClosedDataError if a file just read says who received what, naming the first places and how many.

    Values that only may say so are named as well, so that all can be taken out at once.
    """
    rows = connection.execute(LIST_PLACES, [MOST_PLACES]).fetchall()
    if not rows:
        return
    places = [f"{file} line {line}" + (f" {column}" if column else "") for file, line, column, _ in rows]
    more = f" and {rows[0][3] - len(rows):,} more" if rows[0][3] > len(rows) else ""
    what = "this value shows" if rows[0][3] == 1 else "these values show"
    message = f"{'; '.join(places)}{more}: {what} who received what; that belongs in a closed bundle: remove it"
    raise ClosedDataError(message, file=rows[0][0], line=rows[0][1], column=rows[0][2])


def _blank_column(connection: duckdb.DuckDBPyConnection, model: SourceModel, column: str) -> None:
    values = [value for (value,) in connection.execute(SUSPECTED_VALUES.format(column=column)).fetchall()]
    judged = [(value, reading) for value in values if (reading := judge_value(model.table, column, value))]
    if not judged:
        return
    texts, readings = zip(*judged, strict=True)
    table = pa.table({"value": pa.array(texts), "is_refused": [found is Reading.REFUSE for found in readings]})
    connection.register("judged", table)
    connection.execute(NOTE_PLACES.format(column=column), [model.file])
    connection.unregister("judged")
    connection.execute(BLANK.format(table=model.table, column=column), [model.file])


def _blank_odd_rows(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Withhold rows that could not be parted into their columns as a whole: anything may stand anywhere in them."""
    for line, row_text in connection.execute(ODD_ROWS, [model.file, choose_coarse()]).fetchall():
        texts = [(column, text or "") for column, text in json.loads(row_text).items()]
        texts.append(("", " ".join(text for _, text in texts)))
        reading = max(judge_value(model.table, column, text) for column, text in texts)
        if reading:
            connection.execute(NOTE_ODD, [model.file, line, reading is Reading.REFUSE])
            connection.execute(BLANK_ODD, [WITHHELD, model.file, line])


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
