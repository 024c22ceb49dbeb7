"""What was handed in and lost, as facts: a row that could not be used may say anything that its place allows.

A lost row of a list that is promised to be complete breaks the promise; a lost EDSS or result is one more that may be
the latest, and whose value nobody knows. Neither ever decides anything: it can only open what was decided without it.
`loss.sql` and `opened.sql` say the same for a whole cut, `loss_words.py` says it in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility.assessments import PossibleScore, order_of_fields
from mesems_dash.eligibility.intervals import ALWAYS, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mesems_dash.eligibility.person import LostRow, Screening

PROMISES: Final = {
    "therapies": "therapy_history_complete",
    "relapses": "relapse_history_complete",
    "mri": "mri_history_complete",
    "malignancies": "malignancy_history_complete",
}
"""Tables, and the answer of a screening that promises that they list everything."""
RESULTS: Final = {
    "HIV": "hiv",
    "HBSAG": "hbsag",
    "HCVAB": "hcv_antibody",
    "HCVRNA": "hcv_rna",
    "CSF_OCB": "bands",
    "HCG": "pregnant",
}
"""Tests that are positive or negative, and their facts."""
MEASUREMENTS: Final = {"EGFR": "egfr", "WBC": "wbc"}
ENDS: Final = ("lo", "hi", "lo_open", "hi_open")


@dataclass(frozen=True, slots=True)
class LostResult:
    """The latest lost result of a test (None: of any), its last possible day, and where it stood."""

    test: str | None
    hi: date
    place: str


@dataclass(frozen=True, slots=True)
class Loss:
    """The lost rows that may have happened up to `on`."""

    rows: tuple[LostRow, ...]
    on: date

    def keeps(self, table: str, promise: bool | None) -> bool:  # noqa: FBT001  # an answer as recorded
        """Tell whether a list is promised to be complete and nothing that belongs to it was lost."""
        return bool(promise) and not self._of(table)

    def name_promises(self, screening: Screening) -> dict[str, Any]:
        """Return for each promise that was made and falls where the lost row stood."""
        return {
            f"{table}_lost": _name_latest(self._of(table), self.on) if getattr(screening, promise) else None
            for table, promise in PROMISES.items()
        }

    def open_edss(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Add every lost assessment as one without a score that may not be there."""
        rows = self._of("edss")
        if not rows:
            return facts
        listed = [
            PossibleScore(row.happened_lo or NEVER, _last_day(row, self.on), None, is_certain=False) for row in rows
        ]
        opened: dict[str, Any] = {
            "edss": tuple(sorted((*facts["edss"], *listed), key=order_of_fields)),
            "edss_is_plain": False,
            "edss_lost": _name_latest(rows, self.on),
        }
        if max(one.hi for one in listed) >= (facts["edss_on_lo"] or NEVER):
            scores = tuple(score for score in facts["edss_scores"] if score is not None)
            opened |= {"edss_scores": (*scores, None), "edss_known": False, "edss_min": None, "edss_max": None}
        return facts | opened

    def open_labs(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Forget every result that a lost one may contradict; a positive HIV test stays positive.

        An earlier HIV test may be the positive one, and any lost pregnancy test may have been positive.
        """
        rows = self._of("labs")
        tests = {row.test for row in rows}
        listed = [self._latest_result(test, [row for row in rows if row.test == test]) for test in tests]
        forgotten: dict[str, Any] = {}
        for test, name in RESULTS.items():
            reach = NEVER if test == "HIV" else facts[f"{name}_on_lo"]
            if not (test == "HIV" and facts["hiv"]) and _may_be_latest(test, reach, listed):
                forgotten[name] = None
        for test, name in MEASUREMENTS.items():
            if _may_be_latest(test, facts[f"{name}_on_lo"], listed):
                forgotten |= {f"{name}_{end}": None for end in ENDS}
        if _opens_hepatitis_c(facts, listed):
            forgotten["hepatitis_c"] = None
        positive = (facts["pregnant_positive_hi"], *(one.hi for one in listed if one.test in {"HCG", None}))
        forgotten["pregnant_positive_hi"] = max(filter(None, positive), default=None)
        ordered = sorted(listed, key=lambda one: (one.test is None, one.test or ""))
        return facts | forgotten | {"labs_lost": tuple(ordered)}

    def _of(self, table: str) -> tuple[LostRow, ...]:
        return tuple(row for row in self.rows if row.file == f"{table}.csv")

    def _latest_result(self, test: str | None, rows: Iterable[LostRow]) -> LostResult:
        latest = _find_latest(rows, self.on)
        return LostResult(test, _last_day(latest, self.on), name_place(latest))


def find_loss(rows: Iterable[LostRow], on: date) -> Loss:
    """Return what was lost of a person, as far as it may have happened up to `on`."""
    return Loss(tuple(row for row in rows if (row.happened_lo or NEVER) <= on), on)


def name_place(row: LostRow) -> str:
    """Return how a lost row is written in facts: NAMED, ANYBODY or ABSENT, and where it stood."""
    if row.line is None:
        return f"ABSENT {row.file}"
    return f"{'NAMED' if row.is_named else 'ANYBODY'} {row.file} line {row.line}"


def _may_be_latest(test: str, reach: date | None, lost: Iterable[LostResult]) -> bool:
    """Tell whether a lost result of a test may lie on the day of the latest one that is known, or after it."""
    return any(one.test in {test, None} and one.hi >= (reach or NEVER) for one in lost)


def _opens_hepatitis_c(facts: dict[str, Any], lost: Iterable[LostResult]) -> bool:
    """Tell whether a lost antibody or RNA may change the answer; an antibody may also be what a positive follows."""
    listed = tuple(lost)
    since = NEVER if facts["hcv_positive_by"] else facts["hcv_antibody_on_lo"]
    is_open = not facts["hepatitis_c"] and _may_be_latest("HCVAB", since, listed)
    return is_open or _may_be_latest("HCVRNA", facts["hcv_rna_on_lo"], listed)


def _name_latest(rows: tuple[LostRow, ...], on: date) -> str | None:
    return name_place(_find_latest(rows, on)) if rows else None


def _find_latest(rows: Iterable[LostRow], on: date) -> LostRow:
    """Return the one whose last possible day is latest; of several one that names the person, then the first."""
    return min(rows, key=lambda row: (ALWAYS - _last_day(row, on), not row.is_named, row.line or 0))


def _last_day(row: LostRow, on: date) -> date:
    return min(row.happened_hi or ALWAYS, on)
