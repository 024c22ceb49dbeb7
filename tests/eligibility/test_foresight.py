"""What evidence promises is judged again, from the whole record, on the day that it names and on the day beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import built_in_rule_sets, establish_facts, judge, load_rule_set
from mesems_dash.eligibility.foresight import Promise, find_promise
from tests.eligibility.case_files import make_case
from tests.eligibility.generated import make_person, make_random
from tests.eligibility.undecided import make_eligible, make_undecided
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.eligibility.judgement import CriterionJudgement
    from mesems_dash.eligibility.person import Person, Screening

ONE_DAY = timedelta(days=1)
STARTS = {
    "relapses": "onset_lo",
    "edss": "assessed_lo",
    "mri": "scanned_lo",
    "labs": "collected_lo",
    "therapies": "started_lo",
    "malignancies": "diagnosed_lo",
}
MAKERS = (make_person, make_eligible, make_undecided)


def forget_later(person: Person, on: date) -> Person:
    """Nothing new happens: what lies wholly after the reference date is not there."""
    rows = {
        name: tuple(r for r in getattr(person, name) if (getattr(r, lo) or on) <= on) for name, lo in STARTS.items()
    }
    return replace(person, **rows)


def list_promises(
    rule_set: RuleSet, person: Person, screening: Screening
) -> Iterator[tuple[CriterionJudgement, Promise]]:
    judgement = judge(rule_set, establish_facts(person, screening, screening.reference_on))
    for judged in judgement.criteria:
        if not judged.criterion.is_derived:
            promise = find_promise(judged.criterion.rule, judgement.facts, favour=not judged.against)
            if promise is not None:
                yield judged, promise


def assert_kept(judged: CriterionJudgement, promise: Promise, rule_set: RuleSet, person: Person, screening: Screening):
    def is_in_favour(day: date) -> bool:
        found = judge(rule_set, establish_facts(person, screening, day))[judged.criterion.id]
        return found.truth is not None and found.truth is not found.against

    beside = promise.day + (ONE_DAY if promise.kind == "HOLDS" else -ONE_DAY)
    context = (judged.criterion.id, promise)
    if promise.kind != "AFTER":
        assert is_in_favour(promise.day), context
    if promise.is_exact:
        assert not is_in_favour(beside), context
    if promise.kind == "HOLDS":
        middle = screening.reference_on + (promise.day - screening.reference_on) / 2
        assert is_in_favour(middle), context


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32), name=st.sampled_from(built_in_rule_sets()))
def test_what_is_promised_is_so_on_that_day_and_not_on_the_day_beside_it(seed, name):
    maker, rule_set = make_random(seed), load_rule_set(name)
    for make in MAKERS:
        person, screening = make(maker)
        person = forget_later(person, screening.reference_on)
        for judged, promise in list_promises(rule_set, person, screening):
            assert_kept(judged, promise, rule_set, person, screening)


def test_people_made_at_random_are_promised_every_kind_of_thing():
    maker, found = make_random(7), set()
    for _ in range(60):
        for make in MAKERS:
            person, screening = make(maker)
            found |= {
                (judged.criterion.id, promise.kind)
                for judged, promise in list_promises(load_rule_set("registry"), person, screening)
            }
    assert {(criterion, "HOLDS") for criterion in ("I1", "I2", "I3", "E12")} <= found
    assert {(criterion, "PASSES") for criterion in ("I2", "I3", "E5", "E8")} <= found
    assert {kind for _, kind in found} == {"HOLDS", "PASSES", "AFTER"}


# ---------------------------------------------------------------- worked by hand; the reference date is 1 Jun 2018
ALL_LISTED = {f"{name}_history_complete": "Y" for name in ("therapy", "relapse", "mri", "malignancy")}
BASAL = {"type": "BCC_SKIN", "diagnosed_on": "2017-01-01", "remission_since": "2017-09-01"}
WORKED = [
    (
        "I1",  # the first score leaves the window of the rise on 4 Jun 2018, long before the relapse leaves its own
        {
            "screening": {**ALL_LISTED, "subtype": "SPMS"},
            "therapies": [{"drug": "Rebif", "started_on": "2015-01-01", "ended_on": "2018-02-28"}],
            "relapses": [{"onset_on": "2018-01-10", "documented": "Y"}],
            "edss": [{"assessed_on": "2017-06-03", "score": 4.0}, {"assessed_on": "2017-12-01", "score": 5.0}],
        },
        Promise("HOLDS", date(2018, 6, 3)),
    ),
    (
        "E9",  # 1 Sep 2017 and twelve months is 1 Sep 2018, not yet more
        {"screening": ALL_LISTED, "malignancies": [BASAL]},
        Promise("PASSES", date(2018, 9, 2)),
    ),
    (
        "E9",  # the other malignancy never clears
        {"screening": ALL_LISTED, "malignancies": [BASAL, {"type": "OTHER", "diagnosed_on": "2010-05-05"}]},
        None,
    ),
    ("E9", {"screening": ALL_LISTED, "malignancies": [{**BASAL, "type": None}]}, None),
    (
        "E8",  # sixty days after 1 Jun is 31 Jul
        {"screening": ALL_LISTED, "relapses": [{"onset_on": "2018-06-01"}]},
        Promise("PASSES", date(2018, 8, 1)),
    ),
    (
        "E12",  # 180 days after 1 May is 28 Oct
        {
            "subject": {"sex": "F", "childbearing_potential": "Y"},
            "screening": {"contraception_agreed": "Y"},
            "labs": [{"test": "HCG", "result": "NEG", "collected_on": "2018-05-01"}],
        },
        Promise("HOLDS", date(2018, 10, 28)),
    ),
    (
        "E6",  # ongoing: it cannot pass before it would if the last dose were today
        {"screening": ALL_LISTED, "therapies": [{"drug": "Rebif", "started_on": "2015", "ongoing": "Y"}]},
        Promise("AFTER", date(2018, 7, 2)),
    ),
]


@pytest.mark.parametrize(("criterion", "table", "promise"), WORKED, ids=[f"{row[0]}-{row[2]}" for row in WORKED])
def test_time_alone_worked_by_hand(criterion, table, promise):
    case = make_case({"comment": "", "status": "", **table}, {"criterion": "", "reference_on": "2018-06-01"})
    found = list_promises(load_rule_set("registry"), case.person, case.screening)
    assert {judged.criterion.id: one for judged, one in found}.get(criterion) == promise
