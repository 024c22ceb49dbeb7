"""The files of a bundle and their columns, as data: names, types, which are required, which are keys.

Source: data-model.md. Reading, typing and rejecting rows are all driven by these tables; `values` says what
each type means in SQL, `checks` what cannot be right together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import inf
from typing import Final

from mesems_dash.store.countries import COUNTRIES
from mesems_dash.vocabulary import CRITERIA, DECISIONS, OTHER_REASONS, SEQUENCES, SUBTYPES

__all__ = [
    "AGE_YEARS",
    "CLOSED_FILES",
    "LAB_RANGES",
    "OPEN_FILES",
    "REASONS",
    "Column",
    "Days",
    "Kind",
    "Range",
    "SourceModel",
]


class Kind(Enum):
    """What the text of a column may be."""

    TEXT = "text"
    CODE = "code"
    REASON_CODES = "reason codes"
    FLAG = "flag"
    DATE = "date"
    FULL_DATE = "full date"
    MONTH = "month"
    COUNT = "count"
    ORDINAL = "ordinal"
    QUANTITY = "quantity"
    SCORE = "score"
    RESULT = "result"
    ATC = "atc"
    RULE_SET = "rule set"


@dataclass(frozen=True)
class Days:
    """The plausible days of a date: from `earliest` to this many years after today, both included."""

    earliest: date
    years_ahead: int


@dataclass(frozen=True)
class Range:
    """The plausible values of a number, both ends included; `slips` says what numbers from..to outside look like."""

    least: float
    most: float
    unit: str = ""
    slips: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a file. A required column must be there; a key value must be filled, else its row is rejected.

    A value outside its `bounds` counts as not recorded.
    """

    name: str
    kind: Kind
    codes: tuple[str, ...] = ()
    is_required: bool = False
    is_key: bool = False
    bounds: Days | Range | None = None

    @property
    def stem(self) -> str:
        """Name of a date without its ending: `onset_on` is stored as `onset_lo` and `onset_hi`."""
        for ending in ("_on", "_date", "_since"):
            if self.name.endswith(ending):
                return self.name.removesuffix(ending)
        return self.name


@dataclass(frozen=True)
class SourceModel:
    """A file of a bundle: `event` is the column whose date says when a row happened, `unique` its unique key."""

    table: str
    columns: tuple[Column, ...]
    event: str | None = None
    unique: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def file(self) -> str:
        """Name of the file in the bundle."""
        return f"{self.table}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all declared columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def keys(self) -> tuple[Column, ...]:
        """Columns whose values must be filled."""
        return tuple(column for column in self.columns if column.is_key)

    @property
    def belongs_to_subject(self) -> bool:
        """Whether its rows name a subject of subjects.csv."""
        return self.table != "subjects" and "subject_id" in self.names

    def column(self, name: str) -> Column:
        """The declared column of that name."""
        return next(column for column in self.columns if column.name == name)


REASONS: Final = (*(criterion for criterion in CRITERIA if criterion not in {"E1", "E2", "E3"}), *OTHER_REASONS)
"""Reason codes as stored, in protocol order; recorded E1..E3 count as I1."""


TRIAL: Final = Days(date(2005, 1, 1), years_ahead=2)
"""Days on which something happened in the trial, planned after 2005; an appointment may lie a little ahead."""
HISTORY: Final = Days(date(1950, 1, 1), years_ahead=2)
"""Days of a medical history: somebody of 50 can hardly have one from before."""
PLAN: Final = Days(date(2005, 1, 1), years_ahead=10)
LESIONS: Final = Range(0, 200, "lesions")
PEOPLE: Final = Range(0, 10_000, "people")
AGE_YEARS: Final = Range(10, 100, "years of age at a screening")
"""Beyond it the date of birth is in doubt, not the age: it counts as not recorded."""
LAB_RANGES: Final = {
    "EGFR": Range(5, 200, "mL/min/1.73m2", ((-inf, 5, "looks like creatinine in mg/dL, or eGFR in mL/s"),)),
    "WBC": Range(0.5, 100, "10^9/L", ((500, inf, "looks like a count per microlitre"),)),
}
"""What the number of a laboratory test may be, with a comparator or without."""


def _key(name: str, kind: Kind = Kind.TEXT, codes: tuple[str, ...] = (), bounds: Days | Range | None = None) -> Column:
    return Column(name, kind, codes, is_required=True, is_key=True, bounds=bounds)


def _required(name: str, kind: Kind, codes: tuple[str, ...] = (), bounds: Days | Range | None = None) -> Column:
    return Column(name, kind, codes, is_required=True, bounds=bounds)


def _flags(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.FLAG) for name in names)


_SUBJECT: Final = _key("subject_id")
_SUBTYPE: Final = Column("subtype", Kind.CODE, SUBTYPES)

OPEN_FILES: Final = (
    SourceModel(
        "sites",
        (
            _key("site_id"),
            Column("name", Kind.TEXT),
            Column("country", Kind.CODE, COUNTRIES),
            Column("ruleset", Kind.RULE_SET),
            Column("activated_on", Kind.DATE, bounds=TRIAL),
            Column("closed_on", Kind.DATE, bounds=TRIAL),
            Column("target_n", Kind.COUNT, bounds=PEOPLE),
        ),
        unique=("site_id",),
        is_required=True,
    ),
    SourceModel(
        "subjects",
        (
            _SUBJECT,
            _key("site_id"),
            Column("sex", Kind.CODE, ("F", "M")),
            Column("birth_date", Kind.DATE),
            Column("onset_date", Kind.DATE, bounds=HISTORY),
            Column("diagnosis_date", Kind.DATE, bounds=HISTORY),
            _SUBTYPE,
            Column("childbearing_potential", Kind.FLAG),
        ),
        unique=("subject_id",),
        is_required=True,
    ),
    SourceModel(
        "screenings",
        (
            _SUBJECT,
            _key("screening_no", Kind.ORDINAL),
            _key("screened_on", Kind.FULL_DATE, bounds=TRIAL),
            _SUBTYPE,
            Column("consent_able", Kind.FLAG),
            Column("consent_signed_on", Kind.DATE, bounds=TRIAL),
            Column("planned_randomisation_on", Kind.FULL_DATE, bounds=PLAN),
            *_flags(
                "therapy_history_complete",
                "relapse_history_complete",
                "mri_history_complete",
                "malignancy_history_complete",
                "active_infection",
                "life_limiting_comorbidity",
                "mds_history",
                "haematologic_history",
                "wbc_clinically_relevant",
                "contraception_agreed",
                "renal_failure",
                "mri_possible",
            ),
            Column("site_decision", Kind.CODE, DECISIONS),
            Column("decided_on", Kind.DATE, bounds=TRIAL),
            Column("site_reasons", Kind.REASON_CODES),
        ),
        event="screened_on",
        unique=("subject_id", "screening_no"),
        is_required=True,
    ),
    SourceModel(
        "relapses",
        (
            _SUBJECT,
            _required("onset_on", Kind.DATE, bounds=HISTORY),
            Column("ended_on", Kind.DATE, bounds=HISTORY),
            Column("documented", Kind.FLAG),
            Column("severity", Kind.CODE, ("MILD", "MODERATE", "SEVERE")),
        ),
        event="onset_on",
    ),
    SourceModel(
        "edss",
        (_SUBJECT, _required("assessed_on", Kind.DATE, bounds=HISTORY), _required("score", Kind.SCORE)),
        event="assessed_on",
    ),
    SourceModel(
        "mri",
        (
            _SUBJECT,
            _required("scanned_on", Kind.DATE, bounds=HISTORY),
            Column("gadolinium", Kind.FLAG),
            Column("gel_count", Kind.COUNT, bounds=LESIONS),
            Column("new_t2_count", Kind.COUNT, bounds=LESIONS),
        ),
        event="scanned_on",
    ),
    SourceModel(
        "labs",
        (
            _SUBJECT,
            _required("collected_on", Kind.DATE, bounds=HISTORY),
            _required("test", Kind.CODE, ("EGFR", "WBC", "HIV", "HBSAG", "HCVAB", "HCVRNA", "HCG", "CSF_OCB")),
            Column("result", Kind.RESULT),
            Column("unit", Kind.TEXT),
        ),
        event="collected_on",
    ),
    SourceModel(
        "therapies",
        (
            _SUBJECT,
            _required("drug", Kind.TEXT),
            Column("atc", Kind.ATC),
            Column(
                "route",
                Kind.CODE,
                ("ORAL", "IV", "IM", "SC", "INHALED", "NASAL", "TOPICAL", "OCULAR", "RECTAL", "OTHER"),
            ),
            Column("started_on", Kind.DATE, bounds=HISTORY),
            Column("ended_on", Kind.DATE, bounds=HISTORY),
            Column("ongoing", Kind.FLAG),
        ),
        event="started_on",
    ),
    SourceModel(
        "malignancies",
        (
            _SUBJECT,
            _required("type", Kind.CODE, ("BCC_SKIN", "CARCINOMA_IN_SITU", "OTHER")),
            Column("diagnosed_on", Kind.DATE, bounds=HISTORY),
            Column("remission_since", Kind.DATE, bounds=HISTORY),
        ),
        event="diagnosed_on",
    ),
    SourceModel(
        "harvests",
        (
            _SUBJECT,
            _required("harvested_on", Kind.DATE, bounds=TRIAL),
            Column("outcome", Kind.CODE, ("OK", "FAILED", "PENDING")),
            Column("released_on", Kind.DATE, bounds=TRIAL),
        ),
        event="harvested_on",
    ),
    SourceModel(
        "randomisations",
        (
            _SUBJECT,
            _key("screening_no", Kind.ORDINAL),
            _required("randomised_on", Kind.FULL_DATE, bounds=TRIAL),
            Column("randomisation_no", Kind.TEXT),
            Column("stratum", Kind.TEXT),
        ),
        event="randomised_on",
        unique=("subject_id", "screening_no"),
    ),
    SourceModel(
        "infusions",
        (
            _SUBJECT,
            _key("infusion_no", Kind.ORDINAL, ("1", "2")),
            Column("given", Kind.FLAG),
            Column("infused_on", Kind.DATE, bounds=TRIAL),
        ),
        event="infused_on",
        unique=("subject_id", "infusion_no"),
    ),
    SourceModel(
        "dispositions",
        (
            _SUBJECT,
            _required(
                "status", Kind.CODE, ("DECLINED", "WITHDRAWN", "COMPLETED", "LOST", "DIED", "SITE_CLOSED", "OTHER")
            ),
            _required("on", Kind.DATE, bounds=TRIAL),
            Column("reason", Kind.TEXT),
        ),
        event="on",
    ),
    SourceModel(
        "targets", (_key("month", Kind.MONTH, bounds=PLAN), _required("cumulative_n", Kind.COUNT, bounds=PEOPLE))
    ),
    SourceModel("notes", (_key("on", Kind.DATE, bounds=HISTORY), _required("label", Kind.TEXT)), event="on"),
)

CLOSED_FILES: Final = (
    SourceModel(
        "allocations",
        (_SUBJECT, _required("sequence", Kind.CODE, SEQUENCES)),
        unique=("subject_id",),
    ),
    SourceModel(
        "doses",
        (
            _SUBJECT,
            _key("infusion_no", Kind.ORDINAL, ("1", "2")),
            Column("product", Kind.CODE, ("MSC", "PLACEBO")),
            Column("cells_viable", Kind.QUANTITY, bounds=Range(1e5, 1e10, "cells")),
            Column("weight_kg", Kind.QUANTITY, bounds=Range(25, 250, "kg")),
            Column("reason_not_given", Kind.TEXT),
        ),
        unique=("subject_id", "infusion_no"),
    ),
)
