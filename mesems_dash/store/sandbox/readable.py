"""What a reader's SQL may read: the tables of the open cut by name, and what is left out of them.

A table that is not named here cannot be read, so a new one is a decision. When one person's cells were released could
betray the product, and so could what somebody wrote about the end of their part: neither is in a table here, nor in
what an import said about it, nor can it be tried out on the hash of a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["READABLE", "STORED", "WITHHELD", "define_views"]

STORED: Final = "stored"
"""The name under which the process attaches the data cut; no statement of a reader may use it."""
READABLE: Final = {
    "judged": "a screening under one rule set (OWN: each site's own): what the pages count",
    "verdict_rows": "a rule set, screening, basis (THEN, NOW) and criterion, with its status",
    "cases": "a screening, as the pages show it",
    "people": "a person, with the stage reached",
    "screenings": "a screening, as recorded",
    "subjects": "a person, as recorded",
    "sites": "a site",
    "relapses": "a relapse",
    "edss": "an EDSS assessment",
    "mri": "a scan",
    "labs": "a laboratory result",
    "therapies": "a course of a drug",
    "malignancies": "a malignancy",
    "harvests": "a harvest of cells; the day of their release is withheld",
    "randomisations": "a randomisation; the sequence is not in this store",
    "infusions": "an infusion; the product is not in this store",
    "dispositions": "a change in a person's participation in the trial; its free-text reason is withheld",
    "targets": "a month and the planned number of randomisations",
    "notes": "a note on the calendar",
    "lost": "a lost row or file and the person it names; if it names nobody, it may be about anyone",
    "facts": "a screening and basis (THEN, NOW), with what the record allows to be true",
    "verdicts": "a rule set, screening and basis, as bit masks",
    "missing": "a rule set (OWN: each site's own), an undecided screening and a question to its site",
    "rule_leaves": "a test (leaf) of a rule set and its kind",
    "rulesets": "a rule set used for this cut",
    "manifest": "the data cut",
    "source_files": "a file of the bundle",
    "compared": "a difference from the previous data cut: a person gone or new, records gone, a site halved",
    "erasures": "a person erased from this cut after its import, without the id",
    "rejects": "a rejected row",
    "findings": "a queried value",
}
"""What one row of each table is."""
WITHHELD: Final = {"harvests": ("released_lo", "released_hi"), "dispositions": ("reason",)}
"""Columns that cannot be read."""
# As in queries/source_files.sql, rejects.sql and findings.sql; a test sees to it that all tell the same.
_SPECIAL: Final = {
    # with their order, which a view would lose
    "source_files": """
select
    * replace (if(file in ('harvests.csv', 'dispositions.csv') and is_present, 'withheld', sha256) as sha256),
    rowid
from stored.main.source_files""",
    "rejects": """
select
    * replace (
        if(file = 'harvests.csv' and "column" = 'released_on', 'withheld', value) as value,
        case
            when file not in ('harvests.csv', 'dispositions.csv') then row_text
            when "column" is null and not starts_with(reason, 'an identical row') then '{"row":"withheld"}'
            when json_exists(row_text, '/released_on')
                then json_merge_patch(row_text, '{"released_on":"withheld"}')::varchar
            when json_exists(row_text, '/reason')
                then json_merge_patch(row_text, '{"reason":"withheld"}')::varchar
            else row_text
        end as row_text
    )
from stored.main.rejects""",
    "findings": """
select
    * replace (if(file = 'harvests.csv' and "column" = 'released_on', 'withheld', value) as value)
from stored.main.findings""",
}


def define_views(tables: Iterable[str]) -> dict[str, str]:
    """Return for each readable table among these the statement that makes a view of its name, the withheld left out."""
    present = set(tables)
    return {name: f'create view "{name}" as {_select(name)}' for name in READABLE if name in present}


def _select(name: str) -> str:
    if name in _SPECIAL:
        return _SPECIAL[name]
    without = f" exclude ({', '.join(WITHHELD[name])})" if name in WITHHELD else ""
    return f'select *{without} from {STORED}.main."{name}"'  # noqa: S608 - names from the closed lists above
