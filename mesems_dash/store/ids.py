"""Ids that are no ids any more, and ids that nobody has but that look like one: found in sets, never rewritten.

A fold is what is left of an id without what is easily written otherwise: case, Unicode form, invisible characters,
leading zeros, hyphens and spaces between letters and digits. Ids with one fold are near.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.errors import BundleError

if TYPE_CHECKING:
    import duckdb

    from mesems_dash.store.model import SourceModel

__all__ = ["define_folds", "refuse_numbers_as_ids", "report_near_declared", "report_near_unknown"]

ID_COLUMNS: Final = ("subject_id", "site_id")
WIDE: Final = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
PLAIN: Final = "".join(chr(code) for code in range(0x21, 0x7F)).replace("'", "''")
MOSTLY: Final = 0.9
"""A file of which this share of the rows names nobody known writes its ids otherwise altogether: one line says so."""
FOLDS: Final = rf"""
create or replace temp macro plain_id(t) as
    regexp_replace(lower(nfc_normalize(translate(t, '{WIDE}', '{PLAIN}'))), '\p{{Cf}}', '', 'g');
create or replace temp macro without_zeros(t) as regexp_replace(t, '(^|[^0-9])0+([0-9])', '\1\2', 'g');
create or replace temp macro folded(t) as      -- "1-12" and "11-2" stay two ids
    regexp_replace(
        regexp_replace(
            without_zeros(trim(regexp_replace(plain_id(t), '[^\p{{L}}\p{{N}}]+', '-', 'g'), '-')),
            '([^0-9])-', '\1', 'g'
        ),
        '-([^0-9])', '\1', 'g'
    );
create or replace temp macro closely_folded(t) as
    without_zeros(regexp_replace(plain_id(t), '[^\p{{L}}\p{{N}}]+', '', 'g'));
"""
FIND_NUMBER: Final = r"""
select line
from scratch.read_{table}
where contains("{column}", '+') and regexp_full_match(trimmed("{column}"), '\d([.,]\d+)?[eE]\+\d+')
order by line
limit 1
"""
REPORT_DECLARED: Final = """
insert into findings (file, line, "column", value, reason, kind)
with folds as (
    select line, {column} as id, folded({column}) as fold
    from scratch.typed_{table}
),
paired as (
    select line, id, first_value(id) over same as first_id, first_value(line) over same as first_line
    from folds
    window same as (partition by fold order by line)
)
select ?, line, '{column}', id, 'similar to another id: "' || first_id || '" on line ' || first_line, 'WARNING'
from paired
where line > first_line and id <> first_id
order by line
"""
COUNT_UNKNOWN: Final = """
select
    count(*),
    count(*) filter (known.id is null),
    count(distinct typed.{column}),
    count(distinct typed.{column}) filter (known.id is null),
    min(typed.{column}) filter (known.id is null)
from scratch.typed_{table} as typed
left join (select distinct {column} as id from scratch.{declared}) as known on known.id = typed.{column}
where typed.{column} is not null
"""
REPORT_WHOLE: Final = """
insert into findings (file, reason, kind) values (?, ?, 'WARNING')
"""
REPORT_UNKNOWN: Final = """
insert into findings (file, line, "column", value, reason, kind)
with unknown as (
    select line, {column} as id
    from scratch.typed_{table}
    where {column} is not null and {column} not in (select {column} from scratch.{declared})
),
wanted as (
    select distinct id, folded(id) as fold, closely_folded(id) as close_fold from unknown
),
declared as (
    select distinct {column} as id, folded({column}) as fold, closely_folded({column}) as close_fold
    from scratch.{declared}
),
near as (
    select wanted.id, declared.id as near_id
    from wanted
    join declared on declared.fold = wanted.fold
    union
    select wanted.id, declared.id
    from wanted
    join declared on declared.close_fold = wanted.close_fold
),
named as (
    select id, string_agg('"' || near_id || '"', ', ' order by near_id) as near_ids
    from near
    group by id
)
select ?, line, '{column}', id, 'unknown id; similar: ' || near_ids, 'WARNING'
from unknown
join named using (id)
order by line
"""


def define_folds(connection: duckdb.DuckDBPyConnection) -> None:
    """Teach a connection what is near."""
    connection.execute(FOLDS)


def refuse_numbers_as_ids(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Raise BundleError for an id such as 1.23E+13: what it was is lost, and others may be the same now."""
    for column in ID_COLUMNS:
        if column in model.names:
            row = connection.execute(FIND_NUMBER.format(table=model.table, column=column)).fetchone()
            if row is not None:
                message = (
                    f"{model.file} line {row[0]}: {column} is a number with an exponent; a spreadsheet has turned ids "
                    "into numbers; export them as text"
                )
                raise BundleError(message, file=model.file, line=int(row[0]), column=column)


def report_near_declared(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Report ids of sites or subjects that are near one on an earlier line: two people, or one written in two ways."""
    column = model.unique[0]
    connection.execute(REPORT_DECLARED.format(table=model.table, column=column), [model.file])


def report_near_unknown(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Report ids that nobody has but that are near one; if nearly all are unknown, one line for the file instead."""
    if model.table == "subjects":
        column, declared, declaring, what = "site_id", "typed_sites", "sites.csv", "sites"
    elif model.belongs_to_subject:
        column, declared, declaring, what = "subject_id", "people", "subjects.csv", "people"
    else:
        return
    names = {"table": model.table, "column": column, "declared": declared}
    counted = connection.execute(COUNT_UNKNOWN.format(**names)).fetchone()
    rows, unknown_rows, ids, unknown_ids, example = counted or (0, 0, 0, 0, None)
    if not unknown_rows:
        return
    if unknown_ids > 1 and unknown_rows >= MOSTLY * rows:
        known = connection.execute(f"select min({column}) from scratch.{declared}").fetchone()  # noqa: S608 - closed lists above
        share = f"none of its {ids:,}" if unknown_ids == ids else f"{unknown_ids:,} of its {ids:,}"
        verb = "is" if unknown_ids == ids else "are not"
        there = f"; ids there look like {known[0]}, here like {example}" if known and known[0] else ""
        reason = f"{share} {what} {verb} in {declaring}{there}"
        connection.execute(REPORT_WHOLE, [model.file, reason])
        return
    connection.execute(REPORT_UNKNOWN.format(**names), [model.file])
