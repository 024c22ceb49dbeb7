"""The wall: a process without the closed store shows pooled progress and why, whatever a reader does."""

from __future__ import annotations

import json

import pytest

from tests.browser.app import run_cli
from tests.browser.test_every_page import violations

BETRAYING = ("MSC_FIRST", "PLACEBO_FIRST", "Cells first", "Placebo first", "cells first", "placebo first")


@pytest.fixture
def blinded(new_screen, blinded_app):
    return new_screen(blinded_app)


@pytest.mark.thorough
def test_with_the_closed_store_the_page_warns_that_it_is_unblinded(screen):
    assert "Unblinded" in screen.turn_to("arms").text


@pytest.mark.thorough
def test_without_the_closed_store_nothing_on_the_page_tells_a_sequence(blinded):
    blinded.turn_to("arms")
    page = blinded.page.content()
    assert [word for word in BETRAYING if word in page] == []
    assert "closed store" in blinded.text


@pytest.mark.thorough
def test_without_the_closed_store_the_address_cannot_ask_for_more(blinded):
    blinded.turn_to("arms", split="site", sequence="MSC_FIRST", closed="1")
    page = blinded.page.content()
    assert [word for word in BETRAYING if word in page.replace("sequence=MSC_FIRST", "")] == []


@pytest.mark.thorough
def test_pooled_progress_equals_the_query(blinded, blinded_app):
    done = run_cli("query", "crossover", "--store", blinded_app.store)
    rows = json.loads(done.stdout)["rows"]
    text = blinded.turn_to("arms").page.content()
    assert [row["stage"] for row in rows] == ["RANDOMISED", "INFUSED_1", "INFUSED_2", "COMPLETED"]
    assert all(f"{row['pooled_count']}" in text for row in rows)


@pytest.mark.parametrize(
    ("view", "size", "theme"),
    [
        ("dose", "desktop", "dark"),
        ("flow", "phone", "light"),
        pytest.param("dose", "phone", "light", marks=pytest.mark.thorough),
        pytest.param("flow", "desktop", "dark", marks=pytest.mark.thorough),
    ],
)
def test_doses_and_flow_fit_their_window_and_can_be_read_by_everybody(new_screen, app, view, size, theme):
    screen = new_screen(app, size=size, theme=theme).turn_to("arms", view=view)
    assert screen.overflow <= 0
    assert violations(screen) == []


@pytest.mark.parametrize(("size", "form"), [("desktop", "flow-wide"), ("phone", "flow-narrow")])
def test_the_flow_diagram_is_shown_in_the_form_that_fits_with_words_of_a_size_to_read(new_screen, app, size, form):
    screen = new_screen(app, size=size).turn_to("arms", view="flow")
    shown = screen.page.locator(".mesems-drawing svg:visible")
    assert shown.get_attribute("aria-labelledby") == f"{form}-title {form}-words"
    letters = shown.evaluate(
        "svg => 13 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
    )  # how tall its letters are on screen
    assert letters >= 12


@pytest.mark.thorough
def test_the_flow_diagram_can_be_taken_away_as_a_file_of_its_own(screen):
    svg = screen.turn_to("arms", view="flow").download_file("SVG").decode("utf-8")
    assert "Synthetic data: no real patient is described." in svg
    assert "light-dark" not in svg


@pytest.mark.thorough
def test_without_the_closed_store_the_address_opens_neither_doses_nor_flow(blinded):
    for view in ("dose", "flow"):
        blinded.turn_to("arms", view=view)
        assert [word for word in (*BETRAYING, "per kg") if word in blinded.page.content()] == []
        assert blinded.page.locator(".mesems-drawing").count() == 0
