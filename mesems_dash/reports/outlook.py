"""When may one person come back? What time alone changes, if nothing new happens, criterion by criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.eligibility.describe import STATUS_WORDS
from mesems_dash.eligibility.wording import format_day, join
from mesems_dash.vocabulary import KIND_LABELS, KINDS
from mesems_dash.words.phrases import name_criterion

if TYPE_CHECKING:
    from datetime import date

    from mesems_dash.eligibility import CriterionJudgement, Outlook
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

__all__ = ["OUTLOOK_COLUMNS", "describe_outlook", "list_outlook"]

OUTLOOK_COLUMNS: Final = ("Criterion", "At the data cut", "By time alone")


def describe_outlook(now: Assessment, outlook: Outlook) -> str:
    """Say in one sentence when the person is eligible by time alone, or what stands against it."""
    first, horizon = outlook.periods[0].first, outlook.periods[-1].last
    if not outlook.eligible:
        blocking = [judged.criterion.id for judged in _stuck(now, outlook)]
        if not blocking:
            return f"Time alone does not make all criteria pass at once before {format_day(horizon)}."
        return f"Time alone changes nothing before {format_day(horizon)}: {join(blocking)} would still not pass."
    begin, end = outlook.eligible[0]
    until = f"to {format_day(horizon)} at least" if end == horizon else f"until {format_day(end)}"
    if begin == first:
        return f"Eligible now, {until}, if nothing new happens."
    return f"Eligible from {format_day(begin)} {until}, by time alone, if nothing new happens."


def _stuck(now: Assessment, outlook: Outlook) -> list[CriterionJudgement]:
    return [
        judged
        for judged in now.judgement.criteria
        if not judged.criterion.is_derived and outlook.clears_on(judged.criterion.id) is None
    ]


def list_outlook(profile: SubjectProfile, outlook: Outlook) -> pd.DataFrame:
    """List the criteria that are not in favour at the cut, or that stop to be so, with when and by what.

    Columns: `Criterion`, `At the data cut`, `By time alone`; all text. Order: protocol.
    """
    assert profile.now is not None  # noqa: S101 - there is an outlook only then
    rows = [
        (name_criterion(judged.criterion.id), STATUS_WORDS[judged.status], said)
        for judged in profile.now.judgement.criteria
        if not judged.criterion.is_derived and (said := _foretell(judged, outlook))
    ]
    return pd.DataFrame(rows, columns=list(OUTLOOK_COLUMNS))


def _foretell(judged: CriterionJudgement, outlook: Outlook) -> str:
    code = judged.criterion.id
    until = outlook.holds_until(code)
    if until is not None:
        return f"Holds until {format_day(until)}"
    clears = outlook.clears_on(code)
    if clears == outlook.periods[0].first:
        return ""
    if clears is not None:
        return f"{'Clears' if judged.fails else 'Passes'} on {format_day(clears)}{_lasts(code, outlook, clears)}"
    if judged.truth is None:
        return "Stays undecided until the missing values are known"
    kinds = {leaf.kind for leaf in judged.failing_leaves}
    words = [KIND_LABELS[kind].lower() for kind in KINDS if kind in kinds and kind != "time_limited"]
    return (
        f"Does not clear: {join(words)}" if words else f"Not before {format_day(outlook.periods[-1].last)}, as recorded"
    )


def _lasts(code: str, outlook: Outlook, clears: date) -> str:
    later = (period for period in outlook.periods if period.first > clears and not period.is_in_favour(code))
    ends = next(later, None)
    return "" if ends is None else f"; fails again or is undecided from {format_day(ends.first)}"
