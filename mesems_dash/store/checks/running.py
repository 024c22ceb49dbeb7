"""Runs the checks in order, on kept rows, after every file has been read.

Those of subjects run before the files that name people are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.store.checks.course import CLOSED_CHECKS, COURSE_CHECKS
from mesems_dash.store.checks.disease import DISEASE_CHECKS
from mesems_dash.store.checks.people import SCREENING_CHECKS, SITE_CHECKS, SUBJECT_CHECKS
from mesems_dash.store.parsing import run

if TYPE_CHECKING:
    import duckdb

    from mesems_dash.store.checks.check import Check
    from mesems_dash.store.model import SourceModel

__all__ = ["CHECKS", "find_first_drawn", "name_sites", "number_people", "run_checks"]

CHECKS: Final = (*SITE_CHECKS, *SUBJECT_CHECKS, *SCREENING_CHECKS, *DISEASE_CHECKS, *COURSE_CHECKS, *CLOSED_CHECKS)

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
    """Give rejects and findings the site of the person whom they name."""
    for table in ("rejects", "findings"):
        connection.execute(NAME_SITES.format(table=table))


def run_checks(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Report what cannot be right together in one file, and forget what must not be believed."""
    for check in CHECKS:
        if check.table == model.table:
            _run_check(connection, model, check)


def _run_check(connection: duckdb.DuckDBPyConnection, model: SourceModel, check: Check) -> None:
    subject, site = (f"this.{name}" if name in model.names else "null" for name in ("subject_id", "site_id"))
    reason = check.detail or f"'{check.reason}'"
    names = {"table": check.table, "column": check.column, "when": check.when, "reason": reason}
    report = REPORT.format(**names, subject=subject, site=site)
    found = run(connection, report, [model.file, check.column, check.kind]).fetchone()
    if check.sets and found is not None and found[0]:
        connection.execute(FORGET.format(table=check.table, sets=check.sets, when=check.when))
