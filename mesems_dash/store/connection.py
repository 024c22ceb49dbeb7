"""How a cut is read: one in-memory database with the cut attached read-only, and a fresh cursor for every query.

Attaching read-only lets any number of readers, in any number of processes, look at a cut while others import. The
closed cut is attached only if its path is given; nothing else can be attached afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import duckdb

from mesems_dash.errors import StoreError
from mesems_dash.store.cuts import CutInfo, read_cut_info

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CLOSED", "OPEN", "Cut", "open_cut"]

OPEN: Final = "opened"
CLOSED: Final = "closed"
"""Names under which the open and the closed cut are attached; `closed.allocations` is a table of the closed one."""


@dataclass(frozen=True)
class Cut:
    """An open data cut. Safe to share between threads: every query takes its own cursor."""

    info: CutInfo
    closed_info: CutInfo | None
    connection: duckdb.DuckDBPyConnection

    @property
    def has_closed(self) -> bool:
        """Whether the closed cut is attached, as schema `closed`."""
        return self.closed_info is not None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query, with the open cut as default schema."""
        cursor = self.connection.cursor()
        cursor.execute(f"use {OPEN}")
        return cursor

    def close(self) -> None:
        """Lets go of the files; cursors given out stop working."""
        self.connection.close()


def open_cut(path: Path, closed: Path | None = None) -> Cut:
    """Opens a cut for reading, with the closed cut beside it if its path is given; StoreError if either is no cut."""
    info = read_cut_info(path)
    if info.is_closed:
        raise StoreError(f"{path.name} in {path.parent} is a closed data cut; expected an open one.")
    closed_info = None if closed is None else read_cut_info(closed)
    if closed_info is not None and not closed_info.is_closed:
        raise StoreError(
            f"{closed_info.path.name} in {closed_info.path.parent} is an open data cut; expected a closed one."
        )
    connection = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    try:
        _attach(connection, path, OPEN)
        if closed is not None:
            _attach(connection, closed, CLOSED)
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise StoreError(f"{path.name} in {path.parent} cannot be opened as a data cut.") from error
    return Cut(info, closed_info, connection)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"attach '{quoted}' as {name} (read_only)")
