"""One person's screening on one printed page, for the file: what every criterion says, and lines to sign.

`sheet.typ` beside this module is the page; Typst sets it without a browser or a network. Text reaches it as data, never
as markup. Whatever the text, the page is one: the print shrinks first, then long sentences are cut with a mark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from mesems_dash import __version__
from mesems_dash.eligibility import describe_criterion, describe_overall, find_missing
from mesems_dash.vocabulary import STATUS_LABELS
from mesems_dash.words.phrases import format_date, format_things

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mesems_dash.eligibility import CriterionJudgement, Judgement, Outlook

__all__ = ["Sheet", "write_sheet"]

STATUS_WORDS: Final = {
    "met": "Met",
    "not_met": "Not met",
    "absent": "Absent",
    "present": "Present",
    "unknown": "Undecided",
}
REFERENCE_WORDS: Final = {
    "RANDOMISED": "day of randomisation",
    "PLANNED": "planned day of randomisation",
    "SCREENED": "day of screening",
}
NO_REFERENCE: Final = {
    "UNUSABLE": "None: the recorded randomisation has no full date",
    "CONTESTED": "None: rows contradict each other or could not be read",
}
MOST_MISSING: Final = 14
MOST_CHARACTERS: Final = 2_000
"""No text on a page needs more; the page itself cuts further where it must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One screening of one person, judged: what a sheet says.

    `site` is its name and id as they shall be read; `judgement` what the rule set says at the reference date, whose
    kind is `reference_kind` (RANDOMISED, PLANNED, SCREENED, UNUSABLE, CONTESTED). `outlook` begins at the reference
    date; None leaves the column about time out, as for somebody already randomised. `site_decision` is a phrase, blank
    for none.
    """

    subject_id: str
    site: str
    screening_no: int
    screened_on: date
    reference_kind: str
    cut_id: str
    as_of: date
    judgement: Judgement
    is_synthetic: bool
    outlook: Outlook | None = None
    site_decision: str = ""
    trial: str = "MESEMS"


def write_sheet(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF of exactly one page, A4, tagged for screen readers, its fonts inside.

    The same sheet gives the same bytes. Evidence that had to be cut ends in an ellipsis, and the page says so.
    """
    from typst import compile as set_page

    data = json.dumps(_build_values(sheet), ensure_ascii=False)
    return set_page(_template(), format="pdf", sys_inputs={"sheet": data}, timestamp=0)


@cache
def _template() -> bytes:
    return files(__package__).joinpath("sheet.typ").read_bytes()


# ---------------------------------------------------------------- what it says
def _build_values(sheet: Sheet) -> dict[str, Any]:
    judgement = sheet.judgement
    return {
        "trial": _cut(sheet.trial),
        "is_synthetic": sheet.is_synthetic,
        "head": [[label, _cut(value)] for label, value in _build_head(sheet)],
        "status": STATUS_LABELS[judgement.status],
        "overall": _cut(describe_overall(judgement)),
        "site_decision": _cut(sheet.site_decision),
        "has_outlook": sheet.outlook is not None,
        "criteria": [_build_criterion(sheet, judged) for judged in judgement.criteria],
        "missing": _describe_missing(judgement),
        "outlook": "" if sheet.outlook is None else _describe_outlook(sheet.outlook),
        "footer": _cut(f"MESEMS dashboard {__version__} · data cut {sheet.cut_id}"),
    }


def _build_head(sheet: Sheet) -> Iterator[tuple[str, str]]:
    rule_set, facts = sheet.judgement.rule_set, sheet.judgement.facts
    yield "Subject", sheet.subject_id
    yield "Site", sheet.site
    yield "Screening", f"No. {sheet.screening_no}, {format_date(sheet.screened_on)}"
    yield "MS subtype", facts.subtype or "Not recorded"
    yield "Reference date", _describe_reference(sheet)
    yield "Data cut", f"As of {format_date(sheet.as_of)}"
    yield "Rule set", f"{rule_set.title}, version {rule_set.version} ({rule_set.name})"


def _describe_reference(sheet: Sheet) -> str:
    on = sheet.judgement.facts.reference_on
    kind = sheet.reference_kind
    return NO_REFERENCE[kind] if on is None else f"{format_date(on)}, {REFERENCE_WORDS[kind]}"


def _build_criterion(sheet: Sheet, judged: CriterionJudgement) -> dict[str, Any]:
    criterion = judged.criterion
    return {
        "code": criterion.id,
        "label": _cut(criterion.label),
        "status": STATUS_WORDS[judged.status],
        "fails": judged.fails,
        "open": judged.truth is None,
        "derived": criterion.is_derived,
        "evidence": _cut(describe_criterion(judged, sheet.judgement.facts)),
        "time": "" if sheet.outlook is None else _describe_time(judged, sheet.outlook),
    }


def _describe_time(judged: CriterionJudgement, outlook: Outlook) -> str:
    """Say when time alone changes a criterion; E1 to E3 only follow I1, which says it."""
    if judged.criterion.is_derived:
        return ""
    code = judged.criterion.id
    if judged.truth is (not judged.against):
        until = outlook.holds_until(code)
        return "" if until is None else f"Holds until {_format_day(until)}"
    clears_on = outlook.clears_on(code)
    return "Not by time alone" if clears_on is None else f"Clears on {_format_day(clears_on)}"


def _format_day(day: date) -> str:
    return format_date(day).replace(" ", "\N{NO-BREAK SPACE}")


def _describe_missing(judgement: Judgement) -> list[str]:
    """Return one line a value that is missing, with all criteria that ask for it; at most MOST_MISSING lines."""
    asking: dict[str, list[str]] = {}
    for item in find_missing(judgement):
        asking.setdefault(item.question, []).append(item.criterion)
    lines = [_cut(f"{question} ({', '.join(dict.fromkeys(codes))})") for question, codes in asking.items()]
    if len(lines) <= MOST_MISSING:
        return lines
    return [*lines[: MOST_MISSING - 1], f"And {format_things(len(lines) - MOST_MISSING + 1, 'value')} more."]


def _describe_outlook(outlook: Outlook) -> str:
    first, last = outlook.periods[0].first, outlook.periods[-1].last
    until = f"From {format_date(first)} to {format_date(last)}"
    if not outlook.eligible:
        return f"{until}: not eligible at any time by time alone."
    spans = [f"{format_date(begin)} to {format_date(end)}" for begin, end in outlook.eligible]
    return _cut(f"{until}: eligible from {', and from '.join(spans)}.")


def _cut(text: str) -> str:
    """Return text as one line of at most MOST_CHARACTERS."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
