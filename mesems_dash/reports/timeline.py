"""The record of one person laid out in time, and the windows in which criteria look for it.

Two frames for `figures/timeline.py`. A date may be a span of days, `lo` to `hi`; an end that is not known is blank.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.eligibility.drugs import classify
from mesems_dash.eligibility.history import has_lesion
from mesems_dash.eligibility.intervals import add_months, birthday
from mesems_dash.eligibility.rules import FACTS, Age, Duration, Limit, Rise, Spaced, Within
from mesems_dash.eligibility.tree import list_lines
from mesems_dash.eligibility.windows import first_day
from mesems_dash.eligibility.wording import format_back, format_number, format_range, format_score, format_span, join
from mesems_dash.vocabulary import EXIT_LABELS, STAGE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from mesems_dash.eligibility.person import EdssAssessment, LabResult, Malignancy, Relapse, Scan, Therapy
    from mesems_dash.eligibility.rules import Test
    from mesems_dash.eligibility.tree import Line
    from mesems_dash.queries.person_record import Step, Visit
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

    Days = tuple[date | None, date | None]

__all__ = ["EVENT_COLUMNS", "WINDOW_COLUMNS", "list_events", "list_windows"]

EVENT_COLUMNS: Final = ("lane", "kind", "lo", "hi", "end_lo", "end_hi", "mark", "value", "description")
WINDOW_COLUMNS: Final = ("criterion", "outcome", "lane", "lo", "hi", "end_lo", "end_hi", "least", "most", "label")
LANES: Final = {
    "documented": "RELAPSES",
    "documented_relapses": "RELAPSES",
    "relapse": "RELAPSES",
    "gel": "SCANS",
    "edss": "EDSS",
    "immunosuppressant": "IMMUNOSUPPRESSANT",
    "platform": "PLATFORM",
    "steroid": "STEROID",
    "remission": "MALIGNANCIES",
    "birth": "SPAN",
    "onset": "SPAN",
}
"""The lane in which a fact, by its column, is looked for."""
DRUG_LANES: Final = (
    ("immunosuppressant", "IMMUNOSUPPRESSANT"),
    ("platform", "PLATFORM"),
    ("steroid", "STEROID"),
)
REFERENCES: Final = {"RANDOMISED": "randomisation", "PLANNED": "planned randomisation", "SCREENED": "screening"}
STEP_NAMES: Final = {
    "HARVEST": "Cells harvested",
    "RANDOMISED": "Randomised",
    "INFUSION_1": STAGE_LABELS["INFUSED_1"],
    "INFUSION_2": STAGE_LABELS["INFUSED_2"],
    "COMPLETED": STAGE_LABELS["COMPLETED"],
    "WITHDRAWN": EXIT_LABELS["WITHDREW"],
    "DECLINED": EXIT_LABELS["DECLINED"],
    "LOST": EXIT_LABELS["LOST"],
    "DIED": EXIT_LABELS["DIED"],
    "SITE_CLOSED": EXIT_LABELS["SITE_CLOSED"],
}
OUTCOMES: Final = {
    "OK": "successful",
    "FAILED": "failed",
    "PENDING": "outcome pending",
    "GIVEN": "given",
    "NOT_GIVEN": "not given",
}
TEST_NAMES: Final = {
    "EGFR": "eGFR",
    "WBC": "white cells",
    "HIV": "HIV",
    "HBSAG": "HBsAg",
    "HCVAB": "hepatitis C antibody",
    "HCVRNA": "hepatitis C RNA",
    "HCG": "pregnancy test",
    "CSF_OCB": "oligoclonal bands",
}
RESULT_WORDS: Final = {"POS": "positive", "NEG": "negative", "ND": "not done"}
DOCUMENTED: Final = {True: "DOCUMENTED", False: "NOT_DOCUMENTED", None: "UNSURE"}
DOCUMENTED_WORDS: Final = {True: "documented", False: "not documented", None: "documentation not recorded"}
SEEN: Final = {True: "LESION", False: "CLEAR", None: "SILENT"}


# ------------------------------------------------------------------ what happened
def list_events(profile: SubjectProfile) -> pd.DataFrame:
    """List what is recorded of a person, lane by lane.

    Columns: `lane` (SCREENINGS RELAPSES EDSS SCANS IMMUNOSUPPRESSANT PLATFORM STEROID OTHER_DRUGS MALIGNANCIES TESTS
    STEPS), `kind` (of the lane), `lo` and `hi` (days between which it began; blank = not known), `end_lo` and `end_hi`
    (the same of a bar's last day; blank for a point), `mark` (short text), `value` (an EDSS score), `description`
    (a sentence).
    Order: as recorded.
    """
    record = profile.record
    rows = [
        *(_show_visit(visit) for visit in record.visits),
        *(_show_relapse(relapse) for relapse in record.person.relapses),
        *(_show_score(score) for score in record.person.edss),
        *(_show_scan(scan) for scan in record.person.mri),
        *(row for therapy in record.person.therapies for row in _show_therapy(therapy, profile.as_of)),
        *(_show_malignancy(malignancy) for malignancy in record.person.malignancies),
        *_show_tests(record.person.labs),
        *(_show_step(step) for step in record.steps),
    ]
    return pd.DataFrame(rows, columns=list(EVENT_COLUMNS))


def _row(
    lane: str,
    kind: str,
    lo: date | None,
    hi: date | None,
    description: str,
    **more: Any,  # noqa: ANN401 - idem
) -> dict[str, Any]:
    blank = dict.fromkeys(EVENT_COLUMNS)
    return {**blank, "lane": lane, "kind": kind, "lo": lo, "hi": hi, "mark": "", "description": description, **more}


def _describe(lo: date | None, hi: date | None) -> str:
    return format_span(lo, hi)


def _show_visit(visit: Visit) -> dict[str, Any]:
    screening = visit.screening
    description = f"Screening {screening.screening_no} on {_describe(screening.screened_on, screening.screened_on)}"
    return _row(
        "SCREENINGS",
        "SCREENED",
        screening.screened_on,
        screening.screened_on,
        description,
        mark=str(screening.screening_no),
    )


def _show_relapse(relapse: Relapse) -> dict[str, Any]:
    severity = f", {relapse.severity.lower()}" if relapse.severity else ""
    description = (
        f"Relapse of {_describe(relapse.onset_lo, relapse.onset_hi)}, {DOCUMENTED_WORDS[relapse.documented]}{severity}"
    )
    return _row("RELAPSES", DOCUMENTED[relapse.documented], relapse.onset_lo, relapse.onset_hi, description)


def _show_score(score: EdssAssessment) -> dict[str, Any]:
    said = format_score(score.score)
    description = f"EDSS {said}, {_describe(score.assessed_lo, score.assessed_hi)}"
    kind, mark = ("SCORE", said) if score.score is not None else ("SILENT", "?")
    return _row("EDSS", kind, score.assessed_lo, score.assessed_hi, description, value=score.score, mark=mark)


def _show_scan(scan: Scan) -> dict[str, Any]:
    seen = has_lesion(scan)
    words = {
        True: f"enhancing lesions: {scan.gel_count}",
        False: "no enhancing lesion",
        None: "enhancing lesions not reported",
    }
    description = f"Scan of {_describe(scan.scanned_lo, scan.scanned_hi)}, {words[seen]}"
    mark = {True: str(scan.gel_count), False: "", None: "?"}[seen]
    return _row("SCANS", SEEN[seen], scan.scanned_lo, scan.scanned_hi, description, mark=mark)


def _show_therapy(therapy: Therapy, as_of: date) -> Iterator[dict[str, Any]]:
    """Yield a bar in every lane whose washout the drug counts for, or may; a stop nobody knows may be up to the cut."""
    classes = classify(therapy.drug, therapy.atc, therapy.route)
    answers = {lane: getattr(classes, name) for name, lane in DRUG_LANES}
    lanes = {lane: answer for lane, answer in answers.items() if answer != "N"} or {"OTHER_DRUGS": "Y"}
    name = therapy.drug or "Drug not recorded"
    end_lo, end_hi, end = _end(therapy, as_of)
    description = f"{name}: from {_describe(therapy.started_lo, therapy.started_hi)}, {end}"
    description += "" if classes.is_identified else "; not identified, so it may count in every washout"
    for lane, answer in lanes.items():
        yield _row(
            lane,
            "DRUG" if answer == "Y" else "MAYBE",
            therapy.started_lo,
            therapy.started_hi,
            description,
            end_lo=end_lo,
            end_hi=end_hi,
            mark=name,
        )


def _end(therapy: Therapy, as_of: date) -> tuple[date | None, date, str]:
    if therapy.ended_lo is not None:
        return therapy.ended_lo, therapy.ended_hi or as_of, f"last dose {_describe(therapy.ended_lo, therapy.ended_hi)}"
    if therapy.ongoing:
        return as_of, as_of, "ongoing"
    return None, as_of, "last dose not recorded"


def _show_malignancy(malignancy: Malignancy) -> dict[str, Any]:
    kind = (malignancy.type or "type not recorded").replace("_", " ").lower()
    remission = (
        f", in remission since {_describe(malignancy.remission_lo, malignancy.remission_hi)}"
        if malignancy.remission_lo
        else ", remission not recorded"
    )
    description = (
        f"Malignancy ({kind}) diagnosed {_describe(malignancy.diagnosed_lo, malignancy.diagnosed_hi)}{remission}"
    )
    return _row("MALIGNANCIES", "DIAGNOSED", malignancy.diagnosed_lo, malignancy.diagnosed_hi, description, mark=kind)


def _show_tests(labs: Iterable[LabResult]) -> Iterator[dict[str, Any]]:
    """Yield one mark for the results of one day."""
    days: dict[tuple[date | None, date | None], list[str]] = {}
    for lab in labs:
        days.setdefault((lab.collected_lo, lab.collected_hi), []).append(_format_result(lab))
    for (lo, hi), results in days.items():
        yield _row("TESTS", "RESULTS", lo, hi, f"Tests of {_describe(lo, hi)}: {join(results)}")


def _format_result(lab: LabResult) -> str:
    name = TEST_NAMES.get(lab.test or "", lab.test or "test not named")
    if lab.result is not None:
        return f"{name} {RESULT_WORDS[lab.result]}"
    if lab.value_lo is None or lab.value_hi is None:
        return f"{name} not recorded"
    is_open = {"is_lo_open": bool(lab.value_lo_open), "is_hi_open": bool(lab.value_hi_open)}
    return f"{name} {format_range(lab.value_lo, lab.value_hi, **is_open)}"


def _show_step(step: Step) -> dict[str, Any]:
    name = STEP_NAMES.get(step.kind, "Left for another reason")
    outcome = f", {OUTCOMES[step.outcome]}" if step.outcome else ""
    return _row("STEPS", step.kind, step.lo, step.hi, f"{name} {_describe(step.lo, step.hi)}{outcome}", mark=name)


# ------------------------------------------------------------------ where criteria look
def list_windows(assessment: Assessment) -> pd.DataFrame:
    """List the days, or the values, that each criterion looks at or allows, from its own limits.

    Columns: `criterion`, `outcome` (for against open aside: of its line, see `eligibility.tree`), `lane` (as in
    `list_events`, or SPAN for age and duration), `lo` `hi` (first day, as a span), `end_lo` `end_hi` (last day, idem),
    `least` `most` (of an EDSS, blank = no limit), `label`. Order: protocol. Nothing without a reference date.
    """
    facts = assessment.judgement.facts
    rows: list[dict[str, Any]] = []
    for judged in assessment.judgement.criteria:
        lines = [line for line in list_lines(judged, facts) if line.test is not None]
        windows = [row for line in lines for row in _look(line, assessment)]
        windows += _span(lines, assessment)
        rows += [{**row, "criterion": judged.criterion.id} for row in windows]
    return pd.DataFrame(rows, columns=list(WINDOW_COLUMNS))


def _look(line: Line, assessment: Assessment) -> Iterator[dict[str, Any]]:
    test, on = line.test, assessment.reference_on
    if on is None:
        return
    if isinstance(test, Within | Spaced | Rise):
        lane, first = LANES[FACTS[test.fact].column], first_day(test, on)
        label = format_back(test.months, getattr(test, "days", None))
        yield _window(line, lane, (first, first), (on, on), label)
    elif isinstance(test, Limit) and test.fact == "edss":
        words = "at least" if test.at_least is not None else "at most" if test.at_most is not None else "below"
        limit = next(value for value in (test.at_least, test.at_most, test.below) if value is not None)
        most = test.at_most if test.at_most is not None else test.below
        yield _window(
            line, "EDSS", (None, None), (on, on), f"{words} {format_number(limit)}", least=test.at_least, most=most
        )


def _window(line: Line, lane: str, begin: Days, end: Days, label: str, **limits: float | None) -> dict[str, Any]:
    blank = dict.fromkeys(WINDOW_COLUMNS)
    days = {"lo": begin[0], "hi": begin[1], "end_lo": end[0], "end_hi": end[1]}
    return {**blank, "outcome": line.outcome, "lane": lane, "label": label, **days, **limits}


def _span(lines: list[Line], assessment: Assessment) -> Iterator[dict[str, Any]]:
    """Yield one bar for an age or a duration from its lower to its upper limit, by what is known of its beginning."""
    kept = [line for line in lines if isinstance(line.test, Age | Duration)]
    facts = assessment.judgement.facts
    if not kept:
        return
    is_age = isinstance(kept[0].test, Age)
    lo, hi = (facts.birth_lo, facts.birth_hi) if is_age else (facts.onset_lo, facts.onset_hi)
    least = next((line.test.at_least_years for line in kept if line.test.at_least_years is not None), None)  # type: ignore[union-attr]  # kept are
    most = next((line.test.at_most_years for line in kept if line.test.at_most_years is not None), None)  # type: ignore[union-attr]  # idem
    if lo is None or hi is None or lo.year == 1 or hi.year > 9000:  # noqa: PLR2004 - not recorded: see Facts
        return
    worst = min(kept, key=lambda line: ("against", "open", "for", "aside").index(line.outcome))
    begin = tuple(_reach(worst.test, day, least or 0) for day in (lo, hi))
    end = tuple(_leave(worst.test, day, most) for day in (lo, hi)) if most is not None else (None, None)
    label = (
        f"{'Aged' if is_age else 'Disease duration'} {least or 0} to {most} years"
        if most is not None
        else f"{least} years"
    )
    yield _window(worst, "SPAN", (begin[0], begin[1]), (end[0], end[1]), label)


def _reach(test: Test | None, start: date, years: int) -> date:
    return birthday(start, years) if isinstance(test, Age) else add_months(start, 12 * years)


def _leave(test: Test | None, start: date, years: int) -> date:
    """Return the last day of the span: the day before the next birthday, but the anniversary of the first symptom."""
    if isinstance(test, Age):
        return birthday(start, years + 1) - timedelta(days=1)
    return add_months(start, 12 * years)
