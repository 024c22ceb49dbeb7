"""The funnel page: its numbers are the query's, they add up, and it says so when nobody is left."""

from __future__ import annotations

import pytest

from mesems_dash.queries import Selection, count_funnel
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.vocabulary import EXIT_LABELS
from tests.pages.page_script import demo_stores, finding, headings, html, show_page, table


def number(text):
    return int(text.replace(",", ""))


FILTERS = pytest.mark.parametrize(
    ("address", "selection"),
    [
        ({}, Selection()),
        ({"subtype": "RRMS"}, Selection(subtypes=("RRMS",))),
        ({"country": ["ITA", "ESP"], "sex": "F"}, Selection(countries=("ITA", "ESP"), sexes=("F",))),
        ({"subtype": "NOT_RECORDED"}, Selection(subtypes=("NOT_RECORDED",))),
    ],
)


@FILTERS
def test_the_table_shows_the_query_and_adds_up(address, selection):
    app = show_page("funnel", demo_stores(), **address)
    assert not app.exception
    rows = table(app, "People by stage reached")
    expected = count_funnel(open_cut(find_cut(demo_stores().open).path), selection)
    reached = expected.dropna(subset=["stage"])["subjects"].tolist()
    assert [number(row["Reached"]) for row in rows[:-1]] == reached
    for row in rows:
        assert sum(number(row[label]) for label in EXIT_LABELS.values()) + number(row["Went on"]) == number(
            row["Reached"]
        )


def test_groups_side_by_side_follow_the_address():
    assert show_page("funnel", demo_stores(), by="site").segmented_control[0].value == "site"
    assert show_page("funnel", demo_stores(), by="nonsense").segmented_control[0].value == "subtype"


def test_a_choice_goes_into_the_address_and_the_default_out_of_it():
    app = show_page("funnel", demo_stores())
    app.segmented_control[0].set_value("country").run()
    assert app.query_params["by"] == "country"
    app.segmented_control[0].set_value("subtype").run()
    assert "by" not in app.query_params


def test_three_people_are_a_funnel_too(store):
    app = show_page("funnel", Stores(store, None, store))
    assert not app.exception
    assert finding(app) == "3 people screened, nobody randomised yet"
    assert headings(app)[1] == "No group has randomised people yet"


def test_nobody_left_says_why_and_what_to_do(store):
    app = show_page("funnel", Stores(store, None, store), sex="M", subtype="RRMS")
    assert "None of 3 people match the filters." in html(app)
    assert "press Reset" in html(app)
    assert headings(app) == []
