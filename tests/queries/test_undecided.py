"""Who is undecided, what is missing and what it would settle: counted again by hand, whatever is selected."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from mesems_dash.eligibility import Facts, find_missing, judge, load_rule_set
from mesems_dash.queries import count_key_numbers, list_attention, read_facts
from mesems_dash.queries.missing_fields import rank_missing_fields
from mesems_dash.queries.questions import list_questions
from mesems_dash.queries.selection import Selection
from mesems_dash.queries.undecided import count_undecided
from tests.examples import every, examples
from tests.queries.by_hand import Counts
from tests.queries.chance import make_selection, make_trial
from tests.queries.frames import rows_of
from tests.queries.trial import RULE_SETS, Asked, Person, Screening, open_trial

SELECTIONS = examples(12)


@pytest.fixture(scope="module", params=every(2, ["chance", "demo"]))
def world(request, tmp_path_factory):
    """A cut, and what is counted by hand for some selections of it, everything first."""
    random = Random(11)  # noqa: S311 - chance, no secret
    if request.param == "demo":
        cut, trial = request.getfixturevalue("demo")
    else:
        trial = make_trial(random, people=150)
        cut = open_trial(tmp_path_factory.mktemp("chance"), trial)
    chosen = [Selection(), *(make_selection(random, trial) for _ in range(SELECTIONS))]
    yield cut, [Counts(trial, selection) for selection in chosen]
    if request.param == "chance":
        cut.close()


def undecided(counts):
    return [person for person in counts.people if person.status == "unknown"]


def test_people_are_counted_by_site(world):
    cut, all_counts = world
    for counts in all_counts:
        expected = {}
        for person in counts.people:
            row = expected.setdefault(person.known.site.site_id, Counter(people=1) - Counter(people=1))
            row["people"] += 1
            if person.status == "unknown":
                row["undecided"] += 1
                row["one_value" if person.settling else "several"] += 1
                row["randomised"] += person.known.has_reached("RANDOMISED")
                row["questions"] += len(person.asked)
        columns = ["people", "undecided", "one_value", "several", "randomised", "questions"]
        found = rows_of(count_undecided(cut, counts.selection), ["site_id", *columns])
        assert found == [(site, *(row[name] for name in columns)) for site, row in sorted(expected.items())]


def test_one_value_away_and_several_are_all_undecided(world):
    cut, all_counts = world
    for counts in all_counts:
        frame = count_undecided(cut, counts.selection)
        assert (frame["one_value"] + frame["several"] == frame["undecided"]).all()
        whole = count_key_numbers(cut, counts.selection)
        assert frame["undecided"].sum() == whole["undecided"].iloc[0]
        assert frame["people"].sum() == whole["screened"].iloc[0]


def test_fields_are_ranked_by_whom_they_settle(world):
    cut, all_counts = world
    for counts in all_counts:
        people, settled = Counter(), Counter()
        for person in undecided(counts):
            people.update({one.field for one in person.asked})
            settled.update({one.field for one in person.settling})
        expected = sorted(
            ((field, number, settled[field], number - settled[field]) for field, number in people.items()),
            key=lambda row: (-row[2], -row[1], row[0]),
        )
        assert rows_of(rank_missing_fields(cut, counts.selection)) == expected


def test_a_question_a_row(world):
    cut, all_counts = world
    for counts in all_counts:
        expected = Counter(
            (person.known.person.subject_id, one.field, one.criteria, one.settles)
            for person in undecided(counts)
            for one in person.asked
        )
        frame = list_questions(cut, counts.selection)
        assert Counter(rows_of(frame, ["subject_id", "field", "criteria", "settles"])) == expected
        assert set(frame["questions_total"]) <= {len(frame)}
        assert len(frame) == count_undecided(cut, counts.selection)["questions"].sum()
        settling = Counter(key for key in expected.elements() if key[3] == "ALWAYS")
        frame = list_questions(cut, counts.selection, settling="only")
        assert Counter(rows_of(frame, ["subject_id", "field", "criteria", "settles"])) == settling


def test_a_field_lists_as_many_people_as_its_bar_says(world):
    cut, all_counts = world
    for counts in all_counts[:5]:
        for field, people, settled, _ in rows_of(rank_missing_fields(cut, counts.selection)):
            asked = list_questions(cut, counts.selection, field=field)
            assert asked["subject_key"].nunique() == people
            settling = list_questions(cut, counts.selection, field=field, settling="only")
            assert settling["subject_key"].nunique() == settled


def test_one_value_away_and_still_waiting_are_those_who_need_attention(world):
    cut, all_counts = world
    for counts in all_counts:
        frame = list_questions(cut, counts.selection, settling="only", among="waiting")
        alerts = list_attention(cut, counts.selection, kind="ONE_VALUE_AWAY")
        assert set(frame["subject_id"]) == set(alerts["subject_id"])


def test_sites_come_in_order_and_the_longest_open_first(world):
    cut, all_counts = world
    frame = list_questions(cut, all_counts[0].selection)
    order = list(zip(frame["site_id"], -frame["days_open"], frame["subject_key"], strict=True))
    assert order == sorted(order)
    assert (frame["days_open"] == [(all_counts[0].trial.as_of - day.date()).days for day in frame["screened_on"]]).all()


def test_a_site_and_the_first_rows_can_be_asked_for(world):
    cut, all_counts = world
    everything = list_questions(cut, all_counts[0].selection)
    site = everything["site_id"].iloc[0]
    expected = rows_of(everything[everything["site_id"] == site], ["subject_id", "field"])
    assert rows_of(list_questions(cut, Selection(), site=site), ["subject_id", "field"]) == expected
    first = list_questions(cut, Selection(), site=site, most=2)
    assert rows_of(first, ["subject_id", "field", "questions_total"]) == [(*row, len(expected)) for row in expected[:2]]


# ---------------------------------------------------------------- the table itself, on the demo
@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_what_is_stored_is_what_missing_items_say(demo, rule_set):
    cut, _ = demo
    frame = list_questions(cut, Selection(rule_set=rule_set))
    facts = read_facts(cut, [int(key) for key in frame["screening_key"].unique()])
    judged = {key: judge(load_rule_set(rule_set), Facts.from_row(row)) for key, row in facts.items()}
    assert {one.status for one in judged.values()} == {"unknown"}
    stored = {
        (key, field, criterion, question)
        for key, field, criteria, question in rows_of(frame, ["screening_key", "field", "criteria", "question"])
        for criterion in criteria.split()
    }
    said = {
        (key, item.field, item.criterion, item.question) for key, one in judged.items() for item in find_missing(one)
    }
    assert stored == said
    assert len(judged) == count_undecided(cut, Selection(rule_set=rule_set))["undecided"].sum()


def test_each_site_is_asked_by_its_own_rule_set(demo):
    cut, _ = demo
    frame = list_questions(cut, Selection())
    own = dict(cut.cursor().execute("select site_id, ruleset from sites").fetchall())
    for site, rows in frame.groupby("site_id"):
        alone = list_questions(cut, Selection(sites=(site,), rule_set=own[site]))
        assert rows_of(rows, ["subject_id", "question"]) == rows_of(alone, ["subject_id", "question"])


def test_the_latest_screening_alone_is_asked_about(open_people):
    both = (Screening("2014-01-01", unknown="E4 E13"), Screening("2014-03-01", unknown="E13"))
    cut = open_people(
        Person("P1", "GEN", both), Person("P2", "GEN", (Screening("2014-02-01", fails="I2", unknown="E4"),))
    )
    frame = list_questions(cut, Selection())
    assert rows_of(frame, ["subject_id", "screening_no", "field"]) == [("P1", 2, "labs.EGFR")]


def test_days_are_open_since_the_screening_and_randomised_are_marked(open_people):
    asked = {rule_set: (Asked("labs.HCVAB", "E4", "SOMETIMES"),) for rule_set in RULE_SETS}
    waiting = Screening("2014-08-01", unknown="E4", asked=asked)
    cut = open_people(Person("P1", "GEN", (waiting,), randomisations=((1, "2014-08-10"),)), as_of=date(2014, 8, 15))
    (row,) = rows_of(list_questions(cut, Selection()), ["days_open", "is_randomised", "settles", "criteria"])
    assert row == (14, True, "SOMETIMES", "E4")
    assert rows_of(count_undecided(cut, Selection()), ["one_value", "several", "randomised", "longest_open"]) == [
        (0, 1, 1, 14)
    ]
