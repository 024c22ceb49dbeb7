"""One person's record, typed: what the plain-Python reference reads.

Fields are named as the columns of `store/schema.sql`; a pair `x_lo, x_hi` is the interval that a partial date
spans, both None when it is not recorded. A boolean is None when it is not recorded. `facts.py` reads these.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A row of `subjects`."""

    subject_id: str = ""
    site_id: str = ""
    sex: str | None = None
    birth_lo: date | None = None
    birth_hi: date | None = None
    onset_lo: date | None = None
    onset_hi: date | None = None
    diagnosis_lo: date | None = None
    diagnosis_hi: date | None = None
    subtype: str | None = None
    childbearing_potential: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A row of `screenings`, as far as rules look at it; `subtype` is the one at this screening.

    `contested` says where it is contradicted or lost what it is judged at, so that nothing of it is judged.
    """

    screening_key: int = 0
    screening_no: int = 1
    screened_on: date | None = None
    subtype: str | None = None
    consent_able: bool | None = None
    therapy_history_complete: bool | None = None
    relapse_history_complete: bool | None = None
    mri_history_complete: bool | None = None
    malignancy_history_complete: bool | None = None
    active_infection: bool | None = None
    life_limiting_comorbidity: bool | None = None
    mds_history: bool | None = None
    haematologic_history: bool | None = None
    wbc_clinically_relevant: bool | None = None
    contraception_agreed: bool | None = None
    renal_failure: bool | None = None
    mri_possible: bool | None = None
    reference_on: date | None = None
    reference_kind: str = "SCREENED"
    contested: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapse:
    """A row of `relapses`."""

    onset_lo: date | None = None
    onset_hi: date | None = None
    ended_lo: date | None = None
    ended_hi: date | None = None
    documented: bool | None = None
    severity: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EdssAssessment:
    """A row of `edss`; `doubt` says why there is no score."""

    assessed_lo: date | None = None
    assessed_hi: date | None = None
    score: float | None = None
    doubt: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A row of `mri`."""

    scanned_lo: date | None = None
    scanned_hi: date | None = None
    gadolinium: bool | None = None
    gel_count: int | None = None
    new_t2_count: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResult:
    """A row of `labs`; the four value columns are the interval that a number allows, all None without a number.

    `doubt` says why there is no result: UNREADABLE, UNIT; None where it is blank.
    """

    collected_lo: date | None = None
    collected_hi: date | None = None
    test: str | None = None
    result: str | None = None
    value_lo: float | None = None
    value_hi: float | None = None
    value_lo_open: bool | None = None
    value_hi_open: bool | None = None
    unit: str | None = None
    doubt: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapy:
    """A row of `therapies`; `ended` is the last dose."""

    drug: str | None = None
    atc: str | None = None
    route: str | None = None
    started_lo: date | None = None
    started_hi: date | None = None
    ended_lo: date | None = None
    ended_hi: date | None = None
    ongoing: bool | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Malignancy:
    """A row of `malignancies`."""

    type: str | None = None
    diagnosed_lo: date | None = None
    diagnosed_hi: date | None = None
    remission_lo: date | None = None
    remission_hi: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRow:
    """A row of `lost`: something that was handed in and could not be used, or a whole file (no `line`).

    It happened on some day from `happened_lo` to `happened_hi`, any day where both are None. `test` is that of a
    laboratory result, None for any. One that is not `is_named` may concern anybody.
    """

    file: str
    line: int | None = None
    test: str | None = None
    happened_lo: date | None = None
    happened_hi: date | None = None
    is_named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One subject with everything recorded of them, in the order of the source files."""

    subject: Subject
    screenings: tuple[Screening, ...] = ()
    relapses: tuple[Relapse, ...] = ()
    edss: tuple[EdssAssessment, ...] = ()
    mri: tuple[Scan, ...] = ()
    labs: tuple[LabResult, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    malignancies: tuple[Malignancy, ...] = ()
    lost: tuple[LostRow, ...] = ()


def read_row(kind: type[Row], row: Mapping[str, Any]) -> Row:
    """Make a `kind` (any dataclass above but Person) of a fetched row; columns it does not know are left out."""
    return kind(**{field.name: row[field.name] for field in fields(kind)})  # type: ignore[arg-type]  # a dataclass
