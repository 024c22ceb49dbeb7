"""The one door to a cut: statement, parameters, cursor, timing.

A statement is the file `<name>.sql` beside this module. A line `-- include: <part>` stands for `parts/<part>.sql`,
steps of its `with` or its end, so that what many questions need is written once. Values are always bound; a statement
takes from the parameters only those that it names. A condition that begins with "nothing is asked of it, or" is left
out where nothing is: planning forty conditions takes longer than counting. A frame carries its query's name, values and
duration in `attrs` ("query", "parameters", "milliseconds"), but no value that names one person; `statement` gives the
whole text, `shorten` the text that is run, shown.py that with the values in it. What the reader of a cut may not see no
statement finds, see grain.py.
"""

from __future__ import annotations

import logging
import re
from functools import cache, lru_cache
from importlib.resources import files
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import duckdb
import pandas as pd

from mesems_dash.errors import AccessError, QueryError
from mesems_dash.queries.grain import COUNTING
from mesems_dash.store.parsing import run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mesems_dash.store.connection import Cut

__all__ = ["PERSONAL", "asks_closed", "fetch", "fetch_rows", "shorten", "statement"]

PERSONAL: Final = frozenset(("subject_id", "subject_key", "screening_key", "screening_keys"))
"""Parameters that name one person: no frame carries their values."""

_LOG: Final = logging.getLogger(__name__)
_INCLUDE: Final = re.compile(r"^ *-- include: (\w+)$", flags=re.MULTILINE)
_COMMENT: Final = re.compile(r"--.*$", flags=re.MULTILINE)
_CLOSED_TABLE: Final = re.compile(r"\bclosed\.\w")
_NAMED: Final = re.compile(r"\$([a-z_]+)")
_CONDITION: Final = re.compile(
    r"^( *)and \((?P<line>\S[^\n]*)\)\n|^( *)and \(\n(?P<lines>(?:\3 [^\n]*\n)+)\3\)\n", flags=re.MULTILINE
)
"""One of the conditions of a `where`, on a line of its own or on several."""
_ASKS_NOTHING: Final = re.compile(
    r"\s*(?:len\(\$(?P<list>\w+)::\w+\[\]\) = 0|\$(?P<mask>\w+)::\w+ = 0|\$(?P<value>\w+)::\w+ is null)\s+or\s"
)
_SHORTENED: Final = 2_000
"""Texts that are kept: of every statement those that readers' filters make of it."""
_INTEGERS: Final = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
)


class Values(dict[str, object]):
    """What a statement was asked with. Nobody changes it: pandas, which copies `attrs` at every step, need not."""

    def __deepcopy__(self, memo: object) -> Values:
        return self


def fetch(cut: Cut, name: str, parameters: Mapping[str, object]) -> pd.DataFrame:
    """Run a statement against a cut and return its rows as a frame.

    Whole numbers stay whole numbers: a column with gaps is Int64, not float. Raises QueryError with the statement,
    never with values, and AccessError where the statement names people and the cut was opened for who may know nobody.
    """
    started = perf_counter()
    wanted = _keep_named(name, parameters)
    cursor = _execute(cut, name, wanted)
    frame = _keep_integers(cursor.df(), cursor.description or ())
    milliseconds = (perf_counter() - started) * 1000
    _LOG.info("query %s: %d rows in %.1f ms", name, len(frame), milliseconds)
    known = {key: value for key, value in wanted.items() if key not in PERSONAL}
    frame.attrs.update(query=name, parameters=Values(known), milliseconds=round(milliseconds, 1))
    return frame


def fetch_rows(cut: Cut, name: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
    """Run a statement and return plain rows, for values that no frame can hold: lists, and dates of year 1 or 9999."""
    cursor = _execute(cut, name, _keep_named(name, parameters))
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@cache
def statement(name: str) -> str:
    """Return the SQL of a query with its includes in place, to run or to show."""
    return _INCLUDE.sub(lambda found: _read(f"parts/{found[1]}").rstrip(), _read(name))


@cache
def asks_closed(name: str) -> bool:
    """Return whether a query reads a table of the closed cut; what its comments say does not count."""
    return _CLOSED_TABLE.search(_COMMENT.sub("", statement(name))) is not None


def _read(name: str) -> str:
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def shorten(name: str, parameters: Mapping[str, object]) -> str:
    """Return the statement as it is run with these values: without the conditions that ask nothing."""
    empty = {"list": [], "mask": 0, "value": None}
    asked = {key for key, kind in _guards(name).items() if key not in parameters or parameters[key] != empty[kind]}
    return _without(name, frozenset(_guards(name).keys() - asked))


@cache
def _guards(name: str) -> dict[str, str]:
    """Return what can leave a condition of this statement out: parameters and of what kind they are."""
    return dict(filter(None, map(_read_guard, _CONDITION.finditer(statement(name)))))


@lru_cache(maxsize=_SHORTENED)
def _without(name: str, nothing: frozenset[str]) -> str:
    def leave_out(condition: re.Match[str]) -> str:
        guard = _read_guard(condition)
        return "" if guard and guard[0] in nothing else condition[0]

    return _CONDITION.sub(leave_out, statement(name))


def _read_guard(condition: re.Match[str]) -> tuple[str, str] | None:
    """Return the parameter that makes a condition ask nothing, and of what kind it is; None for any other condition."""
    found = _ASKS_NOTHING.match(condition["line"] or condition["lines"])
    return next(((key, kind) for kind, key in found.groupdict().items() if key), None) if found else None


@cache
def _names(name: str) -> frozenset[str]:
    return _list_named(statement(name))


@lru_cache(maxsize=_SHORTENED)
def _list_named(sql: str) -> frozenset[str]:
    return frozenset(_NAMED.findall(_COMMENT.sub("", sql)))


def _keep_named(name: str, parameters: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in parameters.items() if key in _names(name)}


def _execute(cut: Cut, name: str, wanted: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
    sql = shorten(name, wanted)
    bound = {key: wanted[key] for key in _list_named(sql) & wanted.keys()}
    try:
        return run(_open(cut, name), sql, bound)
    except duckdb.Error as error:
        text = f"query {name} failed: {type(error).__name__}"
        raise QueryError(text, name=name, sql=statement(name)) from error


def _open(cut: Cut, name: str) -> duckdb.DuckDBPyConnection:
    """Return a cursor over what the reader may see by this statement; AccessError if it names people and nobody may."""
    if name in COUNTING:
        return cut.pooled_cursor()
    if not cut.scope.may_name_people:
        raise AccessError("Your role can see counts, but nobody by name.")
    return cut.cursor()


def _keep_integers(frame: pd.DataFrame, description: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    gappy = [
        name
        for name, kind in ((str(column[0]), str(column[1])) for column in description)
        if kind in _INTEGERS and not pd.api.types.is_integer_dtype(frame[name].dtype)
    ]
    return frame.astype(dict.fromkeys(gappy, "Int64")) if gappy else frame
