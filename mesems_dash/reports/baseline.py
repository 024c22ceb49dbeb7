"""The two sequences at randomisation: what each is like, and how different they are beside what chance makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.statistics.differences import Moments, expect_by_chance, standardise_means, standardise_shares
from mesems_dash.vocabulary import SEQUENCES, SEX_LABELS, SUBTYPE_LABELS
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Line", "Summary", "compare_sequences", "count_left_out", "list_differences"]

_LEVELS: Final = {"SEX": tuple(SEX_LABELS), "SUBTYPE": tuple(SUBTYPE_LABELS), "TREATED": ("YES", "NO")}
"""In this order; others by their code."""
_MIRRORED: Final = 2
"""Levels of a measure of which the second says what the first does, with the sign turned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One sequence in one line: people, of how many the value is known, and the value.

    `counted` of the people known are of the level; None for a number, which has mean, SD, median and quartiles, each
    None where there are too few values.
    """

    people: int = 0
    known: int = 0
    counted: int | None = None
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    quartile_1: float | None = None
    quartile_3: float | None = None

    @property
    def missing(self) -> int:
        """People of whom it is not known."""
        return self.people - self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measure, or one level of it (`level`; None for a number), in both sequences.

    `difference` is standardised, cells first minus placebo first; None where it cannot be computed, or, with
    `is_mirror`, says only what the line before it says. `band` is the half width that chance alone gives.
    """

    measure: str
    level: str | None
    first: Summary
    second: Summary
    difference: float | None
    band: float | None
    is_mirror: bool = False


def compare_sequences(baseline: pd.DataFrame) -> tuple[Line, ...]:
    """Return both sequences measure by measure, and level by level. `baseline` as of `summarise_baseline`.

    A measure in words that is known of nobody is one line without a level.
    """
    rows = {(row["measure"], row["level"], row["sequence"]): row for row in list_rows(baseline)}
    lines: list[Line] = []
    for measure in dict.fromkeys(measure for measure, _, _ in rows):
        levels = _order(measure, {level for one, level, _ in rows if one == measure and level is not None})
        for place, level in enumerate(levels or [None]):
            lines.append(_compare(rows, measure, level, is_mirror=len(levels) == _MIRRORED and place == 1))
    return tuple(lines)


def _order(measure: str, levels: set[str]) -> list[str]:
    known = [level for level in _LEVELS.get(measure, ()) if level in levels]
    return [*known, *sorted(levels - set(known))]


def _compare(
    rows: Mapping[tuple[str, str | None, str], Mapping[str, Any]], measure: str, level: str | None, *, is_mirror: bool
) -> Line:
    first, second = (_summarise(rows, measure, level, sequence) for sequence in SEQUENCES)
    return Line(
        measure=measure,
        level=level,
        first=first,
        second=second,
        difference=None if is_mirror else _standardise(first, second),
        band=expect_by_chance(first.known, second.known),
        is_mirror=is_mirror,
    )


def _summarise(
    rows: Mapping[tuple[str, str | None, str], Mapping[str, Any]], measure: str, level: str | None, sequence: str
) -> Summary:
    whole = rows.get((measure, None, sequence))
    if whole is None:
        return Summary(counted=None if level is None else 0)
    part = rows.get((measure, level, sequence), {})
    return Summary(
        people=int(whole["people"]),
        known=int(whole["known"]),
        counted=None if level is None else int(part.get("counted", 0)),
        **{name: whole[name] for name in ("mean", "sd", "median", "quartile_1", "quartile_3")},
    )


def _standardise(first: Summary, second: Summary) -> float | None:
    if first.counted is not None and second.counted is not None:
        return standardise_shares(first.counted, first.known, second.counted, second.known)
    if first.mean is None or second.mean is None or first.sd is None or second.sd is None:
        return None
    return standardise_means(
        Moments(first.known, first.mean, first.sd**2), Moments(second.known, second.mean, second.sd**2)
    )


def list_differences(lines: tuple[Line, ...]) -> pd.DataFrame:
    """Return the differences that can be computed, the greatest first.

    Columns: `measure`, `level` (None for a number), `difference`, `band` (half width). Ties keep the order of lines.
    """
    text = sorted(
        ((one.measure, one.level, one.difference, one.band) for one in lines if one.difference is not None),
        key=lambda row: -abs(row[2]),
    )
    return pd.DataFrame(text, columns=["measure", "level", "difference", "band"])


def count_left_out(baseline: pd.DataFrame) -> int:
    """Return how many have no allocation recorded, so that they are in no sequence."""
    rows = baseline[(baseline["sequence"] == "NOT_RECORDED") & baseline["people"].notna()]
    return int(rows["people"].max()) if len(rows) else 0
