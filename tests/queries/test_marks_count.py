"""A mark of a view selects as many screenings as it shows, whatever else is selected: no click changes a number."""

from __future__ import annotations

from random import Random

import pytest

from mesems_dash.queries.attrition import ORDERS, count_attrition
from mesems_dash.queries.combinations import HOW, count_combinations
from mesems_dash.queries.failures_by_site import count_failures_by_site
from mesems_dash.queries.failures_over_time import count_failures_over_time
from mesems_dash.queries.marks import read_mark
from mesems_dash.queries.pairs import count_pairs
from mesems_dash.queries.population import count_population
from mesems_dash.queries.selection import Selection, narrow
from tests.examples import examples
from tests.queries.chance import make_selection, make_trial
from tests.queries.frames import rows_of
from tests.queries.trial import open_trial

LANES = {"ineligible": "ineligible", "unknown": "undecided", "eligible": "eligible", "all": "screenings"}
MARKS = 12


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A cut and selections of it: everything by either kind of reasons, then some by chance."""
    random = Random("marks")  # noqa: S311 - chance, no secret
    trial = make_trial(random, people=150)
    cut = open_trial(tmp_path_factory.mktemp("marks"), trial)
    yield (
        cut,
        [Selection(), Selection(reasons="recorded"), *(make_selection(random, trial) for _ in range(examples(6)))],
    )
    cut.close()


def list_attrition(cut, selection):
    for order in ORDERS:
        for row in count_attrition(cut, selection, order=order).to_dict("records"):
            if row["part"] == "step":
                yield ("attrition", row["criterion"], order, row["earlier"]), row["excluded"]
                yield (row["criterion"], "ALL", "any"), row["marginal"]
                yield (row["criterion"], "ALL", "only"), row["gain"]
            elif row["part"] == "end":
                yield ("status", "eligible"), row["eligible"]
                yield ("status", "unknown"), row["undecided"]


def list_combinations(cut, selection):
    for how in HOW:
        frame = count_combinations(cut, selection, how=how)
        shown = frame[frame["part"] == "combination"]
        yield from ((("combination", criteria, how), n) for criteria, n in rows_of(shown, ["criteria", "screenings"]))


def list_pairs(cut, selection):
    yield from ((("pair", one, other), n) for one, other, n in rows_of(count_pairs(cut, selection)))


def list_periods(cut, selection):
    for row in count_failures_over_time(cut, selection, step="quarter").to_dict("records"):
        first, last = f"{row['period_from']:%Y-%m-%d}", f"{row['period_to']:%Y-%m-%d}"
        yield from ((("time", first, last, lane), row[column]) for lane, column in LANES.items())


def list_sites(cut, selection):
    for row in count_failures_by_site(cut, selection).to_dict("records"):
        yield from ((("site", row["site_id"], lane), row[column]) for lane, column in LANES.items())


@pytest.mark.parametrize("view", [list_attrition, list_combinations, list_pairs, list_periods, list_sites])
def test_a_mark_selects_what_it_counts(world, view):
    cut, selections = world
    random = Random(view.__name__)  # noqa: S311 - chance, no secret
    for selection in selections:
        marks = [(mark, n) for mark, n in view(cut, selection) if n]
        for mark, expected in random.sample(marks, k=min(MARKS, len(marks))):
            chosen = narrow(selection, read_mark(mark, selection.reasons))
            assert count_population(cut, chosen)["screenings"].item() == expected, (mark, selection)
