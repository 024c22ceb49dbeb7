"""Explains how the criteria read for one person: behind `explain`, and the same text on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility import explain
from mesems_dash.errors import UsageError
from mesems_dash.reports.records import Record, read_records

if TYPE_CHECKING:
    from mesems_dash.eligibility import RuleSet
    from mesems_dash.store.connection import Cut

__all__ = ["explain_screening"]

KINDS: Final = {
    "RANDOMISED": "Assessed as of the day of randomisation",
    "PLANNED": "Assessed as of the planned day of randomisation",
    "SCREENED": "Assessed as of the day of screening",
    "UNUSABLE": "Not assessed: the recorded randomisation has no full date",
    "CONTESTED": "Not assessed: rows contradict each other or could not be read",
}


def explain_screening(cut: Cut, subject: str, screening_no: int | None, ruleset: RuleSet | None) -> str:
    """Return the tree of one screening of a subject in plain text, or of each without a number.

    Raises UsageError if there is no such subject or screening.
    """
    records = tuple(read_records(cut, ruleset=ruleset, subject_id=subject))
    if not records:
        raise UsageError(f'no screening of subject "{subject}" in this bundle; expected a subject_id of screenings.csv')
    wanted = [record for record in records if screening_no in {None, record.screening_no}]
    if not wanted:
        listed = ", ".join(str(record.screening_no) for record in records)
        raise UsageError(f'subject "{subject}" has no screening {screening_no}; expected one of {listed}')
    return "\n".join(_explain(record) for record in wanted).rstrip()


def _explain(record: Record) -> str:
    title = f"Subject {record.subject_id}, screening {record.screening_no}"
    return f"{title}\n{'=' * len(title)}\n{KINDS[record.reference_kind]}\n{explain(record.rule_set, record.facts)}"
