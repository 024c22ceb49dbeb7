"""Every query that counts gives what counting person by person gives, whatever is selected."""

from __future__ import annotations

from random import Random

import pytest

from mesems_dash import queries
from mesems_dash.queries.selection import Selection
from tests.examples import every, examples
from tests.queries.by_hand import Counts, know
from tests.queries.chance import make_selection, make_trial
from tests.queries.frames import rows_of
from tests.queries.trial import open_trial

SEEDS = (1, 2)
SELECTIONS = examples(13)


@pytest.fixture(scope="module", params=every(len(SEEDS) + 1, [*SEEDS, "demo"]))
def world(request, tmp_path_factory):
    """A cut and the counts of its trial by hand, for selections: everything first, then at random."""
    random = Random(str(request.param))  # noqa: S311 - chance, no secret
    if request.param == "demo":
        cut, trial = request.getfixturevalue("demo")
        yield cut, count(random, trial)
        return
    trial = make_trial(random, people=120)
    cut = open_trial(tmp_path_factory.mktemp("trial"), trial)
    yield cut, count(random, trial)
    cut.close()


def count(random, trial):
    selections = [
        Selection(),
        Selection(reasons="recorded"),
        *(make_selection(random, trial) for _ in range(SELECTIONS)),
    ]
    everybody = know(trial)
    return [Counts(trial, selection, everybody) for selection in selections]


def test_funnel(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_funnel(cut, counts.selection)) == counts.funnel(), counts.selection


def test_exits(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_exits(cut, counts.selection)) == counts.exits(), counts.selection


@pytest.mark.parametrize("by", ["subtype", "site", "country"])
def test_funnel_by(world, by):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_funnel_by(cut, counts.selection, by=by)) == counts.funnel_by(by), counts.selection


def test_stage_times(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.measure_stage_times(cut, counts.selection)) == counts.stage_times(), counts.selection


def test_exclusions(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_exclusions(cut, counts.selection)) == counts.exclusions(), counts.selection


def test_accrual(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_accrual(cut, counts.selection)) == counts.accrual(), counts.selection


def test_crossover(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_crossover(cut, counts.selection)) == counts.crossover(), counts.selection
        by_sequence = queries.count_crossover_by_sequence(cut, counts.selection)
        assert rows_of(by_sequence) == counts.crossover_by_sequence(), counts.selection


@pytest.mark.parametrize("by", ["subtype", "site", "country"])
def test_arms_by(world, by):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_arms_by(cut, counts.selection, by=by)) == counts.arms_by(by), counts.selection


def test_sites(world):
    cut, all_counts = world
    for counts in all_counts:
        expected = counts.sites()
        columns = list(counts.sites()[0]) if expected else ["site_id"]
        frame = queries.list_sites(cut, counts.selection)
        assert rows_of(frame, columns) == [tuple(site.values()) for site in expected], counts.selection


def test_key_numbers(world):
    cut, all_counts = world
    for counts in all_counts:
        expected = counts.key_numbers()
        frame = queries.count_key_numbers(cut, counts.selection)
        assert rows_of(frame, expected) == [tuple(expected.values())], counts.selection


def test_population(world):
    cut, all_counts = world
    for counts in all_counts:
        assert rows_of(queries.count_population(cut, counts.selection)) == [counts.population()], counts.selection


def test_attention(world):
    cut, all_counts = world
    for counts in all_counts:
        frame = queries.list_attention(cut, counts.selection)
        people = frame[frame["kind"] != "STALE_SITE"]
        found = rows_of(people, ["kind", "subject_id", "criterion", "since"])
        assert sorted(found, key=str) == sorted(counts.attention(), key=str), counts.selection
