"""Fills `missing` of a new cut: what the record lacks, for every person that a rule set leaves undecided.

The questions come from `eligibility`, in plain Python and for the undecided alone, a batch of screenings at a time.
Rule sets share most of their criteria: where two leave the same ones open, what is missing is found once.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from mesems_dash.eligibility import Criterion, Facts, RuleSet
from mesems_dash.eligibility.evaluator import judge_criteria
from mesems_dash.eligibility.person import Malignancy, Person, Relapse, Scan, Subject, Therapy, read_row
from mesems_dash.eligibility.questions import Question, find_questions
from mesems_dash.vocabulary import BITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb

    Open = tuple[int, list[tuple[str, int]]]
    """A screening, and the rule sets that leave it undecided, each with its mask of unknown criteria."""

__all__ = ["create_missing", "list_missing"]

BATCH: Final = 2_000
EVENTS: Final = {"relapses": Relapse, "mri": Scan, "therapies": Therapy, "malignancies": Malignancy}
COLUMNS: Final = ("ruleset", "screening_key", "place", "field", "criteria", "question", "settles")
FOUND: Final = """
create temporary table found (
    ruleset text, screening_key integer, place utinyint, field text, criteria uinteger, question text, settles text
)
"""
BY_WAY_OF_JUDGING: Final = """
insert into missing
select
    judged.judged_by,
    found.* exclude (ruleset)
from found
join judged
    on judged.screening_key = found.screening_key
    and judged.ruleset = found.ruleset
order by judged.judged_by, found.screening_key, found.place
"""
UNDECIDED: Final = """
select
    verdicts.screening_key,
    verdicts.ruleset,
    verdicts.unknown
from verdicts
join people on people.screening_key = verdicts.screening_key
where verdicts.basis = 'THEN' and verdicts.status = 'unknown'
order by verdicts.screening_key, verdicts.ruleset
"""
FACTS: Final = """
select screenings.subject_key, facts.*
from facts
join screenings on screenings.screening_key = facts.screening_key
where facts.basis = 'THEN'
    and facts.screening_key between $first and $last
    and list_contains($keys::integer[], facts.screening_key)
"""
ROWS: Final = """
select *
from {table}
where subject_key between $first and $last
    and list_contains($keys::integer[], subject_key)
order by subject_key, line
"""


def create_missing(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table, empty."""
    connection.execute(files("mesems_dash.store").joinpath("missing.sql").read_text(encoding="utf-8"))


def list_missing(connection: duckdb.DuckDBPyConnection, rule_sets: Sequence[RuleSet]) -> None:
    """Create and fill `missing`; facts, verdicts and the layout must be there."""
    create_missing(connection)
    connection.execute(FOUND)
    rows = connection.execute(UNDECIDED).fetchall()
    grouped: Iterator[Open] = (
        (int(key), [(str(ruleset), int(unknown)) for _, ruleset, unknown in group])
        for key, group in groupby(rows, key=lambda row: row[0])
    )
    finder = _Finder(rule_sets)
    while batch := dict(islice(grouped, BATCH)):
        _insert(connection, list(_find_batch(connection, finder, batch)))
    connection.execute(BY_WAY_OF_JUDGING)
    connection.execute("drop table found")


def _find_batch(
    connection: duckdb.DuckDBPyConnection, finder: _Finder, undecided: Mapping[int, list[tuple[str, int]]]
) -> Iterator[tuple[Any, ...]]:
    facts = {int(row["screening_key"]): row for row in _fetch(connection, FACTS, undecided)}
    people = _read_people(connection, {int(row["subject_key"]) for row in facts.values()})
    for key, rule_sets in undecided.items():
        found = finder.find(Facts.from_row(facts[key]), people[int(facts[key]["subject_key"])], rule_sets)
        for ruleset, questions in found:
            for place, one in enumerate(questions, 1):
                criteria = sum(1 << BITS[criterion] for criterion in one.criteria)
                yield ruleset, key, place, one.field, criteria, one.question, one.settles


def _read_people(connection: duckdb.DuckDBPyConnection, subjects: set[int]) -> dict[int, Person]:
    """Return the events of some people; their other rows are not asked for."""
    events: dict[int, dict[str, list[Any]]] = {subject: {table: [] for table in EVENTS} for subject in subjects}
    for table, kind in EVENTS.items():
        for row in _fetch(connection, ROWS.format(table=table), subjects):  # tables of EVENTS, never a value
            events[int(row["subject_key"])][table].append(read_row(kind, row))
    return {
        subject: Person(subject=Subject(), **{table: tuple(rows) for table, rows in tables.items()})
        for subject, tables in events.items()
    }


def _fetch(
    connection: duckdb.DuckDBPyConnection, statement: str, keys: Mapping[int, Any] | set[int]
) -> Iterator[dict[str, Any]]:
    result = connection.execute(statement, {"keys": list(keys), "first": min(keys), "last": max(keys)})
    names = [column[0] for column in result.description]
    yield from (dict(zip(names, row, strict=True)) for row in result.fetchall())


def _insert(connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    connection.register("batch", pa.table(columns, names=list(COLUMNS)))
    connection.execute("insert into found from batch")
    connection.unregister("batch")


class _Finder:
    """Finds the questions of a screening for every rule set, once for those that leave equal criteria open."""

    def __init__(self, rule_sets: Sequence[RuleSet]) -> None:
        self.rule_sets = {rule_set.name: rule_set for rule_set in rule_sets}
        places: dict[Criterion, int] = {}
        self.criteria = {
            rule_set.name: [
                (1 << BITS[criterion.id], places.setdefault(criterion, len(places)), criterion)
                for criterion in rule_set.criteria
            ]
            for rule_set in rule_sets
        }

    def find(
        self, facts: Facts, person: Person, rule_sets: Sequence[tuple[str, int]]
    ) -> Iterator[tuple[str, tuple[Question, ...]]]:
        """Yield the questions by rule set; each comes with its mask of unknown criteria."""
        known: dict[tuple[int, ...], tuple[Question, ...]] = {}
        for name, unknown in rule_sets:
            is_open = [(place, criterion) for bit, place, criterion in self.criteria[name] if unknown & bit]
            places = tuple(place for place, _ in is_open)
            if places not in known:
                criteria = [criterion for _, criterion in is_open]
                known[places] = find_questions(judge_criteria(self.rule_sets[name], facts, criteria), person)
            yield name, known[places]
