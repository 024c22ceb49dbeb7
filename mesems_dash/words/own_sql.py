"""The words around a reader's own SQL: what came of a statement, and what the columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.vocabulary import CRITERIA, DISAGREEMENTS, KINDS, STAGES
from mesems_dash.words.phrases import format_things

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CONVENTIONS", "describe_end", "describe_limits", "describe_rows", "tabulate_columns"]

CONVENTIONS: Final = (
    "x_lo and x_hi are the first and the last value that the record allows: a date known to "
    "the month covers a whole month; both null means not recorded. In facts and ages, 0001-01-01 means never "
    "or unknown how early, 9999-12-31 unknown how late. A yes/no column that is null is not recorded. Keys "
    "(screening_key, subject_key) are valid in one data cut only."
)
_BITS: Final = (
    f"bits: {CRITERIA[0]} 0, {CRITERIA[4]} 4 ... {CRITERIA[-1]} {len(CRITERIA) - 1}; verdict_rows has it in words"
)
_NOTES: Final = {
    "judged_by": "OWN: each site's own rule set; else the rule set",
    "ruleset": "the rule set used",
    "basis": "THEN: at the reference date; NOW: at the date of the data cut",
    "status": "eligible, unknown or ineligible; of a criterion: met, not_met, absent, present, unknown",
    "fails": f"criteria that fail; {_BITS}",
    "unknown": "undecided criteria; bits as in fails",
    "derived_fails": "E1 to E3, which only restate I1",
    "derived_unknown": "E1 to E3, undecided",
    "leaf_fails": "tests that fail; bits as in rule_leaves.place",
    "leaf_unknown": "undecided tests; bits as in rule_leaves.place",
    "kinds": f"bits in this order: {', '.join(KINDS)}",
    "disagreements": f"site vs data; bits in this order: {', '.join(DISAGREEMENTS)}",
    "recorded": "reasons recorded by the site; bits of criteria, then other reasons from 18 on; 23: not stated",
    "last_stage": f"0 {STAGES[0].lower()} ... {len(STAGES) - 1} {STAGES[-1].lower()}",
    "is_deciding": "the screening that decides the person's status",
    "is_latest": "the last screening of the person",
    "reference_on": "randomisation, actual or planned, else screening",
    "row_text": "the source row, as JSON",
    "line": "line of the source file; the header is line 1",
    "age_lo": "completed years at the reference",
    "age_hi": "completed years at the reference",
    "edss_lo": "latest score",
    "edss_hi": "latest score",
    "duration_lo": "completed months since the first symptom",
    "duration_hi": "completed months since the first symptom",
    "relapse_lo": "latest relapse: completed months since; in facts its date",
    "relapse_hi": "as relapse_lo; in months, null: maybe never",
}
"""What columns mean where their name does not say it."""


def describe_limits(*, seconds: int, memory_bytes: int, rows: int) -> str:
    """Say what one statement may take."""
    return (
        "One read-only statement, run in a separate process that can read only this data cut: at most "
        f"{seconds} s, {memory_bytes >> 20:,} MB and {rows:,} rows. The statement is not written to the "
        "address or to a log."
    )


def describe_rows(rows: int, *, shown: int, seconds: float, is_cut_short: bool, has_cut_cells: bool) -> str:
    """Say how many rows came, in what time, and what is left out."""
    parts = [f"{format_things(rows, 'row')} in {seconds:.1f} s."]
    if is_cut_short:
        parts = [f"The first {format_things(rows, 'row')} in {seconds:.1f} s; the result has more, which are left out."]
    if rows > shown:
        parts.append(f"The table shows the first {shown:,} rows, the download has {rows:,}.")
    if has_cut_cells:
        parts.append("Long texts are shortened and end with an ellipsis.")
    return " ".join(parts)


def describe_end(
    kind: str, message: str, *, seconds: float, limit_seconds: int, memory_bytes: int, at_once: int
) -> tuple[str, str]:
    """Return a heading and a sentence for a statement that gave no rows; `kind` as in the sandbox's outcomes."""
    known = {
        "refused": ("Not run", message),
        "failed": ("The database cannot run it", message),
        "time": (
            "Stopped",
            f"It took longer than {limit_seconds} s. Ask for less: a count, fewer rows, a narrower where.",
        ),
        "memory": (
            "Stopped",
            f"It needed more than the memory allowed, {memory_bytes >> 20:,} MB. Ask for less.",
        ),
        "size": ("Stopped", "The result is too large. Ask for fewer rows or columns."),
        "cancelled": ("Cancelled", f"Cancelled after {seconds:.1f} s."),
        "left": ("Stopped", "No page was open to show the result. Run it again."),
        "busy": (
            "Not run",
            f"{at_once} statements are already running, here or for other readers. Try again in a moment.",
        ),
        "off": ("SQL is off on this computer", f"Its operating system cannot limit a process as SQL needs: {message}."),
    }
    return known[kind]


def tabulate_columns(columns: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the columns of one table in their order: Column, Type, Meaning."""
    chosen = columns[columns["table"] == table]
    names: Sequence[str] = [str(name) for name in chosen["column"]]
    types = [_shorten(str(kind)) for kind in chosen["type"]]
    return pd.DataFrame({"Column": names, "Type": types, "Meaning": [_NOTES.get(name, "") for name in names]})


def _shorten(kind: str) -> str:
    return "text" if kind == "varchar" else "list of structs" if kind.startswith("struct") else kind
