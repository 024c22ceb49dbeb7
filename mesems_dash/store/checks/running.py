"""Runs the checks in order, on kept rows, after every file has been read.

Those of subjects run before the files that name people are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.store.checks.course import CLOSED_CHECKS, COURSE_CHECKS
from mesems_dash.store.checks.disease import DISEASE_CHECKS
from mesems_dash.store.checks.people import BIRTH_CHECKS, SCREENING_CHECKS, SITE_CHECKS, SUBJECT_CHECKS
from mesems_dash.store.parsing import run

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from mesems_dash.store.checks.check import Check
    from mesems_dash.store.model import SourceModel

__all__ = [
    "CHECKS",
    "find_first_drawn",
    "name_sites",
    "number_people",
    "report_late_screenings",
    "run_checks",
    "settle_births",
]

CHECKS: Final = (
    *SITE_CHECKS,
    *BIRTH_CHECKS,
    *SUBJECT_CHECKS,
    *SCREENING_CHECKS,
    *DISEASE_CHECKS,
    *COURSE_CHECKS,
    *CLOSED_CHECKS,
)

REPORT: Final = """
insert into findings
select ?, line, ?, "{column}__text", {reason}, ?, {subject}::text, {site}::text
from scratch.typed_{table} as this
where {when}
order by line
"""
FORGET: Final = "update scratch.typed_{table} as this set {sets} where {when}"
NAME_SITES: Final = """
update {table} as this
set site_id = people.site_id
from scratch.people as people
where this.site_id is null and people.subject_id = this.subject_id
"""
COPY_BIRTHS: Final = """
update scratch.people as this
set birth_lo = null, birth_hi = null
from scratch.typed_subjects as subjects
where subjects.subject_id = this.subject_id and subjects.birth_lo is null and this.birth_lo is not null
"""
FORGET_BORN: Final = """
update scratch.typed_{table} as this
set born_lo = null, born_hi = null
from scratch.people as people
where people.subject_key = this.subject_key and people.birth_lo is null and this.born_lo is not null
"""
MOST_NAMED: Final = 20
KNOWN_BEFORE: Final = 'select subject_key from scratch.typed_{table} where "{stem}_hi" <= the_cut()'
FIND_LATE: Final = """
with late as (
    select subject_key from scratch.screened group by subject_key having bool_and(is_after_cut)
),
named as (
    select subject_id
    from scratch.people
    where subject_key in (select subject_key from late) and subject_key in ({known})
)
select count(*), array_to_string(list(subject_id order by subject_id)[1:20], ', ')
from named
"""
REPORT_LATE: Final = "insert into findings (file, reason, kind) values ('screenings.csv', ?, 'AFTER_CUT')"
NUMBER_PEOPLE: Final = """
create table scratch.people as
select
    cast(row_number() over (order by subject_id) as integer) as subject_key,
    subject_id,
    site_id,
    subtype,
    birth_lo,
    birth_hi
from scratch.typed_subjects
"""
FIND_FIRST_DRAWN: Final = """
create table scratch.first_drawn as
select subject_key, arg_min(randomised_on, screening_no) as randomised_on
from scratch.typed_randomisations
group by subject_key
"""


def number_people(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every kept subject a number, which all later files refer to."""
    connection.execute(NUMBER_PEOPLE)


def find_first_drawn(connection: duckdb.DuckDBPyConnection) -> None:
    """Note every person's first randomisation, which later checks refer to."""
    connection.execute(FIND_FIRST_DRAWN)


def name_sites(connection: duckdb.DuckDBPyConnection) -> None:
    """Give rejects and findings the site of the person they name."""
    for table in ("rejects", "findings"):
        connection.execute(NAME_SITES.format(table=table))


def settle_births(connection: duckdb.DuckDBPyConnection, models: Iterable[SourceModel]) -> None:
    """Forget births that cannot be right, before anything is held against them."""
    subjects, *others = (model for model in models if "subject_id" in model.names)
    for check in BIRTH_CHECKS:
        _run_check(connection, subjects, check)
    forgotten = connection.execute(COPY_BIRTHS).fetchone()
    if forgotten is not None and forgotten[0]:
        for model in others:
            connection.execute(FORGET_BORN.format(table=model.table))


def report_late_screenings(connection: duckdb.DuckDBPyConnection, models: Iterable[SourceModel]) -> None:
    """Name in one line the people whose every screening is after the cut although other files know them before it."""
    known = " union ".join(
        KNOWN_BEFORE.format(table=model.table, stem=model.column(model.event).stem)
        for model in models
        if model.belongs_to_subject and model.event is not None and model.table != "screenings"
    )
    row = connection.execute(FIND_LATE.format(known=known)).fetchone()
    if row is not None and row[0]:
        number, names = row
        who = "1 person has" if number == 1 else f"{number:,} people have"
        more = "" if number <= MOST_NAMED else f" and {number - MOST_NAMED:,} more"
        was = "was" if number == 1 else "were"
        reason = f"{who} records before the cut but {was} screened after it: {names}{more}"
        connection.execute(REPORT_LATE, [reason])


def run_checks(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Report what cannot be right together in one file, and forget what must not be believed."""
    for check in CHECKS:
        if check.table == model.table and check not in BIRTH_CHECKS:
            _run_check(connection, model, check)


def _run_check(connection: duckdb.DuckDBPyConnection, model: SourceModel, check: Check) -> None:
    subject, site = (f"this.{name}" if name in model.names else "null" for name in ("subject_id", "site_id"))
    reason = check.detail or f"'{check.reason}'"
    names = {"table": check.table, "column": check.column, "when": check.when, "reason": reason}
    report = REPORT.format(**names, subject=subject, site=site)
    found = run(connection, report, [model.file, check.column, check.kind]).fetchone()
    if check.sets and found is not None and found[0]:
        connection.execute(FORGET.format(table=check.table, sets=check.sets, when=check.when))
