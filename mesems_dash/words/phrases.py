"""How do we say a number? The small phrases that findings, charts and pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.vocabulary import CRITERION_LABELS, NOT_RECORDED, REASON_LABELS, SUBTYPE_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    Day = date | datetime | None  # of a frame: a pandas Timestamp is a datetime

__all__ = [
    "NOTHING",
    "agree",
    "format_change",
    "format_count",
    "format_date",
    "format_days",
    "format_month",
    "format_of",
    "format_part",
    "format_people",
    "format_share",
    "format_things",
    "join_words",
    "lower_first",
    "name_criterion",
    "name_decision",
    "name_group",
    "name_reason",
    "name_reasons",
    "plain",
]

NOTHING: Final = "–"  # noqa: RUF001 - an en dash, on purpose
"""Stands for "no number here" in cells and tiles."""
_NO_MARKUP: Final = str.maketrans(
    "<>",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
)
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plain(text: str) -> str:
    """Return text from data as Plotly will show it, letter by letter: without angle brackets nothing is a tag."""
    return text.translate(_NO_MARKUP)


def format_things(number: int, thing: str, plural: str | None = None) -> str:
    """Say "1 day", "2 days", "1,204 days"."""
    return f"{number:,} {thing if number == 1 else plural or thing + 's'}"


def format_people(number: int) -> str:
    """Say "1 person", "31 people"."""
    return format_things(number, "person", "people")


def format_of(part: int, whole: int) -> str:
    """Say "12 of 40"."""
    return f"{part:,} of {whole:,}"


def format_part(part: int, whole: int, thing: str, plural: str | None = None) -> str:
    """Say "12 of 40 people", "1 of 1 person": the noun goes with the whole."""
    return f"{part:,} of {format_things(whole, thing, plural)}"


def agree(part: int, whole: int, singular: str, plural: str) -> str:
    """Return the verb of "part of whole": "1 of 40 fails", "0 of 1 fails", "12 of 40 fail"."""
    return singular if 1 in (part, whole) else plural


def format_share(part: float, whole: float) -> str:
    """Say a share in whole per cent; never "0 %" of something or "100 %" of not all; a share of nothing is a dash."""
    if not whole:
        return NOTHING
    percent = round(100 * part / whole)
    if part > 0 and percent == 0:
        return "<1 %"
    if part < whole and percent == 100:  # noqa: PLR2004 - one hundred per cent
        return ">99 %"
    return f"{percent} %"


def format_count(number: float | None) -> str:
    """Say a count with thousands marked; what is not known is a dash."""
    return NOTHING if number is None or pd.isna(number) else f"{int(number):,}"


def format_days(days: float | None) -> str:
    """Say "12 d" as in a narrow column; what is not known is a dash."""
    return NOTHING if days is None or pd.isna(days) else f"{round(days):,} d"


def format_change(change: int) -> str:
    """Say "+3", "-2" with a true minus, or "no change"."""
    if not change:
        return "no change"
    return f"+{change:,}" if change > 0 else f"\N{MINUS SIGN}{-change:,}"


def format_date(day: Day) -> str:
    """Say "3 Jul 2018", whatever the machine's language; a missing date is a dash."""
    if day is None or pd.isna(day):
        return NOTHING
    return f"{day.day} {format_month(day)}"


def format_month(day: Day) -> str:
    """Say "Jul 2018"; a missing date is a dash."""
    if day is None or pd.isna(day):
        return NOTHING
    return f"{MONTHS[day.month - 1]} {day.year}"


def join_words(words: Sequence[str]) -> str:
    """Say "a", "a and b", "a, b and c"."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no joint
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def lower_first(words: str) -> str:
    """Begin with a small letter, unless the word is an abbreviation: "age", but "EDSS range"."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def name_reason(code: str) -> str:
    """Name a criterion or another reason as people say it; an unknown code stays as it is."""
    return CRITERION_LABELS.get(code) or REASON_LABELS.get(code, code)


def name_criterion(code: str) -> str:
    """Name a criterion with its code in front: "E5 Immunosuppressant washout"; other reasons have no code."""
    return f"{code} {CRITERION_LABELS[code]}" if code in CRITERION_LABELS else REASON_LABELS.get(code, code)


def name_decision(code: str | None) -> str:
    """Name a site's decision: "Ineligible", "Not decided"; nothing recorded is a dash."""
    if code is None or pd.isna(code):
        return NOTHING
    return "Not decided" if code == "PENDING" else code.capitalize()


def name_reasons(codes: str | None) -> str:
    """Name recorded codes: criteria by their code, other reasons in words, joined by a comma."""
    if codes is None or pd.isna(codes):
        return ""
    return ", ".join(REASON_LABELS.get(code, code) for code in codes.split())


def name_group(value: str) -> str:
    """Name a group of a side by side view: a subtype by its words, a blank, else the value itself as `plain` text."""
    return "Not recorded" if value == NOT_RECORDED else SUBTYPE_LABELS.get(value, plain(value))
