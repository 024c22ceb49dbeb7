"""What do the views of the screen failures say? A finding and a text alternative each, as in `findings.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.lanes import name_period
from mesems_dash.words.phrases import (
    agree,
    format_of,
    format_part,
    format_share,
    format_things,
    join_words,
    lower_first,
    name_reason,
)
from mesems_dash.words.rows import list_rows
from mesems_dash.words.shares import CAUTION, Share
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "describe_attrition",
    "describe_combinations",
    "describe_failures_by_site",
    "describe_failures_over_time",
    "describe_pairs",
    "explain_combinations",
    "explain_shares",
    "find_attrition",
    "find_combinations",
    "find_failures_by_site",
    "find_failures_over_time",
    "find_pairs",
    "name_with_code",
]

_FEW: Final = 3
_PAIRS_TOLD: Final = 10


def name_with_code(reason: str) -> str:
    """Name a reason, a criterion with its code behind: "Age (I2)"."""
    return f"{name_reason(reason)} ({reason})" if reason in CRITERIA else name_reason(reason)


def _leaders(rows: list[dict[str, Any]], column: str, name: str = "criterion") -> list[str]:
    """Return who has most of a column, nobody where it is nought everywhere."""
    most = max((row[column] for row in rows), default=0)
    return [str(row[name]) for row in rows if most and row[column] == most]


def _describe_leaders(codes: list[str]) -> str:
    return f"{len(codes)} criteria tie" if len(codes) > _FEW else join_words([name_with_code(code) for code in codes])


# ---------------------------------------------------------------- attrition
def find_attrition(frame: pd.DataFrame, *, is_derived: bool = True) -> str:
    """State how many screenings fail nothing, and which criterion is most often the only one that fails.

    `frame` as of `count_attrition`. `is_derived` says whether the data keep people out, or what sites wrote.
    """
    rows = list_rows(frame)
    whole, left, steps = rows[0]["remaining"], rows[-1]["remaining"], rows[1:-1]
    verb = agree(left, whole, "fails", "fail") if is_derived else agree(left, whole, "was", "were")
    head = (
        f"{format_part(left, whole, 'screening')} {verb} "
        f"{'no criterion' if is_derived else 'not recorded as ineligible'}"
    )
    gain = max((row["gain"] for row in steps), default=0)
    if left == whole:
        return head
    if not gain:
        return f"{head}; none of the others has a single reason"
    leaders = _leaders(steps, "gain")
    if len(leaders) > 1:
        return f"{head}; most often the only reason: {_describe_leaders(leaders)}, {gain:,} each"
    if not is_derived:
        return f"{head}; most often the only reason is {_describe_leaders(leaders)} ({gain:,})"
    return f"{head}; without {_describe_leaders(leaders)} it would be {gain:,} more"


def describe_attrition(frame: pd.DataFrame) -> str:
    """Tell the steps that take anybody out, what is left after each, and what fails at all and alone."""
    rows = list_rows(frame)
    text = (
        f"{name_with_code(row['criterion'])} excludes {row['excluded']:,} and leaves {row['remaining']:,} "
        f"({row['marginal']:,} fail it in all, {row['gain']:,} fail nothing else)"
        for row in rows[1:-1]
        if row["marginal"]
    )
    end = rows[-1]
    return (
        f"Steps from {format_things(rows[0]['remaining'], 'screening')}: "
        f"{'; '.join(text) or 'nobody is excluded'}. Remaining at the end: {end['eligible']:,} eligible, "
        f"{end['undecided']:,} undecided."
    )


# ---------------------------------------------------------------- combinations
def find_combinations(frame: pd.DataFrame, *, how: str, is_derived: bool = True) -> str:
    """State the commonest combination of several criteria and, where combinations are exact, the commonest of all.

    `frame` and `how` as of `count_combinations`. With "at_least" and no row nobody may be ineligible, or each for one
    criterion: both is said in one.
    """
    rows = [row for row in list_rows(frame) if row["part"] == "combination"]
    several = next((row for row in rows if row["size"] > 1), None)
    together = f"{'fail' if is_derived else 'are recorded'} together"
    if how == "at_least":
        if several is None:
            return f"No two criteria {together}"
        return f"{_name_set(several)} {together} most often: {_describe_ineligible(several, is_derived=is_derived)}"
    if not rows:
        return f"No screening is {'' if is_derived else 'recorded as '}ineligible"
    is_all = len(rows) == len(frame)
    return _find_exact(rows[0], several, together, is_all=is_all, is_derived=is_derived)


def _find_exact(
    first: dict[str, Any], several: dict[str, Any] | None, together: str, *, is_all: bool, is_derived: bool
) -> str:
    """State the commonest combination, and of several criteria; `is_all` where no combination is left out."""
    of = _describe_ineligible(first, is_derived=is_derived)
    if first is several:
        return f"{_name_set(first)} and nothing else is the most frequent combination: {of}"
    head = f"{_name_set(first)} alone is most frequent, {of}"
    if several is not None:
        return f"{head}; combined: {_name_set(several)}, {several['screenings']:,}"
    return f"{head}; {f'no two criteria {together}' if is_all else 'every combination shown has one criterion'}"


def _describe_ineligible(row: dict[str, Any], *, is_derived: bool) -> str:
    """Say "6 of 20 ineligible screenings"."""
    words = (
        ("ineligible screening",)
        if is_derived
        else ("screening recorded as ineligible", "screenings recorded as ineligible")
    )
    return format_part(row["screenings"], row["ineligible"], *words)


def _name_set(row: dict[str, Any]) -> str:
    return join_words([name_with_code(code) for code in row["criteria"].split()])


def describe_combinations(frame: pd.DataFrame, *, how: str) -> str:
    """Tell the combinations in words, most frequent first, and what is not among them."""
    text = [f"{_name_part(row)} {row['screenings']:,}" for row in list_rows(frame)]
    kind = "exactly these criteria" if how == "exactly" else "at least these criteria"
    return f"Columns of screenings by combination, {kind}: {'; '.join(text) or 'none'}."


def _name_part(row: dict[str, Any]) -> str:
    is_one = row["part"] == "combination"
    return _name_set(row) if is_one else format_things(row["combinations"], "other combination")


def explain_combinations(how: str) -> str:
    """Say which combinations are counted, and whether their columns add up; `how` as of `count_combinations`."""
    if how == "exactly":
        return (
            "Exactly these: each screening counts in one column, that of all its criteria. The columns and "
            "the combinations not shown add up."
        )
    return (
        "At least these: a screening counts in every column whose criteria it has, so columns do not add "
        "up. Shown are all pairs of criteria, and larger sets that some screening has exactly."
    )


# ---------------------------------------------------------------- pairs
def find_pairs(frame: pd.DataFrame, *, is_derived: bool = True) -> str:
    """State which two criteria fail together most often, and what part of each that is. `frame` as of `count_pairs`."""
    rows = list_rows(frame)
    alone = {row["criterion"]: row["screenings"] for row in rows if row["criterion"] == row["other"]}
    pairs = [row for row in rows if row["criterion"] != row["other"]]
    most = max((row["screenings"] for row in pairs), default=0)
    verb = "fail" if is_derived else "are recorded"
    if not most:
        return f"No two criteria {verb} together"
    leaders = [row for row in pairs if row["screenings"] == most]
    if len(leaders) > 1:
        return f"{len(leaders)} pairs {verb} together most often, in {format_things(most, 'screening')} each"
    one, other = leaders[0]["criterion"], leaders[0]["other"]
    return (
        f"{name_with_code(one)} and {name_with_code(other)} {verb} together most often, in "
        f"{format_things(most, 'screening')}: {_format_part(most, one, alone)}, {_format_part(most, other, alone)}"
    )


def _format_part(part: int, code: str, alone: dict[str, int]) -> str:
    return f"{format_share(part, alone[code])} of those with {_code(code)}"


def _code(code: str) -> str:
    """Return a criterion's code, another reason's name."""
    return code if code in CRITERIA else lower_first(name_reason(code))


def describe_pairs(frame: pd.DataFrame) -> str:
    """Tell in words how often each criterion fails and the ten most frequent pairs."""
    rows = [row for row in list_rows(frame) if row["screenings"]]
    alone = [
        f"{name_with_code(row['criterion'])} {row['screenings']:,}" for row in rows if row["criterion"] == row["other"]
    ]
    pairs = sorted((row for row in rows if row["criterion"] != row["other"]), key=lambda row: -row["screenings"])
    text = [
        f"{_code(row['criterion'])} with {_code(row['other'])} {row['screenings']:,}" for row in pairs[:_PAIRS_TOLD]
    ]
    return (
        f"Triangle of screenings by pair of criteria. Each criterion in all: {'; '.join(alone) or 'none'}. "
        f"Most frequent pairs: {'; '.join(text) or 'none'}."
    )


# ---------------------------------------------------------------- over time and by site
def find_failures_over_time(frame: pd.DataFrame, *, step: str, is_derived: bool = True) -> str:
    """State the share that fails, and which period stands out from it most, as of `intervals.Share.stands_out`.

    `frame` and `step` as of `count_failures_over_time`.
    """
    rows = list_rows(frame)
    named = [(name_period(row, step), _share(row)) for row in rows]
    return _find_apart(named, step, is_derived=is_derived)


def find_failures_by_site(frame: pd.DataFrame, *, is_derived: bool = True) -> str:
    """State the share that fails, and which site stands out from it most, as of `intervals.Share.stands_out`.

    `frame` as of `count_failures_by_site`.
    """
    names = name_sites(frame)
    named = [(names[row["site_id"]], _share(row)) for row in list_rows(frame)]
    return _find_apart(named, "site", is_derived=is_derived)


def _find_apart(named: list[tuple[str, Share]], group: str, *, is_derived: bool) -> str:
    overall = Share(sum(share.part for _, share in named), sum(share.whole for _, share in named))
    if not overall.whole:
        return "No screening"
    what = "ineligible" if is_derived else "recorded as ineligible"
    part = format_part(overall.part, overall.whole, "screening")
    verb = agree(overall.part, overall.whole, "is", "are")
    head = f"{part} {verb} {what} ({format_share(overall.part, overall.whole)})"
    if len(named) == 1:
        return head
    apart = [(name, share) for name, share in named if share.stands_out(overall.value)]
    if not apart:
        return f"{head}; no {group} stands out"
    name, share = max(apart, key=lambda item: abs(item[1].value - overall.value))
    return f"{head}; {name} stands out, {format_of(share.part, share.whole)}, {format_share(share.part, share.whole)}"


def _share(row: dict[str, Any]) -> Share:
    return Share(int(row["ineligible"]), int(row["screenings"]))


def describe_failures_over_time(frame: pd.DataFrame, *, step: str, is_derived: bool = True) -> str:
    """Tell the periods in words: how many of how many are ineligible."""
    text = [
        f"{name_period(row, step)} {format_of(row['ineligible'], row['screenings'])}"
        for row in list_rows(frame)
        if row["screenings"]
    ]
    what = "ineligible" if is_derived else "recorded as ineligible"
    return f"Bars of screenings by {step}, and the share {what}. {what.capitalize()}: {'; '.join(text) or 'none'}."


def describe_failures_by_site(frame: pd.DataFrame, *, is_derived: bool = True) -> str:
    """Tell the sites in words: how many of how many are ineligible, and for what most often."""
    names = name_sites(frame)
    text = [
        f"{names[row['site_id']]} {format_of(row['ineligible'], row['screenings'])}"
        + (f", most often {name_with_code(row['leading_criterion'])}" if row["leading_criterion"] else "")
        for row in list_rows(frame)
    ]
    what = "ineligible" if is_derived else "recorded as ineligible"
    return f"Bars of screenings by site, and the share {what}. {what.capitalize()}: {'; '.join(text) or 'none'}."


def explain_shares(*, is_derived: bool = True) -> str:
    """Say what a share is of, what the line through it is and what a hollow one means."""
    open_ones = "Undecided" if is_derived else "Not decided"
    return (
        f"Shares are of all screenings; {lower_first(open_ones)} ones do not count as failures. The line "
        f"through a share is its 95 % interval (Wilson). Hollow: {CAUTION}."
    )
