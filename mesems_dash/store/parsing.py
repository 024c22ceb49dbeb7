"""Statements that are parsed once in a process, however often they are run.

DuckDB takes about a millisecond for every thousand letters of SQL: a fifth of what a page's question takes, and half of
what the rules take over a small trial. A parsed statement belongs to no connection: any of them may run it, at once
with others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

__all__ = ["run"]

MOST: Final = 500
"""Statements that are kept before all are forgotten; one takes eight times the room of its text."""
_PARSED: Final[dict[str, duckdb.Statement]] = {}


def run(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> duckdb.DuckDBPyConnection:
    """Run one statement as `connection.execute` does, and return the connection; duckdb.Error as from there."""
    parsed = _PARSED.get(sql)
    if parsed is None:
        (parsed,) = connection.extract_statements(sql)
        if len(_PARSED) >= MOST:
            _PARSED.clear()
        _PARSED[sql] = parsed
    return connection.execute(parsed, parameters)
