"""What charts say about the funnel, its exits and its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import (
    EXIT_LABELS,
    STAGE_LABELS,
)
from mesems_dash.words.findings.groups import name_in
from mesems_dash.words.phrases import (
    agree,
    format_count,
    format_of,
    format_part,
    format_people,
    format_share,
    format_things,
    lower_first,
)
from mesems_dash.words.rows import list_rows, pivot_people

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = [
    "describe_funnel",
    "describe_funnel_by",
    "describe_stage_times",
    "find_exits",
    "find_funnel",
    "find_funnel_by",
    "find_stage_times",
]

_EXIT_VERBS: Final = {
    "DIED": "died",
    "LOST": "were lost to follow-up",
    "WITHDREW": "withdrew",
    "DECLINED": "declined",
    "MANUFACTURING_FAILURE": "for a manufacturing failure",
    "SITE_CLOSED": "because the site closed",
    "FAILED_SCREENING": "failed screening",
    "OTHER": "for another reason",
}
_STEP_ENDS: Final = {
    "SCREENED": "screening",
    "CONSENTED": "consent",
    "ELIGIBLE": "decision",
    "HARVESTED": "harvest",
    "RANDOMISED": "randomisation",
    "INFUSED_1": "first infusion",
    "INFUSED_2": "second infusion",
    "COMPLETED": "completion",
}


def find_funnel(frame: pd.DataFrame) -> str:
    """State how many of those screened were randomised. `frame` as of `count_funnel`."""
    stages = frame.dropna(subset=["stage"]).set_index("stage")["subjects"]
    screened = int(stages.get("SCREENED", 0))
    if not screened:
        return "Nobody has been screened"
    if not stages.get("RANDOMISED", 0):
        return f"{format_people(screened)} screened, nobody randomised yet"
    randomised = int(stages["RANDOMISED"])
    head = (
        f"{format_part(randomised, screened, 'person', 'people')} screened {agree(randomised, screened, 'was', 'were')}"
    )
    return f"{head} randomised, {format_share(randomised, screened)}"


def describe_funnel(frame: pd.DataFrame) -> str:
    """Tell the funnel in words, stage by stage, with the split by what the data say."""
    text = (
        f"{STAGE_LABELS[row['stage']]} {row['subjects']:,} ({row['eligible']:,} eligible, "
        f"{row['undecided']:,} undecided, {row['ineligible']:,} ineligible)"
        for row in list_rows(frame.dropna(subset=["stage"]))
    )
    return "Bars of people by stage and status from data: " + "; ".join(text) + "."


def explain_funnel() -> str:
    """Say what counts as reached, and what the colours are."""
    return (
        "People, not screenings. A stage counts as reached when it or a later one is recorded. “Site: "
        "eligible” is the decision of the site; the colours are the status from data at the screening that decides."
    )


def find_exits(frame: pd.DataFrame) -> str:
    """State the commonest way out, people still under way apart. `frame` as of `count_funnel`."""
    exits = frame.dropna(subset=["exit"]).set_index("exit")["subjects"]
    left = exits.drop(labels="UNDER_WAY", errors="ignore")
    gone, waiting = int(left.sum()), int(exits.get("UNDER_WAY", 0))
    if not gone:
        return f"Nobody has left; {waiting:,} ongoing"
    commonest = _EXIT_VERBS[str(left.idxmax())]
    if gone == 1:
        return f"1 person has left: {lower_first(EXIT_LABELS[str(left.idxmax())])}; {waiting:,} ongoing"
    return f"{format_people(gone)} have left, {format_count(left.max())} of them {commonest}; {waiting:,} ongoing"


def find_funnel_by(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """State which group has the greatest share randomised, among those with somebody screened.

    `frame` as of `count_funnel_by`. The first one is named where several tie.
    """
    groups = {group: stages for group, stages in pivot_people(frame).items() if stages.get("SCREENED")}
    if not any(stages.get("RANDOMISED") for stages in groups.values()):
        return "No group has randomised people yet"
    best = max(groups, key=lambda group: groups[group]["RANDOMISED"] / groups[group]["SCREENED"])
    of = format_of(groups[best]["RANDOMISED"], groups[best]["SCREENED"])
    if len(groups) == 1:
        return f"{name_in(best, names)}: {of} people screened were randomised"
    return f"{name_in(best, names)} has the largest share randomised, {of}"


def describe_funnel_by(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """Tell the side by side funnels in words: screened and randomised of every group."""
    text = (
        f"{name_in(group, names)} {format_count(stages.get('SCREENED', 0))} screened, "
        f"{format_count(stages.get('RANDOMISED', 0))} randomised"
        for group, stages in pivot_people(frame).items()
    )
    return (
        "Table of people by group and stage, shaded by share of those screened: " + ("; ".join(text) or "nobody") + "."
    )


def explain_funnel_by() -> str:
    """Say what the numbers count, and what their shares are of."""
    return "People, and their share of those screened in the same row."


def find_stage_times(frame: pd.DataFrame) -> str:
    """State the slowest step by its median. `frame` as of `measure_stage_times`."""
    known = list_rows(frame.dropna(subset=["median"]))
    if not known:
        return "No step has two recorded dates yet"
    slowest = max(known, key=lambda row: row["median"])
    step = f"{_STEP_ENDS[slowest['from_stage']]} to {_STEP_ENDS[slowest['to_stage']]}"
    return f"The longest step, {step}, takes {format_things(round(slowest['median']), 'day')} at the median"


def describe_stage_times(frame: pd.DataFrame) -> str:
    """Tell the medians in words, with how many people each rests on."""
    text = (
        f"{STAGE_LABELS[row['from_stage']]} to {STAGE_LABELS[row['to_stage']]} {row['median']:.0f} days "
        f"(middle half {row['lower_quartile']:.0f} to {row['upper_quartile']:.0f}; {format_people(row['people'])})"
        for row in list_rows(frame.dropna(subset=["median"]))
    )
    return "Median days between steps: " + ("; ".join(text) or "none") + "."


def explain_stage_times() -> str:
    """Say what the marks are, and who counts."""
    return "Dot: median. Bar: middle half. Only people with a complete date for both steps."
