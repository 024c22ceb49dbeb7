"""Less precision never decides more: a record whose dates and values are blurred leaves at least as much open."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import establish_facts, judge, load_rule_set
from mesems_dash.eligibility.intervals import add_months
from mesems_dash.eligibility.rules import TESTS
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.undecided import make_eligible
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from mesems_dash.eligibility.judgement import Judged
    from mesems_dash.eligibility.person import LabResult, Person, Screening

REGISTRY = load_rule_set("registry")
SHARE = 0.06
"""How many of the values are blurred."""
EVENTS = ("relapses", "edss", "mri", "labs", "therapies", "malignancies")
VALUES = ("documented", "score", "result", "gel_count", "type")
ANSWERS = (
    "consent_able",
    "active_infection",
    "life_limiting_comorbidity",
    "mds_history",
    "haematologic_history",
    "contraception_agreed",
    "renal_failure",
    "mri_possible",
    "therapy_history_complete",
    "relapse_history_complete",
    "mri_history_complete",
    "malignancy_history_complete",
    "subtype",
)
"""Not the judgement of the white cells: a normal count stands for a blank one."""


def blur(random: Random, person: Person, screening: Screening) -> tuple[Person, Screening]:
    """Return the record with some dates less precise and some values gone; nothing else changes."""
    events = {name: tuple(blur_row(random, row, person) for row in getattr(person, name)) for name in EVENTS}
    subject = blur_dates(random, person.subject)
    lost = {name: None for name in ("sex", "childbearing_potential") if random.random() < SHARE}
    answers = {name: None for name in ANSWERS if random.random() < SHARE}
    return replace(person, subject=replace(subject, **lost), **events), replace(screening, **answers)


def blur_row(random: Random, row: Any, person: Person) -> Any:
    row = blur_dates(random, row)
    for name in VALUES:
        if getattr(row, name, None) not in {None, "ND"} and random.random() < SHARE and not is_excused(row, person):
            row = replace(row, **{name: None})
    if getattr(row, "value_lo", None) is not None and random.random() < SHARE:
        row = blur_number(random, row)
    return row


def is_excused(row: Any, person: Person) -> bool:
    """Who cannot become pregnant needs no test: losing a positive one is as if it had not been made."""
    return getattr(row, "test", None) == "HCG" and person.subject.childbearing_potential is False


def blur_number(random: Random, row: LabResult) -> LabResult:
    if random.random() < 0.3:
        return replace(row, value_lo=None, value_hi=None, value_lo_open=None, value_hi_open=None)
    return replace(row, value_hi=float("inf"), value_hi_open=True)


def blur_dates(random: Random, row: Any) -> Any:
    stems = [one.name.removesuffix("_lo") for one in fields(row) if one.name.endswith("_lo") and one.name != "value_lo"]
    for stem in stems:
        if random.random() < SHARE and not (stem == "ended" and getattr(row, "ongoing", None)):
            lo, hi = widen(getattr(row, f"{stem}_lo"), getattr(row, f"{stem}_hi"))
            row = replace(row, **{f"{stem}_lo": lo, f"{stem}_hi": hi})
    return row


def widen(lo: date | None, hi: date | None) -> tuple[date | None, date | None]:
    """A day becomes its month, a month its year, a year is lost."""
    if lo is None or hi is None or (hi - lo).days > 40:
        return None, None
    if lo == hi:
        first = lo.replace(day=1)
        return first, add_months(first, 1) - timedelta(days=1)
    return date(lo.year, 1, 1), date(lo.year, 12, 31)


def list_tests(judged: Judged) -> Iterator[tuple[str, object]]:
    """Yield the answer of every test below a node.

    Not of the remission: a malignancy without its type counts as both kinds there, and as neither for sure beside it.
    """
    for part in (judged, *judged.parts):
        if isinstance(part.node, TESTS) and getattr(part.node, "fact", None) != "latest_remission":
            yield repr(part.node), part.truth
        elif part is not judged:
            yield from list_tests(part)


def answers_of(person: Person, screening: Screening) -> dict[tuple[str, str], object]:
    judgement = judge(REGISTRY, establish_facts(person, screening, screening.reference_on))
    tests = {(one.criterion.id, name): truth for one in judgement.criteria for name, truth in list_tests(one.tree)}
    return {(one.criterion.id, "rule"): one.truth for one in judgement.criteria} | tests


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_less_precision_never_decides_more(seed):
    random = make_random(seed)
    for make in (make_person, make_person, make_eligible):
        person, screening = make(random)
        before = answers_of(person, screening)
        for _ in range(3):
            person, screening = blur(random, person, screening)
            after = answers_of(person, screening)
            changed = {key: (before[key], truth) for key, truth in after.items() if truth not in {before[key], None}}
            assert not changed
            before = after
