"""The few rows that an import must reject or doubt, where they change nobody's status. Neighbours: people, generate.

Five rejects: a lab result and an EDSS twice, a person of an undeclared site and a relapse of theirs, a note without a
day. None of them may be about anybody else: a row that names nobody known would leave everybody undecided. Seven rows
with values that cannot be right. The reasons in words are those of `wording`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.demo.days import When, day_of, write_date
from mesems_dash.demo.record import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mesems_dash.demo.people import Person

EXPLAINED: Final = (
    "On purpose, a few flaws: a laboratory result and an EDSS handed in twice, a subject of an undeclared site and "
    "their relapse, a note without a day; EDSS 5.25 and 11, -1 lesions, an end before its start, an eGFR that is POS, "
    "white cells in another unit, a therapy that began on 30 February; a few reasons in words instead of codes."
)
LOOSE: Final = (
    ("subjects", "GEN-0999", Row(day_of("2013-10-07"), ("GNV", "F", "1979", "2008-05", "", "RRMS", "Y"))),
    ("relapses", "GEN-0999", Row(day_of("2013-10-07"), (When(day_of("2013-09-20")), "", "Y", "MODERATE"))),
    ("notes", "", Row(day_of("2014-02-17"), ("Monitors met",))),
)
"""(file, subject_id, row): the import must reject each."""


def find_flaws(people: Sequence[Person]) -> dict[str, Rows]:
    """By subject_id, the rows to add: to seven of the first screen failures."""
    failed = [person for person in people if person.fate == "FAILED" and len(person.rows["screenings"]) == 1]
    early = sorted(failed, key=lambda person: (person.first, person.subject_id))[3:38:5]
    return {person.subject_id: _make_flaw(number, person) for number, person in enumerate(early)}


def _make_flaw(number: int, person: Person) -> Rows:
    day = person.first
    month = write_date(day - 900, 7)
    flaws: tuple[Rows, ...] = (
        {"labs": (person.rows["labs"][0],)},
        {"edss": (person.rows["edss"][0],)},
        {"edss": (Row(day, (When(day - 800), "5.25")), Row(day, (When(day - 1200), "11")))},
        {"mri": (Row(day, (When(day - 900), "Y", "-1", "2")),)},
        {"therapies": (Row(day, ("baclofen", "M03BX01", "ORAL", f"{month}-20", f"{month}-02", "N")),)},
        {
            "labs": (
                Row(day, (When(day - 700), "EGFR", "POS", "")),
                Row(day, (When(day - 700), "WBC", "7200", "per uL")),
            )
        },
        {"therapies": (Row(day, ("amitriptyline", "N06AA09", "ORAL", f"{month[:5]}02-30", "", "Y")),)},
    )
    return flaws[number]
