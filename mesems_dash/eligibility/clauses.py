"""Says in English why a decided test is as it is: the value, its date, the limit and the margin.

A clause is `subject link verdict`, such as "EDSS 7.0 on 2 Mar 2015" " is " "above 6.5 by 0.5"; clauses with one subject
are put together by `describe.py`. `good` is the truth that is in the person's favour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.evaluator import is_old, number_of, rise_pairs
from mesems_dash.eligibility.gaps import capitalise_label, find_gaps, format_values, name_carcinoma, open_results
from mesems_dash.eligibility.intervals import ALWAYS, NEVER, add_months, birthday, completed_years
from mesems_dash.eligibility.rules import (
    FACTS,
    Age,
    Category,
    Duration,
    Flag,
    Limit,
    Never,
    Rise,
    Spaced,
    Test,
    Total,
    Within,
)
from mesems_dash.eligibility.windows import first_day, first_outside
from mesems_dash.eligibility.wording import (
    capitalise,
    chain,
    format_back,
    format_day,
    format_days,
    format_number,
    format_range,
    format_score,
    format_span,
    format_when,
    join_or,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mesems_dash.eligibility.facts import Facts, PossibleScore
    from mesems_dash.eligibility.truth import Truth

LATEST: Final = {
    "documented": "Latest documented relapse",
    "relapse": "Latest relapse",
    "gel": "Latest scan with an enhancing lesion",
}
NONE: Final = {
    "documented": "No documented relapse",
    "relapse": "No relapse",
    "gel": "No scan with an enhancing lesion",
    "remission": "No carcinoma of the skin or in situ",
    "immunosuppressant": "No immunosuppressant",
    "platform": "No interferon beta or glatiramer",
    "steroid": "No systemic corticosteroid",
}
CLASSES: Final = {
    "immunosuppressant": "an immunosuppressant",
    "platform": "interferon beta or glatiramer",
    "steroid": "a systemic corticosteroid",
}
# What a recorded yes and a recorded no say.
ANSWERS: Final = {
    "hiv": ("HIV test positive", "HIV test negative"),
    "hbsag": ("HBsAg positive", "HBsAg negative"),
    "hcv_antibody": ("Hepatitis C antibody positive", "Hepatitis C antibody negative"),
    "hcv_rna": ("Hepatitis C RNA positive", "Hepatitis C RNA negative"),
    "bands": ("Oligoclonal bands found", "No oligoclonal bands"),
    "pregnant": ("Pregnancy test positive", "Pregnancy test negative"),
    "other_malignancy": ("Another malignancy diagnosed", "No malignancy other than the two exceptions"),
    "childbearing_potential": ("Able to become pregnant", "Not able to become pregnant"),
    "contraception_agreed": ("Contraception agreed", "Contraception not agreed"),
    "active_infection": ("Another active or chronic infection recorded", "No other active or chronic infection"),
    "life_limiting_comorbidity": (
        "An illness that severely limits life expectancy recorded",
        "No illness that severely limits life expectancy",
    ),
    "mds_history": ("Myelodysplasia recorded", "No myelodysplasia"),
    "haematologic_history": ("A blood disease recorded", "No blood disease"),
    "wbc_clinically_relevant": ("White-cell abnormality judged relevant", "White cells judged not relevant"),
    "renal_failure": ("Renal failure recorded", "No renal failure"),
    "mri_possible": ("MRI possible", "MRI not possible"),
    "consent_able": ("Able to consent", "Unable to consent"),
}
SEXES: Final = {"F": "A woman", "M": "A man: this does not apply"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence; `link` and `verdict` are empty where the subject says all.

    `day` is one that the verdict itself says time will bring: nothing more need be promised of it.
    """

    subject: str
    link: str = ""
    verdict: str = ""
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.subject}{self.link}{self.verdict}"


def describe_test(test: Test, truth: Truth, facts: Facts, *, good: bool) -> Clause:
    """Return the clause for a test: why it holds or not, or what is missing to decide it."""
    if truth is None or facts.reference_on is None:
        return Clause(chain(gap.statement for gap in find_gaps(test, facts)))
    describe: Callable[..., Clause] = _SAYERS[type(test)]
    return describe(test, facts, facts.reference_on, truth=truth, good=good)


# ------------------------------------------------------------------ events in a window
def _within(test: Within, facts: Facts, on: date, *, truth: bool, good: bool) -> Clause:
    column = FACTS[test.fact].column
    if getattr(facts, f"{column}_hi") == NEVER:
        asked = f"one since {format_day(first_day(test, on))} is required" if good else ""
        return Clause(f"{NONE[column]} up to {format_day(on)}", "; " if asked else "", asked)
    if column in CLASSES:
        return _last_dose(test, column, facts, on, truth=truth)
    if column == "remission":
        return _remission(test, facts, on, truth=truth)
    return _latest_event(test, column, facts, on, truth=truth, good=good)


def _latest_event(test: Within, column: str, facts: Facts, on: date, *, truth: bool, good: bool) -> Clause:
    lo, hi = getattr(facts, f"{column}_lo"), getattr(facts, f"{column}_hi")
    subject = f"{LATEST[column]} {_when(lo, hi, truth=truth)}{_days_before(lo, hi, on)}"
    if lo == NEVER:  # there may be none at all
        subject = f"{NONE[column]} after {format_day(hi)}"
    must = f"must be {'on or after' if good else 'before'} {format_day(first_day(test, on))}"
    return Clause(subject, "; ", must + _margin(test, lo, hi, on, truth=truth, good=good))


def _last_dose(test: Within, column: str, facts: Facts, on: date, *, truth: bool) -> Clause:
    """Name the drug that surely counts where one does, else the one that gives the latest day there can be."""
    lo, hi = getattr(facts, f"{column}_lo"), getattr(facts, f"{column}_hi")
    latest, surest = getattr(facts, f"{column}_drug"), getattr(facts, f"{column}_sure_drug")
    if truth and (getattr(facts, f"{column}_until") or NEVER) > on:
        return _given_on(test, column, facts, on)
    drug = (surest if truth or lo == hi else latest) or latest or CLASSES[column]
    when = _when(lo, hi, truth=truth)
    if lo != hi and latest != surest:  # the days from `lo` to `hi` are those of two drugs
        when = f"on or after {format_day(lo)}" if truth else f"no later than {format_day(hi)}"
    must = f"must be before {format_day(first_day(test, on))}"
    if latest is None and lo == NEVER:
        margin = _margin(test, lo, hi, on, truth=truth, good=False)
        return Clause(f"{NONE[column]} after {format_day(hi)}", "; ", must + margin)
    subject = f"Last dose of {drug} {when}{_days_before(lo, hi, on)}"
    return Clause(subject, "; ", must + _margin(test, lo, hi, on, truth=truth, good=False))


def _given_on(test: Within, column: str, facts: Facts, on: date) -> Clause:
    """Say that a drug is still given; until the reference date only if it is not stopped, which may lie ahead."""
    drug, until = getattr(facts, f"{column}_sure_drug"), getattr(facts, f"{column}_until")
    passes = first_outside(test, on) or on
    short, must = format_days((passes - on).days), f"the last dose must be before {format_day(first_day(test, on))}"
    if until == ALWAYS:
        margin = f"short by {short} if taken up to {format_day(on)}"
        return Clause(f"Treatment with {drug} is recorded as ongoing", "; ", f"{must}; {margin}")
    subject = f"Treatment with {drug} continued after {format_day(on)}"
    return Clause(subject, "; ", f"{must}; short by at least {short}")


def _remission(test: Within, facts: Facts, on: date, *, truth: bool) -> Clause:
    lo, hi = facts.remission_lo or NEVER, facts.remission_hi or ALWAYS
    name, asked = name_carcinoma(facts), f"more than {format_back(test.months, test.days)} of remission are required"
    if lo == ALWAYS:
        return Clause(f"{capitalise(name)} was not in remission by {format_day(on)}", "; ", asked)
    if truth and facts.remission_is_blank and facts.remission_recorded_lo != lo:  # remission follows diagnosis
        subject = f"{capitalise(name)} was diagnosed on or after {format_day(lo)}, and its remission is not recorded"
        return Clause(subject, "; ", asked)
    subject = f"Remission of {name} began {_when(lo, hi, truth=truth)}{_days_before(lo, hi, on)}"
    must = f"must be before {format_day(first_day(test, on))}"
    return Clause(subject, "; ", must + _margin(test, lo, hi, on, truth=truth, good=False))


def _when(lo: date, hi: date, *, truth: bool) -> str:
    if lo == hi or (lo != NEVER and hi != ALWAYS and not format_when(lo, hi).startswith("some time")):
        return format_when(lo, hi)
    return f"on or after {format_day(lo)}" if truth else f"no later than {format_day(hi)}"


def _days_before(lo: date, hi: date, on: date) -> str:
    if lo != hi:
        return ""
    return f", {format_days((on - lo).days)} before the reference date" if lo < on else ", on the reference date"


def _margin(test: Within, lo: date, hi: date, on: date, *, truth: bool, good: bool) -> str:
    """Say by how much an event lies in or out of the window; what time will make of that is not said here."""
    first = first_day(test, on)
    if truth and good:
        return ""
    if good:
        return f"; too early by {format_days((first - hi).days)}"
    if not truth:
        return f"; {format_spare((first - hi).days - 1)}"
    passes = first_outside(test, lo)
    return f"; short by {'' if lo == hi else 'at least '}{format_days((passes - on).days)}" if passes else ""


def format_spare(days: int) -> str:
    return f"{format_days(days)} to spare" if days else "no days to spare"


def _spaced(test: Spaced, facts: Facts, on: date, *, truth: bool, **_: bool) -> Clause:
    first = first_day(test, on)
    asked = f"at least {format_days(test.apart_days)} apart, since {format_day(first)}"
    certain = [relapse for relapse in facts.documented_relapses if relapse.is_certain and relapse.lo >= first]
    if not truth:
        return Clause(f"No two documented relapses {asked}")
    late = max(certain, key=lambda relapse: relapse.lo)
    early = max(
        (relapse for relapse in certain if (late.lo - relapse.hi).days >= test.apart_days),
        key=lambda relapse: relapse.lo,
    )
    dates = f"{format_span(early.lo, early.hi)} and {format_span(late.lo, late.hi)}"
    is_exact = early.lo == early.hi and late.lo == late.hi
    verdict = f"{'' if is_exact else 'at least '}{format_days((late.lo - early.hi).days)} apart"
    return Clause(f"Documented relapses of {dates}", ", ", f"{verdict}; required: two {asked}")


def _total(test: Total, facts: Facts, on: date, *, truth: bool, **_: bool) -> Clause:
    least, most = facts.therapy_days_min or 0, facts.therapy_days_max or 0
    needed = test.at_least_days
    days = least if truth else most
    bound = "" if least == most else "at least " if truth else "at most "
    subject = f"Therapy listed in I1 covers {bound}{format_days(days)}" if days else "No therapy listed in I1"
    margin = format_spare(days - needed) if truth else f"short by {format_days(needed - days)}"
    return Clause(f"{subject} before {format_day(on)}", "; ", f"{format_days(needed)} are required; {margin}")


# ------------------------------------------------------------------ age and duration
def _age(test: Age, facts: Facts, on: date, *, truth: bool, **_: bool) -> Clause:
    lo, hi = facts.birth_lo or NEVER, facts.birth_hi or ALWAYS
    subject = f"Aged {_years(lo, hi, on)} (born {format_when(lo, hi)})"
    if test.at_least_years is not None:
        if truth:
            return Clause(subject, ", ", f"at least {test.at_least_years}")
        turns = birthday(hi, test.at_least_years)
        verdict = f"turns {test.at_least_years} {_on_or_by(lo, hi, turns)}, {_after(turns, on)}"
        return Clause(subject, "; ", verdict, day=turns)
    limit = test.at_most_years or 0
    if not truth:
        latest = "" if lo == hi else " at the latest"
        return Clause(subject, "; ", f"above {limit} since {format_day(birthday(hi, limit + 1))}{latest}")
    until = birthday(lo, limit + 1) - timedelta(days=1)
    return Clause(
        subject, ", ", f"at most {limit} until {format_day(until)}, {format_spare((until - on).days)}", day=until
    )


def _years(lo: date, hi: date, on: date) -> str:
    oldest, youngest = completed_years(lo, on), completed_years(hi, on)
    if oldest == youngest:
        return str(oldest)
    if lo == NEVER:
        return f"at least {youngest}"
    return f"{max(youngest, 0)} to {oldest}"


def _on_or_by(lo: date, hi: date, day: date) -> str:
    return f"on {format_day(day)}" if lo == hi else f"by {format_day(day)}"


def _after(day: date, on: date) -> str:
    return f"{format_days((day - on).days)} after the reference date"


def _duration(test: Duration, facts: Facts, on: date, *, truth: bool, **_: bool) -> Clause:
    lo, hi = facts.onset_lo or NEVER, facts.onset_hi or ALWAYS
    subject = f"First symptom {format_when(lo, hi)}"
    if test.at_least_years is not None:
        years = test.at_least_years
        complete = add_months(hi, 12 * years)
        if truth:
            return Clause(subject, "; ", f"{years} years reached {_on_or_by(lo, hi, complete)}")
        verdict = f"{years} years reached {_on_or_by(lo, hi, complete)}, {_after(complete, on)}"
        return Clause(subject, "; ", verdict, day=complete)
    years = test.at_most_years or 0
    if truth:
        end = add_months(lo, 12 * years)
        verdict = f"within {years} years until {format_day(end)}, {format_spare((end - on).days)}"
        return Clause(subject, "; ", verdict, day=end)
    end = add_months(hi, 12 * years)
    over = f"{format_days((on - end).days)} before the reference date"
    return Clause(subject, "; ", f"{years} years ended {_on_or_by(lo, hi, end)}, {over}")


# ------------------------------------------------------------------ numbers
def _limit(test: Limit, facts: Facts, _on: date, *, truth: bool, **_: bool) -> Clause:
    lo, hi, is_lo_open, is_hi_open = number_of(test.fact, facts)
    assert lo is not None and hi is not None  # noqa: S101, PT018 -- a decided limit has a number
    column = FACTS[test.fact].column
    when = format_when(getattr(facts, f"{column}_on_lo"), getattr(facts, f"{column}_on_hi"))
    value = format_range(lo, hi, is_lo_open=is_lo_open, is_hi_open=is_hi_open)
    if test.fact == "edss":
        value = join_or(map(format_score, facts.edss_scores))
    elif len(open_results(test.fact, facts)) > 1:
        value = format_values(test.fact, facts)
    return Clause(
        f"{capitalise_label(FACTS[test.fact].label)} {value} {when}", " is ", _compare(test, lo, hi, truth=truth)
    )


def _compare(test: Limit, lo: float, hi: float, *, truth: bool) -> str:
    describe = format_score if test.fact == "edss" else format_number
    limit = next(value for value in (test.at_least, test.at_most, test.below) if value is not None)
    is_above = truth if test.at_least is not None else not truth
    distance = round(lo - limit if is_above else limit - hi, 6)
    by = f" by {describe(distance)}" if lo == hi and distance > 0 else ""
    if test.at_least is not None:
        return f"at least {describe(limit)}" if truth else f"below {describe(limit)}{by}"
    if test.at_most is not None:
        return f"at most {describe(limit)}" if truth else f"above {describe(limit)}{by}"
    return f"below {describe(limit)}{by}" if truth else f"not below {describe(limit)}"


def _rise(test: Rise, facts: Facts, on: date, *, truth: bool, **_: bool) -> Clause:
    first = first_day(test, on)
    pairs = rise_pairs(facts.edss, first)
    if len(set(pairs)) > 1:
        return _rise_of_any(test, pairs, first, truth=truth)
    early, late = pairs[0]
    assert early.score is not None and late.score is not None  # noqa: S101, PT018 -- a decided rise has scores
    change, needed = late.score - early.score, test.needed(late.score)
    subject = f"EDSS {format_score(late.score)} {format_when(late.lo, late.hi)}"
    moved = f"{format_score(abs(change))} {'above' if change >= 0 else 'below'}" if change else "the same as"
    margin = "" if truth else f"; short by {format_score(needed - change)}"
    earlier = f"{format_score(early.score)} {format_when(early.lo, early.hi)}"
    return Clause(subject, " is ", f"{moved} {earlier}; a rise of {format_score(needed)} is required{margin}")


def _rise_of_any(
    test: Rise, pairs: Sequence[tuple[PossibleScore, PossibleScore]], first: date, *, truth: bool
) -> Clause:
    """Say the least or the greatest rise where dates leave open which assessment is the first or the latest."""
    scores = [(early.score or 0.0, late.score or 0.0) for early, late in pairs]
    rises = [late - early for early, late in scores]
    rise = f"the rise is at {f'least {format_score(min(rises))}' if truth else f'most {format_score(max(rises))}'}"
    if max(rises) <= 0:
        rise = "there is no rise"
    asked = " or ".join(sorted({format_score(test.needed(late)) for _, late in scores}))
    subject = f"For every possible first and latest EDSS since {format_day(first)}"
    return Clause(subject, ", ", f"{rise}; {asked} is required")


# ------------------------------------------------------------------ answers
def _flag(test: Flag, facts: Facts, on: date, **_: bool) -> Clause:
    column = FACTS[test.fact].column
    value = getattr(facts, column)
    if value is None and test.cleared_by is not None:
        return _cleared(test, test.cleared_by, facts)
    if test.fact == "hepatitis_c":
        return _hepatitis_c(facts)
    lo, hi = getattr(facts, f"{column}_on_lo", None), getattr(facts, f"{column}_on_hi", None)
    is_test_usable = value is not None and not is_old(test.fact, test, facts, on)
    if test.fact == "pregnant" and not is_test_usable:
        return Clause("No pregnancy test needed")
    when = f" {format_when(lo, hi)}" if hi is not None and value is not None and hi != NEVER else ""
    return Clause(f"{ANSWERS[test.fact][0 if value else 1]}{when}")


def _hepatitis_c(facts: Facts) -> Clause:
    rna = format_when(facts.hcv_rna_on_lo, facts.hcv_rna_on_hi)
    if facts.hepatitis_c:
        return Clause(f"{ANSWERS['hcv_rna'][0]} {rna}")
    antibody = format_when(facts.hcv_antibody_on_lo, facts.hcv_antibody_on_hi)
    if facts.hcv_antibody is False:
        return Clause(f"{ANSWERS['hcv_antibody'][1]} {antibody}")
    if facts.hcv_antibody is None:
        return Clause(
            f"{ANSWERS['hcv_rna'][1]} {rna}, which rules out infection, whichever antibody result is the latest"
        )
    return Clause(f"{ANSWERS['hcv_antibody'][0]} {antibody}, but RNA negative {rna}")


def _cleared(test: Flag, number: str, facts: Facts) -> Clause:
    lo, hi, is_lo_open, is_hi_open = number_of(number, facts)
    value = format_range(lo or 0.0, hi or 0.0, is_lo_open=is_lo_open, is_hi_open=is_hi_open)
    if len(open_results(number, facts)) > 1:
        value = format_values(number, facts)
    when = format_when(getattr(facts, f"{number}_on_lo"), getattr(facts, f"{number}_on_hi"))
    limits = f"{test.normal_from:.1f} to {test.normal_to:.1f}"
    return Clause(f"White cells {value} {when}", " are ", f"within {limits}")


def _category(test: Category, facts: Facts, _on: date, **_: bool) -> Clause:
    value = getattr(facts, FACTS[test.fact].column)
    return Clause(SEXES.get(value, "") if test.fact == "sex" else f"Subtype {value}")


def _never(_test: Never, facts: Facts, _on: date, **_: bool) -> Clause:
    return Clause(f"Subtype {facts.subtype} is not included" if facts.subtype else "Not every subtype is included")


_SAYERS: Final[dict[type, Callable[..., Clause]]] = {
    Within: _within,
    Total: _total,
    Spaced: _spaced,
    Rise: _rise,
    Age: _age,
    Duration: _duration,
    Limit: _limit,
    Flag: _flag,
    Category: _category,
    Never: _never,
}
