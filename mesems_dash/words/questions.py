"""What to ask about whom? The list of questions about undecided people: as a table, as a file, and the words around it.

Frames as of `queries.questions.list_questions`; `names` says what sites are called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import ALL_CRITERIA, COUNTED, EXIT_LABELS, MISSING_LABELS, SETTLES_LABELS
from mesems_dash.words.phrases import format_date, format_things, name_decision
from mesems_dash.words.rows import list_rows, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "describe_asked",
    "describe_shown",
    "explain_answers",
    "find_questions",
    "name_missing",
    "tabulate_questions",
    "write_questions",
]

_SHORT: Final = {
    "ALWAYS": "Decides it",
    "SOMETIMES": "May decide it",
    "IF_AGAINST": "May show ineligibility",
    "NEVER": "Not alone",
}
_AMONG: Final = {
    "everybody": "Questions about everybody undecided",
    "waiting": "Questions about undecided people who are ongoing, not randomised",
}


# ---------------------------------------------------------------- words
def name_missing(field: str) -> str:
    """Name what is missing; a field that has no words stays as it is."""
    return MISSING_LABELS.get(field, field)


def describe_asked(*, field: str | None, site: str | None, settling: str, among: str) -> list[str]:
    """Say which questions a list holds, a phrase each: whom they are about first. `site` is a name.

    The others as the options of `list_questions`.
    """
    phrases = [_AMONG[among]]
    if field is not None:
        phrases.append(f"Missing: {name_missing(field)}")
    if site is not None:
        phrases.append(f"Site to ask: {site}")
    if settling == "only":
        phrases.append("Only questions whose answer alone decides the person")
    return phrases


def find_questions(questions: pd.DataFrame) -> str:
    """State how many questions the list has, also where only the first are read."""
    total = int(questions["questions_total"].iloc[0]) if len(questions) else 0
    return f"{format_things(total, 'question')} to ask" if total else "No question to ask"


def explain_answers() -> str:
    """Say what the answer to a question may do, in the words of the table."""
    return (
        "Decides it: any answer makes the person eligible or ineligible. May decide it: some answers "
        "decide, others leave or raise a question. May show ineligibility: an answer may make the person "
        "ineligible, but none makes them eligible. Not alone: only together with another answer. Only what "
        "follows from the record is listed as deciding."
    )


def describe_shown(questions: pd.DataFrame) -> str:
    """Say how many rows of how many are shown; nothing where all are."""
    total = int(questions["questions_total"].iloc[0]) if len(questions) else 0
    return f"Showing the first {len(questions):,} of {total:,}; the download has all." if len(questions) < total else ""


# ---------------------------------------------------------------- tables
def tabulate_questions(questions: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the list to read: person, site, since when, what to ask and what the answer does."""
    rows = list_rows(questions)
    return pd.DataFrame(
        {
            "Person": pluck(rows, "subject_id"),
            "Question": pluck(rows, "question"),
            "The answer": [_SHORT[row["settles"]] for row in rows],
            "For": [_name_criteria(row["criteria"]) for row in rows],
            "Site": [names.get(row["site_id"], row["site_id"]) for row in rows],
            "Screened": [format_date(row["screened_on"]) for row in rows],
            "Days open": pluck(rows, "days_open"),
            "Site decision": [name_decision(row["site_decision"]) for row in rows],
            "Current status": [_describe_course(row) for row in rows],
        }
    )


def _name_criteria(codes: str) -> str:
    """Name the criteria that a question is about; all of them where the record itself is contested."""
    return ALL_CRITERIA if codes.split() == list(COUNTED) else codes


def _describe_course(row: Mapping[str, Any]) -> str:
    """Say where the person is: whoever is randomised is marked as such."""
    return "Randomised" if row["is_randomised"] else EXIT_LABELS.get(row["exit"] or "", "Completed")


def write_questions(questions: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the list to send: one row a question, dates as dates, words for codes."""
    rows = list_rows(questions)
    return pd.DataFrame(
        {
            "site": [names.get(row["site_id"], row["site_id"]) for row in rows],
            "site_id": questions["site_id"],
            "subject_id": questions["subject_id"],
            "screening_no": questions["screening_no"],
            "screened_on": questions["screened_on"],
            "days_open": questions["days_open"],
            "missing": [name_missing(row["field"]) for row in rows],
            "field": questions["field"],
            "question": questions["question"],
            "criteria": questions["criteria"],
            "the_answer": [SETTLES_LABELS[row["settles"]] for row in rows],
            "site_decision": [row["site_decision"] for row in rows],
            "now": [_describe_course(row) for row in rows],
        }
    )
