"""What charts say about the reasons why people are not eligible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import (
    ALL,
    CRITERIA,
)
from mesems_dash.words.phrases import (
    agree,
    format_count,
    format_part,
    format_people,
    format_things,
    join_words,
    lower_first,
    name_group,
    name_reason,
)
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "count_people",
    "describe_exclusions",
    "describe_rows",
    "explain_exclusions",
    "find_exclusions",
    "lead_exclusion",
]

_MOST_OFTEN: Final = {
    "any": "fails most often",
    "only": "is most often the only reason",
    "first": "is most often the first reason",
}
_MODE: Final = {"any": "any reason", "only": "only reason", "first": "first reason"}
_FEW: Final = 3


def find_exclusions(frame: pd.DataFrame, *, mode: str, is_derived: bool = True, subtype: str = ALL) -> str:
    """State the commonest reason, of how many ineligible screenings. `frame` as of `count_exclusions`.

    `is_derived` says whether the data make them ineligible, or the sites called them so. Up to three reasons that tie
    are named together.
    """
    rows = frame[frame["subtype"] == subtype].set_index("criterion")
    counts, whole = rows[mode], int(rows["first"].sum())
    among = "" if subtype == ALL else f" in {lower_first(name_group(subtype))}"
    kind = (
        ("ineligible screening",)
        if is_derived
        else ("screening recorded as ineligible", "screenings recorded as ineligible")
    )
    if not whole:
        return f"No screening is {'' if is_derived else 'recorded as '}ineligible{among}"
    top = int(counts.max())
    if not top:
        if whole == 1:
            return f"The only {kind[0]}{among} has several reasons"
        return f"Of {format_things(whole, *kind)}{among}, none has a single reason"
    leaders = [_name_with_code(str(reason)) for reason in counts.index[counts == top]]
    return f"{_describe_leaders(leaders, mode, is_derived=is_derived)}: {format_part(top, whole, *kind)}{among}"


def _describe_leaders(leaders: list[str], mode: str, *, is_derived: bool) -> str:
    if len(leaders) > _FEW:
        return f"{len(leaders)} reasons tie"
    if len(leaders) > 1:
        return f"{join_words(leaders)} tie as {_MODE[mode]}"
    verb = "is recorded most often" if mode == "any" and not is_derived else _MOST_OFTEN[mode]
    return f"{leaders[0]} {verb}"


def lead_exclusion(frame: pd.DataFrame) -> str:
    """Return the commonest reason over all subtypes, the first in protocol order where several tie."""
    rows = list_rows(frame[frame["subtype"] == ALL])
    return str(max(rows, key=lambda row: int(row["any"]))["criterion"])


def explain_exclusions(frame: pd.DataFrame, *, is_derived: bool) -> str:
    """Say what is counted: of how many screenings, and which are left out."""
    rows = list_rows(frame[frame["subtype"] == ALL])
    whole, screenings = sum(row["first"] for row in rows), rows[0]["assessed"] + rows[0]["unknown"]
    part = format_part(whole, screenings, "screening")
    if is_derived:
        verb = agree(whole, screenings, "is", "are")
        return (
            f"{part} {verb} ineligible according to the data. These are screenings, not people; one may fail several "
            "criteria. Undecided ones are counted separately, of all screenings. E1 to E3 restate I1 and are not "
            "counted."
        )
    unknown = rows[0]["unknown"]
    return (
        f"Sites recorded {part} as ineligible (screenings, not people); {format_count(unknown)} "
        f"{'is' if unknown == 1 else 'are'} not decided. Recorded E1 to E3 count as I1."
    )


def count_people(screenings: int, people: int, what: str = "screening") -> str:
    """Say how many screenings, of how many people: "231 ineligible screenings of 226 people"."""
    return f"{format_things(screenings, what, what.replace('screening', 'screenings'))}, {format_people(people)}"


def describe_rows(start: int, most: int, whole: int) -> str:
    """Say which rows of a long list are seen: "51 to 100 of 231"."""
    return f"{start + 1:,} to {min(start + most, whole):,} of {whole:,}"


def _name_with_code(reason: str) -> str:
    return f"{name_reason(reason)} ({reason})" if reason in CRITERIA else name_reason(reason)


def describe_exclusions(frame: pd.DataFrame, *, mode: str) -> str:
    """Tell the reasons over all subtypes in words, commonest first, then those that nobody had."""
    counts = frame[frame["subtype"] == ALL].set_index("criterion")[mode]
    seen = counts[counts > 0].sort_values(ascending=False, kind="stable")
    none = [_name_with_code(str(reason)) for reason in counts.index[counts == 0]]
    text = [f"{_name_with_code(str(reason))} {number:,}" for reason, number in seen.items()]
    ending = f"; with none: {', '.join(none)}" if none else ""
    return f"Bars of screenings by {_MODE[mode]} and subtype. All subtypes: {', '.join(text) or 'none'}{ending}."
