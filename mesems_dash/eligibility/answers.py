"""What an answer to one question may make of the tests that ask it: every combination of truths that it may leave.

A question asked by a test that asks nothing else usually closes it: the test is then true or false, never open. But an
answer may bring up the next question: a therapy history confirmed complete does not date a last dose. Whether it
does is read from the rows themselves; where that is not clear, the test may stay open.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.evaluator import needs_no_test, test
from mesems_dash.eligibility.facts import PossibleScore
from mesems_dash.eligibility.foresight import DRUG_CLASSES
from mesems_dash.eligibility.history import EXCEPTIONS, has_lesion
from mesems_dash.eligibility.intervals import ALWAYS, span
from mesems_dash.eligibility.rules import FACTS, Flag, Limit, Rise, Spaced, Within
from mesems_dash.eligibility.treatment import read_course
from mesems_dash.eligibility.windows import first_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from mesems_dash.eligibility.facts import Facts
    from mesems_dash.eligibility.gaps import Gap
    from mesems_dash.eligibility.intervals import Interval
    from mesems_dash.eligibility.person import Malignancy, Person
    from mesems_dash.eligibility.rules import Test
    from mesems_dash.eligibility.treatment import Course
    from mesems_dash.eligibility.truth import Truth

__all__ = ["list_answers"]

SCORES: Final = (0.0, *(half / 2 for half in range(2, 21)))
"""What an EDSS may be."""
AKIN: Final = (
    {"relapses.onset_on"},
    {"edss.assessed_on", "edss.score"},
    {"mri.scanned_on", "mri.gel_count"},
    {"therapies.started_on", "therapies.ended_on"},
)
"""Fields of one row: two questions may ask for the same event."""
Answer = dict["Test", "Truth"]


def list_answers(gap: Gap, tests: Mapping[Test, tuple[Gap, ...]], facts: Facts, person: Person) -> list[Answer]:
    """Return what the undecided `tests` (each with its gaps) become, for every answer to a question.

    A test that does not ask the question is left out, which means: as open as before. One that asks something else
    about the same rows may go any way.
    """
    asking = [one for one, gaps in tests.items() if any(_is_same(gap, other) for other in gaps)]
    scored = _score(gap, facts)
    if scored:
        return [{one: test(one, variant) for one in asking} for variant in scored]
    if gap.field == "subjects.childbearing_potential":
        return list(_answer_childbearing(asking, tests, facts))
    truths = [_possible_truths(one, _own(gap, tests[one]), tests[one], facts, person) for one in asking]
    akin = [one for one, gaps in tests.items() if one not in asking and any(_is_akin(gap, other) for other in gaps)]
    truths += [(True, False, None)] * len(akin)
    return [dict(zip((*asking, *akin), chosen, strict=True)) for chosen in product(*truths)]


def _is_same(one: Gap, other: Gap) -> bool:
    return (one.asked_field, one.question) == (other.asked_field, other.question)


def _own(gap: Gap, gaps: Iterable[Gap]) -> Gap:
    """Return the gap of a test that asks the same question: one row that names nobody may open several tests."""
    return next(other for other in gaps if _is_same(gap, other))


def _is_akin(one: Gap, other: Gap) -> bool:
    return any(one.field in fields and other.field in fields for fields in AKIN)


def _score(gap: Gap, facts: Facts) -> list[Facts]:
    """Return the facts with every score of the one latest EDSS, where that is what is asked for; none elsewhere."""
    on, latest_on = facts.reference_on, facts.edss_on_lo
    if gap.field != "edss.score" or facts.edss_known or on is None:
        return []
    latest = [score for score in facts.edss if latest_on is None or score.hi >= latest_on]
    if len(latest) > 1 or any(score.score is not None or not score.is_certain for score in latest):
        return []
    others = tuple(score for score in facts.edss if score not in latest)
    one = latest[0] if latest else PossibleScore(on, on, None, is_certain=True)
    return [
        replace(
            facts,
            edss=(*others, replace(one, score=score)),
            edss_scores=(score,),
            edss_known=True,
            edss_min=score,
            edss_max=score,
        )
        for score in SCORES
    ]


def _answer_childbearing(asking: Iterable[Test], tests: Iterable[Test], facts: Facts) -> Iterator[Answer]:
    """Who cannot become pregnant needs no pregnancy test, so a no answers for that too."""
    flags = [one for one in asking if isinstance(one, Flag)]
    yield {one: one.is_ for one in flags}
    unable, on = replace(facts, childbearing_potential=False), facts.reference_on
    pregnancy = [one for one in tests if isinstance(one, Flag) and one.fact == "pregnant"]
    untested = [one for one in pregnancy if on and needs_no_test(one, unable, on)]
    yield {one: not one.is_ for one in (*flags, *untested)}


# ------------------------------------------------------------------ whether the answer closes a test
def _possible_truths(one: Test, gap: Gap, gaps: tuple[Gap, ...], facts: Facts, person: Person) -> tuple[Truth, ...]:
    """Return what an answer may make of a test; a hepatitis C antibody found positive asks for the RNA."""
    if isinstance(one, Flag) and one.fact == "hepatitis_c" and gap.field == "labs.HCVAB" and len(gaps) == 1:
        return (False, None)
    return (True, False) if _closes(one, gap, gaps, facts, person) else (True, False, None)


def _closes(one: Test, gap: Gap, gaps: tuple[Gap, ...], facts: Facts, person: Person) -> bool:
    """Return whether an answer surely leaves a test decided: it asks nothing else, and no row is in further doubt."""
    on = facts.reference_on
    if len(gaps) > 1 or on is None:
        return False
    if isinstance(one, Within | Spaced):
        return _WINDOWS[FACTS[one.fact].column](one, gap, person, on)
    if isinstance(one, Rise):
        is_one = len(facts.edss_scores) == 1 and facts.edss_on_lo == facts.edss_on_hi
        return is_one and gap.question.startswith("What was the EDSS at an earlier assessment")
    if isinstance(one, Limit) and one.fact == "edss":
        return gap.question == "Which EDSS assessment is the latest one?"
    return not (isinstance(one, Flag) and one.fact == "other_malignancy") or _closes_malignancy(gap, person, on)


def _asks_for_list(gap: Gap) -> bool:
    return gap.field.endswith("_history_complete")


def _is_doubtful(day: Interval, first: date, on: date) -> bool:
    """Return whether an event may lie in the window or outside it."""
    return first <= day.hi and day.lo <= on and not (first <= day.lo and day.hi <= on)


def _closes_dose(one: Within | Spaced, gap: Gap, person: Person, on: date) -> bool:
    """Of the courses that may count in the window there must be one, or only those of the drug that is asked about."""
    column, first = FACTS[one.fact].column, first_day(one, on)
    doubtful = [
        course
        for course in map(read_course, person.therapies)
        if getattr(course.classes, column) != "N" and course.start.lo <= on and course.end.hi >= first
    ]
    if _asks_for_list(gap):
        return not doubtful
    if gap.field == "therapies.ended_on":
        return len({course.name for course in doubtful}) == 1 and all(map(_is_identified(column, on), doubtful))
    named = doubtful if gap.field == "therapies.drug" else doubtful[:1]
    return len(named) == len(doubtful) and all(
        course.end.lo >= first
        and (gap.field == "therapies.started_on" or course.start.is_certain_by(on))
        and course.classes.is_identified == (gap.field != "therapies.drug")
        for course in named
    )


def _is_identified(column: str, on: date) -> Callable[[Course], bool]:
    return lambda course: getattr(course.classes, column) == "Y" and course.start.is_certain_by(on)


def _closes_documented(one: Within | Spaced, gap: Gap, person: Person, on: date) -> bool:
    first = first_day(one, on)
    rows = [(span(row.onset_lo, row.onset_hi), row.documented) for row in person.relapses]
    reaching = [(day, counts) for day, counts in rows if counts is not False and day.lo <= on and day.hi >= first]
    if isinstance(one, Spaced) and gap.field != "relapses.onset_on" and any(day.lo < day.hi for day, _ in reaching):
        return False
    if gap.field != "relapses.documented":
        return True
    unsaid = [day for day, counts in reaching if counts is None]
    return len(unsaid) == 1 and first <= unsaid[0].lo and unsaid[0].hi <= on


def _closes_relapse(one: Within | Spaced, gap: Gap, person: Person, on: date) -> bool:
    first = first_day(one, on)
    days = [span(row.onset_lo, row.onset_hi) for row in person.relapses]
    return not _asks_for_list(gap) or not any(_is_doubtful(day, first, on) for day in days)


def _closes_lesion(one: Within | Spaced, gap: Gap, person: Person, on: date) -> bool:
    first = first_day(one, on)
    rows = [(span(scan.scanned_lo, scan.scanned_hi), has_lesion(scan)) for scan in person.mri]
    open_rows = [(day, shows) for day, shows in rows if shows is not False and day.lo <= on and day.hi >= first]
    if _asks_for_list(gap):
        return not open_rows
    return gap.field != "mri.gel_count" or not any(_is_doubtful(day, first, on) for day, _ in open_rows)


def _closes_remission(_one: Within | Spaced, gap: Gap, person: Person, on: date) -> bool:
    rows = [row for row in person.malignancies if row.type != "OTHER" and span(row.diagnosed_lo, None).lo <= on]
    if _asks_for_list(gap):
        return all(row.type in EXCEPTIONS and _is_dated(row, on) for row in rows)
    undated = [row for row in rows if not (row.remission_lo and row.remission_lo == row.remission_hi)]
    return len(undated) == 1 and all(row.type in EXCEPTIONS and (row.diagnosed_hi or ALWAYS) <= on for row in rows)


def _closes_malignancy(gap: Gap, person: Person, on: date) -> bool:
    rows = [row for row in person.malignancies if row.type not in EXCEPTIONS and span(row.diagnosed_lo, None).lo <= on]
    return not rows if _asks_for_list(gap) else len(rows) == 1


def _is_dated(row: Malignancy, on: date) -> bool:
    is_exact = row.remission_lo is not None and row.remission_lo == row.remission_hi
    return is_exact and (row.diagnosed_hi or ALWAYS) <= on


_WINDOWS: Final[dict[str, Callable[[Within | Spaced, Gap, Person, date], bool]]] = {
    **dict.fromkeys(DRUG_CLASSES, _closes_dose),
    "documented": _closes_documented,
    "documented_relapses": _closes_documented,
    "relapse": _closes_relapse,
    "gel": _closes_lesion,
    "remission": _closes_remission,
}
