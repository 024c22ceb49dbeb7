"""Answers one question to a site in every way that matters, in the record itself: the brute force for `questions.py`.

A question is answered in full: an exact day, an exact number, a list to which everything that was missing is added.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

from mesems_dash.eligibility.intervals import add_months
from mesems_dash.eligibility.person import (
    EdssAssessment,
    LabResult,
    Malignancy,
    Person,
    Relapse,
    Scan,
    Screening,
    Therapy,
)
from mesems_dash.eligibility.wording import format_span

if TYPE_CHECKING:
    from collections.abc import Iterator

SCORES = (0.0, 1.0, *(half / 2 for half in range(3, 21)))
DRUGS = (
    ("natalizumab", "L04AA23"),
    ("fingolimod", "L04AA27"),
    ("azathioprine", "L04AX01"),
    ("interferon beta-1a", "L03AB07"),
    ("methylprednisolone", "H02AB04"),
    ("paracetamol", "N02BE01"),
)
Answered = "Iterator[tuple[Person, Screening]]"


def answer(field: str, question: str, person: Person, screening: Screening) -> Answered:
    """Yield the record with every answer to a question."""
    file, column = field.split(".")
    on = screening.reference_on
    assert on is not None
    if column.endswith("_history_complete"):
        yield from _complete(column, person, screening, on)
    elif file == "screenings":
        values = ("RRMS", "SPMS", "PPMS") if column == "subtype" else (True, False)
        yield from ((person, replace(screening, **{column: value})) for value in values)
    elif file == "subjects":
        for subject in _answer_subject(column, person, on):
            yield replace(person, subject=subject), screening
    elif file == "labs":
        yield from ((replace(person, labs=labs), screening) for labs in _answer_labs(column, person, on))
    else:
        rows = _ROWS[file](column, question, getattr(person, file), on)
        yield from ((replace(person, **{file: tuple(one)}), screening) for one in rows)


def days_between(lo: date | None, hi: date | None, on: date) -> list[date]:
    """Return the days of a span at which some rule may change its mind, and those around them."""
    lo, hi = lo or date(1940, 1, 1), hi or date(2030, 1, 1)
    edges = [on - timedelta(days=days) for days in (0, 30, 60, 200)]
    edges += [add_months(on, -months) for months in (3, 12, 18, 24, 60, 12 * 10, 12 * 30, 12 * 51)]
    near = {edge + timedelta(days=shift) for edge in edges for shift in (-1, 0, 1)}
    return sorted({lo, hi, *(day for day in near if lo <= day <= hi)})


# ---------------------------------------------------------------- the person and the results
def _answer_subject(column: str, person: Person, on: date) -> Iterator[Any]:
    subject = person.subject
    if column == "sex":
        yield from (replace(subject, sex=sex) for sex in "FM")
    elif column == "childbearing_potential":
        yield from (replace(subject, childbearing_potential=value) for value in (True, False))
    else:
        name = column.removesuffix("_date")
        for day in days_between(getattr(subject, f"{name}_lo"), getattr(subject, f"{name}_hi"), on):
            yield replace(subject, **{f"{name}_lo": day, f"{name}_hi": day})


def _answer_labs(test: str, person: Person, on: date) -> Iterator[tuple[LabResult, ...]]:
    others = tuple(row for row in person.labs if row.test != test)
    new = LabResult(test=test, collected_lo=on, collected_hi=on)
    if test in {"EGFR", "WBC"}:
        known = [row for row in person.labs if row.test == test and row.value_lo is not None]
        lo, hi = (known[0].value_lo, known[0].value_hi) if known else (0.0, 200.0)
        for value in (1.0, 3.9, 7.0, 12.0, 59.9, 60.0, 75.0, 100.0):
            if lo <= value <= hi:
                exact = replace(new, value_lo=value, value_hi=value, value_lo_open=False, value_hi_open=False)
                yield (*others, exact)
    else:
        yield from ((*others, replace(new, result=result)) for result in ("POS", "NEG"))


# ---------------------------------------------------------------- lists
def _complete(column: str, person: Person, screening: Screening, on: date) -> Answered:
    screening = replace(screening, **{column: True})
    file = {"therapy": "therapies", "relapse": "relapses", "mri": "mri", "malignancy": "malignancies"}[
        column.removesuffix("_history_complete")
    ]
    yield person, screening
    for row in _UNLISTED[file](on):
        yield replace(person, **{file: (*getattr(person, file), row)}), screening


def _unlisted_therapies(on: date) -> Iterator[Therapy]:
    for (drug, atc), back, length in product(DRUGS, (1, 20, 100, 700), (0, 100, 364, 900)):
        ended = on - timedelta(days=back)
        started = ended - timedelta(days=length)
        yield Therapy(
            drug=drug, atc=atc, route="IV", started_lo=started, started_hi=started, ended_lo=ended, ended_hi=ended
        )


def _unlisted_relapses(on: date) -> Iterator[Relapse]:
    for day, documented in product(days_between(date(2010, 1, 1), on, on), (True, False)):
        yield Relapse(onset_lo=day, onset_hi=day, documented=documented)


def _unlisted_scans(on: date) -> Iterator[Scan]:
    for day, count in product(days_between(date(2010, 1, 1), on, on), (0, 2)):
        yield Scan(scanned_lo=day, scanned_hi=day, gadolinium=True, gel_count=count)


def _unlisted_malignancies(on: date) -> Iterator[Malignancy]:
    for day, kind in product(days_between(date(2010, 1, 1), on, on), ("BCC_SKIN", "OTHER")):
        early = date(2005, 1, 1)
        yield Malignancy(type=kind, diagnosed_lo=early, diagnosed_hi=early, remission_lo=day, remission_hi=day)


_UNLISTED = {
    "therapies": _unlisted_therapies,
    "relapses": _unlisted_relapses,
    "mri": _unlisted_scans,
    "malignancies": _unlisted_malignancies,
}


# ---------------------------------------------------------------- rows
def _answer_relapses(column: str, question: str, rows: tuple[Relapse, ...], on: date) -> Iterator[list[Relapse]]:
    if column == "documented":
        yield from _each(rows, lambda row: row.documented is None and _is_named(row, question), _documented, on)
    else:
        is_latest = "latest relapse" in question
        yield from _each(rows, lambda row: is_latest or _is_named(row, question), _dated("onset"), on)


def _is_named(row: Relapse, question: str) -> bool:
    name = "undated" if row.onset_lo is None else f"relapse of {format_span(row.onset_lo, row.onset_hi)}"
    return name in question or "began on or after" in question


def _documented(row: Relapse, _on: date) -> list[Relapse]:
    return [replace(row, documented=value) for value in (True, False)]


def _answer_edss(column: str, question: str, rows: tuple[EdssAssessment, ...], on: date) -> Iterator[list[Any]]:
    new = EdssAssessment(assessed_lo=on, assessed_hi=on, score=4.0)
    if "earlier" in question:
        first = add_months(on, -12)
        for score in SCORES:
            yield [*rows, replace(new, assessed_lo=first, assessed_hi=first, score=score)]
    elif column == "score" and not any(row.score is None for row in rows):
        yield from ([*rows, replace(new, score=score)] for score in SCORES)
    elif column == "score":
        yield from _each(rows, lambda row: row.score is None, _scored, on)
    else:
        yield from _each(rows, lambda _row: True, _dated("assessed"), on)


def _scored(row: EdssAssessment, _on: date) -> list[EdssAssessment]:
    return [replace(row, score=score) for score in SCORES]


def _answer_mri(column: str, _question: str, rows: tuple[Scan, ...], on: date) -> Iterator[list[Scan]]:
    if column == "gel_count":
        yield from _each(rows, lambda row: row.gadolinium is not True or row.gel_count is None, _counted, on)
    else:
        yield from _each(rows, lambda row: bool(row.gel_count), _dated("scanned"), on)


def _counted(row: Scan, _on: date) -> list[Scan]:
    return [replace(row, gadolinium=True, gel_count=count) for count in (0, 2)]


def _answer_therapies(column: str, question: str, rows: tuple[Therapy, ...], on: date) -> Iterator[list[Therapy]]:
    if "each therapy" in question:
        yield from _each(rows, lambda _row: True, _both_ends, on)
    elif column in {"started_on", "ended_on"}:
        name = column.removesuffix("_on")
        yield from _each(rows, lambda row: str(row.drug) in question and not row.ongoing, _dated(name), on)
    elif column == "drug":
        yield from _each(rows, lambda row: row.drug == "trial drug 17", _identified, on)
    else:
        yield from _each(rows, lambda row: row.atc == "L04" or row.route is None, _specified, on)


def _both_ends(row: Therapy, on: date) -> list[Therapy]:
    started = [
        exact for exact in _dated("started")(row, on) if row.ended_hi is None or exact.started_lo <= row.ended_hi
    ]
    return [end for start in started for end in ([start] if row.ongoing else _dated("ended")(start, on))]


def _identified(row: Therapy, _on: date) -> list[Therapy]:
    return [replace(row, drug=drug, atc=atc, route="IV") for drug, atc in DRUGS]


def _specified(row: Therapy, _on: date) -> list[Therapy]:
    if row.atc == "L04":
        return [replace(row, drug=drug, atc=atc) for drug, atc in DRUGS[:3]]
    return [replace(row, route=route) for route in ("ORAL", "INHALED")]


def _answer_malignancies(column: str, _q: str, rows: tuple[Malignancy, ...], on: date) -> Iterator[list[Malignancy]]:
    if column == "type":
        yield from _each(rows, lambda row: row.type is None, _typed, on)
    else:
        yield from _each(rows, lambda row: row.type != "OTHER", _dated("remission"), on)


def _typed(row: Malignancy, _on: date) -> list[Malignancy]:
    return [replace(row, type=kind) for kind in ("BCC_SKIN", "OTHER")]


def _dated(name: str) -> Any:
    """Return what gives a row every exact day that its partial one allows, not before it began."""

    def fill(row: Any, on: date) -> list[Any]:
        lo, hi = getattr(row, f"{name}_lo"), getattr(row, f"{name}_hi")
        if name == "ended":
            lo = max(filter(None, (lo, row.started_lo)), default=None)
        return [replace(row, **{f"{name}_lo": day, f"{name}_hi": day}) for day in days_between(lo, hi, on)]

    return fill


def _each(rows: tuple[Any, ...], is_asked: Any, fill: Any, on: date) -> Iterator[list[Any]]:
    """Yield the rows with every combination of answers for those that are asked about."""
    choices = [fill(row, on) if is_asked(row) else [row] for row in rows]
    yield from (list(chosen) for chosen in product(*choices))


_ROWS: dict[str, Any] = {
    "relapses": _answer_relapses,
    "edss": _answer_edss,
    "mri": _answer_mri,
    "therapies": _answer_therapies,
    "malignancies": _answer_malignancies,
}
