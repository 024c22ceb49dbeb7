"""The chart door: what a page gets back from a click, and what the browser is given."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from mesems_dash.pages.state.chart_click import ChartClick, read_click
from tests.pages.page_script import headings

CLICK = {"trace": "RRMS", "curve": 1, "point": 3, "label": "E5, RRMS, 12", "customdata": ["E5", "RRMS"]}


def test_a_click_says_which_mark():
    assert read_click(CLICK) == ChartClick("RRMS", 1, 3, "E5, RRMS, 12", ("E5", "RRMS"))


@pytest.mark.parametrize(
    ("custom", "expected"),
    [("E5", ("E5",)), (7, (7,)), (None, ()), ([], ()), (["E5"], ("E5",))],
)
def test_customdata_is_always_a_tuple(custom, expected):
    click = read_click({**CLICK, "customdata": custom})
    assert click is not None
    assert click.customdata == expected


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_choice_is_none(nothing):
    assert read_click(nothing) is None


def show(**options):
    import streamlit as st

    from mesems_dash.figures import theme
    from mesems_dash.figures.chart import Chart
    from mesems_dash.pages.parts.chart import show_chart
    from mesems_dash.pages.state.cache import write_chart

    figure = theme.new_figure(height=200)
    figure.add_bar(x=[1], y=["a"])
    chart = Chart(figure, "One bar is longest", "One bar of length 1.", "Bar: a length.")
    head = st.container() if options.pop("is_apart", False) else None
    st.html("<p>A choice</p>")
    show_chart(write_chart(chart), key="toy", head=head, **options)


def show_in_order(**options):
    """Show the toy chart and return its elements from above to below, in short."""
    app = AppTest.from_function(show, default_timeout=30, kwargs=options).run()
    assert not app.exception
    return [_shorten(element) for element in app.main if element.type in ("html", "bidi_component")]


def _shorten(element):
    if element.type == "bidi_component":
        data = json.loads(element.proto.json)
        return data["name"], data["alternative"], data["height"]
    return re.sub(r"<[^>]*>", "", element.proto.body).strip()


CHOICE, HEADING, NOTE = "A choice", "One bar is longest", "Bar: a length."
CHART = (HEADING, "One bar of length 1.", 200)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, [CHOICE, HEADING, CHART, NOTE]),
        # the heading stands above choices that decide it
        ({"is_apart": True}, [HEADING, CHOICE, CHART, NOTE]),
        # the finding is in the head of the page
        ({"has_heading": False, "name": "Bars"}, [CHOICE, ("Bars", *CHART[1:]), NOTE]),
    ],
)
def test_a_chart_is_shown_with_all_its_words(options, shown):
    assert show_in_order(**options) == shown


def test_the_finding_is_a_heading_of_level_two():
    assert headings(AppTest.from_function(show, default_timeout=30).run()) == [HEADING]
