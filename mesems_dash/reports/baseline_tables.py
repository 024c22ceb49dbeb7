"""The baseline as tables: one to read, as papers print it, one of plain numbers to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import SEQUENCE_LABELS
from mesems_dash.words.baseline import MEASURES, format_difference, name_level
from mesems_dash.words.phrases import format_people, format_share

if TYPE_CHECKING:
    from mesems_dash.reports.baseline import Line, Summary

__all__ = ["BAND", "EXPLAINED", "NO_P_VALUES", "describe_left_out", "export_baseline", "tabulate_baseline"]

BAND: Final = (
    "Standardised difference: the difference in means or shares divided by their common standard deviation. Shaded: "
    "the range that chance alone gives in 95 % of trials of this size; about one in twenty lies outside."
)
NO_P_VALUES: Final = (
    "No p-values: the sequences were assigned at random, so every difference here is due to chance, and there is "
    "nothing to test (CONSORT 2010, item 15)."
)
EXPLAINED: Final = (
    "On the day of randomisation, in completed years. A partial date that allows two values, a relapse history not "
    "confirmed complete or a scan without contrast counts as not known. Treated before: with a drug listed in I1."
)
_GLUE: Final = "\N{NO-BREAK SPACE}"
_TO: Final = f"{_GLUE}to{_GLUE}"
_NOT_COMPUTABLE: Final = "not computable"
_SIDES: Final = tuple(SEQUENCE_LABELS.values())


def describe_left_out(people: int) -> str:
    """Say who is in neither sequence; empty where everybody is in one."""
    if not people:
        return ""
    has, is_left = ("has", "is") if people == 1 else ("have", "are")
    return f"{format_people(people)} {has} no allocation recorded and {is_left} left out."


# ---------------------------------------------------------------- to read
def tabulate_baseline(lines: tuple[Line, ...]) -> pd.DataFrame:
    """Return the baseline to read: mean (SD) and median (IQR), or people and share, and always how many are not known.

    Columns: At randomisation, both sequences with their N, Difference (standardised).
    """
    rows: list[tuple[str, str, str, str]] = []
    for place, line in enumerate(lines):
        rows.extend(_read_line(line))
        following = lines[place + 1].measure if place + 1 < len(lines) else None
        if following != line.measure:
            rows.append((f"{_name(line)}: not known", f"{line.first.missing:,}", f"{line.second.missing:,}", ""))
    people = (lines[0].first.people, lines[0].second.people) if lines else (0, 0)
    heads = [f"{side}, N{_GLUE}={_GLUE}{number:,}" for side, number in zip(_SIDES, people, strict=True)]
    return pd.DataFrame(rows, columns=["At randomisation", *heads, "Difference"])


def _name(line: Line) -> str:
    return MEASURES.get(line.measure, line.measure)


def _read_line(line: Line) -> list[tuple[str, str, str, str]]:
    difference = _NOT_COMPUTABLE if line.difference is None else format_difference(line.difference)
    if line.first.mean is None and line.second.mean is None and line.level is None:
        return []
    if line.level is not None:
        name = f"{_name(line)}: {name_level(line.measure, line.level)}"
        return [(name, _format_part(line.first), _format_part(line.second), "" if line.is_mirror else difference)]
    return [
        (f"{_name(line)}: mean (SD)", _describe_mean(line.first), _describe_mean(line.second), difference),
        (f"{_name(line)}: median (IQR)", _describe_median(line.first), _describe_median(line.second), ""),
    ]


def _format_part(one: Summary) -> str:
    return f"{one.counted or 0:,} ({format_share(one.counted or 0, one.known)})"


def _describe_mean(one: Summary) -> str:
    if one.mean is None:
        return _NOT_COMPUTABLE
    return f"{one.mean:.1f} ({_NOT_COMPUTABLE if one.sd is None else f'{one.sd:.1f}'})"


def _describe_median(one: Summary) -> str:
    if one.median is None:
        return _NOT_COMPUTABLE
    return f"{one.median:.1f} ({one.quartile_1:.1f}{_TO}{one.quartile_3:.1f})"


# ---------------------------------------------------------------- to take away
def export_baseline(lines: tuple[Line, ...]) -> pd.DataFrame:
    """Return the baseline as numbers: one row per measure or level, a column per number and sequence.

    Columns: Measure, Level; for each sequence People, Known, Not known, Counted, Mean, SD, Median, Quartile 1, Quartile
    3; Difference (standardised), Chance band (half width). Blank where there is no such number.
    """
    frame = pd.DataFrame(
        [
            {
                "Measure": _name(line),
                "Level": "" if line.level is None else name_level(line.measure, line.level),
                **_export_side(_SIDES[0], line.first),
                **_export_side(_SIDES[1], line.second),
                "Difference": line.difference,
                "Chance band": line.band,
            }
            for line in lines
        ]
    )
    kinds: dict[str, Any] = {
        name: "Int64" if name.endswith(("People", "nown", "Counted")) else float
        for name in frame.columns
        if name not in {"Measure", "Level"}
    }
    return frame.astype(kinds)


def _export_side(side: str, one: Summary) -> dict[str, Any]:
    numbers = {
        "People": one.people,
        "Known": one.known,
        "Not known": one.missing,
        "Counted": one.counted,
        "Mean": one.mean,
        "SD": one.sd,
        "Median": one.median,
        "Quartile 1": one.quartile_1,
        "Quartile 3": one.quartile_3,
    }
    return {f"{side}: {name}": number for name, number in numbers.items()}
