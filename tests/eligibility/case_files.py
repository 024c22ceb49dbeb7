"""Reads the clinical cases in `cases/`: a file per criterion, columns as in a bundle, answers worked by hand."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mesems_dash.eligibility.person import (
    EdssAssessment,
    LabResult,
    Malignancy,
    Person,
    Relapse,
    Scan,
    Screening,
    Subject,
    Therapy,
)

FOLDER = Path(__file__).parent / "cases"
KINDS: dict[str, type] = {
    "relapses": Relapse,
    "edss": EdssAssessment,
    "mri": Scan,
    "labs": LabResult,
    "therapies": Therapy,
    "malignancies": Malignancy,
}
DATES = {
    "birth_date": "birth",
    "onset_date": "onset",
    "diagnosis_date": "diagnosis",
    "onset_on": "onset",
    "assessed_on": "assessed",
    "scanned_on": "scanned",
    "collected_on": "collected",
    "started_on": "started",
    "ended_on": "ended",
    "diagnosed_on": "diagnosed",
    "remission_since": "remission",
}
ANSWERS = {"Y": True, "N": False}
BOUND = re.compile(r"(?P<sign>[<>]=?|)(?P<number>\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Case:
    """A person, the criterion to judge and the status expected."""

    criterion: str
    comment: str
    status: str
    person: Person

    @property
    def screening(self) -> Screening:
        return self.person.screenings[0]

    def __str__(self) -> str:
        return f"{self.criterion}-{self.comment}"


def read_cases() -> list[Case]:
    """Return every case, criterion by criterion."""
    return [case for path in sorted(FOLDER.glob("*.toml")) for case in read_file(path)]


def read_file(path: Path) -> list[Case]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    assert path.stem == document["criterion"]
    return [make_case(table, document) for table in document["case"]]


def make_case(table: dict[str, Any], document: dict[str, Any]) -> Case:
    on = table.get("reference_on", document["reference_on"])
    screening = Screening(
        screened_on=date(2015, 3, 3),
        reference_on=date.fromisoformat(on) if on else None,
        **read_columns(table.get("screening", {})),
    )
    events = {
        name: tuple(kind(**read_columns(row), line=line) for line, row in enumerate(table.get(name, ()), 2))
        for name, kind in KINDS.items()
    }
    subject = Subject(**read_columns(table.get("subject", {})))
    unknown = table.keys() - {"comment", "status", "reference_on", "screening", "subject", *KINDS}
    assert not unknown, f"{document['criterion']}: {unknown}"
    person = Person(subject=subject, screenings=(screening,), **events)
    return Case(document["criterion"], table["comment"], table["status"], person)


def read_columns(row: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, value in row.items():
        if column in DATES:
            values[f"{DATES[column]}_lo"], values[f"{DATES[column]}_hi"] = read_span(value)
        elif column == "result" and value not in {"POS", "NEG", "ND"}:
            values |= read_number(value)
        else:
            values[column] = ANSWERS.get(value, value)
    return values


def read_span(text: str) -> tuple[date, date]:
    year, *rest = map(int, text.split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        return date(year, rest[0], 1), date(year, rest[0], monthrange(year, rest[0])[1])
    return date(year, *rest), date(year, *rest)


def read_number(text: str) -> dict[str, Any]:
    found = BOUND.fullmatch(text)
    assert found is not None
    sign, number = found["sign"], float(found["number"])
    return {
        "value_lo": float("-inf") if sign.startswith("<") else number,
        "value_hi": float("inf") if sign.startswith(">") else number,
        "value_lo_open": sign.startswith("<") or sign == ">",
        "value_hi_open": sign.startswith(">") or sign == "<",
    }
