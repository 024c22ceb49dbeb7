"""Reads the facts of screenings from a cut, each with the rule set that judges it: what both text reports start from.

Facts come row by row in a fixed order, so that a report of any length takes little memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility import Facts
from mesems_dash.queries.rule_sets import read_rule_sets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.store.connection import Cut

BATCH: Final = 1_000
# Which facts, and by which rule set: one row per screening, by subject and number.
SCREENINGS: Final = """
select
    screenings.subject_id,
    screenings.screening_no,
    screenings.reference_kind,
    sites.ruleset,
    facts.*
from screenings
join facts
    on facts.screening_key = screenings.screening_key
    and facts.basis = 'THEN'
join subjects
    on subjects.subject_key = screenings.subject_key
join sites
    on sites.site_id = subjects.site_id
where $subject_id is null or screenings.subject_id = $subject_id
order by screenings.subject_id, screenings.screening_no
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One screening with its facts and the rule set that judges it."""

    subject_id: str
    screening_no: int
    reference_kind: str
    rule_set: RuleSet
    facts: Facts


def read_records(cut: Cut, *, ruleset: RuleSet | None, subject_id: str | None = None) -> Iterator[Record]:
    """Yield the screenings of a cut, or of one subject, by subject and number.

    `ruleset` overrides the sites' own, which are those that the cut keeps.
    """
    own = read_rule_sets(cut)
    for row in _fetch(cut, subject_id):
        rule_set = ruleset or own[row["ruleset"]]
        yield Record(row["subject_id"], row["screening_no"], row["reference_kind"], rule_set, Facts.from_row(row))


def count_records(cut: Cut) -> int:
    """Count the screenings that `read_records` yields for the whole cut."""
    row = cut.cursor().execute("select count(*) from screenings").fetchone()
    return 0 if row is None else int(row[0])


def _fetch(cut: Cut, subject_id: str | None) -> Iterator[dict[str, Any]]:
    cursor = cut.cursor().execute(SCREENINGS, {"subject_id": subject_id})
    columns = [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(BATCH):
        yield from (dict(zip(columns, row, strict=True)) for row in rows)
