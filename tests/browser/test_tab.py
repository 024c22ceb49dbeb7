"""A tab keeps the person and the SQL for a session that begins anew, or a server that does; no address has them."""

from __future__ import annotations

import pytest

from tests.browser.app import find_free_port, run_app


def choose(screen):
    """Opens a person, and types a statement without running it."""
    screen.turn_to("person").page.get_by_label("Subject id").fill("GEN-0003")
    screen.page.keyboard.press("Enter")
    screen.rest().turn_to("sql").page.get_by_role("textbox", name="Statement").fill("select 4711 as typed")
    return screen


def test_person_and_sql_outlive_a_session(new_screen, app):
    screen = choose(new_screen(app)).open("sql")
    assert screen.page.get_by_role("textbox", name="Statement").input_value() == "select 4711 as typed"
    assert "GEN-0003 was ineligible" in screen.turn_to("person").text
    assert "GEN-0003" not in screen.page.url
    assert screen.page.evaluate("Object.keys(localStorage).filter(key => key.includes('mesems'))") == []


@pytest.mark.thorough
def test_person_and_sql_outlive_the_server(new_screen, demo_store):
    port = find_free_port()
    with run_app(demo_store / "open", port=port) as app:
        screen = choose(new_screen(app))
    screen.page.get_by_text("The dashboard does not answer").wait_for()
    with run_app(demo_store / "open", port=port) as app:
        screen.open("sql").watch.forget()  # the server was away
        assert screen.page.get_by_role("textbox", name="Statement").input_value() == "select 4711 as typed"
        assert "GEN-0003 was ineligible" in screen.go_to("One person").text
        assert "GEN-0003" not in screen.page.url
        assert screen.page.evaluate("Object.keys(localStorage).filter(key => key.includes('mesems'))") == []
        another = new_screen(app).open("person")
        assert "Nobody is chosen" in another.text
        for left in (screen, another):
            left.page.goto("about:blank")  # else it complains that the server ends
