"""The queries of the command line: their columns, and what is refused."""

from __future__ import annotations

import re

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.queries.named import QUERIES, run_named
from mesems_dash.queries.selection import Selection

COLUMNS = {
    "funnel": ["stage", "exit", "subjects", "screenings", "eligible", "undecided", "ineligible"],
    "exclusions": ["criterion", "subtype", "any", "only", "first", "unknown", "assessed", "subjects"],
    "accrual": ["month", "screened", "eligible", "randomised", "cumulative", "target"],
    "crossover": ["sequence", "period", "assigned", "infused", "completed"],
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_those_of_the_data_model(six, name):
    assert run_named(name, six, Selection()).columns.tolist() == COLUMNS[name]


def test_crossover_is_pooled_without_the_closed_store(six_blinded):
    assert run_named("crossover", six_blinded, Selection()).columns.tolist() == ["stage", "pooled_count"]


def test_months_are_written_as_in_the_plan(six):
    months = run_named("accrual", six, Selection())["month"]
    assert all(re.fullmatch(r"\d{4}-\d{2}", month) for month in months if month is not None)
    assert len(months) > 1


def test_every_name_is_known(six):
    assert {*COLUMNS, "sites"} == set(QUERIES)
    assert len(run_named("sites", six, Selection())) == 2


@pytest.mark.parametrize(
    ("name", "selection", "message"),
    [
        (
            "funnels",
            Selection(),
            'unknown query "funnels"; expected one of funnel, exclusions, accrual, crossover, sites',
        ),
        ("funnel", Selection(sites=("GNE",)), 'This data cut has no site "GNE"; it has CPH, GEN'),
        ("funnel", Selection(countries=("IT",)), 'This data cut has no country "IT"; it has DNK, ITA'),
        ("sites", Selection(rule_set="paris"), 'This data cut has no rule set "paris"; it has copenhagen, london'),
    ],
)
def test_a_name_that_the_cut_does_not_have_is_refused(six, name, selection, message):
    with pytest.raises(UsageError) as caught:
        run_named(name, six, selection)
    assert message in str(caught.value)


def test_a_site_in_lower_case_is_the_one_that_it_can_only_be(six):
    assert len(run_named("sites", six, Selection(sites=("gen",), countries=("ita",)))) == 1
