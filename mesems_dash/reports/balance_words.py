"""Balance against the design and against chance, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.reports.balance import FEWEST
from mesems_dash.words.phrases import (
    agree,
    format_date,
    format_of,
    format_part,
    format_people,
    format_things,
    join_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.reports.balance import Stratum
    from mesems_dash.statistics.split import Split

__all__ = [
    "TOSSES",
    "describe_alarm",
    "describe_check",
    "describe_gaps",
    "describe_split",
    "explain_limits",
    "list_errors",
]

TOSSES: Final = (
    "The test and the interval assume independent allocations. Permuted blocks are not independent: they keep the "
    "split near one half, so only a gross failure would show, such as a list that was not used. For few people, or for "
    "one group among many, they mean nothing and are not shown."
)
_LIMIT: Final = "Allowed: the largest difference that blocks can make in a group of whole strata."
_NO_LIMIT: Final = "Blocks balance strata, not parts of them: the design sets no limit for {whom}."
_SMALLEST: Final = 0.0001


def describe_check(strata: Sequence[Stratum], block_length: int) -> str:
    """Say how many strata were held against their blocks, and with what result."""
    judged = [one for one in strata if one.limit is not None]
    if not judged:
        return "The filters select part of every stratum, and blocks set no limit for a part."
    beyond = sum(1 for one in judged if one.beyond)
    within = len(judged) - beyond
    verb = agree(within, len(judged), "is within its", "are within their")
    text = f"{format_part(within, len(judged), 'stratum', 'strata')} {verb} blocks"
    left = len(strata) - len(judged)
    parts = f" The filters select part of {format_things(left, 'other')}: no limit." if left else ""
    return (
        f"{text}: within a stratum the sequences are at most {block_length // 2} apart, and equal after "
        f"every full block.{parts}"
    )


def describe_alarm(block_length: int) -> str:
    """Return what stands above the errors: they are certain if the blocks are what they are taken to be."""
    return f"Randomisation error, not chance, if blocks have length {block_length}: further apart than they allow"


def list_errors(strata: Sequence[Stratum], block_length: int, names: Mapping[str, str]) -> list[str]:
    """Say of every stratum beyond its blocks which it is, by how much and since when; none where all is well."""
    return [_describe_error(one, block_length, names) for one in strata if one.beyond]


def _describe_error(one: Stratum, block_length: int, names: Mapping[str, str]) -> str:
    since = (
        "counting people without a usable date" if one.beyond_on is None else f"first on {format_date(one.beyond_on)}"
    )
    least = "at least " if one.is_lower_bound else ""
    return (
        f"Stratum {names.get(one.name, one.name)}: {least}{format_people(one.beyond)} further apart than "
        "blocks of length "
        f"{block_length} allow, {since}; now {one.first:,} cells first, {one.second:,} placebo first."
    )


def describe_gaps(strata: Sequence[Stratum], names: Mapping[str, str]) -> str:
    """Say how many people have no allocation or date, and what that does to the check; empty if nothing is missing."""
    unknown, undated = sum(one.not_recorded for one in strata), sum(one.undated for one in strata)
    if not unknown + undated:
        return ""
    text = [
        f"{format_people(number)} {'has' if number == 1 else 'have'} no {what}"
        for number, what in ((unknown, "allocation recorded"), (undated, "usable date of randomisation"))
        if number
    ]
    where = [names.get(one.name, one.name) for one in strata if one.is_lower_bound]
    return f"{join_words(text)}, in {join_words(where)}: the check there is a lower bound and may miss an error."


def explain_limits(limits: Mapping[str, int], groups: int) -> str:
    """Say what the limits of groups are, and why some or all have none."""
    if not limits:
        return _NO_LIMIT.format(whom="these groups")
    return _LIMIT if len(limits) == groups else f"{_LIMIT} {_NO_LIMIT.format(whom='the others')}"


def describe_split(split: Split | None, first: int) -> str:
    """Say the split with its exact interval and p; of few, why none is shown."""
    if split is None or split.of < FEWEST:
        return (
            f"Fewer than {FEWEST} people are allocated: no test of the split is shown, because it could detect nothing."
        )
    p = f"p < {_SMALLEST}" if split.p_value < _SMALLEST else f"p = {split.p_value:.4f}"
    return (
        f"{format_of(first, split.of)} allocated are cells first, {_percent(split.share)}; exact 95 % interval "
        f"{_percent(split.low)} to {_percent(split.high)}, exact binomial test against one half: {p}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
