"""A place is no name: what was pressed in a list that is no longer there opens nobody, and no other person."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mesems_dash.pages.app import newer_cut
from mesems_dash.pages.parts import chart, people_table
from mesems_dash.pages.person import tree
from mesems_dash.pages.state import filters, keys
from mesems_dash.pages.state.row_press import LIST_CHANGED, find_row, sign_list
from tests.pages.page_script import demo_stores, html, show_page


def test_a_list_has_the_sign_of_what_its_rows_stand_for():
    assert sign_list("html", [(1, 1)]) == sign_list("html", [(1, 1)])
    assert len({sign_list("html", [(1, 1)]), sign_list("html", [(2, 1)]), sign_list("others", [(1, 1)])}) == 3


@pytest.mark.parametrize(
    "press",
    [
        None, 0, "0", [0], {"row": 0}, {"list": "sign"}, {"row": 0, "list": "another"}, {"row": -1, "list": "sign"},
        {"row": 2, "list": "sign"}, {"row": 0.5, "list": "sign"}, {"row": True, "list": "sign"},
        {"row": "0", "list": "sign"},
    ],
)  # fmt: skip
def test_only_a_place_in_the_list_that_is_there_is_a_row(press):
    assert find_row(press, "sign", rows=2) is None
    assert find_row({"row": 1, "list": "sign"}, "sign", rows=2) == 1


# ---------------------------------------------------------------- people
@pytest.fixture
def press(monkeypatch):
    """Lets the table of people have a row pressed; collects whom that opens, and the signs of the lists shown."""
    found = SimpleNamespace(opened=[], signs=[], pressed=None)

    def show(*, data, **_):
        found.signs.append(data["list"])
        return SimpleNamespace(opened=found.pressed)

    monkeypatch.setattr(people_table, "TABLE", show)
    monkeypatch.setattr(people_table, "open_person", lambda _view, *person: found.opened.append(person))
    return found


@pytest.mark.parametrize("page", ["failures", "undecided", "agreement"])
def test_a_row_of_the_list_that_stood_there_before_opens_nobody(page, press):
    show_page(page, demo_stores())
    press.pressed = {"row": 0, "list": press.signs[0]}
    app = show_page(page, demo_stores(), subtype="SPMS")
    assert press.opened == []
    assert LIST_CHANGED in html(app)
    show_page(page, demo_stores())
    assert len(press.opened) == 1


def test_a_criterion_pressed_in_the_tree_of_somebody_else_is_not_followed(monkeypatch):
    monkeypatch.setattr(st, "session_state", {"person-tree": {"opened": {"row": 0, "list": "another's"}}})
    tree._follow(["I1", "I2"], "sign")
    assert keys.PERSON_CRITERION not in st.session_state
    st.session_state["person-tree"]["opened"]["list"] = "sign"
    tree._follow(["I1", "I2"], "sign")
    assert st.session_state[keys.PERSON_CRITERION] == "I1"


# ---------------------------------------------------------------- marks of charts
def charts():
    import streamlit as st
    from plotly.graph_objects import Bar, Figure

    from mesems_dash.figures.chart import Chart
    from mesems_dash.pages.parts.chart import show_chart
    from mesems_dash.pages.state.cache import write_chart

    figure = Figure(Bar(x=["a", st.query_params["second"]], y=[1, 2], customdata=["a", st.query_params["second"]]))
    chart = write_chart(Chart(figure, "", ""))
    show_chart(chart, key="own", selectable=True)
    show_chart(chart, key="shared", selectable=True, listener="bars")


def test_a_mark_of_the_figure_before_is_not_heard_and_one_of_this_is(monkeypatch):
    app = AppTest.from_function(charts)
    app.query_params["second"] = "b"
    before = dict(app.run().session_state[keys.CHARTS])
    app.query_params["second"] = "c"
    now = dict(app.run().session_state[keys.CHARTS])
    assert set(before) == set(now) == {"own", "bars"}
    sent = [json.loads(element.proto.json)["sign"] for element in app.main if element.type == "bidi_component"]
    assert sent == [now["own"], now["bars"]]
    monkeypatch.setattr(st, "session_state", {keys.CHARTS: now})
    heard = []
    mark = {"curve": 0, "point": 1, "customdata": "b"}
    for sign in (before["own"], None, now["bars"]):
        chart._follow_click({**mark, "sign": sign}, "own", heard.append)
    assert heard == []
    chart._follow_click({**mark, "sign": now["own"]}, "own", heard.append)
    chart._follow_click(None, "own", heard.append)  # nothing is chosen any more, in whatever figure that was
    assert [click and click.customdata for click in heard] == [("b",), None]


# ---------------------------------------------------------------- buttons
def test_the_newer_cut_that_is_shown_is_the_one_that_was_offered(monkeypatch):
    offered = {}
    monkeypatch.setattr(st, "button", lambda *_, **options: offered.update(options) and False)
    monkeypatch.setattr(newer_cut, "_find_newest", lambda: SimpleNamespace(cut_id="b", as_of=None))
    monkeypatch.setattr(newer_cut, "format_date", str)
    monkeypatch.setattr(filters, "is_news", lambda _: True)
    newer_cut._offer(SimpleNamespace(cut_id="a"))
    assert (offered["on_click"], offered["args"]) == (filters.show_cut, ("b",))
