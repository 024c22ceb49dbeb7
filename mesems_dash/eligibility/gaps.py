"""Says what is missing where a test is undecided: the raw field, a statement for the evidence, a question to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.evaluator import is_old, number_of, rise_pairs
from mesems_dash.eligibility.intervals import ALWAYS, NEVER
from mesems_dash.eligibility.loss_words import (
    WHITE_CELLS,
    say_lost_list,
    say_lost_result,
    say_lost_score,
    say_no_reference,
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
    say_back,
    say_count,
    say_day,
    say_number,
    say_range,
    say_score,
    say_span,
    say_when,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from mesems_dash.eligibility.facts import Facts, PossibleRelapse, PossibleScore


@dataclass(frozen=True, slots=True)
class Gap:
    """One value that is missing: `field` is file.column of the bundle, `statement` and `question` are English."""

    field: str
    statement: str
    question: str


UNUSABLE: Final = (
    "randomisations.randomised_on",
    "The date of the recorded randomisation cannot be used, so there is no reference date",
    "On which day was this person randomised?",
)
DRUG_CLASSES: Final = ("immunosuppressant", "platform", "steroid")


def find_gaps(test: Test, facts: Facts) -> tuple[Gap, ...]:
    """Return what is missing to decide a test that is undecided, the most useful first; at least one gap."""
    if facts.reference_on is None:
        return (find_reference_gap(facts),)
    find: Callable[..., Iterator[Gap]] = _FINDERS[type(test)]
    return tuple(dict.fromkeys(_name_losses(test, find(test, facts, facts.reference_on), facts, facts.reference_on)))


def find_reference_gap(facts: Facts) -> Gap:
    """Return what is missing where there is no reference date."""
    return Gap(*say_no_reference(facts.contested, UNUSABLE))


# ------------------------------------------------------------------ what was handed in and lost
def _name_losses(test: Test, gaps: Iterator[Gap], facts: Facts, on: date) -> Iterator[Gap]:
    """Name the lost row where it is what leaves a test open."""
    first = first_day(test, on) if isinstance(test, Rise) else None
    for gap in gaps:
        said = say_lost_list(gap.field, facts, on)
        if gap.field.startswith("edss."):
            said = say_lost_score(facts, first)
        elif gap.field.startswith("labs."):
            said = say_lost_result(gap.field.removeprefix("labs."), facts)
        elif gap.field == WHITE_CELLS:
            lost = say_lost_result("WBC", facts)
            said = None if lost is None else (WHITE_CELLS, *lost[1:])
        yield gap if said is None else Gap(*said)


# ------------------------------------------------------------------ lists not confirmed complete
def _list_gap(what: str, listed: str, column: str, on: date) -> Gap:
    statement = f"{capitalise(what)} is not confirmed complete"
    return Gap(f"screenings.{column}", statement, f"Are all {listed} up to {say_day(on)} listed?")


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
        yield Gap("relapses.documented", f"Documentation of {name} is not recorded", f"Was {name} documented?")
    may_be_later = relapse.is_documented and not relapse.is_certain
    if may_be_later or (relapse.lo < first and relapse.lo < relapse.hi):
        yield _rough_relapse(relapse, on)


def _name_relapse(relapse: PossibleRelapse, on: date) -> str:
    """Name a relapse by what is known of its onset; one that may be later than the reference is cut off there."""
    if relapse.lo == NEVER:
        return "an undated relapse"
    if relapse.hi == on and not relapse.is_certain:
        return f"the relapse that began on or after {say_day(relapse.lo)}"
    return f"the relapse of {say_span(relapse.lo, relapse.hi)}"


def _rough_relapse(relapse: PossibleRelapse, on: date) -> Gap:
    name = _name_relapse(relapse, on)
    statement = f"{capitalise(name)} is not dated precisely enough"
    if relapse.lo == NEVER:
        statement = "A relapse has no date"
    return Gap("relapses.onset_on", statement, f"On which day did {name} begin?")


def _any_relapse(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.relapse_list_complete:
        yield _relapses(on)
    else:
        statement = f"The latest relapse, {_either_side(facts.relapse_lo, facts.relapse_hi, first)}"
        if facts.relapse_lo == NEVER:  # there may be none by the reference
            statement = "A relapse is not dated precisely enough"
        yield Gap("relapses.onset_on", statement, "On which day did the latest relapse begin?")


def _either_side(lo: date | None, hi: date | None, limit: date) -> str:
    return f"{say_when(lo, hi)}, may lie on either side of {say_day(limit)}"


def _lesion(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    silent_on = facts.gel_maybe_hi or NEVER
    if silent_on >= first:
        scans = facts.gel_maybe_scans or 1
        statement = (
            f"{capitalise(say_count(scans, 'scan'))} {'says' if scans == 1 else 'say'} nothing about enhancing lesions"
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
    if doubt == "CLASS":
        field = "therapies.route" if column == "steroid" else "therapies.atc"
        return _coarse(drug, f", last taken on {say_day(hi)} at the latest,", "it counts here", field)
    if doubt == "START":
        statement = f"Whether {drug} was begun by {say_day(on)} is not recorded"
        return Gap("therapies.started_on", statement, f"On which day was {drug} begun?")
    is_one_drug = drug == getattr(facts, f"{column}_sure_drug")  # else the earliest day is that of another
    side = _either_side(getattr(facts, f"{column}_lo") if is_one_drug else None, hi, first)
    return Gap("therapies.ended_on", f"The last dose of {drug}, {side}", f"On which day was the last dose of {drug}?")


def _coarse(drug: str, taken: str, claim: str, field: str) -> Gap:
    sources = "Name, route and ATC code" if field == "therapies.route" else "Name and ATC code"
    statement = f"{sources} of {drug}{taken} do not tell whether {claim}"
    return Gap(field, statement, f"What exactly is {drug}, and how was it given?")


def _drugs(count: int) -> Gap:
    verb = "is" if count == 1 else "are"
    statement = f"{capitalise(say_count(count, 'drug'))} {verb} not identified by name or ATC code"
    named = "drug is it" if count == 1 else "drugs are they"
    return Gap("therapies.drug", statement, f"Which {named} that neither name nor ATC code identifies?")


def _remission(_first: date, facts: Facts, on: date) -> Iterator[Gap]:
    question = f"Since which day is {name_carcinoma(facts)} in remission?"
    if not facts.malignancy_list_complete:
        yield _malignancies(on)
    elif facts.remission_is_blank:
        statement = f"Remission of {name_carcinoma(facts)} is not recorded"
        yield Gap("malignancies.remission_since", statement, question)
    else:
        statement = f"The start of remission of {name_carcinoma(facts)} is not dated precisely enough"
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
        gaps.append(_coarse(facts.coarse_drug, "", "I1 lists it", "therapies.atc"))
    if facts.therapy_is_rough or not gaps:
        statement = "The dates of therapy are not recorded precisely enough to count its days"
        gaps.append(Gap("therapies.started_on", statement, "From which day to which day was each therapy given?"))
    yield from gaps


def _spaced(test: Spaced, facts: Facts, on: date) -> Iterator[Gap]:
    first = first_day(test, on)
    found = tuple(_documented(first, facts, on))
    rough = (relapse for relapse in facts.documented_relapses if relapse.hi >= first and relapse.lo < relapse.hi)
    yield from found or (_rough_relapse(relapse, on) for relapse in rough)


# ------------------------------------------------------------------ EDSS and other results
def _rise(test: Rise, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.edss_known:
        yield _latest_score(facts, on)
        return
    first = first_day(test, on)
    in_reach = [score for score in facts.edss if score.hi >= first]
    rough = [score for score in in_reach if score.lo < score.hi or not score.is_certain]
    unscored = [score for score in in_reach if score.score is None]
    if len({(score.lo, score.hi) for score in in_reach}) > 1 and (rough or unscored):
        yield from (_unscored(score, on) for score in unscored)
        yield from (_undated_score(score, on) for score in rough)
    elif rise_pairs(facts.edss, first) or len({(score.lo, score.hi) for score in in_reach}) > 1:
        statement = "The earliest EDSS in the window is not certain"
        yield Gap("edss.score", statement, f"Which EDSS was found first from {say_day(first)} on?")
    else:
        statement = f"No EDSS from {say_day(first)} to the latest assessment to compare with"
        yield Gap("edss.assessed_on", statement, f"Which EDSS was found earlier, from {say_day(first)} on?")


def _unscored(score: PossibleScore, on: date) -> Gap:
    name = _name_assessment(score, on)
    return Gap("edss.score", f"The score at the {name} is not recorded", f"Which EDSS was found at the {name}?")


def _undated_score(score: PossibleScore, on: date) -> Gap:
    name = _name_assessment(score, on)
    statement = f"The {name} is not dated precisely enough" if score.lo != NEVER else "An EDSS assessment has no date"
    return Gap("edss.assessed_on", statement, f"On which day was the {name}?")


def _name_assessment(score: PossibleScore, on: date) -> str:
    """Name an assessment by what is known of its day; one that may be later than the reference is cut off there."""
    if score.lo == NEVER:
        return "undated EDSS assessment"
    if score.hi == on and not score.is_certain:
        return f"EDSS assessment on or after {say_day(score.lo)}"
    return f"EDSS assessment {say_when(score.lo, score.hi)}"


def _latest_score(facts: Facts, on: date) -> Gap:
    if not facts.edss:
        return Gap("edss.score", f"No EDSS up to {say_day(on)}", f"Which EDSS was found by {say_day(on)}?")
    when = say_when(facts.edss_on_lo, facts.edss_on_hi)
    latest = [score for score in facts.edss if score.hi >= (facts.edss_on_lo or NEVER)]
    unscored = [score for score in latest if score.score is None]
    if unscored and len(latest) > 1:
        return _unscored(unscored[0], on)
    if unscored:
        statement = f"The score at the latest EDSS, {when}, is not recorded"
        return Gap("edss.score", statement, f"Which EDSS was found {when}?")
    if len(latest) == 1:  # it may be later than the reference
        return _undated_score(latest[0], on)
    statement = f"The latest EDSS is not certain: {' or '.join(map(say_score, facts.edss_scores))}, {when}"
    return Gap("edss.assessed_on", statement, "Which EDSS assessment is the latest one?")


def _limit(test: Limit, facts: Facts, on: date) -> Iterator[Gap]:
    limit = next(value for value in (test.at_least, test.at_most, test.below) if value is not None)
    if test.fact == "edss":
        yield _edss(limit, facts, on)
    else:
        yield _number(test.fact, limit, test.max_age_months, facts, on)


def _edss(limit: float, facts: Facts, on: date) -> Gap:
    if not facts.edss_known:
        return _latest_score(facts, on)
    statement = (
        f"EDSS {say_score(facts.edss_min)} to {say_score(facts.edss_max)}, "
        f"{say_when(facts.edss_on_lo, facts.edss_on_hi)}, may lie on either side of {say_score(limit)}"
    )
    return Gap("edss.assessed_on", statement, "Which EDSS assessment is the latest one?")


def _number(fact: str, limit: float, max_age_months: int | None, facts: Facts, on: date) -> Gap:
    label, field = FACTS[fact].label, FACTS[fact].field
    gap = _result_gap(fact, max_age_months, facts, on)
    if gap is not None:
        return gap
    lo, hi, is_lo_open, is_hi_open = number_of(fact, facts)
    value = say_range(lo or 0.0, hi or 0.0, is_lo_open=is_lo_open, is_hi_open=is_hi_open)
    when = say_when(getattr(facts, f"{fact}_on_lo"), getattr(facts, f"{fact}_on_hi"))
    statement = f"{capitalise_label(label)} {value} {when} may lie on either side of {say_number(limit)}"
    return Gap(field, statement, f"What exactly was the {label}?")


def _result_gap(fact: str, max_age_months: int | None, facts: Facts, on: date) -> Gap | None:
    """Return the gap of a result that is not there, not usable or too old; None if it can be used."""
    label, field, column = FACTS[fact].label, FACTS[fact].field, FACTS[fact].column
    taken_lo, taken_hi = getattr(facts, f"{column}_on_lo"), getattr(facts, f"{column}_on_hi")
    question = f"What is the result of the {label} by {say_day(on)}?"
    if taken_hi is None:
        return Gap(field, f"No result for {label} up to {say_day(on)}", question)
    when = say_when(taken_lo, taken_hi)
    if is_old(fact, max_age_months, facts, on):
        return Gap(field, f"The latest {label}, {when}, is older than {say_back(max_age_months, None)}", question)
    value = getattr(facts, f"{column}_lo") if FACTS[fact].kind == "number" else getattr(facts, column)
    return Gap(field, f"The latest {label}, {when}, does not settle it", question) if value is None else None


# ------------------------------------------------------------------ yes or no
def _flag(test: Flag, facts: Facts, on: date) -> Iterator[Gap]:
    fact = FACTS[test.fact]
    if test.cleared_by is not None:
        yield from _judgement(test, test.cleared_by, facts, on)
    elif test.fact == "other_malignancy":
        yield from _malignancy(facts, on)
    elif fact.field.startswith("labs."):
        gap = _result_gap(test.fact, test.max_age_months, facts, on)
        yield gap or Gap(fact.field, f"The {fact.label} is not settled", f"What is the result of the {fact.label}?")
    else:
        statement = f"{capitalise(fact.label)} is not recorded"
        yield Gap(fact.field, statement, f"What is the answer for {fact.label}: yes or no?")


def _judgement(test: Flag, number: str, facts: Facts, on: date) -> Iterator[Gap]:
    lo, hi, is_lo_open, is_hi_open = number_of(number, facts)
    question = "Are the white cells abnormal in a way that matters?"
    if lo is None or hi is None or is_old(number, test.max_age_months, facts, on):
        statement = f"Neither a judgement of the white cells nor a usable count up to {say_day(on)}"
        yield Gap(FACTS[test.fact].field, statement, question)
        return
    value = say_range(lo, hi, is_lo_open=is_lo_open, is_hi_open=is_hi_open)
    when = say_when(getattr(facts, f"{number}_on_lo"), getattr(facts, f"{number}_on_hi"))
    limits = f"{test.normal_from:.1f} to {test.normal_to:.1f}"
    statement = f"White cells {value} {when} are not surely inside {limits}, and nobody judged whether that matters"
    yield Gap(FACTS[test.fact].field, statement, question)


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
        statement = f"The {name} ({event} {say_when(lo, hi)}) is not precise enough"
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
