"""What is recorded of one person: history, screenings with what the site decided, steps through the trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mesems_dash.eligibility import person as typed
from mesems_dash.errors import UsageError
from mesems_dash.queries.run_query import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from mesems_dash.store.connection import Cut

__all__ = ["PersonRecord", "Step", "Visit", "read_record"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A screening, and what the site wrote about it; codes as in vocabulary, None is not recorded."""

    screening: typed.Screening
    decision: str | None
    decided_lo: date | None
    decided_hi: date | None
    reasons: tuple[str, ...]
    reasons_text: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step through the trial: HARVEST RANDOMISED INFUSION_1 INFUSION_2, or the status of a disposition.

    `outcome` is OK FAILED PENDING of a harvest and GIVEN NOT_GIVEN of an infusion; it never tells a product.
    """

    kind: str
    lo: date | None
    hi: date | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything recorded that the open side may see; `person` is what the rules look at."""

    person: typed.Person
    visits: tuple[Visit, ...]
    steps: tuple[Step, ...]


def read_record(cut: Cut, subject_key: int) -> PersonRecord:
    """Read the record of one person, every list in the order of its file. Raises UsageError if there is no such key."""
    rows = fetch_rows(cut, "person_record", {"subject_key": subject_key})
    if not rows:
        raise UsageError("this data cut has no such person")
    row = {name: [] if value is None and name in _LISTS else value for name, value in rows[0].items()}
    visits = tuple(_read_visit(visit) for visit in row["screenings"])
    person = typed.Person(
        subject=typed.read_row(typed.Subject, row),
        screenings=tuple(visit.screening for visit in visits),
        relapses=tuple(typed.read_row(typed.Relapse, one) for one in row["relapses"]),
        edss=tuple(typed.read_row(typed.EdssAssessment, one) for one in row["edss"]),
        mri=tuple(typed.read_row(typed.Scan, one) for one in row["mri"]),
        labs=tuple(typed.read_row(typed.LabResult, one) for one in row["labs"]),
        therapies=tuple(typed.read_row(typed.Therapy, one) for one in row["therapies"]),
        malignancies=tuple(typed.read_row(typed.Malignancy, one) for one in row["malignancies"]),
        lost=tuple(typed.read_row(typed.LostRow, one) for one in row["lost"]),
    )
    return PersonRecord(person, visits, tuple(Step(**step) for name in _STEPS for step in row[name]))


_STEPS = ("harvests", "randomisations", "infusions", "dispositions")
_LISTS = ("screenings", "relapses", "edss", "mri", "labs", "therapies", "malignancies", "lost", *_STEPS)


def _read_visit(row: Mapping[str, Any]) -> Visit:
    return Visit(
        screening=typed.read_row(typed.Screening, row),
        decision=row["site_decision"],
        decided_lo=row["decided_lo"],
        decided_hi=row["decided_hi"],
        reasons=tuple(row["site_reasons"] or ()),
        reasons_text=row["site_reasons_text"],
    )
