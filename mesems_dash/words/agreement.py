"""Words of what sites decided beside what the data say: kinds of disagreement, findings, the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import DISAGREEMENT_LABELS, DISAGREEMENTS, STATUS_LABELS
from mesems_dash.words.phrases import agree, format_part, format_share, format_things, lower_first
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
    "ELIGIBLE": "Called eligible",
    "INELIGIBLE": "Called ineligible",
    "NOT_DECIDED": "Not decided by the site",
}
DISAGREEMENT_HEADS: Final = {
    "FAIL_BUT_PASS": "Called ineligible, data pass",
    "ENROLLED_BUT_FAIL": "Called eligible or enrolled, data fail",
    "OTHER_REASON": "Another reason",
    "UNCODED": "Other or free text",
    "CANNOT_DECIDE": "Data cannot decide",
}
"""The kinds in few words, for heads of columns."""
KINDS_EXPLAINED: Final = {
    "FAIL_BUT_PASS": "The site called it ineligible; on the record no criterion fails and none is open.",
    "ENROLLED_BUT_FAIL": "The site called it eligible, or the person was randomised on it; on the record one fails.",
    "OTHER_REASON": "Both say ineligible; no criterion that the site recorded fails or is open on the record.",
    "UNCODED": "Both say ineligible; the site recorded “other” or words of its own, on the record a criterion fails.",
    "CANNOT_DECIDE": "The site decided; the record leaves a criterion open and fails none.",
}
_PARTS_EXPLAINED: Final = {
    "RANDOMISED_BUT_FAIL": "The person was randomised on it; on the record a criterion fails.",
    "CALLED_BUT_FAIL": "The site called it eligible, and nobody was randomised on it; on the record a criterion fails.",
}
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
        f"Site and data come to the same decision in {format_part(share.part, share.whole, 'screening')} that "
        f"both decide ({format_share(share.part, share.whole)})"
    )


def find_opposites(frame: pd.DataFrame) -> str:
    """State how many decisions are the opposite of what the data say, by direction."""
    opposite = {
        row["decision"]: row["screenings"] - row["no_criterion"] for row in list_rows(frame) if _is_opposite(row)
    }
    if not sum(opposite.values()):
        return "No decision is the opposite of what the data say"
    number = format_things(sum(opposite.values()), "decision is", "decisions are")
    return (
        f"{number} the opposite of what the data say: {opposite['INELIGIBLE']:,} called ineligible, "
        f"{opposite['ELIGIBLE']:,} called eligible"
    )


def explain_agreement(frame: pd.DataFrame) -> str:
    """Say what is counted, how sure the share is, and which screenings are compared with nothing."""
    rows = list_rows(frame)
    apart = sum(row["no_criterion"] for row in rows)
    whole = format_things(sum(row["screenings"] for row in rows), "screening")
    text = (
        f"Screenings, not people: {whole} in all; shares are of the row. Open: not decided. "
        f"Same decision: {compare(frame).describe()} of those that both decide by criteria."
    )
    aside = (
        f" {format_things(apart, 'screening')} called ineligible only for a reason that is no criterion (declined, "
        f"withdrew, manufacturing, site closed) {'stands' if apart == 1 else 'stand'} in the table but "
        f"{'is' if apart == 1 else 'are'} compared with nothing."
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
    return f"Table of screenings by the site's decision and what the data say. {'; '.join(text)}."


def name_cell(decision: str, status: str) -> str:
    """Name a cell: "Called ineligible, data say eligible"."""
    return f"{DECISION_LABELS[decision]}, data say {STATUS_LABELS[status].lower()}"


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
        none = "do not differ in the only screening" if whole == 1 else f"differ in none of {whole:,} screenings"
        return f"Site and data {none}"
    top = max(kinds, key=lambda kind: kinds[kind])
    head = f"{format_part(differing, whole, 'screening')} {agree(differing, whole, 'differs', 'differ')}"
    return f"{head}, most often: {lower_first(DISAGREEMENT_LABELS[top])} ({kinds[top]:,})"


def explain_kinds(frame: pd.DataFrame) -> str:
    """Say how the numbers hang together: a screening may differ in two ways."""
    twice = sum(count_kinds(frame).values()) - int(frame["disagreeing"].sum())
    one = "Every screening here differs in one way only, so the bars add up."
    two = f"A screening may differ in two ways, as {format_things(twice, 'screening does', 'screenings do')} here."
    return f"{two if twice else one} Neither side is taken to be right: a slip may be in the decision or in the record."


def explain_kind(kind: str) -> str:
    """Say what a kind, or a part of one, means; nothing for any other code."""
    return {**KINDS_EXPLAINED, **_PARTS_EXPLAINED}.get(kind, "")


def describe_kinds(frame: pd.DataFrame) -> str:
    """Tell the bars in words."""
    text = [f"{DISAGREEMENT_LABELS[kind]} {number:,}" for kind, number in count_kinds(frame).items()]
    return f"Bars of screenings by the way in which site and data differ: {'; '.join(text)}."


def tabulate_disagreements(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return kinds by site to read, with a last row of sums; `names` says what sites are called."""
    rows = [_make_row(names.get(row["site_id"], row["site_id"]), row) for row in list_rows(frame)]
    sums = {str(name): int(frame[name].sum()) for name in frame.columns if name != "site_id"}
    return pd.DataFrame([*rows, _make_row("All", sums)])


def _make_row(label: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Site": label,
        "Screenings": row["screenings"],
        "Decided": row["decided"],
        **{head: row[kind.lower()] for kind, head in DISAGREEMENT_HEADS.items()},
        "Differ in any way": row["disagreeing"],
        "Of all": format_share(row["disagreeing"], row["screenings"]),
    }
