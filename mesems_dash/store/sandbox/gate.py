"""Lets one reading statement through, and no other: read off the parser's own tree, never off the text.

Whatever is not known to be harmless is refused: kinds of statements, parts of a query, functions that give tables,
names of tables. So nothing of a statement reaches a file, a setting, the catalogue or a column that is withheld.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import duckdb

from mesems_dash.errors import SqlError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = ["pass_statement"]

Node = dict[str, Any]
_PARTS: Final = frozenset(
    (
        *("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"),
        *("SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY", "PIVOT", "BASE_TABLE", "TABLE_FUNCTION", "SHOW_REF"),
        *("ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING"),
    )
)
"""Parts of a query that only read; the tables and functions among them are looked at one by one."""
_TABLE_FUNCTIONS: Final = frozenset(
    ("range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree")
)
_NO_FUNCTIONS: Final = frozenset(
    (
        *("current_setting", "getvariable", "write_log", "nextval", "currval", "sleep_ms", "which_secret"),
        *("pg_get_viewdef", "pg_get_constraintdef", "get_block_size", "getenv", "query", "query_table", "pg_sleep"),
        *("json_serialize_plan", "json_serialize_sql", "json_deserialize_sql"),
    )
)
"""Functions of single values that tell about the process, change it or only waste its time; the last three look at
another statement, unchecked: its plan would tell the least and the greatest value of a withheld column."""
_EXPLAIN: Final = re.compile(r"\s*(explain(?:\s+analyze)?)\s+(?=[a-z(])(.*)", flags=re.IGNORECASE | re.DOTALL)
_LEADING: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)+", flags=re.DOTALL)
_KINDS: Final = {
    "MULTI": "PIVOT, which is several statements in one,",
    "SET": "SET or USE",
    "CALL": "CALL or CHECKPOINT",
}
"""What the parser calls by another name than people do."""
_ALLOWED: Final = (
    "Only statements that read data can run: SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE, SHOW TABLES, EXPLAIN."
)


def pass_statement(connection: duckdb.DuckDBPyConnection, sql: str, readable: Collection[str]) -> str:
    """Return the statement to run; SqlError says why there is none, duckdb.Error what the parser did not understand."""
    statements = connection.extract_statements(sql)
    if not statements:
        raise SqlError("There is no statement yet.")
    if len(statements) > 1:
        raise SqlError(f"One statement at a time; these are {len(statements)}.")
    (statement,) = statements
    if statement.type == duckdb.StatementType.EXPLAIN:
        return _pass_explained(connection, statement.query, readable)
    _check(connection, statement, readable)
    return str(statement.query)


def _pass_explained(connection: duckdb.DuckDBPyConnection, sql: str, readable: Collection[str]) -> str:
    found = _EXPLAIN.match(_LEADING.sub("", sql, count=1) if _LEADING.match(sql) else sql)
    if found is None:
        raise SqlError("Use EXPLAIN or EXPLAIN ANALYZE without options.")
    explained = connection.extract_statements(found[2])
    if len(explained) != 1:
        raise SqlError("EXPLAIN takes one statement.")
    _check(connection, explained[0], readable)
    return f"{found[1]} {explained[0].query}"


def _check(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, readable: Collection[str]) -> None:
    if statement.type != duckdb.StatementType.SELECT:
        raise SqlError(f"{_KINDS.get(statement.type.name, statement.type.name)} cannot run. {_ALLOWED}")
    if statement.named_parameters:
        raise SqlError("Parameters are not supported here; write the value itself.")
    tree = _parse(connection, statement.query)
    known = frozenset(name.casefold() for name in readable)
    named = _name_steps(tree) - _name_system(connection)
    for node in _walk(tree):
        _check_node(node, known, named)


def _parse(connection: duckdb.DuckDBPyConnection, sql: str) -> Node:
    row = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone()
    try:
        tree: Node = json.loads(row[0] if row else "{}")
    except RecursionError as error:
        raise SqlError("The statement is nested too deeply.") from error
    if tree.get("error", True):
        raise SqlError(f"This statement cannot be checked, so it cannot run. {_ALLOWED}")
    return tree


def _walk(tree: Node) -> Iterator[Node]:
    waiting: list[Any] = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _name_steps(tree: Node) -> frozenset[str]:
    """Return the names that the statement gives to its own steps (`with name as ...`)."""
    maps = (node["cte_map"]["map"] for node in _walk(tree) if isinstance(node.get("cte_map"), dict))
    names = {str(step["key"]).casefold() for steps in maps for step in steps}
    return frozenset(name for name in names if name.isidentifier())


def _name_system(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the names of all views and tables of the system: a step of that name could stand in for one."""
    views = connection.execute("select view_name from duckdb_views() where internal").fetchall()
    tables = connection.execute("select table_name from duckdb_tables() where internal").fetchall()
    return frozenset(str(row[0]).casefold() for row in (*views, *tables))


def _check_node(node: Node, known: frozenset[str], named: frozenset[str]) -> None:
    kind = node.get("type")
    if "class" in node:
        _check_function(node)
    elif not isinstance(kind, str) or kind.endswith("_TYPE_INFO"):
        return
    elif kind not in _PARTS:
        raise SqlError(f"{kind.removesuffix('_QUERY_NODE').replace('_', ' ')} cannot run. {_ALLOWED}")
    elif kind == "BASE_TABLE":
        _check_table(node["qualified_name"]["path"], known, named)
    elif kind == "TABLE_FUNCTION":
        _check_table_function(node["function"])
    elif kind == "SHOW_REF" and node.get("query") is None and node.get("table_name") != '"tables"':
        _check_table(node["qualified_name"]["path"], known, frozenset())


def _check_table(path: list[str], known: frozenset[str], named: frozenset[str]) -> None:
    *schema, name = [part.casefold() for part in path]
    if (name in known and schema in ([], ["main"])) or (name in named and not schema):
        return
    likely = get_close_matches(name, sorted(known), n=1)
    hint = f"Did you mean {likely[0]}? " if likely else ""
    raise SqlError(f'There is no table "{".".join(path)}" to read here. {hint}SHOW TABLES lists the tables.')


def _check_table_function(function: Node) -> None:
    name = str(function.get("function_name", "")).casefold()
    if function.get("class") != "FUNCTION" or name not in _TABLE_FUNCTIONS:
        raise SqlError(
            f"{name or 'This'}(...) cannot be read here; the table functions are {', '.join(sorted(_TABLE_FUNCTIONS))}."
        )


def _check_function(node: Node) -> None:
    name = str(node.get("function_name", "")).casefold()
    if name in _NO_FUNCTIONS:
        raise SqlError(f"{name}(...) cannot run here: it says nothing about the data cut.")
