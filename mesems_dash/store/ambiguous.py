"""What stands in a whole column and can be read in two ways: dates as 03/04/2018, and codes of two codings at once.

A column whose every date fits day/month and month/day is refused: nothing in it decides, and half of it would be wrong.
Where one value decides, the dates are merely unreadable. A column that mixes known and foreign codes counts as not
recorded as a whole, since a known code may mean something else in the other coding (H and M: hombre, mujer).

Foreign is what stands in OTHER_CODINGS or is a bare number or letter, and what recurs: a slip of the pen is not.
In a long file it must be one row in a hundred. For the sex anything foreign counts, however rare; for the name of a
laboratory test nothing does, since other tests are no other coding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.errors import BundleError
from mesems_dash.store.model import CLOSED_FILES, Kind
from mesems_dash.store.values import describe_expected, is_fault, text_of

if TYPE_CHECKING:
    import duckdb

    from mesems_dash.store.model import Column, SourceModel

__all__ = ["forget_mixed_codes", "refuse_ambiguous_dates"]

DATES: Final = (Kind.DATE, Kind.FULL_DATE)
CODES: Final = (Kind.CODE, Kind.FLAG)
OPEN_LISTS: Final = frozenset((("labs", "test"),))
OTHER_CODINGS: Final = (
    *("YES", "NO", "TRUE", "FALSE", "JA", "NEIN", "SI", "SÍ", "OUI", "NON", "NEJ", "TAK", "NIE", "SIM", "NÃO"),
    *("CHECKED", "UNCHECKED", "MALE", "FEMALE", "POSITIVE", "NEGATIVE", "UNKNOWN"),
)
LEAST_SHARE: Final = 0.01
FORM: Final = r"(0?[1-9]|1[0-2])[/.\-](0?[1-9]|1[0-2])[/.\-](\d\d|\d{4})"
FIRST_DATE: Final = 'select any_value(as_text("{column}")) from scratch.read_{table}'
COUNT_DATES: Final = """
select count(*), count(*) filter (regexp_full_match(t, ?)), min_by(t, line)
from (select line, as_text("{column}") as t from scratch.read_{table})
where t is not null
"""
COUNT_CODES: Final = """
with texts as (
    select upper({text}) as code, {known} as is_known, count(*) as row_count, min(line) as first_line
    from scratch.typed_{table}
    where {text} is not null
    group by all
),
judged as (
    select
        *,
        not is_known and (
            {is_strict} or row_count > 1 or list_contains(?::text[], code) or regexp_full_match(code, '\\d+|\\p{{L}}')
        ) as is_foreign
    from texts
)
select
    coalesce(sum(row_count) filter (is_known), 0),
    coalesce(sum(row_count) filter (is_foreign), 0),
    coalesce(sum(row_count), 0),
    string_agg(code[1:24] || ' ' || row_count || 'x', ', ' order by row_count desc, code) filter (is_foreign)
from judged
"""
FORGET: Final = 'update scratch.typed_{table} set "{column}" = null'
REPORT: Final = "insert into findings (file, \"column\", value, reason, kind) values (?, ?, ?, ?, 'VALUE')"


def refuse_ambiguous_dates(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Raise BundleError for a date column in which every value fits day/month and month/day."""
    for column in model.columns:
        if column.kind in DATES:
            names = {"table": model.table, "column": column.name}
            row = connection.execute(FIRST_DATE.format(**names)).fetchone()
            if row is not None and row[0] is not None and "-" not in str(row[0])[4:5]:
                _refuse_if_all_fit(connection, model, column)


def _refuse_if_all_fit(connection: duckdb.DuckDBPyConnection, model: SourceModel, column: Column) -> None:
    statement = COUNT_DATES.format(table=model.table, column=column.name)
    filled, ambiguous, example = connection.execute(statement, [FORM]).fetchone() or (0, 0, None)
    if filled and filled == ambiguous:
        dates = f"1 date as {example} fits" if filled == 1 else f"{filled:,} dates as {example} fit"
        message = f"{model.file} {column.name}: {dates} day/month and month/day; write dates as YYYY-MM-DD"
        raise BundleError(message, file=model.file, column=column.name)


def forget_mixed_codes(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> frozenset[str]:
    """Forget, and report in one line each, the columns that mix two codings; return their names."""
    coded = [
        column for column in model.columns if column.kind in CODES and (model.table, column.name) not in OPEN_LISTS
    ]
    if not coded:
        return frozenset()
    counts = ", ".join(f"count(*) filter ({is_fault(column)})" for column in coded)
    faults = connection.execute(f"select {counts} from scratch.typed_{model.table}").fetchone() or ()  # noqa: S608 - names of the model
    mixed = set()
    for column, number in zip(coded, faults, strict=True):
        if number:
            found = _find_foreign(connection, model, column)
            if found is not None:
                connection.execute(FORGET.format(table=model.table, column=column.name))
                reason = (
                    f"mixes known and unknown codes; expected {describe_expected(column)}; "
                    "the whole column counts as not recorded"
                )
                value = None if model in CLOSED_FILES else found
                connection.execute(REPORT, [model.file, column.name, value, reason])
                mixed.add(column.name)
    return frozenset(mixed)


def _find_foreign(connection: duckdb.DuckDBPyConnection, model: SourceModel, column: Column) -> str | None:
    known = column.codes if column.kind is Kind.CODE else ("Y", "N", "U")
    is_strict = column.name == "sex"
    statement = COUNT_CODES.format(
        text=text_of(column),
        table=model.table,
        known=f"upper({text_of(column)}) in ({', '.join(repr(code) for code in known)})",
        is_strict=str(is_strict).lower(),
    )
    row = connection.execute(statement, [list(OTHER_CODINGS)]).fetchone()
    known_rows, foreign_rows, filled, values = row or (0, 0, 0, None)
    is_rare = not is_strict and foreign_rows < LEAST_SHARE * filled
    return str(values)[:200] if known_rows and foreign_rows and not is_rare else None
