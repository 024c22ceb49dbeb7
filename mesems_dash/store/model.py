"""The files of a bundle and their columns, as data: names, types, which are required, which are keys.

Source: data-model.md. Reading, typing and rejecting rows are all driven by these tables; `values` says what
each type means in SQL, `checks` what cannot be right together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from mesems_dash.store.countries import COUNTRIES
from mesems_dash.vocabulary import CRITERIA, DECISIONS, OTHER_REASONS, SEQUENCES, SUBTYPES

__all__ = ["CLOSED_FILES", "OPEN_FILES", "REASONS", "Column", "Kind", "SourceModel"]


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
class Column:
    """A column of a file. A required column must be there; a key value must be filled, else its row is rejected."""

    name: str
    kind: Kind
    codes: tuple[str, ...] = ()
    is_required: bool = False
    is_key: bool = False

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


def _key(name: str, kind: Kind = Kind.TEXT, codes: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, codes, is_required=True, is_key=True)


def _required(name: str, kind: Kind, codes: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, codes, is_required=True)


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
            Column("activated_on", Kind.DATE),
            Column("closed_on", Kind.DATE),
            Column("target_n", Kind.COUNT),
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
            Column("onset_date", Kind.DATE),
            Column("diagnosis_date", Kind.DATE),
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
            _key("screened_on", Kind.FULL_DATE),
            _SUBTYPE,
            Column("consent_able", Kind.FLAG),
            Column("consent_signed_on", Kind.DATE),
            Column("planned_randomisation_on", Kind.FULL_DATE),
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
            Column("decided_on", Kind.DATE),
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
            _required("onset_on", Kind.DATE),
            Column("ended_on", Kind.DATE),
            Column("documented", Kind.FLAG),
            Column("severity", Kind.CODE, ("MILD", "MODERATE", "SEVERE")),
        ),
        event="onset_on",
    ),
    SourceModel(
        "edss",
        (_SUBJECT, _required("assessed_on", Kind.DATE), _required("score", Kind.SCORE)),
        event="assessed_on",
    ),
    SourceModel(
        "mri",
        (
            _SUBJECT,
            _required("scanned_on", Kind.DATE),
            Column("gadolinium", Kind.FLAG),
            Column("gel_count", Kind.COUNT),
            Column("new_t2_count", Kind.COUNT),
        ),
        event="scanned_on",
    ),
    SourceModel(
        "labs",
        (
            _SUBJECT,
            _required("collected_on", Kind.DATE),
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
            Column("started_on", Kind.DATE),
            Column("ended_on", Kind.DATE),
            Column("ongoing", Kind.FLAG),
        ),
        event="started_on",
    ),
    SourceModel(
        "malignancies",
        (
            _SUBJECT,
            _required("type", Kind.CODE, ("BCC_SKIN", "CARCINOMA_IN_SITU", "OTHER")),
            Column("diagnosed_on", Kind.DATE),
            Column("remission_since", Kind.DATE),
        ),
        event="diagnosed_on",
    ),
    SourceModel(
        "harvests",
        (
            _SUBJECT,
            _required("harvested_on", Kind.DATE),
            Column("outcome", Kind.CODE, ("OK", "FAILED", "PENDING")),
            Column("released_on", Kind.DATE),
        ),
        event="harvested_on",
    ),
    SourceModel(
        "randomisations",
        (
            _SUBJECT,
            _key("screening_no", Kind.ORDINAL),
            _required("randomised_on", Kind.FULL_DATE),
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
            Column("infused_on", Kind.DATE),
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
            _required("on", Kind.DATE),
            Column("reason", Kind.TEXT),
        ),
        event="on",
    ),
    SourceModel("targets", (_key("month", Kind.MONTH), _required("cumulative_n", Kind.COUNT))),
    SourceModel("notes", (_key("on", Kind.DATE), _required("label", Kind.TEXT)), event="on"),
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
            Column("cells_viable", Kind.QUANTITY),
            Column("weight_kg", Kind.QUANTITY),
            Column("reason_not_given", Kind.TEXT),
        ),
        unique=("subject_id", "infusion_no"),
    ),
)
