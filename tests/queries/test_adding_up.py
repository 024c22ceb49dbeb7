"""Numbers that belong together add up, on a trial of chance and on the demo, whatever is selected."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from mesems_dash import queries
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import ALL
from tests.examples import every, examples
from tests.queries.chance import make_selection, make_trial
from tests.queries.trial import open_trial

SELECTIONS = examples(10)
COUNTS = ["subjects", "screenings", "eligible", "undecided", "ineligible"]


@pytest.fixture(scope="module", params=every(2, ["demo", "chance"]))
def world(request, tmp_path_factory):
    """A cut and some selections of it, everything first."""
    random = Random(7)  # noqa: S311 - chance, no secret
    trial = make_trial(random, people=150)
    if request.param == "demo":
        cut, trial = request.getfixturevalue("demo")
        yield cut, choose(random, trial)
    else:
        cut = open_trial(tmp_path_factory.mktemp("chance"), trial)
        yield cut, choose(random, trial)
        cut.close()


def choose(random, trial):
    return [Selection(), Selection(reasons="recorded"), *(make_selection(random, trial) for _ in range(SELECTIONS))]


def stage(frame, name):
    return dict(zip(frame["stage"], frame["subjects"], strict=True)).get(name, 0)


def test_completed_and_exits_are_everybody_screened(world):
    cut, selections = world
    for selection in selections:
        frame = queries.count_funnel(cut, selection)
        exits = frame.loc[frame["exit"].notna(), COUNTS].sum()
        completed = frame.loc[frame["stage"] == "COMPLETED", COUNTS].sum()
        screened = frame.loc[frame["stage"] == "SCREENED", COUNTS].sum()
        assert (exits + completed == screened).all(), selection


def test_eligible_undecided_and_ineligible_are_everybody_at_every_stage(world):
    cut, selections = world
    for selection in selections:
        frame = queries.count_funnel(cut, selection)
        assert (frame[["eligible", "undecided", "ineligible"]].sum(axis=1) == frame["subjects"]).all(), selection


def test_stages_never_grow(world):
    cut, selections = world
    for selection in selections:
        frame = queries.count_funnel(cut, selection)
        assert frame.loc[frame["stage"].notna(), "subjects"].is_monotonic_decreasing, selection


def test_exits_between_steps_are_the_exits_of_the_funnel_and_its_losses(world):
    cut, selections = world
    for selection in selections:
        funnel, exits = queries.count_funnel(cut, selection), queries.count_exits(cut, selection)
        by_exit = exits.groupby("exit")["subjects"].sum()
        expected = funnel[funnel["exit"].notna()].set_index("exit")["subjects"]
        assert by_exit.reindex(expected.index, fill_value=0).tolist() == expected.tolist(), selection
        assert stage(funnel, "SCREENED") - stage(funnel, "COMPLETED") == exits["subjects"].sum(), selection


@pytest.mark.parametrize("by", ["subtype", "site", "country"])
def test_funnels_side_by_side_are_the_funnel(world, by):
    cut, selections = world
    for selection in selections:
        whole = queries.count_funnel(cut, selection)
        parts = queries.count_funnel_by(cut, selection, by=by).groupby("stage")[COUNTS].sum()
        expected = whole[whole["stage"].notna()].set_index("stage")[COUNTS]
        assert parts.reindex(expected.index, fill_value=0).equals(expected), selection


def test_subtypes_are_all_subtypes(world):
    cut, selections = world
    counts = ["any", "only", "first", "unknown", "assessed"]
    for selection in selections:
        frame = queries.count_exclusions(cut, selection)
        whole = frame[frame["subtype"] == ALL].set_index("criterion")[counts]
        parts = frame[frame["subtype"] != ALL].groupby("criterion")[counts].sum()
        assert parts.reindex(whole.index).equals(whole), selection


def test_first_reasons_are_the_ineligible_screenings(world):
    cut, selections = world
    for selection in selections:
        frame = queries.count_exclusions(cut, selection)
        everybody = frame[frame["subtype"] == ALL]
        if selection.reasons == "derived":
            failing = queries.count_population(cut, keep_ineligible(selection))["screenings"].item()
            assert everybody["first"].sum() == failing, selection
        assert (everybody["only"] <= everybody["any"]).all()
        assert (everybody["subjects"] <= everybody["any"]).all()
        screenings = queries.count_population(cut, selection)["screenings"].item()
        assert set(everybody["unknown"] + everybody["assessed"]) == {screenings}, selection


def keep_ineligible(selection):
    statuses = ("ineligible",) if not selection.statuses or "ineligible" in selection.statuses else ("none",)
    return replace(selection, statuses=statuses)


def test_accrual_is_the_funnel_month_by_month(world):
    cut, selections = world
    for selection in selections:
        funnel, accrual = queries.count_funnel(cut, selection), queries.count_accrual(cut, selection)
        assert accrual["screened"].sum() == stage(funnel, "SCREENED"), selection
        assert accrual["randomised"].sum() == stage(funnel, "RANDOMISED"), selection
        assert accrual["cumulative"].max() == stage(funnel, "RANDOMISED"), selection
        months = accrual["month"].dropna()
        assert months.dt.to_period("M").diff().dropna().map(lambda step: step.n).eq(1).all()


def test_sites_are_the_funnel(world):
    cut, selections = world
    for selection in selections:
        funnel, sites = queries.count_funnel(cut, selection), queries.list_sites(cut, selection)
        for column, name in (("screened", "SCREENED"), ("randomised", "RANDOMISED"), ("completed", "COMPLETED")):
            assert sites[column].sum() == stage(funnel, name), (column, selection)
        status = sites[["data_eligible", "undecided", "data_ineligible"]].sum(axis=1)
        assert (status == sites["screened"]).all(), selection


def test_sequences_are_the_pooled_counts(world):
    cut, selections = world
    for selection in selections:
        pooled = queries.count_crossover(cut, selection).set_index("stage")["pooled_count"]
        periods = queries.count_crossover_by_sequence(cut, selection).groupby("period").sum(numeric_only=True)
        assert periods["assigned"].tolist() == [pooled["RANDOMISED"]] * 2, selection
        assert periods["infused"].tolist() == [pooled["INFUSED_1"], pooled["INFUSED_2"]], selection
        assert periods["completed"].tolist() == [pooled["INFUSED_2"], pooled["COMPLETED"]], selection
        over_time = queries.count_arms_over_time(cut, selection)
        by_site = queries.count_arms_by(cut, selection, by="site")
        for arm in ("msc_first", "placebo_first", "not_recorded"):
            assert over_time[arm].sum() == by_site[arm].sum(), selection
        assert by_site["randomised"].sum() == pooled["RANDOMISED"], selection


def test_key_numbers_are_those_of_the_other_pages(world):
    cut, selections = world
    for selection in selections:
        numbers = queries.count_key_numbers(cut, selection).iloc[0]
        funnel = queries.count_funnel(cut, selection)
        population = queries.count_population(cut, selection).iloc[0]
        assert numbers["screened"] == stage(funnel, "SCREENED") == population["subjects"], selection
        assert numbers["randomised"] == stage(funnel, "RANDOMISED"), selection
        failed = funnel.loc[funnel["exit"] == "FAILED_SCREENING", "subjects"].item()
        assert numbers["failed"] == failed == queries.list_sites(cut, selection)["failed"].sum(), selection
