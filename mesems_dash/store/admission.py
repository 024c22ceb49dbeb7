"""Which rows of a file are kept: reads it as text, types it, and parts its rows into kept, rejected and after the cut.

Tables in schema `scratch` (a second file that is thrown away): `read_x` the text as it stands in the bundle, `typed_x`
the kept rows with their typed values beside the text. Rejects go into the cut with the text of their declared columns.
File by file, rows in = kept + rejected + after the cut.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from mesems_dash.store.reading import open_source
from mesems_dash.store.values import describe_expected, is_fault, text_of, type_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import duckdb

    from mesems_dash.store.model import Column, SourceModel
    from mesems_dash.store.reading import Batch, OddRow, Source

__all__ = ["Counts", "admit_absent", "admit_file"]


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one file."""

    file: str
    sha256: str | None
    rows_in: int
    rows_kept: int
    rows_rejected: int
    rows_after_cut: int


def admit_file(
    connection: duckdb.DuckDBPyConnection, path: Path, model: SourceModel, progress: Callable[[int], None]
) -> Counts:
    """Read, type and part the rows of one file; `progress` hears how many rows have been read so far.

    Raises BundleError if the file cannot be read as what its name says.
    """
    with open_source(path, model) as source:
        _create_read_table(connection, model)
        rows_in = _load(connection, source, progress)
        _note_unknown_columns(connection, source)
    _type_rows(connection, model)
    _reject_unfit(connection, model, source.header.declared)
    _reject_duplicates(connection, model, source.header.declared)
    after_cut = _leave_out_after_cut(connection, model)
    connection.execute(f"drop table scratch.read_{model.table}")
    _report_faults(connection, model)
    return Counts(model.file, source.sha256, rows_in, *_count_kept(connection, model), rows_after_cut=after_cut)


def admit_absent(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> Counts:
    """An absent file: nothing of it recorded."""
    _create_read_table(connection, model)
    _type_rows(connection, model)
    connection.execute(f"drop table scratch.read_{model.table}")
    return Counts(model.file, None, 0, 0, 0, 0)


def _count_kept(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> tuple[int, int]:
    kept = _scalar(connection, f"select count(*) from scratch.typed_{model.table}")
    rejected = _scalar(connection, "select count(*) from rejects where file = ?", [model.file])
    return kept, rejected


# ---------------------------------------------------------------- text in


def _create_read_table(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    columns = ", ".join(f'"{name}" text' for name in model.names)
    connection.execute(f"create table scratch.read_{model.table} (line bigint, {columns})")


def _load(connection: duckdb.DuckDBPyConnection, source: Source, progress: Callable[[int], None]) -> int:
    rows_in = 0
    for batch in source.read_batches():
        _insert_rows(connection, source, batch)
        _reject_odd(connection, source, batch.odd)
        rows_in += len(batch.rows) + len(batch.odd)
        progress(rows_in)
    return rows_in


def _insert_rows(connection: duckdb.DuckDBPyConnection, source: Source, batch: Batch) -> None:
    if not batch.rows:
        return
    fields = list(zip(*batch.rows, strict=True))
    declared = source.header.declared
    columns = {"line": pa.array(batch.lines, pa.int64())}
    columns |= {name: pa.array(fields[place], pa.string()) for name, place in declared.items()}
    connection.register("batch", pa.table(columns))
    names = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f"insert into scratch.read_{source.model.table} ({names}) select {names} from batch")
    connection.unregister("batch")


def _reject_odd(connection: duckdb.DuckDBPyConnection, source: Source, odd: Sequence[OddRow]) -> None:
    file, declared = source.model.file, source.header.declared
    rows = [(file, row.line, row.reason, _text_of_odd(row, declared)) for row in odd]
    if rows:
        insert = "insert into rejects (file, line, reason, row_text) values (?, ?, ?, ?)"
        connection.executemany(insert, rows)


def _text_of_odd(row: OddRow, declared: dict[str, int]) -> str:
    texts = {name: row.fields[place] for name, place in declared.items() if place < len(row.fields)}
    return json.dumps(texts, ensure_ascii=False)


def _note_unknown_columns(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    for name in source.header.unknown:
        reason = "this column is not part of the data model and was left out" if name else "a column without a name"
        connection.execute(
            "insert into findings (file, line, \"column\", reason, kind) values (?, 1, ?, ?, 'COLUMN')",
            [source.model.file, name or None, reason],
        )


# ---------------------------------------------------------------- types


def _type_rows(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    texts = ",\n        ".join(f'as_text("{column.name}") as {text_of(column)}' for column in model.columns)
    typed = ",\n        ".join(
        f'{expression} as "{name}"' for column in model.columns for name, expression in type_column(column).items()
    )
    connection.execute(f"""
        create table scratch.typed_{model.table} as
        with texts as (
            select line, {texts}
            from scratch.read_{model.table}
        ),
        typed as (
            select texts.*, {typed}
            from texts
        )
        {_with_references(model)}
    """)


def _with_references(model: SourceModel) -> str:
    if model.table == "subjects":
        return """
            select typed.*, sites.site_id is not null as is_declared
            from typed
            left join scratch.typed_sites as sites on sites.site_id = typed.site_id"""
    if not model.belongs_to_subject:
        return "select * from typed"
    if model.table == "randomisations":
        return """
            select typed.*, people.subject_key, people.birth_lo as born_lo, people.subject_key is not null as is_declared,
                screened.is_after_cut
            from typed
            left join scratch.people as people on people.subject_id = typed.subject_id
            left join scratch.screened as screened
                on screened.subject_key = people.subject_key and screened.screening_no = typed.screening_no"""
    return """
        select typed.*, people.subject_key, people.birth_lo as born_lo, people.subject_key is not null as is_declared
        from typed
        left join scratch.people as people on people.subject_id = typed.subject_id"""


# ---------------------------------------------------------------- rejects


def _reject_unfit(connection: duckdb.DuckDBPyConnection, model: SourceModel, present: Iterable[str]) -> None:
    """Reject rows without a usable key value, or of a subject, site or screening that nobody declared."""
    faults = [fault for column in model.keys for fault in _key_faults(column)] + _reference_faults(model)
    columns = " ".join(f"when {condition} then '{column}'" for condition, column, _ in faults)
    reasons = " ".join(f"when {condition} then '{reason}'" for condition, _, reason in faults)
    connection.execute(f"""
        create or replace temp table refused as
        select line, case {columns} end as "column", case {reasons} end as reason
        from scratch.typed_{model.table}
        where {" or ".join(f"({condition})" for condition, _, _ in faults)}
    """)
    _move_to_rejects(connection, model, present)


def _key_faults(column: Column) -> list[tuple[str, str, str]]:
    text = text_of(column)
    typed = next(iter(type_column(column)))
    expected = describe_expected(column)
    return [
        (f"{text} is null", column.name, f"key value missing; expected {expected}"),
        (f'"{typed}" is null', column.name, f"key value cannot be read; expected {expected}"),
    ]


def _reference_faults(model: SourceModel) -> list[tuple[str, str, str]]:
    if model.table == "subjects":
        return [("not is_declared", "site_id", "no site of this id is kept from sites.csv")]
    faults = []
    if model.belongs_to_subject:
        faults.append(("not is_declared", "subject_id", "no subject of this id is kept from subjects.csv"))
    if model.table == "randomisations":
        faults.append(
            ("is_after_cut is null", "screening_no", "no screening of this number is kept from screenings.csv")
        )
    return faults


def _reject_duplicates(connection: duckdb.DuckDBPyConnection, model: SourceModel, present: Iterable[str]) -> None:
    """Reject all but the first row of a unique key; without one, all but the first of wholly identical rows.

    Rows are first compared by hash, so that only the few suspects are ordered.
    """
    keys = ", ".join(f'"{name}"' for name in model.unique) or ", ".join(map(text_of, model.columns))
    column = f"'{model.unique[-1]}'" if model.unique else "null"
    reason = "the same key" if model.unique else "an identical row"
    connection.execute(f"""
        create or replace temp table refused as
        with hashed as (
            select hash({keys}) as key_hash
            from scratch.typed_{model.table}
            group by key_hash
            having count(*) > 1
        ),
        suspects as (
            select line, first_value(line) over (partition by {keys} order by line) as first_line
            from scratch.typed_{model.table}
            where hash({keys}) in (from hashed)
        )
        select line, {column} as "column", '{reason} stands on line ' || first_line as reason
        from suspects
        where line > first_line
    """)
    _move_to_rejects(connection, model, present)


def _move_to_rejects(connection: duckdb.DuckDBPyConnection, model: SourceModel, present: Iterable[str]) -> None:
    if not _scalar(connection, "select count(*) from refused"):
        return
    value = " ".join(f"when '{name}' then \"{name}\"" for name in model.names)
    row_text = ", ".join(f'"{name}" := "{name}"' for name in present)
    connection.execute(
        f"""
        insert into rejects
        select ?, line, refused."column", case refused."column" {value} end, reason,
            to_json(struct_pack({row_text}))
        from refused
        join scratch.read_{model.table} using (line)
        order by line
        """,
        [model.file],
    )
    connection.execute(f"delete from scratch.typed_{model.table} where line in (select line from refused)")


# ---------------------------------------------------------------- after the cut


def _leave_out_after_cut(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> int:
    """Leave out rows that happened after the cut, and count them."""
    if model.table == "screenings":
        _index_screenings(connection)
    if model.event is None:
        return 0
    condition = f"\"{model.column(model.event).stem}_lo\" > getvariable('as_of')"
    if model.table == "randomisations":
        condition += " or is_after_cut"
    row = connection.execute(f"delete from scratch.typed_{model.table} where {condition}").fetchone()
    return 0 if row is None else int(row[0])


def _index_screenings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create table scratch.screened as
        select subject_key, screening_no, screened_on > getvariable('as_of') as is_after_cut
        from scratch.typed_screenings
    """)


# ---------------------------------------------------------------- values that cannot be right


def _report_faults(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    for column in model.columns:
        connection.execute(
            f"""
            insert into findings
            select ?, line, ?, {text_of(column)}, ?, 'VALUE'
            from scratch.typed_{model.table}
            where {is_fault(column)}
            order by line
            """,
            [model.file, column.name, f"cannot be read; expected {describe_expected(column)}"],
        )


def _scalar(connection: duckdb.DuckDBPyConnection, sql: str, values: list[str] | None = None) -> int:
    row = connection.execute(sql, values or []).fetchone()
    return 0 if row is None else int(row[0])
