"""Loses one row of a person: it is gone from the record, and all that is kept is where it stood and perhaps when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mesems_dash.eligibility.person import LostRow, Person

if TYPE_CHECKING:
    from random import Random

WHEN = {
    "relapses": "onset",
    "edss": "assessed",
    "mri": "scanned",
    "labs": "collected",
    "therapies": "started",
    "malignancies": "diagnosed",
}


def lose_row(random: Random, person: Person) -> Person:
    """Return the person without one of their rows, but with the mark that it leaves; as they are if there is none."""
    rows = [(table, row) for table in WHEN for row in getattr(person, table)]
    if not rows:
        return person
    table, row = random.choice(rows)
    kept = list(getattr(person, table))
    kept.remove(row)
    return replace(person, **{table: tuple(kept)}, lost=(*person.lost, mark_of(random, table, row)))


def mark_of(random: Random, table: str, row: Any) -> LostRow:
    """Return what is left of a row: its day and test may have been readable or not, and whom it names."""
    days = (getattr(row, f"{WHEN[table]}_lo"), getattr(row, f"{WHEN[table]}_hi"))
    lo, hi = days if random.random() < 0.7 else (None, None)
    test = row.test if table == "labs" and random.random() < 0.8 else None
    return LostRow(
        file=f"{table}.csv",
        line=random.choice((2, 7, 11)),
        test=test,
        happened_lo=lo,
        happened_hi=hi,
        is_named=random.random() < 0.7,
    )
