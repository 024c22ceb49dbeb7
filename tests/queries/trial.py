"""Trials made by hand or by chance, written as cuts without an importer: tables filled directly, verdicts given.

A date may be partial text ("2013-05"), as in a bundle. `fails` and `unknown` are criteria joined by spaces.
"""

from __future__ import annotations

import atexit
import calendar
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import duckdb

from mesems_dash import __version__
from mesems_dash.store.connection import open_cut
from mesems_dash.store.layout import lay_out
from mesems_dash.store.missing import create_missing
from mesems_dash.vocabulary import BITS, DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mesems_dash.store.connection import Cut

RULE_SETS = ("registry", "published_2021", "copenhagen", "london")
OPEN_ID = "2018-06-30_20260101T000000000000"
CLOSED_ID = OPEN_ID


@dataclass(frozen=True)
class Site:
    site_id: str
    country: str | None = "ITA"
    ruleset: str = "registry"
    activated: str | None = "2012-01-01"
    closed: str | None = None
    target_n: int | None = None
    name: str | None = None


@dataclass(frozen=True)
class Asked:
    """A question about an undecided screening, as in table `missing`; criteria joined by spaces."""

    field: str
    criteria: str
    settles: str


FIELDS = {
    "I1": "mri.gel_count",
    "I2": "subjects.birth_date",
    "I3": "subjects.onset_date",
    "I4": "edss.score",
    "E4": "labs.HIV",
    "E5": "therapies.ended_on",
    "E6": "therapies.ended_on",
    "E7": "therapies.ended_on",
    "E8": "relapses.onset_on",
    "E9": "malignancies.type",
    "E10": "screenings.life_limiting_comorbidity",
    "E11": "screenings.mds_history",
    "E12": "labs.HCG",
    "E13": "labs.EGFR",
    "E14": "screenings.consent_able",
}
"""What is missing where a criterion is unknown and nothing else is said."""


@dataclass(frozen=True)
class Screening:
    on: str
    fails: str = ""
    unknown: str = ""
    decision: str | None = "PENDING"
    decided: str | None = None
    reasons: tuple[str, ...] = ()
    subtype: str | None = "RRMS"
    consent: str | None = None
    by_rule_set: dict[str, tuple[str, str]] = field(default_factory=dict)
    """(fails, unknown) where a rule set judges otherwise."""
    asked: dict[str, tuple[Asked, ...]] | None = None
    """By rule set; by default one for each unknown criterion, which settles it where it is the only one."""

    def judge(self, rule_set: str) -> tuple[str, str]:
        """Return what fails and what is unknown."""
        return self.by_rule_set.get(rule_set, (self.fails, self.unknown))

    def ask(self, rule_set: str) -> tuple[Asked, ...]:
        """Return the questions that a rule set leaves open; none where something fails."""
        failing, unknown = ([c for c in words.split() if c not in DERIVED] for words in self.judge(rule_set))
        if failing:
            return ()
        if self.asked is not None:
            return self.asked.get(rule_set, ())
        settles = "ALWAYS" if len(unknown) == 1 else "IF_AGAINST"
        return tuple(Asked(FIELDS[c], c, settles) for c in BITS if c in unknown)


@dataclass(frozen=True)
class Person:
    subject_id: str
    site_id: str
    screenings: tuple[Screening, ...]
    sex: str | None = "F"
    harvests: tuple[tuple[str | None, str | None], ...] = ()
    randomisations: tuple[tuple[int, str | None], ...] = ()
    infusions: tuple[tuple[int, bool | None, str | None], ...] = ()
    dispositions: tuple[tuple[str, str | None], ...] = ()
    stratum: str | None = None
    """Of every randomisation; None = blank."""
    released: str | None = None
    """When the cells of every harvest were released."""


@dataclass(frozen=True)
class Dose:
    """A row of the closed table of doses; it is written only where the trial has allocations, if none but {}."""

    subject_id: str
    infusion_no: int
    product: str | None = None
    cells_viable: float | None = None
    weight_kg: float | None = None
    reason_not_given: str | None = None


@dataclass(frozen=True)
class Trial:
    sites: tuple[Site, ...]
    people: tuple[Person, ...]
    targets: tuple[tuple[str, int], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    allocations: dict[str, str] | None = None
    doses: tuple[Dose, ...] = ()
    as_of: date = date(2018, 6, 30)
    rule_sets: tuple[str, ...] = RULE_SETS
    """Those that everybody is judged by; fewer are quicker."""


def span(text: str | None) -> tuple[date | None, date | None]:
    """Return the first and last day of a full or partial date."""
    if text is None:
        return None, None
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, None, None)[:3]
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last_day)


def full(text: str | None) -> date | None:
    """Return a full date, None for a partial one."""
    low, high = span(text)
    return low if low == high else None


def mask(criteria: str) -> int:
    return sum(1 << BITS[criterion] for criterion in criteria.split())


def open_trial(folder: Path, trial: Trial) -> Cut:
    """Write a trial as a cut (and a closed one, if it has allocations) and open it."""
    path = write_open(folder, trial)
    return open_cut(path, None if trial.allocations is None else write_closed(folder, trial))


def write_open(folder: Path, trial: Trial) -> Path:
    path = folder / "open" / f"{OPEN_ID}.duckdb"
    with _write(path) as connection:
        connection.execute(_read_sql("schema"))
        _fill(connection, "manifest", [_manifest(trial, OPEN_ID)])
        _fill(
            connection,
            "rulesets",
            [{"ruleset": n, "title": n.title(), "version": "1", "toml": ""} for n in trial.rule_sets],
        )
        for table, rows in _tables(trial).items():
            _fill(connection, table, rows)
        lay_out(connection)
        create_missing(connection)
        _fill(connection, "missing", _missing(connection, trial))
    return path


def _missing(connection: duckdb.DuckDBPyConnection, trial: Trial) -> Iterable[dict[str, Any]]:
    by_id = {person.subject_id: person for person in trial.people}
    sql = """select judged_by, judged.ruleset, judged.screening_key, subject_id, screening_no from judged
        join people using (subject_key) where is_deciding and status = 'unknown' order by all"""
    for judged_by, rule_set, key, subject_id, number in connection.execute(sql).fetchall():
        for place, one in enumerate(by_id[subject_id].screenings[number - 1].ask(rule_set), 1):
            yield {
                "judged_by": judged_by,
                "screening_key": key,
                "place": place,
                "field": one.field,
                "criteria": mask(one.criteria),
                "question": f"What of {one.criteria}?",
                "settles": one.settles,
            }


def write_closed(folder: Path, trial: Trial) -> Path:
    path = folder / "closed" / f"{CLOSED_ID}.duckdb"
    with _write(path) as connection:
        connection.execute(_read_sql("schema_closed"))
        _fill(connection, "manifest", [_manifest(trial, CLOSED_ID)])
        rows = [{"subject_id": s, "sequence": q, "line": 2} for s, q in (trial.allocations or {}).items()]
        _fill(connection, "allocations", rows)
        _fill(connection, "doses", [{**asdict(dose), "line": 2} for dose in trial.doses])
    return path


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One database for every file that is written: starting one takes longer than filling a small trial."""
    atexit.register(_database.cache_clear)
    return duckdb.connect(":memory:")


@contextmanager
def _write(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables are those of a new file, which is whole and closed afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = f"cut_{uuid4().hex}"
    with _database().cursor() as connection:
        connection.execute(f"attach '{path}' as {name} (recovery_mode no_wal_writes)")
        connection.execute(f"use {name}")
        yield connection
        connection.execute(f"checkpoint {name}")
        connection.execute("use memory")
        connection.execute(f"detach {name}")


@cache
def _read_sql(name: str) -> str:
    return files("mesems_dash.store").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _manifest(trial: Trial, cut_id: str) -> dict[str, Any]:
    return {
        "cut_id": cut_id,
        "as_of": trial.as_of,
        "imported_at": datetime(2026, 1, 1),
        "software_version": __version__,
        "bundle_name": "by hand",
        "is_synthetic": True,
    }


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    if not rows:
        return
    types = {name: kind for name, kind, *_ in connection.execute(f"describe {table}").fetchall()}
    columns = ", ".join(f"unnest(${name}::{types[name]}[])" for name in rows[0])
    values = {name: [row[name] for row in rows] for name in rows[0]}
    connection.execute(f"insert into {table} ({', '.join(rows[0])}) select {columns}", values)


def _tables(trial: Trial) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {"sites": [_site(site) for site in trial.sites]}
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("subjects", "screenings", "verdicts", "harvests", "randomisations", "infusions", "dispositions")
    }
    for key, person in enumerate(sorted(trial.people, key=lambda person: person.subject_id), start=1):
        rows["subjects"].append(
            {
                "subject_key": key,
                "subject_id": person.subject_id,
                "site_id": person.site_id,
                "sex": person.sex,
                "line": 2,
            }
        )
        _add_screenings(rows, key, person, trial.rule_sets)
        _add_events(rows, key, person)
    tables.update(rows)
    tables["targets"] = [{"month": span(m)[0], "cumulative_n": n, "line": 2} for m, n in trial.targets]
    tables["notes"] = [{"on_lo": span(d)[0], "on_hi": span(d)[1], "label": t, "line": 2} for d, t in trial.notes]
    return tables


def _site(site: Site) -> dict[str, Any]:
    return {
        "site_id": site.site_id,
        "name": site.name or site.site_id.title(),
        "country": site.country,
        "ruleset": site.ruleset,
        "activated_lo": span(site.activated)[0],
        "activated_hi": span(site.activated)[1],
        "closed_lo": span(site.closed)[0],
        "closed_hi": span(site.closed)[1],
        "target_n": site.target_n,
        "line": 2,
    }


def _add_screenings(
    rows: dict[str, list[dict[str, Any]]], key: int, person: Person, rule_sets: tuple[str, ...]
) -> None:
    randomised = dict(person.randomisations)
    for number, screening in enumerate(person.screenings, start=1):
        screening_key = len(rows["screenings"]) + 1
        is_randomised = number in randomised
        reference = full(randomised[number]) if is_randomised else full(screening.on)
        kind = ("RANDOMISED" if reference else "UNUSABLE") if is_randomised else "SCREENED"
        rows["screenings"].append(
            {
                "screening_key": screening_key,
                "subject_key": key,
                "subject_id": person.subject_id,
                "screening_no": number,
                "screened_on": full(screening.on),
                "subtype": screening.subtype,
                "consent_signed_lo": span(screening.consent)[0],
                "consent_signed_hi": span(screening.consent)[1],
                "site_decision": screening.decision,
                "decided_lo": span(screening.decided)[0],
                "decided_hi": span(screening.decided)[1],
                "site_reasons": list(screening.reasons),
                "reference_on": reference,
                "reference_kind": kind,
                "line": 2,
            }
        )
        rows["verdicts"].extend(_verdict(rule_set, screening_key, screening) for rule_set in rule_sets)


def _verdict(rule_set: str, screening_key: int, screening: Screening) -> dict[str, Any]:
    fails, unknown = (mask(words) for words in screening.judge(rule_set))
    derived = mask(" ".join(DERIVED))
    return {
        "ruleset": rule_set,
        "screening_key": screening_key,
        "basis": "THEN",
        "status": "ineligible" if fails & ~derived else "unknown" if unknown & ~derived else "eligible",
        "fails": fails & ~derived,
        "unknown": unknown & ~derived,
        "derived_fails": fails & derived,
        "derived_unknown": unknown & derived,
        "leaf_fails": 0,
        "leaf_unknown": 0,
    }


def _add_events(rows: dict[str, list[dict[str, Any]]], key: int, person: Person) -> None:
    for line, (on, outcome) in enumerate(person.harvests, start=2):
        rows["harvests"].append(
            {
                "subject_key": key,
                "harvested_lo": span(on)[0],
                "harvested_hi": span(on)[1],
                "outcome": outcome,
                "released_lo": span(person.released)[0],
                "released_hi": span(person.released)[1],
                "line": line,
            }
        )
    for line, (number, on) in enumerate(person.randomisations, start=2):
        rows["randomisations"].append(
            {
                "subject_key": key,
                "screening_no": number,
                "randomised_on": full(on),
                "stratum": person.stratum,
                "line": line,
            }
        )
    for line, (number, given, on) in enumerate(person.infusions, start=2):
        low, high = span(on)
        rows["infusions"].append(
            {
                "subject_key": key,
                "infusion_no": number,
                "given": given,
                "infused_lo": low,
                "infused_hi": high,
                "line": line,
            }
        )
    for line, (status, on) in enumerate(person.dispositions, start=2):
        low, high = span(on)
        rows["dispositions"].append({"subject_key": key, "status": status, "on_lo": low, "on_hi": high, "line": line})
