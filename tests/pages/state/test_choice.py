"""Choices of one page: the address wins when it changed, the widget otherwise, and the default is not written."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script():
    import streamlit as st

    from mesems_dash.pages.state import address, choice

    with address.settling():
        address.arrive("page")
        if st.session_state.get("force"):
            choice.set_choice("by", "c")
            st.session_state["force"] = False
        st.text(choice.choose_from_list("By", {"a": "First", "b": "Second", "c": "Third"}, key="by", default="a"))


def start(**address):
    app = AppTest.from_function(script)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def test_the_default_is_chosen_and_not_written():
    app = start()
    assert app.text[0].value == "a"
    assert "by" not in app.query_params


def test_the_address_chooses_and_nonsense_is_the_default():
    assert start(by="b").text[0].value == "b"
    assert start(by="zzz").text[0].value == "a"


def test_the_widget_writes_the_address_and_takes_the_default_out():
    app = start()
    app.selectbox[0].set_value("b").run()
    assert (app.text[0].value, app.query_params["by"]) == ("b", "b")
    app.selectbox[0].set_value("a").run()
    assert "by" not in app.query_params


def test_a_changed_address_wins_over_the_widget():
    app = start(by="b")
    app.query_params["by"] = "c"
    assert app.run().text[0].value == "c"


def test_a_choice_can_be_made_before_its_widget():
    app = start(by="b")
    app.session_state["force"] = True
    app.run()
    assert (app.text[0].value, app.query_params["by"]) == ("c", "c")
