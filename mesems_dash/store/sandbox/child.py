"""The process that runs one statement: it reads a request, gives up its means, answers once in JSON, and ends.

Request: path, views, sql, seconds, memory_bytes, database_bytes, rows, answer_bytes. Answer: `kind` rows, refused,
failed, memory or off; with a `message`, or with `columns` (name and type), `rows`, `is_cut_short`, `has_cut_cells`.
"""

from __future__ import annotations

import json
import math
import os
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from uuid import UUID

import duckdb

from mesems_dash.errors import SqlError
from mesems_dash.store.sandbox.confinement import close_files, limit_means, list_missing
from mesems_dash.store.sandbox.gate import pass_statement
from mesems_dash.store.sandbox.readable import STORED, define_views

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["main"]

_SETTINGS: Final = {
    "threads": "1",
    "temp_directory": "",
    "max_temp_directory_size": "0KiB",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "python_scan_all_frames": "false",
}
_BEFORE_LOCKING: Final = (
    "set async_threads = 1",
    "set home_directory = ''",
    "set secret_directory = ''",
    "set extension_directories = []",
    "set streaming_buffer_size = '1MB'",
    "set enable_progress_bar = false",
    "set TimeZone = 'UTC'",
    "set enable_external_access = false",
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)
_ROWS_AT_ONCE: Final = 256
_MOST_COLUMNS: Final = 200
_ZONED: Final = "TIMESTAMP WITH TIME ZONE"
_CELL_LETTERS: Final = 5_000
_SAFE_INTEGER: Final = 2**63
_WARM: Final = (date, datetime, Decimal, UUID)
"""Types that DuckDB would import when it first meets them, and no file can be opened then."""


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin)
    with _keep_standard_output() as out:
        out.write(json.dumps(_answer(request)).encode())


def _keep_standard_output() -> BinaryIO:
    """Return the pipe to the app, and lead whatever anything else prints to nowhere."""
    kept = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return os.fdopen(kept, "wb")


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    limit_means(seconds=request["seconds"], memory_bytes=request["memory_bytes"])
    try:
        connection, readable = _open(request["path"], request["database_bytes"])
    except duckdb.Error:
        return {"kind": "failed", "message": "The data cut cannot be opened."}
    close_files()
    if missing := list_missing(memory_bytes=request["memory_bytes"]):
        return {"kind": "off", "message": ", ".join(missing)}
    try:
        statement = pass_statement(connection, request["sql"], readable)
        return _fetch(connection, statement, rows=request["rows"], most_bytes=request["answer_bytes"])
    except SqlError as error:
        return {"kind": "refused", "message": error.message}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"kind": "memory", "message": ""}
    except duckdb.Error as error:
        return {"kind": "failed", "message": str(error).partition("Traceback (most recent")[0].strip()}


def _open(path: str, database_bytes: int) -> tuple[duckdb.DuckDBPyConnection, tuple[str, ...]]:
    """Return a database in memory, with the cut attached for reading and one view for each readable table."""
    connection = duckdb.connect(":memory:", config={**_SETTINGS, "memory_limit": f"{database_bytes}B"})
    quoted = path.replace("'", "''")
    connection.execute(f"attach '{quoted}' as {STORED} (read_only)")
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = $stored "
        "union select view_name from duckdb_views() where database_name = $stored and not internal",
        {"stored": STORED},
    ).fetchall()
    views = define_views(row[0] for row in tables)
    for statement in (*views.values(), *_BEFORE_LOCKING):
        connection.execute(statement)
    return connection, tuple(views)


def _fetch(connection: duckdb.DuckDBPyConnection, statement: str, *, rows: int, most_bytes: int) -> dict[str, Any]:
    """Run the statement and return its first rows, as many as may be sent."""
    cursor = connection.execute(statement)
    columns = [[str(name), str(kind)] for name, kind, *_ in cursor.description or ()]
    _check_columns(columns)
    kept: list[list[object]] = []
    letters, is_cut_short, has_cut_cells = 0, False, False
    while not is_cut_short and (batch := cursor.fetchmany(_ROWS_AT_ONCE)):
        for row in batch:
            plain = [_plain(value) for value in row]
            letters += sum(_measure(value) for value in plain)
            if len(kept) == rows or letters > most_bytes:
                is_cut_short = True
                break
            has_cut_cells = has_cut_cells or any(_is_long(value) for value in plain)
            kept.append([_shorten(value) for value in plain])
    return {
        "kind": "rows",
        "columns": columns,
        "rows": kept,
        "is_cut_short": is_cut_short,
        "has_cut_cells": has_cut_cells,
    }


def _check_columns(columns: list[list[str]]) -> None:
    if len(columns) > _MOST_COLUMNS:
        raise SqlError(
            f"The result has {len(columns):,} columns; at most {_MOST_COLUMNS} are shown. Name the ones you need."
        )
    for name, kind in columns:
        if _ZONED in kind:  # Python would need a package for it
            raise SqlError(f'The column "{name}" is a timestamp with a time zone; write it as ...::timestamp.')


# ---------------------------------------------------------------- values
def _plain(value: object) -> object:
    """Return a value as JSON has it: numbers as they are, everything else as text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -_SAFE_INTEGER <= value < _SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return value[:_CELL_LETTERS].hex()
    if isinstance(value, list | tuple | dict):
        return _write_nested(value)
    return str(value)


def _write_nested(value: Iterable[object]) -> str:
    try:
        return json.dumps(value, default=str, ensure_ascii=False)
    except TypeError:  # a map with keys that are no text
        return str(value)


def _measure(value: object) -> int:
    """Return about how many bytes a value takes in the answer; a letter beyond ASCII takes six."""
    if not isinstance(value, str):
        return 24
    shown = value[:_CELL_LETTERS]
    return 8 + (len(shown) if shown.isascii() else 6 * len(shown))


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _CELL_LETTERS


def _shorten(value: object) -> object:
    return f"{value[:_CELL_LETTERS]}…" if isinstance(value, str) and len(value) > _CELL_LETTERS else value
