"""Relapses, scans and malignancies of one person as facts: events that only need to be "the latest of their kind".

An event counts surely, maybe or not at all, and lies surely, maybe or not at all up to the reference date. A list
that nobody has confirmed complete may miss one as recent as that date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility.intervals import ALWAYS, NEVER, Interval, latest, span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mesems_dash.eligibility.person import Malignancy, Relapse, Scan
    from mesems_dash.eligibility.truth import Truth

EXCEPTIONS: Final = ("BCC_SKIN", "CARCINOMA_IN_SITU")


@dataclass(frozen=True, slots=True, order=True)
class PossibleRelapse:
    """A relapse that may be documented and may lie up to the reference; `is_certain`: both surely so."""

    lo: date
    hi: date
    is_certain: bool
    is_documented: bool = False


def latest_event(events: Iterable[tuple[Interval, Truth]], *, is_complete: bool, on: date) -> Interval:
    """Return when the latest event that counts may have been, up to `on`; each comes with whether it counts."""
    possible = [(day, counts) for day, counts in events if day.is_possible_by(on) and counts is not False]
    certain = [day for day, counts in possible if day.is_certain_by(on) and counts]
    found = latest(certain, (day.cut_off(on) for day, _ in possible))
    return found if is_complete else Interval(found.lo, on)


def relapse_facts(relapses: Iterable[Relapse], *, is_complete: bool, on: date) -> dict[str, Any]:
    """Return the latest relapse, the latest documented one, and every one that may be documented."""
    onsets = [(span(row.onset_lo, row.onset_hi), row.documented) for row in relapses]
    documented = latest_event(onsets, is_complete=is_complete, on=on)
    any_relapse = latest_event([(day, True) for day, _ in onsets], is_complete=is_complete, on=on)
    possible = [(day, counts) for day, counts in onsets if day.is_possible_by(on)]
    listed = [
        PossibleRelapse(
            day.lo,
            min(day.hi, on),
            is_certain=bool(counts) and day.is_certain_by(on),
            is_documented=bool(counts),
        )
        for day, counts in possible
        if counts is not False
    ]
    return {
        "documented_lo": documented.lo,
        "documented_hi": documented.hi,
        "documented_end": max((day.hi for day, counts in possible if counts is not False), default=None),
        "documented_relapses": tuple(sorted(listed)),
        "documented_is_plain": all(one.is_certain and one.lo == one.hi for one in listed),
        "relapse_list_complete": is_complete,
        "relapse_lo": any_relapse.lo,
        "relapse_hi": any_relapse.hi,
        "relapse_end": max((day.hi for day, _ in possible), default=None),
    }


def has_lesion(scan: Scan) -> Truth:
    """Tell whether a scan shows a gadolinium-enhancing lesion; None when it says nothing (no gadolinium, no count)."""
    if scan.gadolinium is False or scan.gel_count is None:
        return None
    if scan.gel_count >= 1:
        return True
    return False if scan.gadolinium else None


def scan_facts(scans: Iterable[Scan], *, is_complete: bool, on: date) -> dict[str, Any]:
    """Return the latest scan with a lesion, and how many scans up to `on` say nothing."""
    events = [(span(scan.scanned_lo, scan.scanned_hi), has_lesion(scan)) for scan in scans]
    found = latest_event(events, is_complete=is_complete, on=on)
    maybe = [day.cut_off(on).hi for day, counts in events if counts is None and day.is_possible_by(on)]
    ends = [day.hi for day, counts in events if counts is not False and day.is_possible_by(on)]
    return {
        "gel_lo": found.lo,
        "gel_hi": found.hi,
        "gel_end": max(ends, default=None),
        "gel_maybe_scans": len(maybe),
        "gel_maybe_hi": max(maybe, default=None),
        "scan_list_complete": is_complete,
    }


def malignancy_facts(malignancies: Iterable[Malignancy], *, is_complete: bool, on: date) -> dict[str, Any]:
    """Return whether there is a malignancy that is no exception, and since when the exceptions are in remission.

    A row without its type may be either: it counts among both, so that it is present when it is present either way.
    """
    rows = [(row, _diagnosis(row)) for row in malignancies]
    possible = [(row, diagnosed) for row, diagnosed in rows if diagnosed.is_possible_by(on)]
    others = [(diagnosed, row.type == "OTHER") for row, diagnosed in possible if row.type not in EXCEPTIONS]
    exceptions = [(row, diagnosed) for row, diagnosed in possible if row.type != "OTHER"]
    remission = latest(
        [_remission(row, diagnosed, on) for row, diagnosed in exceptions if diagnosed.is_certain_by(on)],
        [_remission(row, diagnosed, on) for row, diagnosed in exceptions],
    )
    recorded = [
        _remission(row, diagnosed, on).lo
        for row, diagnosed in exceptions
        if diagnosed.is_certain_by(on) and row.remission_lo
    ]
    found = latest_event([(day, is_other or None) for day, is_other in others], is_complete=True, on=on)
    return {
        "other_malignancy": _has_other(others, is_complete=is_complete, on=on),
        "other_malignancy_on_lo": found.lo if others else None,
        "other_malignancy_on_hi": found.hi if others else None,
        "remission_lo": remission.lo,
        "remission_hi": remission.hi if is_complete else ALWAYS,
        "remission_recorded_lo": max(recorded, default=None),
        "remission_is_blank": not all(row.remission_lo for row, _ in exceptions),
        "malignancy_list_complete": is_complete,
    }


def _diagnosis(row: Malignancy) -> Interval:
    """A malignancy is diagnosed before it goes into remission."""
    diagnosed = span(row.diagnosed_lo, row.diagnosed_hi)
    return Interval(diagnosed.lo, min(diagnosed.hi, row.remission_hi or ALWAYS))


def _remission(row: Malignancy, diagnosed: Interval, on: date) -> Interval:
    """Start of remission, ALWAYS for none by `on`; a blank one is any day from the diagnosis on, or none."""
    start = Interval(max(row.remission_lo or NEVER, diagnosed.lo), row.remission_hi or ALWAYS)
    return Interval(start.lo if start.lo <= on else ALWAYS, start.hi if start.hi <= on else ALWAYS)


def _has_other(others: list[tuple[Interval, bool]], *, is_complete: bool, on: date) -> Truth:
    if any(is_other and diagnosed.is_certain_by(on) for diagnosed, is_other in others):
        return True
    return False if is_complete and not others else None
