"""The overview: six numbers with their change, what needs attention, and links that carry the state."""

from __future__ import annotations

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mesems_dash.queries import Selection, count_key_numbers, list_attention
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from tests.pages.conftest import DASHBOARD
from tests.pages.page_script import demo_stores, finding, headings, html, table


@pytest.fixture(scope="module")
def start_demo():
    """Starts the app over the demo's stores, at the overview, once for equal addresses: tests only read it."""
    started = {}
    st.cache_data.clear()
    st.cache_resource.clear()

    def begin(**address):
        key = repr(address)
        if key not in started:
            app = AppTest.from_file(str(DASHBOARD), default_timeout=30)
            for name, value in address.items():
                app.query_params[name] = value
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("MESEMS_STORE", str(demo_stores().open))
                patch.setenv("MESEMS_CLOSED_STORE", str(demo_stores().closed))
                started[key] = app.run()
        return started[key]

    return begin


@pytest.fixture(scope="module")
def cut():
    opened = open_cut(find_cut(demo_stores().open).path)
    yield opened
    opened.close()


def tiles(app):
    parts = ("label", "value", "of", "change")
    found = [re.findall(rf'mesems-tile-{part}">(.*?)</p>', html(app)) for part in parts]
    return {label: rest for label, *rest in zip(*found, strict=True)}


def links(app):
    return [element.proto for element in app.main if element.type == "page_link"]


@pytest.mark.parametrize(
    ("address", "selection"),
    [({}, Selection()), ({"subtype": "RRMS"}, Selection(subtypes=("RRMS",)))],
)
def test_the_tiles_show_the_key_numbers(start_demo, cut, address, selection):
    app = start_demo(**address)
    assert not app.exception
    row = count_key_numbers(cut, selection).iloc[0]
    shown = tiles(app)
    assert len(shown) == 6
    for label, name in (("Randomised", "randomised"), ("Screened", "screened"), ("Undecided", "undecided")):
        assert int(shown[label][0]) == row[name]
    assert "31 Dec 2017" in html(app)
    assert shown["Screened"][2].endswith("since Dec 2017")


def test_every_matter_is_counted_and_leads_somewhere(start_demo, cut):
    app = start_demo()
    alerts = list_attention(cut, Selection())
    assert f"{len(alerts)} items need attention" in headings(app)
    assert f"{len(alerts)} items need attention" in finding(app)
    labels = [expander.label for expander in app.expander]
    for kind, number in alerts["kind"].value_counts().items():
        assert any(label.startswith(f"**{number}**") for label in labels), kind
    shown = [link for link in links(app) if link.label.startswith("Show on")]
    assert len(shown) == alerts["kind"].nunique()


def test_a_person_one_value_away_comes_with_what_is_missing(start_demo):
    rows = table(start_demo(), "Undecided, one value away")
    assert rows
    assert all(row["Evidence"].endswith(".") for row in rows)


def test_links_carry_the_filters_and_no_person(start_demo):
    app = start_demo(subtype="RRMS")
    queries = [link.query_string for link in links(app)]
    assert all("subtype=RRMS" in query for query in queries)
    assert any("settling=only" in query for query in queries)
    assert not re.search(r"[A-Z]{2,3}-\d{4}", " ".join(queries))


def test_a_part_of_the_trial_is_not_held_against_the_plan(start_demo):
    assert any("behind plan" in heading for heading in headings(start_demo()))
    assert not any("plan" in heading for heading in headings(start_demo(subtype="RRMS")))


def test_three_people_and_nobody_randomised(start):
    app = start()
    assert not app.exception
    assert "Nobody has been randomised yet" in headings(app)
    assert "There is no earlier data cut to compare with." in html(app)


def test_nobody_left_says_why(start):
    assert "None of 3 people match the filters." in html(start(sex="M", subtype="RRMS"))
