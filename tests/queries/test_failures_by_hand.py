"""Every view of the screen failures counts what counting screening by screening does, whatever is selected."""

from __future__ import annotations

from random import Random

import pytest

from mesems_dash.queries.attrition import ORDERS, count_attrition
from mesems_dash.queries.combinations import HOW, count_combinations
from mesems_dash.queries.failures_by_site import count_failures_by_site
from mesems_dash.queries.failures_over_time import STEPS, count_failures_over_time
from mesems_dash.queries.pairs import count_pairs
from mesems_dash.queries.selection import Selection
from tests.examples import every, examples
from tests.queries.by_hand import Counts, know
from tests.queries.chance import make_selection, make_trial
from tests.queries.failures_by_hand import Failures
from tests.queries.frames import rows_of
from tests.queries.trial import open_trial

SELECTIONS = examples(13)


@pytest.fixture(scope="module", params=every(2, ["chance", "demo"]))
def world(request, tmp_path_factory):
    """A cut and the failures of its trial by hand: of everything first, then of selections by chance."""
    random = Random(request.param)  # noqa: S311 - chance, no secret
    if request.param == "demo":
        cut, trial = request.getfixturevalue("demo")
        yield cut, list_failures(random, trial)
        return
    trial = make_trial(random, people=150)
    cut = open_trial(tmp_path_factory.mktemp("trial"), trial)
    yield cut, list_failures(random, trial)
    cut.close()


def list_failures(random, trial):
    chosen = (make_selection(random, trial) for _ in range(SELECTIONS))
    everybody = know(trial)
    return [
        Failures(Counts(trial, selection, everybody))
        for selection in (Selection(), Selection(reasons="recorded"), *chosen)
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_attrition(world, order):
    cut, all_failures = world
    for failures in all_failures:
        selection = failures.counts.selection
        assert rows_of(count_attrition(cut, selection, order=order)) == failures.attrition(order), selection


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("limit", "min_size"), [(1000, 1), (6, 2)])
def test_combinations(world, how, limit, min_size):
    cut, all_failures = world
    for failures in all_failures:
        selection = failures.counts.selection
        frame = count_combinations(cut, selection, how=how, limit=limit, min_size=min_size)
        assert rows_of(frame) == failures.combinations(how, limit=limit, min_size=min_size), selection


def test_pairs(world):
    cut, all_failures = world
    for failures in all_failures:
        selection = failures.counts.selection
        assert rows_of(count_pairs(cut, selection)) == failures.pairs(), selection


@pytest.mark.parametrize("step", STEPS)
def test_over_time(world, step):
    cut, all_failures = world
    for failures in all_failures:
        selection = failures.counts.selection
        frame = count_failures_over_time(cut, selection, step=step)
        assert rows_of(frame) == failures.over_time(step), selection


def test_by_site(world):
    cut, all_failures = world
    for failures in all_failures:
        selection = failures.counts.selection
        frame = count_failures_by_site(cut, selection).drop(columns="name")
        assert rows_of(frame) == failures.by_site(), selection
