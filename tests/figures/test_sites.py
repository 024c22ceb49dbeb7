"""Sites: bars against plan, sorted sensibly, sums below."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from mesems_dash.figures.sites import draw_sites, sort_sites
from mesems_dash.words.findings import sites as findings
from mesems_dash.words.sites import name_sites
from mesems_dash.words.tables import Bar, tabulate_sites

SITES = pd.DataFrame(
    {
        "site_id": ["A", "B", "C"],
        "name": ["Genova", None, "Ottawa"],
        "country": ["ITA", None, "CAN"],
        "activated_on": pd.to_datetime(["2014-01-10", None, "2015-03-01"]),
        "closed_on": pd.to_datetime([None, None, "2017-01-01"]),
        "is_open": [True, True, False],
        "screened": [10, 0, 20],
        "failed": [4, 0, 5],
        "undecided": [1, 0, 0],
        "randomised": [5, 0, 7],
        "target": pd.array([10, None, 7], dtype="Int64"),
        "days_since_last_record": pd.array([3, None, 400], dtype="Int64"),
        "days_since_last_screening": pd.array([30, None, 500], dtype="Int64"),
        "days_since_last_screening_of_all": pd.array([20, None, 500], dtype="Int64"),
        "days_since_last_failed": pd.array([40, None, 510], dtype="Int64"),
        "days_since_last_randomisation": pd.array([None, None, 600], dtype="Int64"),
    }
)


def test_the_site_that_randomised_most_comes_first_with_its_plan_as_a_mark():
    bars, marks = draw_sites(SITES).data
    assert (list(bars.y), list(bars.x)) == (["Ottawa", "Genova", "B"], [7, 5, 0])
    assert (list(marks.y), list(marks.x)) == (["Ottawa", "Genova"], [7, 10])


def test_bars_are_labelled_of_how_many():
    assert [label.text for label in draw_sites(SITES).layout.annotations] == ["7 of 7", "5 of 10", "0"]


@pytest.mark.parametrize(
    ("order", "sites"), [("randomised", "CAB"), ("failed", "CAB"), ("name", "ABC"), ("quiet", "BCA")]
)
def test_sites_can_be_sorted(order, sites):
    assert list(sort_sites(SITES, order=order)["site_id"]) == list(sites)


def test_a_site_without_a_name_is_called_by_its_id():
    assert name_sites(SITES) == {"A": "Genova", "B": "B", "C": "Ottawa"}


def test_sites_of_one_name_stay_apart_by_their_id():
    twins = SITES.assign(name=["Uni", "Uni", "Ottawa"])
    assert name_sites(twins) == {"A": "Uni (A)", "B": "Uni (B)", "C": "Ottawa"}
    bars, marks = draw_sites(twins).data
    assert (list(bars.y), list(marks.y)) == (["Ottawa", "Uni (A)", "Uni (B)"], ["Ottawa", "Uni (A)"])
    assert list(tabulate_sites(twins)["Site"]) == ["Uni (A)", "Uni (B)", "Ottawa", "All"]
    assert "Uni (B) 0 of" in findings.describe_sites(twins)


def test_a_name_that_is_another_sites_id_stays_apart_too():
    assert name_sites(SITES.assign(name=["B", None, "Ottawa"])) == {"A": "B (A)", "B": "B (B)", "C": "Ottawa"}


def test_a_name_made_of_digits_is_a_name():
    assert draw_sites(SITES.assign(name=["101", "102", "103"])).layout.yaxis.type == "category"


def test_the_last_row_of_the_table_is_the_sum_and_the_freshest():
    table = tabulate_sites(SITES).set_index("Site")
    assert list(table.loc["All", ["Screened", "Failed", "Undecided", "Randomised", "Planned"]]) == [
        "30",
        9,
        1,
        12,
        "17",
    ]
    assert table.loc["All", "Days since record"] == "3"


def test_the_share_of_all_compares_only_sites_with_a_target():
    # B planned nothing: its 3 people count among all, but not against the 17 that A and C planned
    table = tabulate_sites(SITES.assign(randomised=[5, 3, 7])).set_index("Site")
    assert list(table.loc["All", ["Randomised", "Planned", "Of planned"]]) == [15, "17", "71 %"]
    nothing = tabulate_sites(SITES.assign(target=pd.array([None] * 3, dtype="Int64"))).set_index("Site")
    assert list(nothing.loc["All", ["Planned", "Of planned"]]) == ["–", "–"]  # noqa: RUF001 - no target, no share


def test_a_bar_in_the_table_is_never_longer_than_its_cell():
    table = tabulate_sites(SITES.assign(randomised=[25, 0, 7])).set_index("Site")
    assert table.loc["Genova", "Of planned"] == Bar("250 %", 100)
    assert table.loc["B", "Of planned"] == "–"  # noqa: RUF001 - nothing planned, no share


def test_findings_say_of_how_many_sites():
    assert findings.find_sites(SITES) == "2 of 3 sites have randomised; 1 reached the planned number"
    assert findings.find_leading_site(SITES) == "Ottawa has randomised most, 7 of 7 planned"
    assert findings.find_leading_site(SITES.assign(randomised=0)) == "No site has randomised yet"
    assert findings.find_sites(SITES.iloc[:0]) == "No site to show"


def test_closed_sites_are_not_called_quiet():
    assert findings.find_quiet_sites(SITES, as_of=date(2018, 6, 30)) == (
        "1 of 2 open sites screened nobody in the 90 days to 30 Jun 2018"
    )
    assert findings.find_quiet_sites(SITES.iloc[:1], as_of=date(2018, 6, 30)) == (
        "Every open site has screened in the 90 days to 30 Jun 2018"
    )


def test_quiet_sites_do_not_depend_on_who_is_selected():
    of_one = SITES.assign(days_since_last_screening=pd.array([None] * 3, dtype="Int64"))
    assert findings.find_quiet_sites(of_one, as_of=date(2018, 6, 30)).startswith("1 of 2 open sites")


def test_without_an_open_site_none_is_called_quiet():
    assert findings.find_quiet_sites(SITES.assign(is_open=False), as_of=date(2018, 6, 30)) == "No site is open"


def test_the_words_tell_every_site():
    assert findings.describe_sites(SITES) == (
        "People randomised of those planned, by site: Genova 5 of 10; B 0 of –; Ottawa 7 of 7."  # noqa: RUF001
    )


def test_one_site_is_said_in_the_singular():
    assert findings.find_sites(SITES.head(1)).startswith("1 of 1 site has randomised")
    assert findings.find_sites(SITES.assign(randomised=[5, 0, 0])).startswith("1 of 3 sites has randomised")
    assert findings.find_quiet_sites(SITES.iloc[[1]], as_of=date(2018, 6, 30)).startswith("1 of 1 open site screened")
