"""The outline of a page stands only while the page is drawn for the first time, and never outlives a fault."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def html_of(app):
    return " ".join(str(element.proto.body) for element in app.main if element.type == "html")


def draw_a_page():
    import streamlit as st

    from mesems_dash.pages.app.waiting import hold_place

    with hold_place("funnel"):
        st.html("<p>the page</p>")


def draw_a_page_that_fails():
    from mesems_dash.errors import StoreError
    from mesems_dash.pages.app.waiting import hold_place
    from mesems_dash.pages.parts import layout

    def render():
        with hold_place("funnel"):
            raise StoreError("the cut is gone")

    layout.guard(render)


def count_outlines():
    import streamlit as st

    from mesems_dash.pages.app import waiting

    shown = []
    show = waiting.show_html
    waiting.show_html = lambda markup: shown.append(markup) or show(markup)
    try:
        with waiting.hold_place("funnel"):
            pass
    finally:
        waiting.show_html = show
    st.session_state.setdefault("outlines", []).append(len(shown))


def test_what_is_left_is_the_page():
    app = AppTest.from_function(draw_a_page).run()
    assert not app.exception
    assert "the page" in html_of(app)
    assert "mesems-outline" not in html_of(app)


def test_after_a_fault_no_outline_is_left():
    app = AppTest.from_function(draw_a_page_that_fails).run()
    assert "the cut is gone" in html_of(app)
    assert "mesems-outline" not in html_of(app)


def test_the_outline_is_shown_the_first_time_only():
    app = AppTest.from_function(count_outlines).run().run()
    assert not app.exception
    assert app.session_state["outlines"] == [1, 0]
