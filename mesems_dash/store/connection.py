"""How a cut is read: one in-memory database with the cut attached read-only, and a fresh cursor for every query.

Attaching read-only lets any number of readers, in any number of processes, look at a cut while others import. The
closed cut is attached only if its path is given; nothing else can be attached afterwards. What a reader may see of it
is a scope (scope.py), laid over the cut once, when it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb

from mesems_dash.errors import StoreError
from mesems_dash.store.cuts import CutInfo, read_manifest, stamp_file
from mesems_dash.store.scope import EVERYTHING, Scope, define_scope

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CLOSED", "OPEN", "Cut", "open_cut"]

OPEN: Final = "opened"
CLOSED: Final = "closed"
"""Names under which the open and the closed cut are attached; `closed.allocations` is a table of the closed one."""
ROWS_OF_A_THREAD: Final = 122_880
"""DuckDB reads a table in groups of so many rows, each by one thread; a second one has nothing to read in a smaller."""


@dataclass(frozen=True)
class Cut:
    """An open data cut. Safe to share between threads: every query takes its own cursor."""

    info: CutInfo
    closed_info: CutInfo | None
    connection: duckdb.DuckDBPyConnection
    scope: Scope = EVERYTHING

    @property
    def has_closed(self) -> bool:
        """Whether the closed cut is attached, as schema `closed`."""
        return self.closed_info is not None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query, over the people of the open cut that the scope allows."""
        return self._cursor("named")

    def pooled_cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query that counts, over everybody in the open cut, without names."""
        return self._cursor("pooled")

    def _cursor(self, schema: str) -> duckdb.DuckDBPyConnection:
        cursor = self.connection.cursor()
        cursor.execute(f"use {OPEN}" if self.scope.is_everything else f"use memory.{schema}")
        return cursor

    def close(self) -> None:
        """Lets go of the files; cursors given out stop working."""
        self.connection.close()


def open_cut(path: Path, closed: Path | None = None, *, scope: Scope = EVERYTHING) -> Cut:
    """Opens a cut for reading, with the closed cut beside it if its path is given; StoreError if either is no cut.

    Within a scope that holds something back, StoreError too if a closed cut is asked for: allocations are for those who
    may see everything.
    """
    if closed is not None and not scope.is_everything:
        raise StoreError("a closed data cut is opened only for readers who may see everything.")
    connection = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    try:
        info = _attach(connection, path, OPEN)
        closed_info = None if closed is None else _attach(connection, closed, CLOSED)
        _lay_over(connection, scope)
        if _count_longest(connection) <= ROWS_OF_A_THREAD:
            connection.execute("set threads = 1")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    except StoreError:
        connection.close()
        raise
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"{path.name} in {path.parent} cannot be opened as a data cut.") from error
    return Cut(info, closed_info, connection, scope)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> CutInfo:
    """Attach a cut and read who it is through the same database: starting one for that alone takes most of the time."""
    quoted = str(path).replace("'", "''")
    try:
        stamp = stamp_file(path)
        connection.execute(f"attach '{quoted}' as {name} (read_only)")
        with connection.cursor() as cursor:
            cursor.execute(f"use {name}")
            info = read_manifest(path, cursor, stamp)
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"{path.name} in {path.parent} is not a complete data cut.") from error
    if info.is_closed is not (name == CLOSED):
        found, expected = ("a closed", "an open") if info.is_closed else ("an open", "a closed")
        raise StoreError(f"{path.name} in {path.parent} is {found} data cut; expected {expected} one.")
    return info


def _count_longest(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the rows of the longest table attached; what is laid out is longer than any file of the bundle."""
    row = connection.execute("select coalesce(max(estimated_size), 0) from duckdb_tables()").fetchone()
    return 0 if row is None else int(row[0])


def _lay_over(connection: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    if scope.is_everything:
        return
    columns = connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = $cut and schema_name = 'main' "
        "order by table_name, column_index",
        {"cut": OPEN},
    ).fetchall()
    for statement in define_scope(scope, columns, of=OPEN):
        connection.execute(statement)
