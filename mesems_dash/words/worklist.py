"""The screenings in which a site's decision stands beside the data, in words to work through.

Rows as of `queries.disagreement_list.list_disagreements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import (
    ANY_DISAGREEMENT,
    CRITERIA,
    DISAGREEING_OR_NOT,
    DISAGREEMENT_LABELS,
    DISAGREEMENTS,
    ENROLLED_PARTS,
)
from mesems_dash.words.agreement import DECISION_LABELS, DISAGREEMENT_HEADS, count_kinds, explain_kind, name_cell
from mesems_dash.words.phrases import format_count, format_date, format_things, join_words, name_reasons
from mesems_dash.words.reason_matrix import name_pair
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "count_worklist",
    "describe_choice",
    "describe_data",
    "describe_recorded",
    "explain_choice",
    "explain_worklist",
    "list_concerned",
    "list_kinds",
    "name_cells",
    "name_differences",
    "name_kinds",
    "name_pairs",
    "tabulate_worklist",
    "to_file",
]

_EXPLAINED: Final = {
    ANY_DISAGREEMENT: "Site and data disagree in any of the five ways.",
    DISAGREEING_OR_NOT: "All screenings, whether site and data agree or not.",
}
_LABELS: Final = {**DISAGREEMENT_LABELS, **ENROLLED_PARTS}
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_MOST_TOLD: Final = 3


# ---------------------------------------------------------------- what may be chosen
def name_kinds(frame: pd.DataFrame) -> dict[str, str]:
    """Return what the kinds and their parts are called, with their counts. `frame` as of `count_disagreements`."""
    kinds, randomised = count_kinds(frame), int(frame["randomised_but_fail"].sum())
    numbers = {
        ANY_DISAGREEMENT: int(frame["disagreeing"].sum()),
        **kinds,
        "RANDOMISED_BUT_FAIL": randomised,
        "CALLED_BUT_FAIL": kinds["ENROLLED_BUT_FAIL"] - randomised,
        DISAGREEING_OR_NOT: int(frame["screenings"].sum()),
    }
    labels = {ANY_DISAGREEMENT: "Any disagreement"}
    for kind, label in DISAGREEMENT_LABELS.items():
        labels[kind] = label
        labels |= ENROLLED_PARTS if kind == "ENROLLED_BUT_FAIL" else {}
    labels[DISAGREEING_OR_NOT] = "All screenings"
    return {code: f"{label} ({numbers[code]:,})" for code, label in labels.items()}


def name_cells(frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return what cells of the table of decisions are called, with their counts. `frame` as of `count_agreement`."""
    return {
        (row["decision"], row["status"]): f"{name_cell(row['decision'], row['status'])} ({row['screenings']:,})"
        for row in list_rows(frame)
    }


def name_pairs(frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return what the cells of the matrix are called, with their counts. `frame` as of `count_reason_matrix`."""
    return {
        (row["recorded"], row["found"]): f"{name_pair(row['recorded'], row['found'])} ({row['screenings']:,})"
        for row in list_rows(frame)
    }


def explain_choice(kind: str, *, cell: tuple[str, ...] = (), pair: tuple[str, ...] = ()) -> str:
    """Say what the worklist holds: what its kind means, and the cell that it is narrowed to."""
    among = [name_cell(*cell)] if cell else [name_pair(*pair)] if pair else []
    text = explain_kind(kind) or _EXPLAINED[kind]
    return " ".join([*(f"{name}." for name in among), text])


def describe_choice(
    kind: str, *, site: str | None = None, cell: tuple[str, ...] = (), pair: tuple[str, ...] = ()
) -> list[str]:
    """Say what the boxes filter, a phrase each; nothing where they leave everything. `site` is a name."""
    labels = {ANY_DISAGREEMENT: "Site and data disagree", DISAGREEING_OR_NOT: ""}
    return [
        phrase
        for phrase in (
            labels.get(kind, f"Disagreement: {_LABELS.get(kind, kind)}"),
            f"Site in the worklist: {site}" if site else "",
            name_cell(*cell) if cell else "",
            name_pair(*pair) if pair else "",
        )
        if phrase
    ]


# ---------------------------------------------------------------- a row in words
def list_kinds(mask: int) -> list[str]:
    """Return the kinds of disagreement in a mask."""
    return [kind for place, kind in enumerate(DISAGREEMENTS) if mask & (1 << place)]


def list_concerned(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the criteria that the evidence of a row is about; none = the whole verdict.

    Where the data pass: what the site recorded. Where another reason was recorded: that one, and the first that fails.
    Where the data cannot decide: what is open, first what the site recorded. Else what fails.
    """
    kinds = list_kinds(row["disagreements"])
    recorded = [code for code in row["recorded"].split() if code in CRITERIA]
    failing, unknown = row["failing"].split(), row["unknown"].split()
    if "OTHER_REASON" in kinds:
        return (recorded[0], failing[0])
    if row["status"] == "eligible":
        return tuple(recorded[:_MOST_TOLD])
    if row["status"] == "unknown":
        return tuple([code for code in recorded if code in unknown][:1] or unknown[:1])
    return tuple([code for code in recorded if code in failing][:1] or failing[:1])


def describe_recorded(row: Mapping[str, Any]) -> str:
    """Say what the site wrote: codes, and its own words in quotation marks."""
    codes = "" if row["site_text"] and row["recorded"] == "NOT_STATED" else name_reasons(row["recorded"])
    text = f"“{row['site_text']}”" if row["site_text"] else ""
    return ", ".join(part for part in (codes, text) if part)


def describe_data(row: Mapping[str, Any]) -> str:
    """Say what the data say: "fails E5 and E7", "undecided on E4", "eligible"; what a text of the site's maps to."""
    failing, unknown = row["failing"].split(), row["unknown"].split()
    if "UNCODED" in list_kinds(row["disagreements"]):
        first, *more = failing
        return f"fails {first}" + (f", also {join_words(more)}" if more else "")
    if failing:
        return f"fails {join_words(failing)}"
    return f"undecided on {join_words(unknown)}" if row["status"] == "unknown" else "eligible"


def name_differences(row: Mapping[str, Any]) -> str:
    """Name the ways in which a row differs; nothing where it does not."""
    return "; ".join(DISAGREEMENT_HEADS[kind] for kind in list_kinds(row["disagreements"]))


def count_worklist(frame: pd.DataFrame) -> str:
    """Say how many screenings there are in all, of which the frame may hold the first only."""
    return format_things(int(frame["of_screenings"].max()) if len(frame) else 0, "screening")


def explain_worklist(frame: pd.DataFrame, *, described: int) -> str:
    """Say what of the screenings is not on the page, if anything. `described` rows of a file have evidence."""
    whole = int(frame["of_screenings"].max())
    if whole <= len(frame):
        return ""
    evidence = f", with evidence for the first {described:,}" if whole > described else ""
    return f"Showing the first {len(frame):,} of {whole:,} screenings; the download has all{evidence}."


def tabulate_worklist(frame: pd.DataFrame, names: Mapping[str, str], *, has_kinds: bool) -> pd.DataFrame:
    """Return the rows to read, in their order; with `has_kinds` a column says in which way each differs.

    `frame` has `evidence` besides; `names` says what sites are called.
    """
    columns = [
        "Person",
        "Site",
        "Site decision",
        "Days since",
        "Site reasons",
        "Data",
        "Evidence",
        "Disagreement",
    ]
    table = [
        {
            "Person": row["subject_id"] if row["screening_no"] == 1 else f"{row['subject_id']} ({row['screening_no']})",
            "Site": names.get(row["site_id"], row["site_id"]),
            "Site decision": _describe_decision(row),
            "Days since": format_count(row["days_since_decision"]),
            "Site reasons": describe_recorded(row),
            "Data": describe_data(row),
            "Evidence": row["evidence"],
            "Disagreement": name_differences(row),
        }
        for row in list_rows(frame)
    ]
    return pd.DataFrame(table, columns=columns if has_kinds else columns[:-1])


def _describe_decision(row: Mapping[str, Any]) -> str:
    on = "" if row["decided_on"] is None else f", {format_date(row['decided_on']).replace(' ', _NO_BREAK)}"
    return f"{DECISION_LABELS[row['decision']]}{on}{'; randomised' if row['is_randomised'] else ''}"


def to_file(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows as a table for a file, in codes where there are codes; `names` says what sites are called.

    Columns: site, site_id, subject_id, screening_no, screened_on, site_decision, decided_on, days_since_decision,
    is_randomised, recorded, site_text, data_say (status), failing, unknown, maps_to (first failing criterion where the
    site wrote none), difference (kinds, joined by a space), evidence (of the first rows).
    """
    columns = {
        "site_id": "site_id", "subject_id": "subject_id", "screening_no": "screening_no", "screened_on": "screened_on",
        "decision": "site_decision", "decided_on": "decided_on", "days_since_decision": "days_since_decision",
        "is_randomised": "is_randomised", "recorded": "recorded", "site_text": "site_text", "status": "data_say",
        "failing": "failing", "unknown": "unknown",
    }  # fmt: skip
    table = [
        {
            **{head: row[column] for column, head in columns.items()},
            "site": names.get(row["site_id"], row["site_id"]),
            "maps_to": row["failing"].split()[0] if "UNCODED" in list_kinds(row["disagreements"]) else "",
            "difference": " ".join(list_kinds(row["disagreements"])),
            "evidence": row["evidence"],
        }
        for row in list_rows(frame)
    ]
    order = ["site", *columns.values(), "maps_to", "difference", "evidence"]
    return pd.DataFrame(table, columns=order).astype({"days_since_decision": "Int64"})
