"""Which rows of a file are kept: reads it as text, types it, and parts its rows into kept, rejected and after the cut.

Tables in schema `scratch` (a second file that is thrown away): `read_x` the text as it stands in the bundle, `typed_x`
the kept rows with their typed values beside the text. Rejects go into the cut with the text of their declared columns.
File by file, rows in = kept + rejected + after the cut.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from mesems_dash.store.ambiguous import forget_mixed_codes, refuse_ambiguous_dates
from mesems_dash.store.blinding import blank_closed_values
from mesems_dash.store.ids import refuse_numbers_as_ids, report_near_declared, report_near_unknown
from mesems_dash.store.lost import keep_odd
from mesems_dash.store.parsing import run
from mesems_dash.store.reading import open_source
from mesems_dash.store.values import (
    describe_expected,
    is_fault,
    read_text,
    reason_of_fault,
    text_of,
    type_column,
    write_stages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import duckdb

    from mesems_dash.store.model import Column, SourceModel
    from mesems_dash.store.reading import OddRow, Source

__all__ = ["Counts", "validate_absent", "validate_file"]

OnProgress: TypeAlias = "Callable[[int, int], None]"

TYPE_ROWS: Final = """
create table scratch.typed_{table} as
with read as (
    select line, {texts}
    from scratch.read_{table}
),
{stages},
typed as (
    select texts.*, {typed}
    from texts
)
select typed.*{known}
from typed
{joins}
"""
JOIN_SITE: Final = "left join scratch.typed_sites as sites on sites.site_id = typed.site_id"
JOIN_PERSON: Final = "left join scratch.people as people on people.subject_id = typed.subject_id"
JOIN_SCREENING: Final = """
left join scratch.screened as screened
    on screened.subject_key = people.subject_key and screened.screening_no = typed.screening_no
"""
JOIN_RANDOMISATION: Final = """
left join (select distinct subject_key from scratch.typed_randomisations) as drawn using (subject_key)
left join (select distinct subject_key from scratch.later_randomisations) as later using (subject_key)
"""
JOIN_INFUSION: Final = """
left join scratch.later_infusions as later
    on later.subject_key = people.subject_key and later.infusion_no = typed.infusion_no
"""
RANDOMISED_LATER: Final = "drawn.subject_key is null and later.subject_key is not null"
PERSON_KNOWN: Final = ", people.subject_key, people.birth_lo as born_lo, people.birth_hi as born_hi"
REFERENCES: Final = {
    "subjects": (", sites.site_id is not null as is_declared", JOIN_SITE),
    "randomisations": (f"{PERSON_KNOWN}, screened.is_after_cut", JOIN_PERSON + JOIN_SCREENING),
    "infusions": (
        f"{PERSON_KNOWN}, typed.infused_lo is null and {RANDOMISED_LATER} as is_after_cut",
        JOIN_PERSON + JOIN_RANDOMISATION,
    ),
    "dispositions": (
        f"{PERSON_KNOWN}, typed.on_lo is null and typed.status = 'COMPLETED' and {RANDOMISED_LATER} as is_after_cut",
        JOIN_PERSON + JOIN_RANDOMISATION,
    ),
    "allocations": (f"{PERSON_KNOWN}, {RANDOMISED_LATER} as is_after_cut", JOIN_PERSON + JOIN_RANDOMISATION),
    "doses": (f"{PERSON_KNOWN}, later.subject_key is not null as is_after_cut", JOIN_PERSON + JOIN_INFUSION),
}
"""What a file's rows learn from other files; those not listed that name a person learn who that is."""

REFUSE_UNFIT: Final = """
create or replace temp table refused as
select line, case {columns} end as "column", case {reasons} end as reason
from scratch.typed_{table}
where {conditions}
"""
REFUSE_REPEATED: Final = """
create or replace temp table refused as
with hashed as (
    select hash({keys}) as key_hash
    from scratch.typed_{table}
    group by key_hash
    having count(*) > 1
),
suspects as (
    select line, first_value(line) over (partition by {keys} order by line) as first_line
    from scratch.typed_{table}
    where hash({keys}) in (select key_hash from hashed)
)
select line, {column} as "column", '{what} is on line ' || first_line as reason
from suspects
where line > first_line
"""
KEEP_REJECTS: Final = """
insert into rejects
select
    ?,
    refused.line,
    refused."column",
    case refused."column" {value} end,
    refused.reason,
    to_json(struct_pack({row_text})),
    {subject}::text,
    {site}::text
from refused
join scratch.read_{table} as original on original.line = refused.line
order by refused.line
"""
DROP_REJECTS: Final = "delete from scratch.typed_{table} where line in (select line from refused)"

INDEX_SCREENINGS: Final = """
create table scratch.screened as
select subject_key, screening_no, screened_on, screened_on > the_cut() as is_after_cut
from scratch.typed_screenings
"""
SECOND_IS_LATER: Final = """
infusion_no = 2 and infused_lo is null and subject_key in (
    select subject_key
    from scratch.typed_infusions
    where infusion_no = 1 and infused_lo > the_cut()
)
"""
KEEP_LATER: Final = "create table scratch.later_{table} as from scratch.typed_{table} where {condition}"
DROP_LATER: Final = "delete from scratch.typed_{table} where {condition}"

FIND_FAULTS: Final = """
select
    line,
    '{column}' as "column",
    {text} as value,
    {reason} as reason,
    {subject}::text as subject_id,
    {site}::text as site_id
from scratch.typed_{table}
where {fault}
"""
REPORT_FAULTS: Final = """
insert into findings
select ?, line, "column", value, reason, 'VALUE', subject_id, site_id
from ({selects})
order by line
"""
DROP_NO_DRUG: Final = """
delete from scratch.read_therapies
where lower(trimmed(drug)) = 'none'
    and as_text(atc) is null and as_text(route) is null
    and as_text(started_on) is null and as_text(ended_on) is null
    and coalesce(upper(as_text(ongoing)), 'N') in ('N', 'U')
"""
DECLARING: Final = ("sites", "subjects")
NOTE_COLUMN: Final = "insert into findings (file, line, \"column\", reason, kind) values (?, 1, ?, ?, 'COLUMN')"


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one file."""

    model: SourceModel
    sha256: str | None = None
    rows_in: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    rows_after_cut: int = 0

    def as_values(self) -> tuple[object, ...]:
        """The row of `source_files`."""
        rows = (self.rows_in, self.rows_kept, self.rows_rejected, self.rows_after_cut)
        return (self.model.file, self.sha256 is not None, self.sha256, *rows)


def validate_file(
    connection: duckdb.DuckDBPyConnection, path: Path, model: SourceModel, on_progress: OnProgress
) -> Counts:
    """Read, type and part the rows of one file; `on_progress` is told how many rows and bytes have been read so far.

    Raises BundleError if the file cannot be read as what its name says.
    """
    with open_source(path, model) as source:
        _create_read_table(connection, model)
        rows_in = _load(connection, source, on_progress)
        _note_unknown_columns(connection, source)
    blank_closed_values(connection, model)
    refuse_numbers_as_ids(connection, model)
    refuse_ambiguous_dates(connection, model)
    rows_in -= _drop_rows_of_no_drug(connection, model)
    present = source.header.declared
    _type_rows(connection, model)
    report_near_unknown(connection, model)
    _reject_unfit(connection, model, present)
    _reject_repeated(connection, model, present)
    after_cut = _leave_out_after_cut(connection, model)
    connection.execute(f"drop table scratch.read_{model.table}")
    _report_faults(connection, model, forget_mixed_codes(connection, model))
    if model.table in DECLARING:
        report_near_declared(connection, model)
    kept = _count(connection, f"from scratch.typed_{model.table}")
    rejected = _count(connection, "from rejects where file = ?", [model.file])
    return Counts(model, source.sha256, rows_in, kept, rejected, after_cut)


def validate_absent(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> Counts:
    """An absent file: nothing of it recorded."""
    _create_read_table(connection, model)
    _type_rows(connection, model)
    _leave_out_after_cut(connection, model)
    return Counts(model)


# ---------------------------------------------------------------- text in


def _create_read_table(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    columns = ", ".join(f'"{name}" text' for name in model.names)
    connection.execute(f"create table scratch.read_{model.table} (line bigint, {columns})")


def _load(connection: duckdb.DuckDBPyConnection, source: Source, on_progress: OnProgress) -> int:
    rows_in = 0
    for batch in source.read_batches():
        connection.register("batch", batch.table)
        connection.execute(f"insert into scratch.read_{source.model.table} by name from batch")
        connection.unregister("batch")
        _reject_odd(connection, source, batch.odd)
        rows_in += batch.table.num_rows + len(batch.odd)
        on_progress(rows_in, source.bytes_read)
    return rows_in


def _reject_odd(connection: duckdb.DuckDBPyConnection, source: Source, odd: Sequence[OddRow]) -> None:
    if not odd:
        return
    keep_odd(connection, source, odd)
    declared = source.header.declared
    columns = {
        "file": [source.model.file] * len(odd),
        "line": [row.line for row in odd],
        "reason": [row.reason for row in odd],
        "row_text": [_text_of_odd(row, declared) for row in odd],
        "subject_id": pa.array([_field_of_odd(row, declared, "subject_id") for row in odd], pa.string()),
        "site_id": pa.array([_field_of_odd(row, declared, "site_id") for row in odd], pa.string()),
    }
    connection.register("batch", pa.table(columns))
    connection.execute("insert into rejects by name from batch")
    connection.unregister("batch")


def _text_of_odd(row: OddRow, declared: dict[str, int]) -> str:
    texts = {name: row.fields[place] for name, place in declared.items() if place < len(row.fields)}
    return json.dumps(texts, ensure_ascii=False)


def _field_of_odd(row: OddRow, declared: dict[str, int], name: str) -> str | None:
    """An id of a row that is too wide or too narrow, as far as it can be told; of a misquoted one nothing can."""
    place = declared.get(name)
    return row.fields[place] if place is not None and len(row.fields) > 1 and place < len(row.fields) else None


def _drop_rows_of_no_drug(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> int:
    """Leave out, and count, therapies whose drug is "none" and that record nothing else: they say there is none."""
    return _count_changed(connection, DROP_NO_DRUG) if model.table == "therapies" else 0


def _note_unknown_columns(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    for name in source.header.unknown:
        reason = "not a column in the data model; left out" if name else "column without a name; left out"
        connection.execute(NOTE_COLUMN, [source.model.file, name or None, reason])


# ---------------------------------------------------------------- types


def _type_rows(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    texts = ", ".join(f"{read_text(column.name)} as {text_of(column)}" for column in model.columns)
    typed = ", ".join(
        f'{expression} as "{name}"' for column in model.columns for name, expression in type_column(column).items()
    )
    person = (PERSON_KNOWN, JOIN_PERSON) if model.belongs_to_subject else ("", "")
    known, joins = REFERENCES.get(model.table, person)
    run(
        connection,
        TYPE_ROWS.format(
            table=model.table, texts=texts, stages=write_stages(model.columns), typed=typed, known=known, joins=joins
        ),
    )


# ---------------------------------------------------------------- rejects


def _reject_unfit(connection: duckdb.DuckDBPyConnection, model: SourceModel, present: Iterable[str]) -> None:
    """Reject rows without a usable key value, or of a subject, site or screening that nobody declared."""
    faults = [fault for column in model.keys for fault in _key_faults(column)] + _reference_faults(model)
    statement = REFUSE_UNFIT.format(
        table=model.table,
        columns=" ".join(f"when {condition} then '{column}'" for condition, column, _ in faults),
        reasons=" ".join(f"when {condition} then {reason}" for condition, _, reason in faults),
        conditions=" or ".join(condition for condition, _, _ in faults),
    )
    run(connection, statement)
    _move_to_rejects(connection, model, present)


def _key_faults(column: Column) -> list[tuple[str, str, str]]:
    missing = f"'key value missing; expected {describe_expected(column)}'"
    return [
        (f"{text_of(column)} is null", column.name, missing),
        (f"({is_fault(column)})", column.name, reason_of_fault(column)),
    ]


def _reference_faults(model: SourceModel) -> list[tuple[str, str, str]]:
    if model.table == "subjects":
        return [("not is_declared", "site_id", "'no accepted row of sites.csv has this id'")]
    faults = []
    if model.belongs_to_subject:
        faults.append(("subject_key is null", "subject_id", "'no accepted row of subjects.csv has this id'"))
    if model.table == "randomisations":
        reason = "'no accepted row of screenings.csv has this number'"
        faults.append(("is_after_cut is null", "screening_no", reason))
    return faults


def _reject_repeated(connection: duckdb.DuckDBPyConnection, model: SourceModel, present: Iterable[str]) -> None:
    """Reject all but the first row of a unique key; without one, all but the first of wholly identical rows.

    Rows are first compared by hash, so that only the few suspects are sorted.
    """
    statement = REFUSE_REPEATED.format(
        table=model.table,
        keys=", ".join(f'"{name}"' for name in model.unique) or ", ".join(map(text_of, model.columns)),
        column=f"'{model.unique[-1]}'" if model.unique else "null",
        what="the same key" if model.unique else "an identical row",
    )
    run(connection, statement)
    _move_to_rejects(connection, model, present)


def _move_to_rejects(connection: duckdb.DuckDBPyConnection, model: SourceModel, present: Iterable[str]) -> None:
    if not _count(connection, "from refused"):
        return
    value = " ".join(f"when '{name}' then original.\"{name}\"" for name in model.names)
    row_text = ", ".join(f'"{name}" := original."{name}"' for name in present)
    subject, site = (f"original.{name}" if name in model.names else "null" for name in ("subject_id", "site_id"))
    statement = KEEP_REJECTS.format(table=model.table, value=value, row_text=row_text, subject=subject, site=site)
    connection.execute(statement, [model.file])
    connection.execute(DROP_REJECTS.format(table=model.table))


# ---------------------------------------------------------------- after the cut


def _leave_out_after_cut(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> int:
    """Leave out rows that happened after the cut, and count them.

    Without a date of its own, an infusion or a completion is as late as the randomisation or infusion before it.
    """
    if model.table == "screenings":
        connection.execute(INDEX_SCREENINGS)
    names = {"table": model.table, "condition": _is_after_cut(model)}
    if model.table in {"randomisations", "infusions"}:
        connection.execute(KEEP_LATER.format(**names))
    return _count_changed(connection, DROP_LATER.format(**names))


def _is_after_cut(model: SourceModel) -> str:
    conditions = ["false"]
    if model.event is not None:
        conditions.append(f'"{model.column(model.event).stem}_lo" > the_cut()')
    if "is_after_cut" in REFERENCES.get(model.table, ("", ""))[0]:
        conditions.append("is_after_cut")
    if model.table == "infusions":
        conditions.append(SECOND_IS_LATER)
    return " or ".join(conditions)


# ---------------------------------------------------------------- values that cannot be read


def _report_faults(connection: duckdb.DuckDBPyConnection, model: SourceModel, mixed: frozenset[str]) -> None:
    """Report values that cannot be read, or cannot be right; of columns reported as a whole nothing more."""
    selects = [
        FIND_FAULTS.format(
            table=model.table,
            column=column.name,
            text=text_of(column),
            reason=reason_of_fault(column),
            fault=is_fault(column),
            subject="subject_id" if "subject_id" in model.names else "null",
            site="site_id" if "site_id" in model.names else "null",
        )
        for column in model.columns
        if column.name not in mixed
    ]
    run(connection, REPORT_FAULTS.format(selects=" union all ".join(selects)), [model.file])


def _count(connection: duckdb.DuckDBPyConnection, rows: str, values: list[Any] | None = None) -> int:
    return _count_changed(connection, f"select count(*) {rows}", values)


def _count_changed(connection: duckdb.DuckDBPyConnection, statement: str, values: list[Any] | None = None) -> int:
    row = connection.execute(statement, values or []).fetchone()
    return 0 if row is None else int(row[0])
