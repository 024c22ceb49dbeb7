"""What was handed in and lost, and who it may be about: table `lost`, screenings that are contested, files not there.

A row that could not be kept may say anything, so nothing may be decided as if it had not been there. It concerns the
person whom it names; if it names nobody known, everybody whose reference date it may lie before. A row that is wholly
identical to a kept one loses nothing, and one of a person whose own row in subjects.csv was rejected concerns nobody
else. `eligibility/loss.py` says what follows for the facts.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from mesems_dash.eligibility.loss import PROMISES
from mesems_dash.errors import BundleError
from mesems_dash.store.model import OPEN_FILES, Kind
from mesems_dash.store.reading import MISQUOTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from mesems_dash.store.model import SourceModel
    from mesems_dash.store.reading import Header, OddRow, Source

__all__ = ["create_odd", "keep_odd", "list_lost", "require_rows"]

ODD_ROWS: Final = """
create table scratch.odd (
    file text, line bigint, subject_id text, fields text[], is_merged boolean, event text, test text
)
"""
DATES: Final = (Kind.DATE, Kind.FULL_DATE)
MODELS: Final = {model.table: model for model in OPEN_FILES}
TESTS: Final = frozenset(MODELS["labs"].column("test").codes)
CONTESTED: Final = ("subjects", "screenings", "randomisations")
LISTED: Final = {
    "therapies": "therapy",
    "relapses": "relapse",
    "mri": "scan",
    "malignancies": "malignancy",
}
TESTLESS: Final = """
insert into lost
select subject_key, 'labs.csv', line, null, collected_lo, collected_hi
from scratch.typed_labs
where test is null and result is distinct from 'ND' and (test__text is not null or result__text is not null)
order by subject_key, line
"""
"""A kept result of which nobody can tell the test may be one of any."""
SAME: Final = "as_text(rejects.row_text ->> '{name}') is not distinct from kept.\"{name}__text\""
COUNT_PROMISES: Final = "select count(*) from screenings where {promise}"
SPEAKS_OF_MALIGNANCY: Final = "select count(*) from screenings where list_contains(site_reasons, 'E9')"
REPORT_ABSENT: Final = "insert into findings (file, reason, kind) values (?, ?, 'WARNING')"
FIRST_REJECT: Final = "select line, reason from rejects where file = ? order by line limit 1"
COUNT_REJECTS: Final = "select count(*) from rejects where file = ?"


# ---------------------------------------------------------------- while the files are read
def create_odd(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table of the rows that have not as many fields as their header, or are misquoted."""
    connection.execute(ODD_ROWS)


def keep_odd(connection: duckdb.DuckDBPyConnection, source: Source, odd: Sequence[OddRow]) -> None:
    """Keep what is still known of odd rows: who they may name, the date and the test."""
    rows = [_read_odd(row, source.header, source.model) for row in odd if source.model.belongs_to_subject]
    if rows:
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        names = ["file", "line", "subject_id", "fields", "is_merged", "event", "test"]
        connection.register("odd_rows", pa.table(columns, names=names))
        connection.execute("insert into scratch.odd by name from odd_rows")
        connection.unregister("odd_rows")


def _read_odd(row: OddRow, header: Header, model: SourceModel) -> tuple[Any, ...]:
    fields = row.fields
    if row.reason == MISQUOTED:
        fields = tuple(part.strip().strip('"') for part in fields[0].split(header.delimiter))
    place = header.declared["subject_id"]
    is_merged = len(fields) >= 2 * len(header.names) - 1 > 1 and any(
        part.strip() for part in fields[len(header.names) :]
    )
    tests = {part.strip().upper() for part in fields} & TESTS if model.table == "labs" else set()
    return (
        model.file,
        row.line,
        fields[place] if place < len(fields) else "",
        list(fields),
        is_merged,
        "" if is_merged else _read_event(fields, header, model),
        tests.pop() if len(tests) == 1 else "",
    )


def _read_event(fields: tuple[str, ...], header: Header, model: SourceModel) -> str:
    """The date of an odd row, if no other date can have moved to its place; blank where that is not certain."""
    place = header.declared.get(model.event or "")
    others = [
        header.declared[column.name]
        for column in model.columns
        if column.kind in DATES and column.name != model.event and column.name in header.declared
    ]
    if place is None or place >= len(fields):
        return ""
    surplus = len(fields) - len(header.names)
    if (surplus > 0 and min(others, default=place) < place) or (surplus < 0 and max(others, default=place) > place):
        return ""
    return fields[place]


def require_rows(connection: duckdb.DuckDBPyConnection, model: SourceModel, rows_kept: int) -> None:
    """Raise BundleError for a required file of which no row can be kept: a cut of nobody must not become current."""
    if not model.is_required or rows_kept:
        return
    first = connection.execute(FIRST_REJECT, [model.file]).fetchone()
    if first is not None:
        line, reason = first
        message = f"{model.file}: no row of this required file can be used; the first: line {line}: {reason}"
        raise BundleError(message, file=model.file, line=line)
    why = "every row is after the data cut" if _has_rows_after(connection, model) else "it has no rows"
    raise BundleError(f"{model.file}: no row of this required file can be used; {why}", file=model.file)


def _has_rows_after(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> bool:
    """Tell whether a file had rows at all: those after the cut are in no table, but screenings are remembered."""
    return model.table == "screenings" and _count(connection, "select count(*) from scratch.screened") > 0


# ---------------------------------------------------------------- once all are written
def list_lost(connection: duckdb.DuckDBPyConnection, *, present: frozenset[str], expected: frozenset[str]) -> None:
    """Fill `lost` of the cut being built, mark what is contested, and report promised files that are not `present`.

    `expected` are files of which the cut before kept rows, or that may lie in the bundle under a foreign name.
    """
    if _count(connection, "select count(*) from rejects"):
        connection.execute(_read("lost"))
        connection.execute(_read("contested").format(**{f"same_{table}": _write_same(table) for table in CONTESTED}))
    if "labs.csv" in present:
        connection.execute(TESTLESS)
    for table in PROMISES:
        if f"{table}.csv" not in present:
            _lose_file(connection, table, is_expected=f"{table}.csv" in expected)


def _lose_file(connection: duckdb.DuckDBPyConnection, table: str, *, is_expected: bool) -> None:
    promises = _count(connection, COUNT_PROMISES.format(promise=PROMISES[table]))
    if not promises:
        return
    holds = table == "malignancies" and not is_expected and not _count(connection, SPEAKS_OF_MALIGNANCY)
    said = f"1 screening says its {LISTED[table]} history is complete"
    if promises > 1:
        said = f"{promises:,} screenings say their {LISTED[table]} history is complete"
    follows = "which is read as none" if holds else "which is not accepted"
    reason = (
        f"{table}.csv is not in the bundle; {said}, {follows}: add the file; if there are none, with the "
        "header row only"
    )
    connection.execute(REPORT_ABSENT, [f"{table}.csv", reason])
    if not holds:
        connection.execute("insert into lost (file) values (?)", [f"{table}.csv"])


def _write_same(table: str) -> str:
    """The condition under which a rejected row says in every column what the kept one says."""
    return " and ".join(SAME.format(name=column.name) for column in MODELS[table].columns)


def _read(name: str) -> str:
    return files("mesems_dash.store").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _count(connection: duckdb.DuckDBPyConnection, statement: str, values: list[Any] | None = None) -> int:
    row = connection.execute(statement, values or []).fetchone()
    return 0 if row is None else int(row[0])
