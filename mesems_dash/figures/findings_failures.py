"""What do the views of the screen failures say? A finding and a text alternative each, as in `findings.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.words import join_words, name_reason, say_of, say_things
from mesems_dash.vocabulary import CRITERIA

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "describe_attrition",
    "describe_combinations",
    "find_attrition",
    "find_combinations",
    "name_with_code",
]

_FEW: Final = 3


def name_with_code(reason: str) -> str:
    """Name a reason, a criterion with its code behind: "Age (I2)"."""
    return f"{name_reason(reason)} ({reason})" if reason in CRITERIA else name_reason(reason)


def _leaders(rows: list[dict[str, Any]], column: str, name: str = "criterion") -> list[str]:
    """Return who has most of a column, nobody where it is nought everywhere."""
    most = max((row[column] for row in rows), default=0)
    return [str(row[name]) for row in rows if most and row[column] == most]


def _say_leaders(codes: list[str]) -> str:
    return f"{len(codes)} criteria tie" if len(codes) > _FEW else join_words([name_with_code(code) for code in codes])


# ---------------------------------------------------------------- attrition
def find_attrition(frame: pd.DataFrame, *, is_derived: bool = True) -> str:
    """State how many screenings fail nothing, and which criterion is most often the only one that fails.

    `frame` as of `count_attrition`. `is_derived` says whether the data keep people out, or what sites wrote.
    """
    rows = list_rows(frame)
    whole, left, steps = rows[0]["remaining"], rows[-1]["remaining"], rows[1:-1]
    head = f"{say_of(left, whole)} {'screening' if whole == 1 else 'screenings'} "
    head += "fail nothing" if is_derived else "were not called ineligible"
    gain = max((row["gain"] for row in steps), default=0)
    if left == whole:
        return head
    if not gain:
        return f"{head}; nobody else has a single reason"
    leaders = _leaders(steps, "gain")
    if len(leaders) > 1:
        return f"{head}; most often alone: {_say_leaders(leaders)}, {gain:,} each"
    if not is_derived:
        return f"{head}; most often alone is {_say_leaders(leaders)}, {gain:,}"
    return f"{head}; without {_say_leaders(leaders)} it would be {gain:,} more"


def describe_attrition(frame: pd.DataFrame) -> str:
    """Tell the steps that take anybody out, what is left after each, and what fails at all and alone."""
    rows = list_rows(frame)
    told = (
        f"{name_with_code(row['criterion'])} takes out {row['excluded']:,} and leaves {row['remaining']:,} "
        f"({row['marginal']:,} fail it at all, {row['gain']:,} nothing else)"
        for row in rows[1:-1]
        if row["marginal"]
    )
    end = rows[-1]
    return (
        f"Steps from {say_things(rows[0]['remaining'], 'screening')}: {'; '.join(told) or 'nobody falls out'}. "
        f"Left in the end: {end['eligible']:,} eligible, {end['undecided']:,} undecided."
    )


# ---------------------------------------------------------------- combinations
def find_combinations(frame: pd.DataFrame, *, how: str, is_derived: bool = True) -> str:
    """State the commonest combination of several criteria and, where combinations are exact, the commonest of all.

    `frame` and `how` as of `count_combinations`.
    """
    rows = [row for row in list_rows(frame) if row["part"] == "combination"]
    kind = "ineligible screenings" if is_derived else "screenings called ineligible"
    verb = "fail together" if is_derived else "are recorded together"
    if not rows:
        return f"No screening was {'' if is_derived else 'called '}ineligible"
    several = next((row for row in rows if row["size"] > 1), None)
    if several is None:
        return f"Nothing that is shown combines criteria, in {say_of(_sum_of(rows), rows[0]['ineligible'])} {kind}"
    if how == "at_least":
        return f"{_name_set(several)} {verb} most often: {say_of(several['screenings'], several['ineligible'])} {kind}"
    first = rows[0]
    of = say_of(first["screenings"], first["ineligible"])
    if first is several:
        return f"{_name_set(first)} and nothing else is commonest: {of} {kind}"
    return (
        f"{_name_set(first)} alone is commonest, {of} {kind}; "
        f"of several {_name_set(several)}, {several['screenings']:,}"
    )


def _sum_of(rows: list[dict[str, Any]]) -> int:
    return sum(int(row["screenings"]) for row in rows)


def _name_set(row: dict[str, Any]) -> str:
    return join_words([name_with_code(code) for code in row["criteria"].split()])


def describe_combinations(frame: pd.DataFrame, *, how: str) -> str:
    """Tell the combinations in words, most frequent first, and what is not among them."""
    told = [
        f"{_name_set(row) if row['part'] == 'combination' else say_things(row['combinations'], 'other combination')} "
        f"{row['screenings']:,}"
        for row in list_rows(frame)
    ]
    kind = "exactly these criteria" if how == "exactly" else "at least these criteria"
    return f"Columns of screenings by combination, {kind}: {'; '.join(told) or 'none'}."
