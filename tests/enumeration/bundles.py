"""Small nasty bundles for `oracle.py`: everything near a limit, much of it partial, blank or contradictory."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.enumeration.oracle import KNOWN, Record, Row, back, span

if TYPE_CHECKING:
    from pathlib import Path

FLAGS = (
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
    "consent_able",
)
USUALLY_YES = {flag for flag in FLAGS if flag.endswith("complete")} | {
    "contraception_agreed",
    "mri_possible",
    "consent_able",
}
COLUMNS = {
    "sites": ["site_id", "ruleset"],
    "subjects": [
        "subject_id",
        "site_id",
        "sex",
        "birth_date",
        "onset_date",
        "diagnosis_date",
        "subtype",
        "childbearing_potential",
    ],
    "screenings": [
        *("subject_id", "screening_no", "screened_on", "subtype", "consent_signed_on", "planned_randomisation_on"),
        *("site_decision", "decided_on", "site_reasons"),
        *FLAGS,
    ],
    "relapses": ["subject_id", "onset_on", "ended_on", "documented", "severity"],
    "edss": ["subject_id", "assessed_on", "score"],
    "mri": ["subject_id", "scanned_on", "gadolinium", "gel_count", "new_t2_count"],
    "labs": ["subject_id", "collected_on", "test", "result", "unit"],
    "therapies": ["subject_id", "drug", "atc", "route", "started_on", "ended_on", "ongoing"],
    "malignancies": ["subject_id", "type", "diagnosed_on", "remission_since"],
}
REFERENCES = (date(2014, 6, 15), date(2016, 2, 29), date(2015, 3, 1), date(2013, 12, 31))


class Maker:
    """Writes one person after another; `rng` alone decides, so a seed is a bundle."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  a fixed seed is a bundle

    def flag(self, name: str) -> str:
        usual, other = ("Y", "N") if name in USUALLY_YES else ("N", "Y")
        return self.rng.choices([usual, other, "", "U"], [90, 4, 4, 2])[0]

    def near(self, limits: list[date]) -> str:
        """A date on, beside or around a limit; sometimes only its month or year, or nothing."""
        day = self.rng.choice(limits) + timedelta(days=self.rng.choice([0, 0, -1, 1, -20, 25, 70, -150]))
        text = day.isoformat()
        return self.rng.choices([text, text[:7], text[:4], ""], [80, 14, 4, 2])[0]

    def person(self, number: int) -> Record:
        rng, reference = self.rng, self.rng.choice(REFERENCES)
        subtype = rng.choices(["RRMS", "SPMS", "PPMS", "CIS", ""], [40, 25, 20, 3, 12])[0]
        birth = self.near([back(reference, 12 * years) for years in (18, 30, 40, 51)])
        onset = self.near([back(reference, 12 * years) for years in (2, 5, 7, 10)])
        subject = {
            "subject_id": f"P{number:05d}",
            "site_id": "S1",
            "sex": rng.choices(["F", "M", ""], [60, 35, 5])[0],
            "birth_date": birth,
            "onset_date": onset,
            "diagnosis_date": "",
            "subtype": subtype,
            "childbearing_potential": rng.choices(["Y", "N", ""], [50, 40, 10])[0],
        }
        screening = dict.fromkeys(COLUMNS["screenings"], "")
        screening |= {"subject_id": subject["subject_id"], "screening_no": "1", "screened_on": reference.isoformat()}
        screening |= {flag: self.flag(flag) for flag in FLAGS}
        if birth and onset and span(onset)[1] < span(birth)[0]:
            subject["onset_date"] = ""
        rows = {
            "relapses": self.relapses(reference),
            "edss": self.edss(reference),
            "mri": self.scans(reference),
            "labs": self.labs(reference),
            "therapies": self.therapies(reference),
            "malignancies": self.malignancies(reference),
        }
        return Record(subject, screening, reference, rows)

    def relapses(self, reference: date) -> list[Row]:
        limits = [
            reference,
            back(reference, 12),
            back(reference, 24),
            back(reference, 18),
            reference - timedelta(days=60),
        ]
        return [
            {
                "onset_on": self.near(limits),
                "documented": self.rng.choices(["Y", "N", ""], [80, 10, 10])[0],
            }
            for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3]))
        ]

    def edss(self, reference: date) -> list[Row]:
        limits = [reference, back(reference, 12), back(reference, 6), back(reference, 1)]
        scores = ["2.5", "3.0", "4.0", "5.0", "5.5", "6.0", "6.5", "7.0"]
        rows = [
            {"assessed_on": self.near(limits), "score": self.rng.choice([*scores, *scores, ""])}
            for _ in range(self.rng.choice([0, 1, 2, 2, 3, 3]))
        ]
        if rows and self.rng.random() < 0.08:
            rows.append({"assessed_on": rows[-1]["assessed_on"], "score": self.rng.choice(scores)})
        return distinct(rows)

    def scans(self, reference: date) -> list[Row]:
        limits = [reference, back(reference, 12), back(reference, 6)]
        return distinct(
            [
                {
                    "scanned_on": self.near(limits),
                    "gadolinium": self.rng.choices(["Y", "N", ""], [80, 12, 8])[0],
                    "gel_count": self.rng.choice(["0", "0", "1", "2", ""]),
                }
                for _ in range(self.rng.choice([0, 1, 1, 2]))
            ]
        )

    def labs(self, reference: date) -> list[Row]:
        limits = [reference, back(reference, 1), back(reference, 2)]
        results = {
            "HIV": ["NEG"] * 12 + ["POS", "ND", ""],
            "HBSAG": ["NEG"] * 12 + ["POS", "ND", ""],
            "HCVAB": ["NEG"] * 9 + ["POS", "POS", "ND", ""],
            "HCVRNA": ["NEG", "POS", "ND"],
            "HCG": ["NEG"] * 8 + ["POS", "ND", ""],
            "CSF_OCB": ["POS", "POS", "NEG", ""],
            "EGFR": ["90", "60", "59.9", ">60", ">=45", "<60", "<=60", ">90", ""],
            "WBC": ["6.1", "4.0", "11.0", "3.9", "11.1", "<4", ""],
        }
        rows: list[Row] = []
        for test, answers in results.items():
            for _ in range(self.rng.choices([0, 1, 2], [8, 76, 16])[0]):
                day = self.near(limits)
                rows.append({"test": test, "collected_on": day, "result": self.rng.choice(answers)})
        return distinct(rows)

    def therapies(self, reference: date) -> list[Row]:
        limits = [
            *(reference, back(reference, 3), reference - timedelta(days=30), reference - timedelta(days=365)),
            *(reference - timedelta(days=366), back(reference, 20), back(reference, 40)),
        ]
        rows = []
        for _ in range(self.rng.choice([0, 1, 1, 2, 2])):
            drug = self.rng.choice([*sorted(KNOWN), "zorblaxumab"])
            started, ended = self.near(limits), self.near(limits)
            if started and ended and span(ended)[1] < span(started)[0]:
                started, ended = ended, started
            ongoing = self.rng.choice(["Y", "N", ""]) if not ended else self.rng.choice(["N", ""])
            route = self.rng.choice(["ORAL", "IV", "INHALED", "NASAL", ""]) if drug == "methylprednisolone" else ""
            rows.append(
                {"drug": drug, "atc": "", "route": route, "started_on": started, "ended_on": ended, "ongoing": ongoing}
            )
        return distinct(rows)

    def malignancies(self, reference: date) -> list[Row]:
        if self.rng.random() < 0.8:
            return []
        limits = [reference, back(reference, 12), back(reference, 24)]
        diagnosed, remission = self.near(limits), self.near(limits)
        if diagnosed and remission and span(remission)[1] < span(diagnosed)[0]:
            diagnosed, remission = remission, diagnosed
        kind = self.rng.choice(["BCC_SKIN", "CARCINOMA_IN_SITU", "OTHER", ""])
        return [{"type": kind, "diagnosed_on": diagnosed, "remission_since": remission}]


def distinct(rows: list[Row]) -> list[Row]:
    """Wholly identical rows are duplicates, which an import rejects."""
    return list({tuple(row.items()): row for row in rows}.values())


def write_records(folder: Path, records: list[Record]) -> Path:
    """Writes a bundle; the columns of the data model that a record leaves out stay blank."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    tables["sites"] = [{"site_id": "S1", "ruleset": "registry"}]
    for record in records:
        tables["subjects"].append(record.subject)
        tables["screenings"].append(record.screening)
        for name, rows in record.rows.items():
            tables[name] += [{"subject_id": record.subject["subject_id"], **row} for row in distinct(rows)]
    for name, columns in COLUMNS.items():
        wanted = [*columns, *(["name", "country", "activated_on", "closed_on", "target_n"] if name == "sites" else [])]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, wanted, restval="")
            writer.writeheader()
            writer.writerows(tables[name])
    return folder
