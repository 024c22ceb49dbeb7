"""What changed of one person between two cuts: what was recorded, and what follows for the criteria."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.eligibility.describe import STATUS_WORDS
from mesems_dash.eligibility.wording import format_day, format_span
from mesems_dash.reports.timeline import list_events
from mesems_dash.vocabulary import STATUS_LABELS
from mesems_dash.words.phrases import name_criterion, name_decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mesems_dash.queries.person_record import Visit
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

__all__ = ["CHANGE_COLUMNS", "compare_profiles"]

CHANGE_COLUMNS: Final = ("What", "Before", "Now")
NOTHING: Final = "not recorded"
NEW: Final = "not there yet"
_SUBJECT: Final = {
    "sex": "Sex",
    "birth": "Birth date",
    "onset": "First symptom",
    "diagnosis": "Diagnosis",
    "subtype": "MS subtype",
    "childbearing_potential": "Able to become pregnant",
}
_NOT_COMPARED: Final = frozenset(("screening_key", "screening_no", "reference_kind"))


def compare_profiles(before: SubjectProfile, after: SubjectProfile) -> pd.DataFrame:
    """List what changed between two profiles of one person, judged by the same rule set.

    Columns: `What`, `Before`, `Now`; all text. Order: judgement, person, screenings, events. What both have alike is
    left out; a row that was recorded otherwise is one change, not a loss and a gain.
    """
    changes = [
        *_compare_judgements(before, after),
        *_compare_subjects(before, after),
        *_compare_visits(before, after),
        *_compare_events(before, after),
    ]
    return pd.DataFrame(changes, columns=list(CHANGE_COLUMNS))


# ------------------------------------------------------------------ judgements
def _compare_judgements(before: SubjectProfile, after: SubjectProfile) -> Iterator[tuple[str, str, str]]:
    old = {assessment.number: assessment for assessment in before.then}
    for assessment in after.then:
        if assessment.number not in old:
            yield f"Screening {assessment.number}: status", NEW, STATUS_LABELS[assessment.judgement.status]
        else:
            yield from _compare_assessments(f"Screening {assessment.number}", old[assessment.number], assessment)
    if before.now is not None and after.now is not None:
        yield from _compare_assessments("At the data cut", before.now, after.now)


def _compare_assessments(name: str, before: Assessment, after: Assessment) -> Iterator[tuple[str, str, str]]:
    was, is_ = before.judgement, after.judgement
    if was.status != is_.status:
        yield f"{name}: status", STATUS_LABELS[was.status], STATUS_LABELS[is_.status]
    for one, other in zip(was.criteria, is_.criteria, strict=True):
        if one.status != other.status and not one.criterion.is_derived:
            words = STATUS_WORDS[one.status], STATUS_WORDS[other.status]
            yield f"{name}: {name_criterion(one.criterion.id)}", *words


# ------------------------------------------------------------------ what was recorded
def _compare_subjects(before: SubjectProfile, after: SubjectProfile) -> Iterator[tuple[str, str, str]]:
    was, is_ = (_build_fields(profile.record.person.subject) for profile in (before, after))
    for name, label in _SUBJECT.items():
        if was[name] != is_[name]:
            yield label, was[name], is_[name]


def _compare_visits(before: SubjectProfile, after: SubjectProfile) -> Iterator[tuple[str, str, str]]:
    old = {visit.screening.screening_no: visit for visit in before.record.visits}
    for visit in after.record.visits:
        number = visit.screening.screening_no
        if number in old:
            was, is_ = _build_visit_fields(old[number]), _build_visit_fields(visit)
            yield from (
                (f"Screening {number}: {name.replace('_', ' ')}", was[name], is_[name])
                for name in is_
                if was[name] != is_[name]
            )


def _build_visit_fields(visit: Visit) -> dict[str, str]:
    values = {name: text for name, text in _build_fields(visit.screening).items() if name not in _NOT_COMPARED}
    decided = {
        "site decision": name_decision(visit.decision) if visit.decision else NOTHING,
        "decided": format_span(visit.decided_lo, visit.decided_hi) if visit.decided_lo else NOTHING,
        "site's reasons": ", ".join(visit.reasons) or visit.reasons_text or "none",
    }
    return values | decided


def _build_fields(row: Any) -> dict[str, str]:  # noqa: ANN401 - a subject or a screening
    """Return every field in words; a pair of days is one field."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    pairs = {name[:-3]: (values[name], values[f"{name[:-3]}_hi"]) for name in values if name.endswith("_lo")}
    single = {name: value for name, value in values.items() if not name.endswith(("_lo", "_hi"))}
    said = {name: format_span(*pair) if pair[0] else NOTHING for name, pair in pairs.items()}
    return {name: _format_value(value) for name, value in single.items()} | said


def _format_value(value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int) else format_day(value)


def _compare_events(before: SubjectProfile, after: SubjectProfile) -> Iterator[tuple[str, str, str]]:
    was, is_ = (Counter(map(_key, _rows(list_events(profile)))) for profile in (before, after))
    gone, new = list((was - is_).elements()), list((is_ - was).elements())
    for event in new:
        same = next((other for other in gone if other[:2] == event[:2]), None)
        if same is not None:
            gone.remove(same)
        yield _LANES[event[0]], NEW if same is None else same[2], event[2]
    yield from ((_LANES[event[0]], event[2], "no longer recorded") for event in gone)


def _rows(events: pd.DataFrame) -> list[Mapping[Any, Any]]:
    return [dict(row) for row in events.to_dict("records") if row["lane"] != "SCREENINGS" or row["kind"] == "SCREENED"]


def _key(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Return lane, what a row is known by when it is recorded otherwise, and the text about it."""
    return row["lane"], f"{row['mark'] if row['end_hi'] is not None else ''} {row['lo']}", row["description"]


_LANES: Final = {
    "SCREENINGS": "Screening",
    "RELAPSES": "Relapse",
    "EDSS": "EDSS",
    "SCANS": "Scan",
    "IMMUNOSUPPRESSANT": "Therapy (immunosuppressant)",
    "PLATFORM": "Therapy (interferon beta, glatiramer)",
    "STEROID": "Therapy (corticosteroid)",
    "OTHER_DRUGS": "Therapy",
    "MALIGNANCIES": "Malignancy",
    "TESTS": "Tests",
    "STEPS": "Step in the trial",
}
