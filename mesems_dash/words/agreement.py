"""Words of what sites decided beside what the data say: kinds of disagreement, findings, the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import DISAGREEMENT_LABELS, DISAGREEMENTS, STATUS_LABELS
from mesems_dash.words.phrases import format_part, format_share, format_things
from mesems_dash.words.rows import list_rows
from mesems_dash.words.shares import Share

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DECISION_LABELS",
    "DISAGREEMENT_HEADS",
    "compare",
    "count_kinds",
    "describe_agreement",
    "describe_kinds",
    "explain_agreement",
    "explain_kind",
    "explain_kinds",
    "find_agreement",
    "find_kinds",
    "find_opposites",
    "name_cell",
    "tabulate_disagreements",
]

DECISION_LABELS: Final = {
    "ELIGIBLE": "Site: eligible",
    "INELIGIBLE": "Site: ineligible",
    "NOT_DECIDED": "Site: not decided",
}
DISAGREEMENT_HEADS: Final = {
    "FAIL_BUT_PASS": "Site: ineligible · Data: eligible",
    "ENROLLED_BUT_FAIL": "Site: eligible or randomised · Data: ineligible",
    "OTHER_REASON": "Different reasons",
    "UNCODED": "Other or free text",
    "CANNOT_DECIDE": "Cannot confirm",
}
"""The kinds in few words, for heads of columns."""
KINDS_EXPLAINED: Final = {
    "FAIL_BUT_PASS": "The site decided ineligible; in the record every criterion is met.",
    "ENROLLED_BUT_FAIL": "The site decided eligible, or the person was randomised; in the record a criterion fails.",
    "OTHER_REASON": "Both say ineligible; every criterion that the site recorded is met in the record.",
    "UNCODED": "Both say ineligible; the site recorded “other” or free text, and in the record a criterion fails.",
    "CANNOT_DECIDE": "The site decided; in the record no criterion fails and at least one is undecided.",
}
_PARTS_EXPLAINED: Final = {
    "RANDOMISED_BUT_FAIL": "The person was randomised; in the record a criterion fails.",
    "CALLED_BUT_FAIL": "The site decided eligible and the person is not randomised; in the record a criterion fails.",
}
_MOST_OFTEN: Final = {
    "FAIL_BUT_PASS": "the site decided ineligible and the data say eligible",
    "ENROLLED_BUT_FAIL": "the site decided eligible or randomised, and the data say ineligible",
    "OTHER_REASON": "both say ineligible, for different reasons",
    "UNCODED": "the site recorded “other” or free text",
    "CANNOT_DECIDE": "the record cannot confirm the site's decision",
}
"""The kinds as the end of a sentence."""
SAME_DECISION: Final = frozenset((("ELIGIBLE", "eligible"), ("INELIGIBLE", "ineligible")))


def compare(frame: pd.DataFrame) -> Share:
    """Return how many screenings site and data decide alike, of those that both decide by criteria."""
    decided = [row for row in list_rows(frame) if row["decision"] != "NOT_DECIDED" and row["status"] != "unknown"]
    counts = {key_cell(row): row["screenings"] - row["no_criterion"] for row in decided}
    return Share(sum(number for key, number in counts.items() if key in SAME_DECISION), sum(counts.values()))


def find_agreement(frame: pd.DataFrame) -> str:
    """State in how many screenings site and data decide alike, of those that both decide."""
    share = compare(frame)
    if not share.whole:
        return "No screening is decided by both the site and the data"
    return (
        f"Site and data agree in {format_part(share.part, share.whole, 'screening')} that both decide "
        f"({format_share(share.part, share.whole)})"
    )


def find_opposites(frame: pd.DataFrame) -> str:
    """State how many decisions are the opposite of what the data say, by direction."""
    opposite = {
        row["decision"]: row["screenings"] - row["no_criterion"] for row in list_rows(frame) if _is_opposite(row)
    }
    if not sum(opposite.values()):
        return "Site and data never contradict each other"
    number = format_things(sum(opposite.values()), "screening", "screenings")
    return (
        f"Site and data contradict each other in {number}: site ineligible in {opposite['INELIGIBLE']:,}, "
        f"eligible in {opposite['ELIGIBLE']:,}"
    )


def explain_agreement(frame: pd.DataFrame) -> str:
    """Say what is counted, how sure the share is, and which screenings are compared with nothing."""
    rows = list_rows(frame)
    apart = sum(row["no_criterion"] for row in rows)
    whole = format_things(sum(row["screenings"] for row in rows), "screening")
    text = (
        f"{whole} in all (screenings, not people); shares are of the row. Same decision: "
        f"{compare(frame).describe()} of those that both decide by criteria."
    )
    aside = (
        f" {format_things(apart, 'screening')} that the site decided ineligible only for another reason "
        f"(declined, withdrew, manufacturing, site closed) {'is' if apart == 1 else 'are'} in the table, but "
        f"{'is' if apart == 1 else 'are'} not compared."
    )
    return text + (aside if apart else "")


def describe_agreement(frame: pd.DataFrame) -> str:
    """Tell the nine numbers in words, row by row."""
    rows = list_rows(frame)
    text = [
        f"{label}: "
        + ", ".join(
            f"{row['screenings']:,} {STATUS_LABELS[row['status']].lower()}" for row in rows if row["decision"] == code
        )
        for code, label in DECISION_LABELS.items()
    ]
    return f"Table of screenings by decision of the site and status from data. {'; '.join(text)}."


def name_cell(decision: str, status: str) -> str:
    """Name a cell: "Called ineligible, data say eligible"."""
    return f"{DECISION_LABELS[decision]} · Data: {STATUS_LABELS[status].lower()}"


def key_cell(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["decision"], row["status"]


def _is_opposite(row: Mapping[str, Any]) -> bool:
    return row["decision"] != "NOT_DECIDED" and row["status"] != "unknown" and key_cell(row) not in SAME_DECISION


def count_kinds(frame: pd.DataFrame) -> dict[str, int]:
    """Return the screenings of each kind over all sites, zero or not."""
    return {kind: int(frame[kind.lower()].sum()) for kind in DISAGREEMENTS}


def find_kinds(frame: pd.DataFrame) -> str:
    """State how many screenings differ, and in which way most of them."""
    kinds, differing, whole = count_kinds(frame), int(frame["disagreeing"].sum()), int(frame["screenings"].sum())
    if not differing:
        none = "agree in the only screening" if whole == 1 else f"agree in all {whole:,} screenings"
        return f"Site and data {none}"
    top = max(kinds, key=lambda kind: kinds[kind])
    head = f"Site and data disagree in {format_part(differing, whole, 'screening')}"
    return f"{head}; most often {_MOST_OFTEN[top]} ({kinds[top]:,})"


def explain_kinds(frame: pd.DataFrame) -> str:
    """Say how the numbers hang together: a screening may differ in two ways."""
    twice = sum(count_kinds(frame).values()) - int(frame["disagreeing"].sum())
    one = "Every screening differs in one way only, so the bars add up."
    two = f"{format_things(twice, 'screening differs', 'screenings differ')} in two ways, so the bars do not add up."
    return f"{two if twice else one} The error may be in the decision or in the record."


def explain_kind(kind: str) -> str:
    """Say what a kind, or a part of one, means; nothing for any other code."""
    return {**KINDS_EXPLAINED, **_PARTS_EXPLAINED}.get(kind, "")


def describe_kinds(frame: pd.DataFrame) -> str:
    """Tell the bars in words."""
    text = [f"{DISAGREEMENT_LABELS[kind]} {number:,}" for kind, number in count_kinds(frame).items()]
    return f"Bars of screenings by kind of disagreement: {'; '.join(text)}."


def tabulate_disagreements(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return kinds by site to read, with a last row of sums; `names` says what sites are called."""
    rows = [_make_row(names.get(row["site_id"], row["site_id"]), row) for row in list_rows(frame)]
    sums = {str(name): int(frame[name].sum()) for name in frame.columns if name != "site_id"}
    return pd.DataFrame([*rows, _make_row("All", sums)])


def _make_row(label: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Site": label,
        "Screenings": row["screenings"],
        "Decided by site": row["decided"],
        **{head: row[kind.lower()] for kind, head in DISAGREEMENT_HEADS.items()},
        "Any disagreement": row["disagreeing"],
        "Share of all": format_share(row["disagreeing"], row["screenings"]),
    }
