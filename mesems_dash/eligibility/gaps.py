"""Says what is missing where a test is undecided: the raw field, a statement for the evidence, a question to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.evaluator import is_old, number_of
from mesems_dash.eligibility.intervals import ALWAYS, NEVER
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

    from mesems_dash.eligibility.facts import Facts, PossibleRelapse


@dataclass(frozen=True, slots=True)
class Gap:
    """One value that is missing: `field` is file.column of the bundle, `statement` and `question` are English."""

    field: str
    statement: str
    question: str


NO_REFERENCE: Final = Gap(
    "randomisations.randomised_on",
    "The date of the recorded randomisation cannot be used, so there is no reference date",
    "On which day was this person randomised?",
)
DRUG_CLASSES: Final = ("immunosuppressant", "platform", "steroid")


def find_gaps(test: Test, facts: Facts) -> tuple[Gap, ...]:
    """Return what is missing to decide a test that is undecided, the most useful first; at least one gap."""
    if facts.reference_on is None:
        return (NO_REFERENCE,)
    find: Callable[..., Iterator[Gap]] = _FINDERS[type(test)]
    return tuple(dict.fromkeys(find(test, facts, facts.reference_on)))


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
    is_rough = relapse.lo < relapse.hi and (relapse.lo < first or relapse.hi == on)
    name = f"the relapse of {say_span(relapse.lo, relapse.hi)}"
    if not relapse.is_certain and (relapse.hi < on or not is_rough):
        yield Gap("relapses.documented", f"Documentation of {name} is not recorded", f"Was {name} documented?")
    elif not relapse.is_certain:
        statement = f"Documentation or date of {name} is not recorded well enough"
        yield Gap("relapses.documented", statement, f"Was {name} documented, and when did it begin?")
    if is_rough:
        yield _rough_relapse(relapse)


def _rough_relapse(relapse: PossibleRelapse) -> Gap:
    name = f"the relapse of {say_span(relapse.lo, relapse.hi)}"
    statement = f"{capitalise(name)} is not dated precisely enough"
    return Gap("relapses.onset_on", statement, f"On which day did {name} begin?")


def _any_relapse(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.relapse_list_complete:
        yield _relapses(on)
    else:
        statement = f"The latest relapse, {_either_side(facts.relapse_lo, facts.relapse_hi, first)}"
        yield Gap("relapses.onset_on", statement, "On which day did the latest relapse begin?")


def _either_side(lo: date | None, hi: date | None, limit: date) -> str:
    return f"{say_when(lo, hi)}, may lie on either side of {say_day(limit)}"


def _lesion(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    scans = facts.gel_maybe_scans or 0
    if scans:
        verb = "says" if scans == 1 else "say"
        statement = f"{capitalise(say_count(scans, 'scan'))} {verb} nothing about enhancing lesions"
        yield Gap("mri.gel_count", statement, "How many enhancing lesions did each scan with gadolinium show?")
    if facts.gel_hi == on:
        yield _list_gap("the scan history", "scans", "mri_history_complete", on)
    elif not scans:
        statement = f"The latest scan with an enhancing lesion, {_either_side(facts.gel_lo, facts.gel_hi, first)}"
        yield Gap("mri.scanned_on", statement, "On which day was the latest scan with an enhancing lesion?")


def _last_dose(column: str, first: date, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.therapy_list_complete:
        yield _therapies(on)
    if facts.unidentified_drugs:
        yield _drugs(facts.unidentified_drugs)
    elif facts.therapy_list_complete:
        yield _dose(getattr(facts, f"{column}_lo"), getattr(facts, f"{column}_hi"), column, first, facts)


def _dose(lo: date, hi: date, column: str, first: date, facts: Facts) -> Gap:
    drug = getattr(facts, f"{column}_drug") or "an unnamed drug"
    if lo == NEVER:  # it may not count at all: by its route, its class, or its start
        statement = f"Whether {drug}, last taken on {say_day(hi)} at the latest, counts here is not recorded"
        field = "therapies.route" if column == "steroid" else "therapies.atc"
        return Gap(field, statement, f"What exactly is {drug}, how and until when was it given?")
    statement = f"The last dose of {drug}, {_either_side(lo, hi, first)}"
    return Gap("therapies.ended_on", statement, f"On which day was the last dose of {drug}?")


def _drugs(count: int) -> Gap:
    verb = "is" if count == 1 else "are"
    statement = f"{capitalise(say_count(count, 'drug'))} {verb} not identified by name or ATC code"
    return Gap("therapies.drug", statement, "Which drugs are these?")


def _remission(first: date, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.malignancy_list_complete:
        yield _malignancies(on)
    else:
        side = _either_side(facts.remission_lo, facts.remission_hi, first)
        statement = f"The start of remission of a skin or in situ carcinoma, {side}"
        yield Gap("malignancies.remission_since", statement, "Since which day is it in remission?")


def _total(_test: Total, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.therapy_list_complete:
        yield _therapies(on)
    if facts.unidentified_drugs:
        yield _drugs(facts.unidentified_drugs)
    elif facts.therapy_list_complete:
        statement = "The dates of therapy are not recorded precisely enough to count its days"
        yield Gap("therapies.started_on", statement, "From which day to which day was each therapy given?")


def _spaced(test: Spaced, facts: Facts, on: date) -> Iterator[Gap]:
    first = first_day(test, on)
    found = tuple(_documented(first, facts, on))
    rough = (relapse for relapse in facts.documented_relapses if relapse.hi >= first and relapse.lo < relapse.hi)
    yield from found or map(_rough_relapse, rough)


# ------------------------------------------------------------------ EDSS and other results
def _rise(test: Rise, facts: Facts, on: date) -> Iterator[Gap]:
    if not facts.edss_known:
        yield _latest_score(facts, on)
        return
    first = first_day(test, on)
    inside = [score for score in facts.edss if score.is_certain and score.lo >= first]
    if not inside or max(score.lo for score in inside) <= min(score.hi for score in inside):
        statement = f"No EDSS between {say_day(first)} and the latest assessment to compare with"
        yield Gap("edss.assessed_on", statement, f"Which EDSS was found earlier, from {say_day(first)} on?")
    else:
        statement = "Score or date of the earliest EDSS in the window is not recorded well enough"
        yield Gap("edss.score", statement, f"Which EDSS was found first from {say_day(first)} on?")


def _latest_score(facts: Facts, on: date) -> Gap:
    if not facts.edss:
        return Gap("edss.score", f"No EDSS up to {say_day(on)}", f"Which EDSS was found by {say_day(on)}?")
    when = say_when(facts.edss_on_lo, facts.edss_on_hi)
    if None in facts.edss_scores:
        return Gap(
            "edss.score", f"The score at the latest EDSS, {when}, is not recorded", f"Which EDSS was found {when}?"
        )
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
        return Gap(field, f"No {label} up to {say_day(on)}", question)
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
