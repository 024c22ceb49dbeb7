"""What was handed in and lost, in English: why it leaves something open, and what to ask. `loss.py` makes the facts.

Each is (field of the bundle, statement for the evidence, question to the site), as a gap has them, and where a row
names nobody, last, the field to correct.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.intervals import NEVER
from mesems_dash.eligibility.wording import format_day

if TYPE_CHECKING:
    from datetime import date

    from mesems_dash.eligibility.facts import Facts

Said = tuple[str, ...]

LISTED: Final = {
    "therapies": ("therapy history", "therapies"),
    "relapses": ("relapse history", "relapses"),
    "mri": ("scan history", "scans"),
    "malignancies": ("malignancy history", "malignancies"),
}
PROMISED: Final = {
    "screenings.therapy_history_complete": "therapies",
    "screenings.relapse_history_complete": "relapses",
    "screenings.mri_history_complete": "mri",
    "screenings.malignancy_history_complete": "malignancies",
}
WHITE_CELLS: Final = "screenings.wbc_clinically_relevant"
AT_ANY_TIME: Final = ("HIV", "HCVAB", "HCG")
"""Tests of which an earlier result may matter too (see `loss.py`)."""
RESULT_DAYS: Final = {
    "HIV": "hiv",
    "HBSAG": "hbsag",
    "HCVAB": "hcv_antibody",
    "HCVRNA": "hcv_rna",
    "CSF_OCB": "bands",
    "HCG": "pregnant",
    "EGFR": "egfr",
    "WBC": "wbc",
}


def describe_no_reference(contested: str | None, on_unusable: Said) -> Said:
    """Say why a screening without a reference date is not judged; `on_unusable` where it is not contested."""
    if contested is None:
        return on_unusable
    file, where = contested.split(" ", 1)
    if file == "subjects.csv":
        statement = f"Two people have the same id ({contested}); nothing recorded under it is assessed"
        return (
            "subjects.subject_id",
            statement,
            f"Which person on {where} of {file} has this id, and what is the id of the other?",
        )
    if file == "screenings.csv":
        statement = f"The bundle has this screening twice, with different values ({contested}); neither is assessed"
        return ("screenings.screening_no", statement, f"Which of the rows on {where} of {file} is correct?")
    field = "randomisations.randomised_on"
    if where.startswith("lines"):
        statement = (
            f"The bundle has this randomisation twice, with different dates ({contested}), so there is "
            "no reference date"
        )
        return (field, statement, f"Which of the dates on {where} of {file} is correct?")
    statement = f"A randomisation of this person could not be read ({contested}), so there is no reference date"
    return (field, statement, f"Which screening does {where} of {file} belong to, and on which day was it?")


def describe_lost_list(field: str, facts: Facts, on: date) -> Said | None:
    """Say what was lost of a list that was promised to be complete; None if nothing was."""
    table = PROMISED.get(field)
    lost = getattr(facts, f"{table}_lost") if table else None
    if table is None or lost is None:
        return None
    history, listed = LISTED[table]
    kind, where = lost.split(" ", 1)
    if kind == "ABSENT":
        statement = f"{where} is not in the bundle, so the {history} cannot be taken as complete"
        question = (
            f"Which {listed} are there up to {format_day(on)}? Add {where}; if there are none, with the header row only"
        )
        return (field, statement, question)
    return (field, *_describe_row(kind, where))


def describe_lost_score(facts: Facts, first: date | None) -> Said | None:
    """Say which EDSS was lost that may be the latest one, or lie in a window from `first` on; None if none was."""
    if facts.edss_lost is None:
        return None
    reach = first or facts.edss_on_lo or NEVER
    if not any(one.score is None and not one.is_certain and one.hi >= reach for one in facts.edss):
        return None
    return ("edss.score", *_describe_row(*facts.edss_lost.split(" ", 1)))


def describe_lost_result(test: str, facts: Facts) -> Said | None:
    """Say which result of a test was lost that may matter; None if none was."""
    lost = [one for one in facts.labs_lost if one.test in {test, None}]
    latest = max(lost, key=lambda one: (one.hi, one.test is not None), default=None)
    recorded_on = getattr(facts, f"{RESULT_DAYS[test]}_on_lo") or NEVER
    if latest is None or (latest.hi < recorded_on and test not in AT_ANY_TIME):
        return None
    return (f"labs.{test}", *_describe_row(*latest.place.split(" ", 1)))


def _describe_row(kind: str, where: str) -> Said:
    file, line = where.split(" ", 1)
    if kind == "NAMED":
        return (
            f"A row for this person could not be used: {where}",
            f"What does {line} of {file} say? Correct it and send the file again",
        )
    return (
        f"A rejected row may be about this person: {where}",
        f"Which person is {line} of {file} about? Correct its subject_id and send the file again",
        f"{file.removesuffix('.csv')}.subject_id",
    )
