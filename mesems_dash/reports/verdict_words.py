"""What the data say of one screening, what its site wrote, and what would settle the rest: for a screen or a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility import find_missing
from mesems_dash.eligibility.describe import describe_criterion, describe_overall
from mesems_dash.eligibility.intervals import ALWAYS, NEVER, completed_years
from mesems_dash.eligibility.wording import format_day, format_span, join
from mesems_dash.vocabulary import CRITERIA, EXIT_LABELS, STAGE_LABELS, STAGES, STATUS_LABELS, SUBTYPE_LABELS
from mesems_dash.words.phrases import name_decision, name_reason

if TYPE_CHECKING:
    from mesems_dash.queries.person import PersonHead
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

__all__ = [
    "count_criteria",
    "describe_decision",
    "describe_facts",
    "describe_finding",
    "describe_history",
    "describe_reference",
    "describe_site_and_data",
    "describe_why",
    "list_missing",
]

REFERENCES: Final = {
    "RANDOMISED": "day of randomisation",
    "PLANNED": "planned randomisation",
    "SCREENED": "day of screening",
    "UNUSABLE": "no usable date",
    "CONTESTED": "contested, not assessed",
}
MOST_TOLD: Final = 2
LONGEST_TOLD: Final = 360
"""Criteria whose evidence is given in full, and how many characters it may have; otherwise they are only named."""


def describe_reference(assessment: Assessment) -> str:
    """Say at which day a screening is judged, and why that one."""
    if assessment.basis == "NOW":
        return f"{format_day(assessment.reference_on)}, the data cut" if assessment.reference_on else "the data cut"
    kind = REFERENCES[assessment.visit.screening.reference_kind]
    return f"{format_day(assessment.reference_on)}, {kind}" if assessment.reference_on else kind


def describe_finding(profile: SubjectProfile) -> str:
    """Say the person's status in one sentence: at the screening that decides it, and now."""
    then, now = profile.deciding, profile.now
    name = profile.head.subject_id
    if then is None:
        return f"{name} has no screening in this data cut."
    when = f" on {format_day(then.reference_on)}" if then.reference_on else ""
    said = f"{name} was {STATUS_LABELS[then.judgement.status].lower()}{when}"
    if now is None:
        is_randomised = (profile.head.last_stage or 0) >= STAGES.index("RANDOMISED")
        return f"{said}, and has been randomised." if is_randomised else f"{said}."
    same = now.judgement.status == then.judgement.status
    return f"{said}, and {'still is' if same else f'is {STATUS_LABELS[now.judgement.status].lower()}'} at the data cut."


def describe_why(assessment: Assessment) -> str:
    """Say why a screening is as it is: the evidence where one or two criteria decide it, else their names."""
    judgement = assessment.judgement
    counted = [judged for judged in judgement.criteria if not judged.criterion.is_derived]
    deciding = [judged for judged in counted if judged.fails] or [judged for judged in counted if judged.truth is None]
    if assessment.reference_on is None or not deciding or len(deciding) > MOST_TOLD:
        return describe_overall(judgement)
    text = " ".join(f"{judged.criterion.id}: {describe_criterion(judged, judgement.facts)}" for judged in deciding)
    return text if len(text) <= LONGEST_TOLD else describe_overall(judgement)


def describe_history(assessment: Assessment) -> str:
    """Say what the timeline shows at a glance: the first criterion that fails, or is open, with its evidence."""
    judgement = assessment.judgement
    counted = [judged for judged in judgement.criteria if not judged.criterion.is_derived]
    failing = [judged for judged in counted if judged.fails]
    deciding = failing or [judged for judged in counted if judged.truth is None]
    if not deciding:
        return describe_overall(judgement).removesuffix(".")
    first, *others = deciding
    verb = "undecided" if not failing else "fails" if len(others) == 1 else "fail"
    more = f" ({len(others)} more {verb})" if others else ""
    return f"{first.criterion.id}: {describe_criterion(first, judgement.facts).removesuffix('.')}{more}"


def count_criteria(assessment: Assessment) -> str:
    """Say how many counted criteria fail, are undecided, and are in favour; they add up to all of them."""
    counted = [judged for judged in assessment.judgement.criteria if not judged.criterion.is_derived]
    failing = sum(judged.fails for judged in counted)
    undecided = sum(judged.truth is None for judged in counted)
    in_favour = len(counted) - failing - undecided
    verb = "fails" if failing == 1 else "fail"
    return f"{failing} of {len(counted)} {verb}, {undecided} undecided, {in_favour} pass"


def describe_decision(assessment: Assessment) -> str:
    """Say what the site decided, when, and for which reasons as it wrote them."""
    visit = assessment.visit
    when = f" on {format_day(visit.decided_lo)}" if visit.decided_lo and visit.decided_lo == visit.decided_hi else ""
    if visit.decided_lo and not when:
        when = f" in {format_span(visit.decided_lo, visit.decided_hi)}"
    reasons = [code if code in CRITERIA else name_reason(code).lower() for code in visit.reasons]
    because = f": {join(reasons)}" if reasons else ""
    return f"{name_decision(visit.decision)}{when}{because}"


def describe_site_and_data(assessment: Assessment) -> str:
    """Say where the site's decision and the data differ, if they do."""
    visit, judgement = assessment.visit, assessment.judgement
    counted = [judged for judged in judgement.criteria if not judged.criterion.is_derived]
    failing = [judged.criterion.id for judged in counted if judged.fails]
    if visit.decision not in ("ELIGIBLE", "INELIGIBLE"):
        return "The site has not decided yet."
    if visit.decision == "ELIGIBLE":
        return (
            f"In the data, {join(failing)} {'fails' if len(failing) == 1 else 'fail'}."
            if failing
            else _agree(assessment)
        )
    written = [code for code in visit.reasons if code in CRITERIA]
    missed = [code for code in failing if code not in written]
    extra = [code for code in written if judgement[code].truth is not None and code not in failing]
    text = [f"Also in the data: {join(missed)}." if written else f"In the data: {join(missed)}."] if missed else []
    text += [f"Recorded by the site, but not in the data: {join(extra)}."] if extra else []
    return " ".join(text) or _agree(assessment)


def _agree(assessment: Assessment) -> str:
    if assessment.judgement.status == "unknown":
        return "Undecided from the data."
    is_same = (assessment.visit.decision == "ELIGIBLE") == (assessment.judgement.status == "eligible")
    return "Agrees with the data." if is_same else "Disagrees with the data."


def list_missing(assessment: Assessment) -> tuple[tuple[str, str, str], ...]:
    """List what would help to decide what is open: question, field, and the criteria that ask for it; each once."""
    asked: dict[tuple[str, str], list[str]] = {}
    for item in find_missing(assessment.judgement):
        asked.setdefault((item.question, item.field), []).append(item.criterion)
    return tuple((question, field, ", ".join(dict.fromkeys(codes))) for (question, field), codes in asked.items())


# ------------------------------------------------------------------ the person as such
def describe_facts(profile: SubjectProfile, assessment: Assessment | None) -> dict[str, str]:
    """Return what is known of a person by label; age and duration at the assessment's reference date."""
    head = profile.head
    subtype = (assessment.visit.screening.subtype if assessment else head.subtype) or "NOT_RECORDED"
    return {
        "Site": head.site,
        "Sex": {"F": "Woman", "M": "Man"}.get(head.sex or "", "Not recorded"),
        "Born": _with_age(profile, assessment),
        "MS subtype": SUBTYPE_LABELS[subtype],
        "First symptom": format_span(head.onset_lo, head.onset_hi) if head.onset_lo else "Not recorded",
        "Diagnosed": format_span(head.diagnosis_lo, head.diagnosis_hi) if head.diagnosis_lo else "Not recorded",
        "In the trial": _describe_progress(head),
    }


def _with_age(profile: SubjectProfile, assessment: Assessment | None) -> str:
    head, on = profile.head, assessment.reference_on if assessment else None
    if head.birth_lo is None or head.birth_lo == NEVER or head.birth_hi in (None, ALWAYS):
        return "Not recorded"
    born = format_span(head.birth_lo, head.birth_hi)
    if on is None or head.birth_hi is None:
        return born
    youngest, oldest = completed_years(head.birth_hi, on), completed_years(head.birth_lo, on)
    return f"{born} (aged {oldest if youngest == oldest else f'{youngest} or {oldest}'})"


def _describe_progress(head: PersonHead) -> str:
    if head.last_stage is None:
        return "Not screened"
    stage = STAGE_LABELS[STAGES[head.last_stage]]
    return stage if head.exit is None else f"{stage}; {EXIT_LABELS[head.exit].lower()}"
