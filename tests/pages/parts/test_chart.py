"""The chart door: what a page gets back from a click, and what the browser is given."""

from __future__ import annotations

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


def show():
    from mesems_dash.figures import theme
    from mesems_dash.pages.parts.chart import show_chart

    figure = theme.new_figure(height=200)
    figure.add_bar(x=[1], y=["a"])
    show_chart(figure, key="toy", title="One bar is longest", alternative="One bar of length 1.")


def test_the_title_is_a_heading_of_level_two():
    app = AppTest.from_function(show, default_timeout=30).run()
    assert not app.exception
    assert headings(app) == ["One bar is longest"]
