"""EDSS and laboratory results of one person as facts: what the latest assessment may say.

With partial dates several rows may be the latest one up to the reference date: the candidates. A fact is known where
an assessment surely exists and all candidates say it; two of one day that differ leave it unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """An EDSS assessment that may lie up to the reference; `is_certain`: it surely does. No `score`: not recorded."""

    lo: date
    hi: date
    score: float | None
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Latest(Generic[Value]):
    """What the latest assessment may say: `values` of the candidates (None = not recorded), and `when` it was.

    `is_certain`: there surely is one. `is_contradicted`: two candidates on one day, both dates full, differ.
    """

    values: tuple[Value | None, ...]
    when: Interval
    is_certain: bool
    is_contradicted: bool

    @property
    def is_known(self) -> bool:
        """Tell whether there surely is a latest assessment, and every value that it may have is recorded."""
        return self.is_certain and None not in self.values and not self.is_contradicted


def find_latest(rows: Iterable[tuple[Interval, Value | None]], on: date) -> Latest[Value]:
    """Return what the latest of `rows` up to `on` may say; rows wholly after `on` are left out."""
    possible = [(day, value) for day, value in rows if day.is_possible_by(on)]
    certain = [day for day, _ in possible if day.is_certain_by(on)]
    when = latest(certain, [day.cut_off(on) for day, _ in possible])
    candidates = [(day, value) for day, value in possible if day.cut_off(on).hi >= when.lo]
    same_day = {value for day, value in candidates if day.lo == day.hi}
    return Latest(tuple(value for _, value in candidates), when, bool(certain), len(same_day) > 1)


def edss_facts(assessments: Iterable[EdssAssessment], *, on: date) -> dict[str, Any]:
    """Return the latest EDSS, and every assessment that may lie up to `on`."""
    rows = [(span(row.assessed_lo, row.assessed_hi), row.score) for row in assessments]
    found = find_latest(rows, on)
    scores = sorted(set(found.values), key=_nulls_last)
    recorded = [score for score in scores if score is not None]
    listed = [
        PossibleScore(day.lo, min(day.hi, on), score, is_certain=day.is_certain_by(on))
        for day, score in rows
        if day.is_possible_by(on)
    ]
    return {
        "edss": tuple(sorted(listed, key=lambda one: (one.lo, one.hi, _nulls_last(one.score), one.is_certain))),
        "edss_is_plain": len({one.lo for one in listed if one.is_certain and one.lo == one.hi}) == len(listed),
        "edss_scores": tuple(scores),
        "edss_known": found.is_known,
        "edss_min": recorded[0] if found.is_known else None,
        "edss_max": recorded[-1] if found.is_known else None,
        "edss_on_lo": found.when.lo if found.values else None,
        "edss_on_hi": found.when.hi if found.values else None,
    }


def lab_facts(labs: Iterable[LabResult], *, childbearing_potential: Truth, on: date) -> dict[str, Any]:
    """Return what the latest result of every test says; a test not done is as if it were not there."""
    by_test: dict[str | None, list[LabResult]] = {}
    for row in labs:
        if row.result != "ND" and span(row.collected_lo, row.collected_hi).is_possible_by(on):
            by_test.setdefault(row.test, []).append(row)
    return {
        **_hiv(by_test.get("HIV", []), on),
        **_serology("hbsag", by_test.get("HBSAG", []), on),
        **_serology("hcv_antibody", by_test.get("HCVAB", []), on),
        **_serology("hcv_rna", by_test.get("HCVRNA", []), on),
        **_serology("bands", by_test.get("CSF_OCB", []), on),
        **_pregnancy(by_test.get("HCG", []), childbearing_potential, on),
        **_measurement("egfr", by_test.get("EGFR", []), on),
        **_measurement("wbc", by_test.get("WBC", []), on),
    }


def _nulls_last(score: float | None) -> tuple[bool, float]:
    return (score is None, score or 0.0)


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
    """Once positive, positive for good: any other row that may be positive leaves a negative one undecided."""
    positive = [_collected(row) for row in rows if _is_positive(row) and _collected(row).is_certain_by(on)]
    if positive:
        return _dated("hiv", True, latest(positive, positive))  # noqa: FBT003  # the value of the fact
    facts = _serology("hiv", rows, on)
    return facts if all(_is_positive(row) is False for row in rows) else {**facts, "hiv": None}


def _pregnancy(rows: Sequence[LabResult], childbearing_potential: Truth, on: date) -> dict[str, Any]:
    """Who cannot become pregnant needs no test; a positive one stays undecided."""
    facts = _serology("pregnant", rows, on)
    if facts["pregnant"] is None and childbearing_potential is False and not any(map(_is_positive, rows)):
        return {**facts, "pregnant": False}
    return facts


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
