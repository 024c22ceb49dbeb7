"""Says what is missing where a test is undecided: the raw field, a statement for the evidence, a question to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.evaluator import is_old, number_of, oldest_day, rise_pairs
from mesems_dash.eligibility.foresight import DRUG_CLASSES
from mesems_dash.eligibility.intervals import ALWAYS, NEVER
from mesems_dash.eligibility.loss_words import (
    WHITE_CELLS,
    describe_lost_list,
    describe_lost_result,
    describe_lost_score,
    describe_no_reference,
)
from mesems_dash.eligibility.rules import (
    FACTS,
    Age,
    Category,
    Duration,
    Flag,
    Limit,
    Rise,
    Spaced,
    Test,
    Total,
    Within,
)
from mesems_dash.eligibility.windows import first_day
from mesems_dash.eligibility.wording import (
    capitalise,
    format_back,
    format_count,
    format_day,
    format_number,
    format_range,
    format_score,
    format_span,
    format_when,
    join,
    join_or,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from mesems_dash.eligibility.facts import Facts, PossibleRelapse, PossibleResult, PossibleScore


@dataclass(frozen=True, slots=True)
class Gap:
    """One value that is missing: `field` is file.column of the bundle, `statement` and `question` are English.

    `corrected` is the field that the answer corrects, where that is another: of a row that names nobody, its id.
    """

    field: str
    statement: str
    question: str
    corrected: str = ""

    @property
    def asked_field(self) -> str:
        """The field to name to the site."""
        return self.corrected or self.field


UNUSABLE: Final = (
    "randomisations.randomised_on",
    "The date of the recorded randomisation cannot be used, so there is no reference date",
    "On which day was this person randomised?",
)


def find_gaps(test: Test, facts: Facts) -> tuple[Gap, ...]:
    """Return what is missing to decide a test that is undecided, the most useful first; at least one gap."""
    if facts.reference_on is None:
        return (find_reference_gap(facts),)
    find: Callable[..., Iterator[Gap]] = _FINDERS[type(test)]
    return tuple(dict.fromkeys(_name_losses(test, find(test, facts, facts.reference_on), facts, facts.reference_on)))


def find_reference_gap(facts: Facts) -> Gap:
    """Return what is missing where there is no reference date."""
    return Gap(*describe_no_reference(facts.contested, UNUSABLE))


# ------------------------------------------------------------------ what was handed in and lost
def _name_losses(test: Test, gaps: Iterator[Gap], facts: Facts, on: date) -> Iterator[Gap]:
    """Name the lost row where it is what leaves a test open."""
    first = first_day(test, on) if isinstance(test, Rise) else None
    for gap in gaps:
        said = describe_lost_list(gap.field, facts, on)
        if gap.field.startswith("edss."):
            said = describe_lost_score(facts, first)
        elif gap.field.startswith("labs."):
            said = describe_lost_result(gap.field.removeprefix("labs."), facts)
        elif gap.field == WHITE_CELLS:
            lost = describe_lost_result("WBC", facts)
            said = None if lost is None else (WHITE_CELLS, *lost[1:])
        yield gap if said is None else Gap(*said)


# ------------------------------------------------------------------ lists not confirmed complete
def _list_gap(what: str, listed: str, column: str, on: date) -> Gap:
    statement = f"{capitalise(what)} is not confirmed complete"
    return Gap(f"screenings.{column}", statement, f"Are all {listed} up to {format_day(on)} listed?")


def _therapies(on: date) -> Gap:
    return _list_gap("the therapy history", "therapies", "therapy_history_complete", on)


def _relapses(on: date) -> Gap:
    return _list_gap("the relapse history", "relapses", "relapse_history_complete", on)


def _malignancies(on: date) -> Gap:
    return _list_gap("the malignancy history", "malignancies", "malignancy_history_complete", on)


# ------------------------------------------------------------------ events in a window
def _within(test: Within, facts: Facts, on: date) -> Iterator[Gap]:
    column = FACTS[test.fact].column
    first = first_day(test, on)
    if column in DRUG_CLASSES:
        return _last_dose(column, first, facts, on)
    finders: dict[str, Callable[[date, Facts, date], Iterator[Gap]]] = {
        "documented": _documented,
        "relapse": _any_relapse,
        "gel": _lesion,
        "remission": _remission,
    }
    return finders[column](first, facts, on)


def _documented(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    for relapse in facts.documented_relapses:
        if relapse.hi >= first and not (relapse.is_certain and relapse.lo >= first):
            yield from _doubtful_relapse(relapse, first, on)
    if not facts.relapse_list_complete:
        yield _relapses(on)


def _doubtful_relapse(relapse: PossibleRelapse, first: date, on: date) -> Iterator[Gap]:
    name = _name_relapse(relapse, on)
    if not relapse.is_documented:
        yield Gap("relapses.documented", f"It is not recorded whether {name} was documented", f"Was {name} documented?")
    may_be_later = relapse.is_documented and not relapse.is_certain
    if may_be_later or (relapse.lo < first and relapse.lo < relapse.hi):
        yield _rough_relapse(relapse, on)


def _name_relapse(relapse: PossibleRelapse, on: date) -> str:
    """Name a relapse by what is known of its onset; one that may be later than the reference is cut off there."""
    if relapse.lo == NEVER:
        return "an undated relapse"
    if relapse.hi == on and not relapse.is_certain:
        return f"the relapse that began on or after {format_day(relapse.lo)}"
    return f"the relapse of {format_span(relapse.lo, relapse.hi)}"


def _rough_relapse(relapse: PossibleRelapse, on: date) -> Gap:
    name = _name_relapse(relapse, on)
    statement = f"{capitalise(name)} needs a more precise date"
    if relapse.lo == NEVER:
        statement = "A relapse has no date"
    return Gap("relapses.onset_on", statement, f"On which day did {name} begin?")


def _any_relapse(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.relapse_list_complete:
        yield _relapses(on)
    else:
        statement = f"The latest relapse, {_either_side(facts.relapse_lo, facts.relapse_hi, first)}"
        if facts.relapse_lo == NEVER:  # there may be none by the reference
            statement = "A relapse needs a more precise date"
        yield Gap("relapses.onset_on", statement, "On which day did the latest relapse begin?")


def _either_side(lo: date | None, hi: date | None, limit: date) -> str:
    return f"{format_when(lo, hi)}, may be before or after {format_day(limit)}"


def _lesion(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    silent_on = facts.gel_maybe_hi or NEVER
    if silent_on >= first:
        scans = facts.gel_maybe_scans or 1
        statement = (
            f"{capitalise(format_count(scans, 'scan'))} {'does' if scans == 1 else 'do'} not report enhancing lesions"
        )
        yield Gap("mri.gel_count", statement, "How many enhancing lesions did each scan with gadolinium show?")
    if not facts.scan_list_complete:
        yield _list_gap("the scan history", "scans", "mri_history_complete", on)
    elif (facts.gel_hi or NEVER) > silent_on:
        statement = "The day of a scan with an enhancing lesion is not recorded"
        yield Gap("mri.scanned_on", statement, "On which day was the latest scan with an enhancing lesion?")


def _last_dose(column: str, first: date, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.therapy_list_complete:
        yield _therapies(on)
        if facts.unidentified_drugs:
            yield _drugs(facts.unidentified_drugs)
    else:
        yield _dose(column, first, facts, on)


def _dose(column: str, first: date, facts: Facts, on: date) -> Gap:
    """Say what is open about the drug that gives the latest last dose (see `x_doubt` in `store/schema.sql`)."""
    drug, hi = getattr(facts, f"{column}_drug"), getattr(facts, f"{column}_hi")
    doubt = getattr(facts, f"{column}_doubt")
    if doubt == "DRUG":
        return _drugs(facts.unidentified_drugs or 1)
    if doubt == "CLASS" and column == "steroid":
        return _route(drug, facts.steroid_route, hi)
    if doubt == "CLASS":
        return _coarse(drug, f", last taken no later than {format_day(hi)},", "it counts here")
    if doubt == "START":
        statement = f"It is not recorded whether {drug} was started by {format_day(on)}"
        return Gap("therapies.started_on", statement, f"On which day was {drug} started?")
    is_one_drug = drug == getattr(facts, f"{column}_sure_drug")  # else the earliest day is that of another
    side = _either_side(getattr(facts, f"{column}_lo") if is_one_drug else None, hi, first)
    return Gap("therapies.ended_on", f"The last dose of {drug}, {side}", f"On which day was the last dose of {drug}?")


def _coarse(drug: str, taken: str, claim: str) -> Gap:
    statement = f"The name and ATC code of {drug}{taken} do not show whether {claim}"
    return Gap("therapies.atc", statement, f"What exactly is {drug}, and how was it given?")


ROUTE_WORDS: Final = {None: "its route is not recorded", "OTHER": "its route is OTHER", "RECTAL": "its route is RECTAL"}


def _route(drug: str, route: str | None, hi: date) -> Gap:
    """A corticosteroid that is neither surely systemic nor surely local."""
    how = ROUTE_WORDS.get(route, f"its route is {route}, and its ATC code does not say enough")
    statement = (
        f"It is not certain whether {drug}, last taken no later than {format_day(hi)}, is a systemic corticosteroid: "
        f"{how}"
    )
    return Gap("therapies.route", statement, f"What exactly is {drug}, and how was it given?")


def _drugs(count: int) -> Gap:
    verb = "is" if count == 1 else "are"
    statement = f"{capitalise(format_count(count, 'drug'))} {verb} not identified by name or ATC code"
    named = "drug is it" if count == 1 else "drugs are they"
    return Gap(
        "therapies.drug",
        statement,
        f"Which {named}? Name and ATC code do not identify {'it' if count == 1 else 'them'}",
    )


def _remission(_first: date, facts: Facts, on: date) -> Iterator[Gap]:
    question = f"Since which day has {name_carcinoma(facts)} been in remission?"
    if not facts.malignancy_list_complete:
        yield _malignancies(on)
    elif facts.remission_is_blank:
        statement = f"Remission of {name_carcinoma(facts)} is not recorded"
        yield Gap("malignancies.remission_since", statement, question)
    else:
        statement = f"The start of remission of {name_carcinoma(facts)} needs a more precise date"
        yield Gap("malignancies.remission_since", statement, question)


def name_carcinoma(facts: Facts) -> str:
    """Name what is or is not in remission; a malignancy without its type may be one of the exceptions or not."""
    return "a skin or in situ carcinoma" if facts.other_malignancy is False else "a malignancy"


def _total(_test: Total, facts: Facts, on: date) -> Iterator[Gap]:
    gaps = []
    if not facts.therapy_list_complete:
        gaps.append(_therapies(on))
    if facts.unidentified_drugs:
        gaps.append(_drugs(facts.unidentified_drugs))
    if facts.coarse_drug:
        gaps.append(_coarse(facts.coarse_drug, "", "I1 lists it"))
    if facts.therapy_is_rough or not gaps:
        statement = "The dates of therapy are not precise enough to count the days"
        gaps.append(Gap("therapies.started_on", statement, "From which day to which day was each therapy given?"))
    yield from gaps


def _spaced(test: Spaced, facts: Facts, on: date) -> Iterator[Gap]:
    first = first_day(test, on)
    found = tuple(_documented(first, facts, on))
    rough = (relapse for relapse in facts.documented_relapses if relapse.hi >= first and relapse.lo < relapse.hi)
    yield from found or (_rough_relapse(relapse, on) for relapse in rough)


# ------------------------------------------------------------------ EDSS and other results
def _rise(test: Rise, facts: Facts, on: date) -> Iterator[Gap]:
    first = first_day(test, on)
    if not facts.edss_known:
        yield _latest_score(facts, on)
        return
    in_reach = [score for score in facts.edss if score.hi >= first]
    rough = [score for score in in_reach if score.lo < score.hi or not score.is_certain]
    tied = _tied_scores(in_reach)
    unscored = [score for score in in_reach if score.score is None]
    if len({(score.lo, score.hi) for score in in_reach}) > 1 and (rough or unscored):
        yield from (_unscored(score, on) for score in unscored)
        yield from (_undated_score(score, on) for score in rough)
    elif tied:
        yield tied
    elif rise_pairs(facts.edss, first) or len({(score.lo, score.hi) for score in in_reach}) > 1:
        statement = "The earliest EDSS in the window is not certain"
        yield Gap("edss.score", statement, f"What was the first EDSS on or after {format_day(first)}?")
    else:
        statement = f"No earlier EDSS on or after {format_day(first)} to compare with"
        yield Gap(
            "edss.assessed_on",
            statement,
            f"What was the EDSS at an earlier assessment, on or after {format_day(first)}?",
        )


def _tied_scores(listed: Sequence[PossibleScore]) -> Gap | None:
    """Return the gap of two scores on one day that differ, the latest such day; None without one."""
    by_day: dict[date, set[float]] = {}
    for one in listed:
        if one.lo == one.hi and one.score is not None:
            by_day.setdefault(one.lo, set()).add(one.score)
    days = [day for day, scores in by_day.items() if len(scores) > 1]
    if not days:
        return None
    scores = join(map(format_score, sorted(by_day[max(days)])))
    when = format_when(max(days), max(days))
    statement = f"{capitalise(format_count(len(by_day[max(days)]), 'EDSS score'))} {when} differ: {scores}"
    return Gap("edss.score", statement, f"What was the EDSS {when}?")


def _unscored(score: PossibleScore, on: date) -> Gap:
    name = _name_assessment(score, on)
    why = "cannot be read" if score.doubt else "is not recorded"
    return Gap("edss.score", f"The score at the {name} {why}", f"What was the score at the {name}?")


def _undated_score(score: PossibleScore, on: date) -> Gap:
    name = _name_assessment(score, on)
    statement = f"The {name} needs a more precise date" if score.lo != NEVER else "An EDSS assessment has no date"
    return Gap("edss.assessed_on", statement, f"On which day was the {name}?")


def _name_assessment(score: PossibleScore, on: date) -> str:
    """Name an assessment by what is known of its day; one that may be later than the reference is cut off there."""
    if score.lo == NEVER:
        return "undated EDSS assessment"
    if score.hi == on and not score.is_certain:
        return f"EDSS assessment on or after {format_day(score.lo)}"
    return f"EDSS assessment {format_when(score.lo, score.hi)}"


def _latest_score(facts: Facts, on: date) -> Gap:
    if not facts.edss:
        return Gap("edss.score", f"No EDSS up to {format_day(on)}", f"What was the latest EDSS up to {format_day(on)}?")
    when = format_when(facts.edss_on_lo, facts.edss_on_hi)
    latest = [score for score in facts.edss if score.hi >= (facts.edss_on_lo or NEVER)]
    unscored = [score for score in latest if score.score is None]
    if unscored and len(latest) > 1:
        return _unscored(unscored[0], on)
    if unscored:
        why = "cannot be read" if unscored[0].doubt else "is not recorded"
        statement = f"The score at the latest EDSS, {when}, {why}"
        return Gap("edss.score", statement, f"What was the EDSS {when}?")
    if len(latest) == 1:  # it may be later than the reference
        return _undated_score(latest[0], on)
    statement = f"The latest EDSS is not certain: {' or '.join(map(format_score, facts.edss_scores))}, {when}"
    return Gap("edss.assessed_on", statement, "Which EDSS assessment is the latest one?")


def _limit(test: Limit, facts: Facts, on: date) -> Iterator[Gap]:
    limit = next(value for value in (test.at_least, test.at_most, test.below) if value is not None)
    if test.fact == "edss":
        yield _edss(limit, facts, on)
    else:
        yield _number(test, limit, facts, on)


def _edss(limit: float, facts: Facts, on: date) -> Gap:
    if not facts.edss_known:
        return _latest_score(facts, on)
    when = format_when(facts.edss_on_lo, facts.edss_on_hi)
    scores = join_or(map(format_score, facts.edss_scores))
    statement = f"EDSS {scores}, {when}, may be above or below {format_score(limit)}"
    latest = [score for score in facts.edss if score.hi >= (facts.edss_on_lo or NEVER)]
    if facts.edss_on_lo == facts.edss_on_hi and any(score.lo < score.hi or not score.is_certain for score in latest):
        either = join_or(f"{format_score(score.score)} {_describe_assessed(score)}" for score in latest)
        statement = f"The latest EDSS is not certain: {either}"
    elif facts.edss_on_lo == facts.edss_on_hi:
        scores = scores.replace(" or ", " and ")
        statement = f"{capitalise(format_count(len(facts.edss_scores), 'EDSS score'))} {when} differ: {scores}"
    return Gap("edss.assessed_on", statement, "Which EDSS assessment is the latest one?")


def _describe_assessed(score: PossibleScore) -> str:
    return "without a date" if score.lo == NEVER else format_when(score.lo, score.hi)


def _number(test: Limit, limit: float, facts: Facts, on: date) -> Gap:
    fact, label, field = test.fact, FACTS[test.fact].label, FACTS[test.fact].field
    gap = _result_gap(test, facts, on)
    if gap is not None:
        return gap
    candidates = open_results(fact, facts)
    if len(candidates) > 1:
        return Gap(field, capitalise_label(_name_tie(label, candidates)), f"Which {label} is the latest one?")
    lo, hi, is_lo_open, is_hi_open = number_of(fact, facts)
    value = format_range(lo or 0.0, hi or 0.0, is_lo_open=is_lo_open, is_hi_open=is_hi_open)
    when = format_when(getattr(facts, f"{fact}_on_lo"), getattr(facts, f"{fact}_on_hi"))
    statement = f"{capitalise_label(label)} {value} {when} may be above or below {format_number(limit)}"
    return Gap(field, statement, f"What was the exact {label}?")


def _result_gap(test: Limit | Flag, facts: Facts, on: date) -> Gap | None:
    """Return the gap of a result that is not there, not usable or too old; None if it can be used."""
    fact = test.fact
    label, field, column = FACTS[fact].label, FACTS[fact].field, FACTS[fact].column
    taken_lo, taken_hi = getattr(facts, f"{column}_on_lo"), getattr(facts, f"{column}_on_hi")
    question = f"What is the result of the {label} by {format_day(on)}?"
    if taken_hi is None:
        return Gap(field, f"No result for {label} up to {format_day(on)}", question)
    when = format_when(taken_lo, taken_hi)
    value = getattr(facts, f"{column}_lo") if FACTS[fact].kind == "number" else getattr(facts, column)
    if value is None and open_results(fact, facts):
        return Gap(field, capitalise_label(describe_why_open(fact, facts, on)), question)
    if is_old(fact, test, facts, on):
        surely = "is" if (taken_hi < (oldest_day(test, on) or NEVER)) else "may be"
        age = format_back(test.max_age_months, test.max_age_days)
        return Gap(field, f"The latest {label}, {when}, {surely} older than {age}", question)
    return Gap(field, f"The latest {label}, {when}, does not decide it", question) if value is None else None


# ------------------------------------------------------------------ why a result leaves a test open
RESULT_WORDS: Final = {"POS": "positive", "NEG": "negative"}
DOUBT_WORDS: Final = {
    "UNREADABLE": "has a result that cannot be read",
    "UNIT": "has a unit that cannot be used",
    None: "has no result",
}


def open_results(fact: str, facts: Facts) -> tuple[PossibleResult, ...]:
    """Return the results that may be the latest of a fact's test, where they differ or leave it open."""
    test = FACTS[fact].field.partition(".")[2]
    return tuple(one for one in facts.open_results if one.test == test)


def describe_why_open(fact: str, facts: Facts, on: date) -> str:
    """Say why the latest results leave a fact open: one blank or unreadable, several that differ, one undated."""
    label, candidates = FACTS[fact].label, open_results(fact, facts)
    blank = [one for one in candidates if not has_result(one)]
    if blank:
        one = max(blank, key=lambda one: (one.hi, one.lo))
        latest = "latest " if len(candidates) == 1 else ""
        return f"the {latest}{label} {format_when(one.lo, one.hi)} {DOUBT_WORDS[one.doubt]}"
    if not any(one.is_certain for one in candidates):
        when = format_when(min(one.lo for one in candidates), on)
        return f"the latest {label}, {when}, may be after the reference date"
    return _name_tie(label, candidates)


def _name_tie(label: str, candidates: Sequence[PossibleResult]) -> str:
    values = _join_values(candidates)
    days = {(one.lo, one.hi) for one in candidates}
    if len(days) == 1:
        when = format_when(*next(iter(days)))
        return f"{format_count(len(candidates), 'result')} for {label} {when} differ: {values.replace(' or ', ' and ')}"
    return f"several results for {label} may be the latest: {values}"


def format_values(fact: str, facts: Facts) -> str:
    """Return what the latest result of a number may be: 88 or 95."""
    return _join_values(open_results(fact, facts))


def _join_values(candidates: Sequence[PossibleResult]) -> str:
    return join_or(dict.fromkeys(format_result(one) for one in sorted(candidates, key=_by_value)))


def _by_value(one: PossibleResult) -> tuple[float, str]:
    return (one.value_lo or 0.0, one.result or "")


def has_result(one: PossibleResult) -> bool:
    """Return whether a result says anything."""
    return one.result is not None or one.value_lo is not None


def format_result(one: PossibleResult) -> str:
    """Return a result in words: positive, 88, >60."""
    if one.value_lo is None or one.value_hi is None:
        return RESULT_WORDS.get(one.result or "", "not recorded")
    return format_range(one.value_lo, one.value_hi, is_lo_open=one.value_lo_open, is_hi_open=one.value_hi_open)


def _hepatitis_c(facts: Facts, on: date) -> Iterator[Gap]:
    """Ask for the RNA where it may be positive or is what a positive antibody needs, else for the antibody."""
    antibody, rna = Flag("hcv_antibody", is_=True), Flag("hcv_rna", is_=True)
    if any(one.result != "NEG" for one in open_results("hcv_rna", facts)):
        gap = _result_gap(rna, facts, on)
        if gap is not None:
            yield gap
    elif facts.hcv_antibody:
        yield _missing_rna(facts, on)
    if facts.hcv_antibody is None:
        yield _result_gap(antibody, facts, on) or _missing_rna(facts, on)
    elif not facts.hcv_antibody and not open_results("hcv_rna", facts):  # a lost RNA may be positive
        label, field = FACTS["hcv_rna"].label, FACTS["hcv_rna"].field
        yield Gap(field, f"The {label} is not certain", f"What is the result of the {label} by {format_day(on)}?")


def _missing_rna(facts: Facts, on: date) -> Gap:
    label, since = FACTS["hcv_rna"].label, facts.hcv_positive_by or on
    question = f"What is the result of the {label} by {format_day(on)}?"
    positive = f"hepatitis C antibody positive {format_when(facts.hcv_antibody_on_lo, facts.hcv_antibody_on_hi)}"
    if facts.hcv_rna_on_hi is None:
        return Gap(FACTS["hcv_rna"].field, f"No result for {label} up to {format_day(on)}; {positive}", question)
    when = format_when(facts.hcv_rna_on_lo, facts.hcv_rna_on_hi)
    statement = f"No {label} on or after {format_day(since)} (the latest is {when}); {positive}"
    return Gap(FACTS["hcv_rna"].field, statement, question)


# ------------------------------------------------------------------ yes or no
def _flag(test: Flag, facts: Facts, on: date) -> Iterator[Gap]:
    fact = FACTS[test.fact]
    if test.cleared_by is not None:
        yield from _judgement(test, test.cleared_by, facts, on)
    elif test.fact == "hepatitis_c":
        yield from _hepatitis_c(facts, on)
    elif test.fact == "other_malignancy":
        yield from _malignancy(facts, on)
    elif fact.field.startswith("labs."):
        gap = _result_gap(test, facts, on)
        yield gap or Gap(fact.field, f"The {fact.label} is not certain", f"What is the result of the {fact.label}?")
    else:
        statement = f"{capitalise(fact.label)} is not recorded"
        yield Gap(fact.field, statement, f"{capitalise_label(fact.label)}: yes or no?")


def _judgement(test: Flag, number: str, facts: Facts, on: date) -> Iterator[Gap]:
    lo, hi, is_lo_open, is_hi_open = number_of(number, facts)
    question = "Are the white cells abnormal in a clinically relevant way?"
    if lo is None or hi is None or is_old(number, test, facts, on):
        statement = f"White cells are not judged, and {_describe_no_count(test, number, facts, on)}"
        yield Gap(FACTS[test.fact].field, statement, question)
        return
    value = format_range(lo, hi, is_lo_open=is_lo_open, is_hi_open=is_hi_open)
    if len(open_results(number, facts)) > 1:
        value = format_values(number, facts)
    when = format_when(getattr(facts, f"{number}_on_lo"), getattr(facts, f"{number}_on_hi"))
    normal_from, normal_to = test.normal_from or 0.0, test.normal_to or 0.0
    verb = "are" if hi < normal_from or lo > normal_to else "may be"
    statement = (
        f"White cells {value} {when} {verb} outside {normal_from:.1f} to {normal_to:.1f}, "
        "and their clinical relevance is not recorded"
    )
    yield Gap(FACTS[test.fact].field, statement, question)


def _describe_no_count(test: Flag, number: str, facts: Facts, on: date) -> str:
    """Say why there is no usable count: none up to the day, one that is unreadable or blank, or one too old."""
    label, taken_lo, taken_hi = FACTS[number].label, *(getattr(facts, f"{number}_on_{end}") for end in ("lo", "hi"))
    if taken_hi is None:
        return f"there is no {label} up to {format_day(on)}"
    if open_results(number, facts):
        return describe_why_open(number, facts, on)
    why = "may be too old" if is_old(number, test, facts, on) else "cannot be used"
    return f"the latest {label}, {format_when(taken_lo, taken_hi)}, {why}"


def _malignancy(facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.malignancy_list_complete:
        yield _malignancies(on)
    else:
        question = "Which malignancy was it, and when was it diagnosed?"
        yield Gap("malignancies.type", "Type or date of a malignancy is not recorded", question)


def _category(test: Category, _facts: Facts, _on: date) -> Iterator[Gap]:
    fact = FACTS[test.fact]
    yield Gap(fact.field, f"{capitalise_label(fact.label)} is not recorded", f"What is the {fact.label}?")


# ------------------------------------------------------------------ age and duration
def _age(_test: Age, facts: Facts, _on: date) -> Iterator[Gap]:
    yield _start("subjects.birth_date", "birth date", "born", facts.birth_lo, facts.birth_hi)


def _duration(_test: Duration, facts: Facts, _on: date) -> Iterator[Gap]:
    yield _start("subjects.onset_date", "date of the first symptom", "first symptom", facts.onset_lo, facts.onset_hi)


def _start(field: str, name: str, event: str, lo: date | None, hi: date | None) -> Gap:
    if lo == NEVER and hi == ALWAYS:
        statement = f"The {name} is not recorded"
    else:
        statement = f"The {name} ({event} {format_when(lo, hi)}) is not precise enough"
    return Gap(field, statement, f"What is the exact {name}?")


def capitalise_label(label: str) -> str:
    """Return a label with a capital letter first, unless it is written otherwise, as eGFR is."""
    return label if label[1:2].isupper() else capitalise(label)


_FINDERS: Final[dict[type, Callable[..., Iterator[Gap]]]] = {
    Within: _within,
    Total: _total,
    Spaced: _spaced,
    Rise: _rise,
    Age: _age,
    Duration: _duration,
    Limit: _limit,
    Flag: _flag,
    Category: _category,
}
