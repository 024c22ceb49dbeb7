"""Where everybody is, each person once: against counting by hand, other queries, and the demo's files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from mesems_dash import queries
from mesems_dash.errors import StoreError
from mesems_dash.queries import Selection, count_flow
from mesems_dash.vocabulary import EXITS
from mesems_dash.words.flow_boxes import list_boxes
from tests.examples import every, examples
from tests.queries.by_hand import Counts, know
from tests.queries.chance import make_selection, make_trial
from tests.queries.frames import rows_of
from tests.queries.trial import Dose, Person, Screening, Site, Trial, open_trial

DEMO = Path(__file__).parents[2] / "data" / "demo"
SELECTIONS = examples(12)
COLUMNS = ["sequence", "after", "exit", "is_not_given", "reason", "people"]


def add_doses(random, trial):
    """Give some randomised people rows of doses, with and without a reason."""
    reasons = (None, None, "Relapse", "Fever", "  ")
    doses = tuple(
        Dose(person.subject_id, number, random.choice(("MSC", None)), reason_not_given=random.choice(reasons))
        for person in trial.people
        for number in (1, 2)
        if random.random() < 0.5
    )
    return replace(trial, doses=doses)


@pytest.fixture(scope="module", params=every(3, [1, 2, "demo"]))
def world(request, tmp_path_factory):
    """A cut, its trial, and the counts by hand for selections of it: everything first, then at random."""
    random = Random(str(request.param))  # noqa: S311 - chance, no secret
    if request.param == "demo":
        cut, trial = request.getfixturevalue("demo")
        yield cut, count(random, trial)
        return
    trial = add_doses(random, make_trial(random, people=150))
    cut = open_trial(tmp_path_factory.mktemp("flow"), trial)
    yield cut, count(random, trial)
    cut.close()


def count(random, trial):
    everybody = know(trial)
    selections = [Selection(), *(make_selection(random, trial) for _ in range(SELECTIONS))]
    return [Counts(trial, selection, everybody) for selection in selections]


def place(counts, judged):
    """Where one person is: sequence, last stage, exit, whether the next infusion was not given, and why."""
    known = judged.known
    subject_id = known.person.subject_id
    number = {"RANDOMISED": 1, "INFUSED_1": 2}.get(known.last_stage)
    written = {(dose.subject_id, dose.infusion_no): dose.reason_not_given for dose in counts.trial.doses}
    reason = (written.get((subject_id, number)) or "").strip() or None
    is_refused = number is not None and f"INFUSED_{number}" in known.refused
    sequence = (counts.trial.allocations or {}).get(subject_id, "NOT_RECORDED")
    return (
        sequence if known.has_reached("RANDOMISED") else "NOT_RANDOMISED",
        known.last_stage,
        known.exit or "COMPLETED",
        is_refused or reason is not None,
        reason,
    )


def test_everybody_is_where_counting_by_hand_puts_them(world):
    cut, all_counts = world
    for counts in all_counts:
        expected = Counter(place(counts, judged) for judged in counts.people)
        found = {tuple(row[:5]): row[5] for row in rows_of(count_flow(cut, counts.selection), COLUMNS)}
        assert found == dict(expected), counts.selection


def test_the_flow_is_the_exits_of_the_funnel(world):
    cut, all_counts = world
    for counts in all_counts:
        frame = count_flow(cut, counts.selection)
        left = frame[frame["exit"] != "COMPLETED"].groupby(["after", "exit"])["people"].sum().to_dict()
        exits = queries.count_exits(cut, counts.selection)
        expected = dict(zip(zip(exits["after"], exits["exit"], strict=True), exits["subjects"], strict=True))
        assert left == expected, counts.selection


def test_boxes_are_the_sum_of_what_follows_them(world):
    cut, all_counts = world
    for counts in all_counts:
        flow = list_boxes(count_flow(cut, counts.selection))
        *_, randomised = flow.enrolment
        assert randomised.box.people == sum(column.steps[0].box.people for column in flow.columns)
        for steps in (flow.enrolment, *(column.steps for column in flow.columns)):
            for step, following in pairwise(steps):
                assert step.box.people == sum(side.people for side in step.sides) + following.box.people, step
            for box in (box for step in steps for box in step.sides):
                assert box.kind == "waiting" or box.people == sum(people for _, people in box.lines), box


def test_boxes_are_the_funnel_and_the_crossover_by_sequence(world):
    cut, all_counts = world
    for counts in all_counts:
        flow = list_boxes(count_flow(cut, counts.selection))
        assert flow.enrolment[0].box.people == len(counts.people)
        periods = queries.count_crossover_by_sequence(cut, counts.selection)
        expected = defaultdict(list)
        for sequence, period, assigned, infused, completed in rows_of(periods):
            expected[sequence] += [assigned, infused] if period == 1 else [infused, completed]
        found = {column.sequence: [column.steps[place].box.people for place in (0, 1, 3, 4)] for column in flow.columns}
        assert found == dict(expected), counts.selection


def test_every_exit_is_one_that_the_funnel_knows(world):
    cut, (everything, *_) = world
    assert set(count_flow(cut, everything.selection)["exit"]) <= {*EXITS, "COMPLETED"}


# ---------------------------------------------------------------- one case at a time
def make_person(name, *, infusions=(), dispositions=(), randomised=True):
    randomisations = ((1, "2014-01-10"),) if randomised else ()
    return Person(
        name,
        "GEN",
        (Screening("2014-01-01"),),
        randomisations=randomisations,
        infusions=infusions,
        dispositions=dispositions,
    )


FIRST = (1, True, "2014-01-15")
CASES = [
    # person, reason for infusion 1 and 2 in the closed store -> after, exit, is_not_given, reason
    (make_person("P1"), (None, None), ("RANDOMISED", "UNDER_WAY", False, None)),
    # the site says no; the closed store says why
    (make_person("P1", infusions=((1, False, None),)), (None, None), ("RANDOMISED", "UNDER_WAY", True, None)),
    (make_person("P1", infusions=((1, False, None),)), ("Fever", None), ("RANDOMISED", "UNDER_WAY", True, "Fever")),
    # only the closed store says no
    (make_person("P1", infusions=(FIRST,)), (None, "Relapse"), ("INFUSED_1", "UNDER_WAY", True, "Relapse")),
    # a reason for an infusion that is past or not next tells nothing of the next
    (make_person("P1", infusions=(FIRST,)), ("Fever", None), ("INFUSED_1", "UNDER_WAY", False, None)),
    (make_person("P1"), (None, "Relapse"), ("RANDOMISED", "UNDER_WAY", False, None)),
    # withdrew, and why the second was not given
    (
        make_person("P1", infusions=(FIRST, (2, False, None)), dispositions=(("WITHDRAWN", "2014-06-01"),)),
        (None, "Withdrew consent"),
        ("INFUSED_1", "WITHDREW", True, "Withdrew consent"),
    ),
    (make_person("P1", randomised=False), ("Fever", None), ("SCREENED", "UNDER_WAY", False, None)),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """A cut in which every case is a person at a site of their own."""
    names = [f"S{place}" for place in range(len(CASES))]
    people = [replace(case[0], subject_id=name, site_id=name) for name, case in zip(names, CASES, strict=True)]
    doses = tuple(
        Dose(name, number, reason_not_given=reason)
        for name, (_, reasons, _) in zip(names, CASES, strict=True)
        for number, reason in enumerate(reasons, start=1)
    )
    trial = Trial(
        sites=tuple(map(Site, names)), people=tuple(people), allocations=dict.fromkeys(names, "MSC_FIRST"), doses=doses
    )
    cut = open_trial(tmp_path_factory.mktemp("cases"), trial)
    yield cut
    cut.close()


@pytest.mark.parametrize(("place", "expected"), [(place, expected) for place, (*_, expected) in enumerate(CASES)])
def test_an_infusion_not_given_counts_with_its_reason(cases, place, expected):
    assert rows_of(count_flow(cases, Selection(sites=(f"S{place}",))), COLUMNS[1:]) == [(*expected, 1)]


def test_an_infusion_refused_before_a_recorded_one_is_counted_and_told(tmp_path):
    person = make_person("P1", infusions=((1, False, None), (2, True, "2014-07-02")))
    trial = Trial(sites=(Site("GEN"),), people=(person,), allocations={})
    cut = open_trial(tmp_path, trial)
    assert rows_of(count_flow(cut, Selection())) == [
        ("NOT_RECORDED", "INFUSED_2", "UNDER_WAY", False, None, 1, 1),
    ]
    cut.close()


def test_nobody_is_no_row_and_without_the_closed_store_there_is_nothing_to_show(nobody, six_blinded):
    assert count_flow(nobody, Selection()).empty
    with pytest.raises(StoreError, match="started without one"):
        count_flow(six_blinded, Selection())


# ---------------------------------------------------------------- the demo, from its files
def read_csv(name):
    with (DEMO / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_of_the_demo_are_those_of_its_files(demo):
    cut, _ = demo
    sequences = {row["subject_id"]: row["sequence"] for row in read_csv("closed/allocations")}
    infused = {
        number: {row["subject_id"] for row in read_csv("open/infusions") if row["infusion_no"] == number}
        - {row["subject_id"] for row in read_csv("open/infusions") if row["given"] == "N"}
        for number in ("1", "2")
    }
    completed = {row["subject_id"] for row in read_csv("open/dispositions") if row["status"] == "COMPLETED"}
    for column in list_boxes(count_flow(cut, Selection())).columns:
        people = {subject_id for subject_id, sequence in sequences.items() if sequence == column.sequence}
        expected = [len(people & part) for part in (people, infused["1"], infused["2"], completed)]
        assert [column.steps[place].box.people for place in (0, 1, 3, 4)] == expected
