"""What cannot be right together: values that are forgotten and reported, and doubts that are only reported.

Each check is one row of CHECKS. Dates may be partial, so a check speaks up only when every day that they allow is
wrong.
Checks run in order, on kept rows, after every file has been read; those of subjects before the files that name people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

    from mesems_dash.store.model import SourceModel

__all__ = ["CHECKS", "Check", "find_first_drawn", "number_people", "run_checks"]


@dataclass(frozen=True)
class Check:
    """A condition on the rows (`this`) of a table; `sets` says what is forgotten, nothing means a warning only."""

    table: str
    column: str
    when: str
    reason: str
    kind: str
    sets: str = ""


def _later(table: str, column: str, stem: str, also: str = "", reason: str = "") -> Check:
    """A date after the cut is forgotten with all that hangs on it."""
    sets = f"{stem}_lo = null, {stem}_hi = null" + (f", {also}" if also else "")
    reason = f"after the cut; {reason or 'counts as not recorded'}"
    return Check(table, column, f"this.{stem}_lo > the_cut()", reason, "AFTER_CUT", sets)


def _wrong_date(table: str, column: str, stem: str, when: str, reason: str) -> Check:
    return Check(table, column, when, reason, "VALUE", f"{stem}_lo = null, {stem}_hi = null")


def _before_birth(table: str, column: str, stem: str) -> Check:
    born = "birth_lo" if table == "subjects" else "born_lo"
    return _wrong_date(table, column, stem, f"this.{stem}_hi < this.{born}", "before birth")


def _doubt(table: str, column: str, when: str, reason: str) -> Check:
    return Check(table, column, when, reason, "WARNING")


NO_RESULT: Final = "result = null, value_lo = null, value_hi = null, value_lo_open = null, value_hi_open = null"
SPELT_UNIT: Final = "replace(replace(replace(lower(this.unit), ' ', ''), '²', '2'), 'm^2', 'm2')"
MEASURED: Final = "this.test in ('EGFR', 'WBC')"

SUBJECT_CHECKS: Final = (
    _later("subjects", "birth_date", "birth"),
    _later("subjects", "onset_date", "onset"),
    _later("subjects", "diagnosis_date", "diagnosis"),
    _before_birth("subjects", "onset_date", "onset"),
    _before_birth("subjects", "diagnosis_date", "diagnosis"),
    _doubt("subjects", "diagnosis_date", "this.diagnosis_hi < this.onset_lo", "diagnosed before the first symptom"),
)
SITE_CHECKS: Final = (
    _later("sites", "activated_on", "activated"),
    _later("sites", "closed_on", "closed"),
    _wrong_date("sites", "closed_on", "closed", "this.closed_hi < this.activated_lo", "closed before it was activated"),
)
SCREENING_CHECKS: Final = (
    _later("screenings", "consent_signed_on", "consent_signed"),
    _later(
        "screenings",
        "decided_on",
        "decided",
        "site_decision = 'PENDING', site_reasons = [], site_reasons_text = null",
        "the decision counts as pending, without reasons",
    ),
    _wrong_date("screenings", "decided_on", "decided", "this.decided_hi < this.screened_on", "before the screening"),
    _doubt(
        "screenings",
        "planned_randomisation_on",
        "this.planned_randomisation_on < this.screened_on",
        "planned before the screening",
    ),
    _doubt(
        "screenings",
        "screened_on",
        "this.born_lo > cast(this.screened_on - interval 10 year as date)"
        " or this.born_hi < cast(this.screened_on - interval 101 year as date)",
        "younger than 10 or older than 100 years by the birth date",
    ),
    _doubt(
        "screenings",
        "screened_on",
        """this.line in (
            select screening.line
            from scratch.typed_screenings as screening
            join scratch.people as people on people.subject_key = screening.subject_key
            join scratch.typed_sites as sites on sites.site_id = people.site_id
            where screening.screened_on < sites.activated_lo or screening.screened_on > sites.closed_hi
        )""",
        "the site was not yet activated or already closed",
    ),
    _doubt(
        "screenings",
        "screening_no",
        """this.screening_no > 1 and (this.subject_key, this.screening_no - 1) not in (
            select (subject_key, screening_no) from scratch.screened
        )""",
        "the screening before this one is missing",
    ),
    _doubt(
        "screenings",
        "screened_on",
        """(this.subject_key, this.screening_no) in (
            select (subject_key, screening_no)
            from scratch.screened
            qualify screened_on < max(screened_on) over (
                partition by subject_key order by screening_no rows between unbounded preceding and 1 preceding
            )
        )""",
        "before a screening of a lower number",
    ),
    _doubt(
        "screenings",
        "site_reasons",
        r"this.site_decision = 'ELIGIBLE'"
        r" and len(list_filter(this.site_reasons, lambda code: regexp_full_match(code, '[IE]\d+'))) > 0",
        "criteria are given as reasons although the decision is ELIGIBLE",
    ),
)
EVENT_CHECKS: Final = (
    _before_birth("relapses", "onset_on", "onset"),
    _later("relapses", "ended_on", "ended"),
    _wrong_date("relapses", "ended_on", "ended", "this.ended_hi < this.onset_lo", "ended before its onset"),
    _before_birth("edss", "assessed_on", "assessed"),
    _before_birth("mri", "scanned_on", "scanned"),
    _doubt("mri", "gel_count", "not this.gadolinium and this.gel_count > 0", "enhancing lesions without gadolinium"),
    _before_birth("labs", "collected_on", "collected"),
    Check(
        "labs",
        "unit",
        f"this.result is distinct from 'ND' and ("
        f"this.test = 'EGFR' and {SPELT_UNIT} not in ('ml/min/1.73m2', 'ml/min/1,73m2')"
        f" or this.test = 'WBC' and {SPELT_UNIT} not in ('10^9/l', '10*9/l', 'x10^9/l', 'x10*9/l', '10e9/l', '10⁹/l', "
        "'g/l', '10^3/ul', '10*3/ul', 'x10^3/ul', '10^3/µl', '10^3/μl', '10e3/ul'))",
        "not the unit asked for (EGFR mL/min/1.73m2, WBC 10^9/L); the result counts as not recorded",
        "VALUE",
        f"unit = null, {NO_RESULT}",
    ),
    Check(
        "labs",
        "result",
        f"this.value_lo is not null and this.test is not null and not {MEASURED}",
        "a number for a test that is positive or negative; expected POS, NEG or ND",
        "VALUE",
        NO_RESULT,
    ),
    Check(
        "labs",
        "result",
        f"this.result in ('POS', 'NEG') and {MEASURED}",
        "not a number; expected a number or ND",
        "VALUE",
        NO_RESULT,
    ),
    Check(
        "labs",
        "result",
        f"{MEASURED} and isfinite(this.value_lo) and this.value_lo < 0",
        "below zero, which is impossible",
        "VALUE",
        NO_RESULT,
    ),
    _before_birth("therapies", "started_on", "started"),
    _later("therapies", "ended_on", "ended", "ongoing = true", "counts as ongoing"),
    Check(
        "therapies",
        "ongoing",
        "this.ongoing and this.ended_lo is not null",
        "ongoing although an end is given; both count as not recorded",
        "VALUE",
        "ongoing = null, ended_lo = null, ended_hi = null",
    ),
    _before_birth("therapies", "ended_on", "ended"),
    _wrong_date("therapies", "ended_on", "ended", "this.ended_hi < this.started_lo", "ended before it started"),
    _before_birth("malignancies", "diagnosed_on", "diagnosed"),
    _later("malignancies", "remission_since", "remission"),
    _wrong_date(
        "malignancies", "remission_since", "remission", "this.remission_hi < this.diagnosed_lo", "before the diagnosis"
    ),
    _before_birth("malignancies", "remission_since", "remission"),
)
COURSE_CHECKS: Final = (
    _later("harvests", "released_on", "released", "outcome = 'PENDING'", "the outcome counts as pending"),
    _wrong_date("harvests", "released_on", "released", "this.released_hi < this.harvested_lo", "before the harvest"),
    _doubt(
        "harvests",
        "released_on",
        "this.outcome = 'FAILED' and this.released_lo is not null",
        "released although failed",
    ),
    _doubt(
        "harvests",
        "harvested_on",
        """this.line in (
            select harvest.line
            from scratch.typed_harvests as harvest
            join scratch.first_drawn as drawn on drawn.subject_key = harvest.subject_key
            where harvest.harvested_lo > drawn.randomised_on
        )""",
        "after the randomisation",
    ),
    _doubt(
        "randomisations",
        "randomised_on",
        """this.line in (
            select drawn.line
            from scratch.typed_randomisations as drawn
            join scratch.screened as screened
                on screened.subject_key = drawn.subject_key and screened.screening_no = drawn.screening_no
            where drawn.randomised_on < screened.screened_on
        )""",
        "before the screening",
    ),
    _doubt(
        "randomisations",
        "screening_no",
        """(this.subject_key, this.screening_no) in (
            select (subject_key, screening_no) from scratch.typed_screenings where site_decision = 'INELIGIBLE'
        )""",
        "randomised although this screening was called INELIGIBLE",
    ),
    _doubt(
        "randomisations",
        "screening_no",
        """this.subject_key not in (
            select subject_key
            from scratch.typed_screenings
            where site_decision = 'ELIGIBLE'
        ) and (this.subject_key, this.screening_no) not in (
            select (subject_key, screening_no) from scratch.typed_screenings where site_decision = 'INELIGIBLE'
        )""",
        "randomised without any screening called ELIGIBLE",
    ),
    _doubt(
        "randomisations",
        "subject_id",
        """this.line in (
            select line
            from scratch.typed_randomisations
            qualify row_number() over (partition by subject_key order by screening_no) > 1
        )""",
        "randomised twice; the person counts once, at the first of the two screenings",
    ),
    _wrong_date(
        "infusions",
        "infused_on",
        "infused",
        """this.line in (
            select infusion.line
            from scratch.typed_infusions as infusion
            join scratch.first_drawn as drawn on drawn.subject_key = infusion.subject_key
            where infusion.infused_hi < drawn.randomised_on
        )""",
        "before the randomisation",
    ),
    _wrong_date(
        "infusions",
        "infused_on",
        "infused",
        """this.line in (
            select second.line
            from scratch.typed_infusions as second
            join scratch.typed_infusions as first on first.subject_key = second.subject_key
            where first.infusion_no = 1 and second.infusion_no = 2 and second.infused_hi < first.infused_lo
        )""",
        "infusion 2 before infusion 1",
    ),
    _doubt("infusions", "given", "not this.given and this.infused_lo is not null", "a date although it was not given"),
    _doubt(
        "infusions",
        "subject_id",
        "this.subject_key not in (select subject_key from scratch.first_drawn)",
        "infused without a randomisation",
    ),
    _doubt(
        "infusions",
        "infusion_no",
        """this.infusion_no = 2 and coalesce(this.given, this.infused_lo is not null) and this.subject_key not in (
            select subject_key
            from scratch.typed_infusions
            where infusion_no = 1 and coalesce(given, infused_lo is not null)
        )""",
        "infusion 2 given without infusion 1",
    ),
    _doubt(
        "targets",
        "month",
        """this.line in (
            select line from scratch.typed_targets qualify row_number() over (partition by month order by line) > 1
        )""",
        "a second target for this month",
    ),
)
CLOSED_CHECKS: Final = (
    _doubt(
        "allocations",
        "subject_id",
        "this.subject_key not in (select subject_key from scratch.first_drawn)",
        "allocated without a randomisation in the open bundle",
    ),
    _doubt(
        "doses",
        "infusion_no",
        """(this.subject_key, this.infusion_no) not in (
            select (subject_key, infusion_no) from scratch.typed_infusions
        )""",
        "no such infusion in the open bundle",
    ),
)
CHECKS: Final = (*SITE_CHECKS, *SUBJECT_CHECKS, *SCREENING_CHECKS, *EVENT_CHECKS, *COURSE_CHECKS, *CLOSED_CHECKS)

REPORT: Final = """
insert into findings
select ?, line, ?, "{column}__text", ?, ?
from scratch.typed_{table} as this
where {when}
order by line
"""
FORGET: Final = "update scratch.typed_{table} as this set {sets} where {when}"
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


def run_checks(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Report what cannot be right together in one file, and forget what must not be believed."""
    for check in CHECKS:
        if check.table == model.table:
            _run_check(connection, model, check)


def _run_check(connection: duckdb.DuckDBPyConnection, model: SourceModel, check: Check) -> None:
    report = REPORT.format(table=check.table, column=check.column, when=check.when)
    found = connection.execute(report, [model.file, check.column, check.reason, check.kind]).fetchone()
    if check.sets and found is not None and found[0]:
        connection.execute(FORGET.format(table=check.table, sets=check.sets, when=check.when))
