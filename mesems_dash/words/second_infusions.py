"""Where second infusions stand, as tables: by site or sequence, and person by person.

Frames as of `queries.second_infusions` and `queries.second_infusions_by_sequence`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import SECOND_INFUSION_LABELS, SEQUENCE_LABELS, TIMING_LABELS
from mesems_dash.words.phrases import NOTHING, format_date, format_share, format_things
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "SEQUENCE_NAMES",
    "count_losses",
    "name_rows",
    "tabulate_awaited",
    "tabulate_losses",
    "tabulate_steps",
    "tabulate_timing",
    "write_awaited",
    "write_counts",
]

SEQUENCE_NAMES: Final = {**SEQUENCE_LABELS, "NOT_RECORDED": "No allocation"}
_STEPS: Final = {
    "randomised": "Randomised",
    "infused_1": "Infused, week 0",
    "infused_2": "Infused, week 24",
    "in_window": "In window",
    "completed": "Completed",
}
_ALWAYS: Final = ("LEFT_BEFORE", "OVERDUE", "DUE", "COMING", "LATER")
_OUTCOMES: Final = tuple(code for code in SECOND_INFUSION_LABELS if code not in {"GIVEN", "COMPLETED_WITHOUT"})
"""Where those stand who have not reached the second infusion."""


# ---------------------------------------------------------------- counts
def tabulate_steps(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the steps of the crossover by site or sequence, and where the others' second infusion stands.

    One row as of the frame, all together last; the first column is the frame's first. In window is of those infused at
    week 24. In every row, Randomised = Infused, week 24 + all columns after Completed; one of these that is nought
    throughout is left out, unless a reader looks for it.
    """
    rows = list_rows(frame)
    shown = [code for code in _OUTCOMES if code in _ALWAYS or any(row[code.lower()] for row in rows)]
    heads = _STEPS | {code.lower(): SECOND_INFUSION_LABELS[code] for code in shown}
    return _tabulate(frame, names, heads)


def tabulate_timing(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return when second infusions were given, by site or sequence: Given = In window + Early + Late + Day unknown.

    The median day is of those whose day is known. Rows without any are left out, all together never.
    """
    heads = {"given": "Given", **{code.lower(): label for code, label in TIMING_LABELS.items()}}
    kept = frame[(frame["given"] > 0) | frame.iloc[:, 0].isna()]
    medians = [NOTHING if row["median_day"] is None else f"{row['median_day']:g}" for row in list_rows(kept)]
    return _tabulate(kept, names, heads).assign(**{"Median day": medians})


def _tabulate(frame: pd.DataFrame, names: Mapping[str, str], heads: Mapping[str, str]) -> pd.DataFrame:
    first = str(frame.columns[0])
    head = {"site_id": "Site"}.get(first, first.capitalize())
    return pd.DataFrame(
        [
            {head: name} | {text: row[column] for column, text in heads.items()}
            for name, row in zip(name_rows(frame, names), list_rows(frame), strict=True)
        ]
    )


def name_rows(frame: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Return what each row of counts is called, the last all together."""
    together = "All" if "site_id" in frame.columns else "Both together"
    codes = [row[frame.columns[0]] for row in list_rows(frame)]
    return [together if code is None else names.get(code, code) for code in codes]


def write_counts(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return counts for a file: what the row is of as code and in words, then every column of the frame."""
    codes = ["ALL" if pd.isna(code) else code for code in frame.iloc[:, 0]]
    written = frame.assign(**{str(frame.columns[0]): codes})
    written.insert(1, "name", name_rows(frame, names))
    return written


# ---------------------------------------------------------------- people
def tabulate_awaited(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return whose second infusion is awaited to read, the sequence beside the person where the frame has it."""
    return pd.DataFrame([_build_awaited(row, names) for row in list_rows(rows)])


def _build_awaited(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    sequence = {"Sequence": SEQUENCE_NAMES[row["sequence"]]} if "sequence" in row else {}
    return {
        "Person": row["subject_id"],
        "Second infusion": SECOND_INFUSION_LABELS[row["outcome"]],
        "At the data cut": _format_days(row["days_after_target"], row["days_over"]),
        "Site": names.get(row["site_id"], row["site_id"]),
        **sequence,
        "First infusion": format_date(row["infused_1_on"]),
        "Target day": format_date(row["target_on"]),
        "Window opens": format_date(row["window_opens_on"]),
        "Window closes": format_date(row["window_closes_on"]),
    }


def _format_days(after_target: int, over: int) -> str:
    """Say where the cut lies: so many days over the window, else before or after the target day."""
    if over:
        return f"{format_things(over, 'day')} overdue"
    if not after_target:
        return "on the target day"
    return f"{format_things(abs(after_target), 'day')} {'after' if after_target > 0 else 'before'} target"


def write_awaited(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return whose second infusion is awaited for a file: dates as dates, codes as codes."""
    text = rows.assign(site=[names.get(site, site) for site in rows["site_id"]])
    sequence = ["sequence"] if "sequence" in rows.columns else []
    dates = ["infused_1_on", "target_on", "window_opens_on", "window_closes_on"]
    return text[["subject_id", "site_id", "site", *sequence, "outcome", *dates, "days_after_target", "days_over"]]


# ---------------------------------------------------------------- losses
def count_losses(frame: pd.DataFrame) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return who was lost before the second infusion, and of how many assigned: cells first, placebo first each.

    Lost is who left before it or is recorded as not given it; nobody else, however long they wait.
    """
    counts = frame.set_index("sequence")
    lost = counts["left_before"] + counts["not_given"]
    one, other = SEQUENCE_LABELS
    return (int(lost[one]), int(lost[other])), (int(counts["randomised"][one]), int(counts["randomised"][other]))


def tabulate_losses(frame: pd.DataFrame) -> pd.DataFrame:
    """Return losses before the second infusion in both sequences, as the test compares them."""
    lost, of = count_losses(frame)
    return pd.DataFrame(
        [
            {
                "Sequence": label,
                "Assigned": whole,
                "Lost before it": part,
                "Not lost": whole - part,
                "Share lost": format_share(part, whole),
            }
            for label, part, whole in zip(SEQUENCE_LABELS.values(), lost, of, strict=True)
        ]
    )
