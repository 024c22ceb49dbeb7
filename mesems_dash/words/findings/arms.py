"""What charts say about the arms: sequences, periods, pooled progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import (
    SEQUENCE_LABELS,
    STAGE_LABELS,
)
from mesems_dash.words.phrases import agree, format_part, lower_first
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "describe_arms",
    "describe_crossover",
    "describe_pooled",
    "find_arms",
    "find_crossover",
    "find_pooled",
]

_FEW: Final = 3


def find_arms(frame: pd.DataFrame) -> str:
    """State which sequence leads, and by how many. `frame` as of `count_arms_over_time`."""
    first, second = (lower_first(label) for label in SEQUENCE_LABELS.values())
    one, other = int(frame["msc_first"].sum()), int(frame["placebo_first"].sum())
    if not one + other:
        return "Nobody has been allocated yet"
    if one == other:
        return f"The sequences are equal, {one:,} each"
    leader = first if one > other else second
    return f"{leader.capitalize()} is {abs(one - other):,} ahead: {one:,} {first}, {other:,} {second}"


def describe_arms(frame: pd.DataFrame) -> str:
    """Tell the two lines in words."""
    one, other = int(frame["msc_first"].sum()), int(frame["placebo_first"].sum())
    return f"Two lines of people randomised so far, by month: cells first {one:,}, placebo first {other:,} at the end."


def describe_crossover(frame: pd.DataFrame) -> str:
    """Tell the crossover in words."""
    text = (
        f"{SEQUENCE_LABELS.get(row['sequence'], 'no allocation')}, period {row['period']}: "
        f"{row['assigned']:,} assigned, {row['infused']:,} infused, {row['completed']:,} completed"
        for row in list_rows(frame)
    )
    return "People by sequence and period: " + ("; ".join(text) or "none") + "."


def explain_crossover() -> str:
    """Say what the shades of the bars are."""
    return "Palest bar: assigned. Middle: infused. Darkest: completed the period."


def describe_pooled(frame: pd.DataFrame) -> str:
    """Tell pooled progress in words."""
    text = (f"{STAGE_LABELS[row['stage']]} {row['pooled_count']:,}" for row in list_rows(frame))
    return "People through the crossover, both sequences together: " + ("; ".join(text) or "none") + "."


def find_crossover(frame: pd.DataFrame) -> str:
    """State how many of those infused at week 0 crossed over. `frame` as of `count_crossover_by_sequence`."""
    infused = frame.groupby("period")["infused"].sum()
    first, second = int(infused.get(1, 0)), int(infused.get(2, 0))
    if not first:
        return "Nobody has been infused yet"
    return f"{format_part(second, first, 'person', 'people')} infused at week 0 crossed over at week 24"


def find_pooled(frame: pd.DataFrame) -> str:
    """State pooled progress without a word on sequence. `frame` as of `count_crossover`."""
    counts = frame.set_index("stage")["pooled_count"]
    randomised = int(counts.get("RANDOMISED", 0))
    if not randomised:
        return "Nobody has been randomised yet"
    completed = int(counts.get("COMPLETED", 0))
    head = f"{format_part(completed, randomised, 'person', 'people')} randomised"
    return f"{head} {agree(completed, randomised, 'has', 'have')} completed both periods"
