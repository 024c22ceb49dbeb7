"""EDSS and laboratory results of one person as facts: what the latest assessment may say.

Several rows may be the latest one up to the reference date, because dates are partial or two are of one day: the
candidates. A fact is known where an assessment surely exists and all candidates are recorded; it then holds all that
they say, and a test is decided where they agree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mesems_dash.eligibility.intervals import Interval, latest, span
from mesems_dash.eligibility.truth import Truth, agree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from mesems_dash.eligibility.person import EdssAssessment, LabResult

Value = TypeVar("Value")
Range = tuple[float, float, bool, bool]
RANGE_ENDS = ("lo", "hi", "lo_open", "hi_open")


@dataclass(frozen=True, slots=True)
class PossibleScore:
    """An EDSS assessment that may lie up to the reference; `is_certain`: it surely does. No `score`: not recorded.

    `doubt` says why there is none: UNREADABLE; None where it is blank.
    """

    lo: date
    hi: date
    score: float | None
    is_certain: bool
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class PossibleResult:
    """A result that may be the latest of its test, where it is not the only one or leaves the test open."""

    test: str
    lo: date
    hi: date
    result: str | None
    value_lo: float | None
    value_hi: float | None
    value_lo_open: bool
    value_hi_open: bool
    doubt: str | None
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Latest(Generic[Value]):
    """What the latest assessment may say: `values` of the candidates (None = not recorded), and `when` it was.

    `is_certain`: there surely is one.
    """

    values: tuple[Value | None, ...]
    when: Interval
    is_certain: bool

    @property
    def is_known(self) -> bool:
        """Tell whether there surely is a latest assessment, and every value that it may have is recorded."""
        return self.is_certain and None not in self.values


def find_latest(rows: Iterable[tuple[Interval, Value | None]], on: date) -> Latest[Value]:
    """Return what the latest of `rows` up to `on` may say; rows wholly after `on` are left out."""
    possible = [(day, value) for day, value in rows if day.is_possible_by(on)]
    certain = [day for day, _ in possible if day.is_certain_by(on)]
    when = latest(certain, [day.cut_off(on) for day, _ in possible])
    candidates = [value for day, value in possible if day.cut_off(on).hi >= when.lo]
    return Latest(tuple(candidates), when, bool(certain))


def edss_facts(assessments: Sequence[EdssAssessment], *, on: date) -> dict[str, Any]:
    """Return the latest EDSS, and every assessment that may lie up to `on`."""
    rows = [(span(row.assessed_lo, row.assessed_hi), row.score) for row in assessments]
    found = find_latest(rows, on)
    scores = sorted(set(found.values), key=_nulls_last)
    recorded = [score for score in scores if score is not None]
    listed = [
        PossibleScore(day.lo, min(day.hi, on), row.score, is_certain=day.is_certain_by(on), doubt=row.doubt)
        for row, (day, _) in zip(assessments, rows, strict=True)
        if day.is_possible_by(on)
    ]
    return {
        "edss": tuple(sorted(listed, key=order_of_fields)),
        "edss_is_plain": len({one.lo for one in listed if one.is_certain and one.lo == one.hi}) == len(listed),
        "edss_scores": tuple(scores),
        "edss_known": found.is_known,
        "edss_min": recorded[0] if found.is_known else None,
        "edss_max": recorded[-1] if found.is_known else None,
        "edss_on_lo": found.when.lo if found.values else None,
        "edss_on_hi": found.when.hi if found.values else None,
    }


def lab_facts(labs: Iterable[LabResult], *, on: date) -> dict[str, Any]:
    """Return what the latest result of every test says; a test not done is as if it were not there."""
    by_test: dict[str, list[LabResult]] = {}
    for row in labs:
        if row.test and row.result != "ND" and span(row.collected_lo, row.collected_hi).is_possible_by(on):
            by_test.setdefault(row.test, []).append(row)
    return {
        **_hiv(by_test.get("HIV", []), on),
        **_serology("hbsag", by_test.get("HBSAG", []), on),
        **_serology("hcv_antibody", by_test.get("HCVAB", []), on),
        **_serology("hcv_rna", by_test.get("HCVRNA", []), on),
        **_serology("bands", by_test.get("CSF_OCB", []), on),
        **_hepatitis_c(by_test.get("HCVAB", []), by_test.get("HCVRNA", []), on),
        **_pregnancy(by_test.get("HCG", []), on),
        **_measurement("egfr", by_test.get("EGFR", []), on),
        **_measurement("wbc", by_test.get("WBC", []), on),
        "open_results": tuple(
            sorted((one for rows in by_test.values() for one in _open_results(rows, on)), key=order_of_fields)
        ),
    }


def _nulls_last(value: Any) -> tuple[bool, Any]:  # noqa: ANN401 -- anything that can be sorted
    return (value is None, 0 if value is None else value)


def order_of_fields(row: PossibleScore | PossibleResult) -> tuple[tuple[bool, Any], ...]:
    """Sort by every field in turn, as SQL sorts a list of structs."""
    return tuple(_nulls_last(getattr(row, one.name)) for one in fields(row))


def _collected(row: LabResult) -> Interval:
    return span(row.collected_lo, row.collected_hi)


def _is_positive(row: LabResult) -> Truth:
    return {"POS": True, "NEG": False}.get(row.result or "")


def _dated(name: str, value: Truth, when: Interval | None) -> dict[str, Any]:
    return {name: value, f"{name}_on_lo": when and when.lo, f"{name}_on_hi": when and when.hi}


def _serology(name: str, rows: Sequence[LabResult], on: date) -> dict[str, Any]:
    found = find_latest([(_collected(row), _is_positive(row)) for row in rows], on)
    return _dated(name, agree(found.values) if found.is_known else None, found.when if rows else None)


def _hiv(rows: Sequence[LabResult], on: date) -> dict[str, Any]:
    """Once positive, always positive: any other row that may be positive leaves a negative one undecided."""
    positive = [_collected(row) for row in rows if _is_positive(row) and _collected(row).is_certain_by(on)]
    if positive:
        return _dated("hiv", True, latest(positive, positive))  # noqa: FBT003  # the value of the fact
    facts = _serology("hiv", rows, on)
    return facts if all(_is_positive(row) is False for row in rows) else {**facts, "hiv": None}


def _hepatitis_c(antibody: Sequence[LabResult], rna: Sequence[LabResult], on: date) -> dict[str, Any]:
    """Infection: RNA positive, whatever the antibody says; a positive antibody is cleared by RNA that follows it."""
    latest_antibody = find_latest([(_collected(row), _is_positive(row)) for row in antibody], on)
    latest_rna = find_latest([(_collected(row), _is_positive(row)) for row in rna], on)
    since = None if set(latest_antibody.values) <= {False} else _positive_by(antibody, latest_antibody.when.hi, on)
    return {
        "hepatitis_c": _is_infected(latest_antibody, latest_rna, since),
        "hcv_positive_by": since,
    }


def _is_infected(antibody: Latest[bool], rna: Latest[bool], since: date | None) -> Truth:
    if rna.is_certain and set(rna.values) == {True}:
        return True
    if set(rna.values) - {False} or not antibody.is_certain:  # the RNA may be positive, or there may be no antibody
        return None
    return False if since is None or (rna.is_certain and rna.when.lo >= since) else None


def _positive_by(rows: Sequence[LabResult], latest_on: date, on: date) -> date:
    """Return the last day that the first positive after the last negative may have; `latest_on`: the latest row's.

    A row that is or may be negative breaks a run of positives only if one that may be positive can follow it.
    """
    listed = [(_collected(row).cut_off(on), _is_positive(row), _collected(row).is_certain_by(on)) for row in rows]
    broken_to = max(
        (
            day.hi
            for place, (day, positive, _) in enumerate(listed)
            if positive is not True
            and any(
                other[0].hi >= day.lo and other[1] is not False for other in (*listed[:place], *listed[place + 1 :])
            )
        ),
        default=None,
    )
    firsts = [
        day.hi
        for day, positive, is_certain in listed
        if positive and is_certain and (broken_to is None or day.lo > broken_to)
    ]
    return min((latest_on, *firsts))


def _pregnancy(rows: Sequence[LabResult], on: date) -> dict[str, Any]:
    """The latest test, and the last day that a positive one may be of: who cannot become pregnant needs no other."""
    positive = [_collected(row).cut_off(on).hi for row in rows if _is_positive(row)]
    return {**_serology("pregnant", rows, on), "pregnant_positive_hi": max(positive, default=None)}


def _open_results(rows: Sequence[LabResult], on: date) -> list[PossibleResult]:
    """The rows that may be the latest, where they differ, one says nothing or none surely is; of HIV all others too."""
    found = find_latest([(_collected(row), (row.result, *(_range(row) or ()))) for row in rows], on)
    says = {value for value in found.values if value and any(part is not None for part in value)}
    is_once_positive = rows[0].test == "HIV" and any(
        _is_positive(row) and _collected(row).is_certain_by(on) for row in rows
    )
    is_open_hiv = rows[0].test == "HIV" and not all(_is_positive(row) is False for row in rows)
    if is_once_positive or (found.is_certain and len(set(found.values)) == len(says) == 1 and not is_open_hiv):
        return []
    return [
        _possible_result(row, on)
        for row in rows
        if _collected(row).cut_off(on).hi >= found.when.lo or (is_open_hiv and _is_positive(row) is not False)
    ]


def _possible_result(row: LabResult, on: date) -> PossibleResult:
    day = _collected(row)
    return PossibleResult(
        row.test or "",
        day.lo,
        min(day.hi, on),
        row.result,
        row.value_lo,
        row.value_hi,
        bool(row.value_lo_open),
        bool(row.value_hi_open),
        row.doubt,
        day.is_certain_by(on),
    )


def _measurement(name: str, rows: Sequence[LabResult], on: date) -> dict[str, Any]:
    found = find_latest([(_collected(row), _range(row)) for row in rows], on)
    ranges = [value for value in found.values if value is not None]
    ends: Sequence[float | bool | None] = _hull(ranges) if found.is_known else (None, None, None, None)
    dates = (found.when.lo, found.when.hi) if rows else (None, None)
    return {
        **{f"{name}_{end}": value for end, value in zip(RANGE_ENDS, ends, strict=True)},
        f"{name}_on_lo": dates[0],
        f"{name}_on_hi": dates[1],
    }


def _range(row: LabResult) -> Range | None:
    if row.value_lo is None or row.value_hi is None:
        return None
    return (row.value_lo, row.value_hi, bool(row.value_lo_open), bool(row.value_hi_open))


def _hull(ranges: Sequence[Range]) -> Range:
    """The least range that holds all; an end is open only where every range that reaches it leaves it out."""
    lo, hi = min(one[0] for one in ranges), max(one[1] for one in ranges)
    lo_open = all(one[2] for one in ranges if one[0] == lo)
    return (lo, hi, lo_open, all(one[3] for one in ranges if one[1] == hi))
