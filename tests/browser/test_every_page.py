"""What holds on every page, in both themes and on both sizes: readable by everybody, nothing broken, nothing fetched.

Console errors, failed requests and requests to other machines fail any browser test, see conftest.py.
"""

from __future__ import annotations

import json
import re
from itertools import product
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.screen import PAGES, SIZES, THEMES

SERIOUS = ("serious", "critical")
LOOKS = list(product(SIZES, THEMES))


def list_visits():
    """Every page in every size and theme. `make test` takes the looks by turns: each page in one, each look on some."""
    for (turn, look), (place, path) in product(enumerate(LOOKS), enumerate(PAGES)):
        marks = () if place % len(LOOKS) == turn else pytest.mark.thorough
        yield pytest.param((*look, path), id="-".join([*look, path or "overview"]), marks=marks)


@pytest.fixture(scope="module")
def phone(screens, app):
    """A phone on which the app was opened."""
    screen = screens.take(app, size="phone")
    yield screen.open()
    screens.give_back(screen)


@pytest.fixture(scope="module")
def desktop(screens, app):
    screen = screens.take(app)
    yield screen
    screens.give_back(screen)


@pytest.fixture(scope="module", params=list_visits())
def visit(request, desktop, phone):
    """A page that all tests only look at: its path and screen. A desktop goes by address, a phone by the navigation."""
    size, theme, path = request.param
    screen = desktop if size == "desktop" else phone
    screen.page.bring_to_front()
    screen.page.emulate_media(color_scheme=theme)
    return path, screen.turn_to(path) if size == "desktop" else screen.go_to(PAGES[path])


def violations(screen):
    """What axe finds serious: rule, why, and where."""
    found = Axe().run(screen.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['failureSummary']} at {node['html'][:200]}"
        for rule in found
        if rule["impact"] in SERIOUS
        for node in rule["nodes"][:3]
    ]


def test_axe_finds_nothing_serious(visit):
    _, screen = visit
    assert violations(screen) == []


def test_nothing_fails_and_nothing_comes_from_elsewhere(visit):
    _, screen = visit
    screen.watch.check()
    assert screen.page.get_by_role("alert").count() == 0
    assert screen.page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in screen.text


def test_a_page_has_its_name_its_cut_and_the_synthetic_banner(visit):
    path, screen = visit
    assert screen.page.get_by_role("heading", level=1).all_inner_texts() == [PAGES[path]]
    assert "Synthetic data." in screen.page.get_by_role("note").inner_text()
    assert re.search(r"As of 30 Jun 2018 · (\d+) of \1 people", screen.text)


def test_a_page_fits_its_window(visit):
    _, screen = visit
    assert screen.overflow <= 0


def test_every_chart_can_be_read_out(visit):
    _, screen = visit
    charts = screen.page.locator(".mesems-chart")
    for place in range(charts.count()):
        described = charts.nth(place).locator("[role=img][aria-label]")
        assert len(described.first.get_attribute("aria-label")) > 30


@pytest.mark.thorough
def test_axe_finds_nothing_serious_on_the_blinded_arms_page(new_screen, blinded_app):
    screen = new_screen(blinded_app).open("arms")
    for theme in THEMES:
        screen.page.emulate_media(color_scheme=theme)
        assert violations(screen.rest()) == [], theme


def test_axe_finds_nothing_serious_about_a_person_on_a_phone_and_it_fits(phone):
    box = phone.turn_to("person").page.get_by_label("Subject id")
    box.fill("GEN-0005")
    box.press("Enter")
    phone.page.get_by_text("GEN-0005 was").first.wait_for()
    assert violations(phone.rest()) == []
    assert phone.overflow <= 0


def test_key_numbers_stand_two_by_two_on_a_phone(phone):
    tiles = phone.turn_to().page.locator(".mesems-tile")
    corners = [tiles.nth(place).bounding_box() for place in range(4)]
    assert corners[0]["y"] == corners[1]["y"] < corners[2]["y"] == corners[3]["y"]
    assert corners[0]["x"] == corners[2]["x"] < corners[1]["x"] == corners[3]["x"]


def test_no_page_of_elsewhere_may_command_the_app(app):
    with urlopen(f"{app.url}/_stcore/host-config") as answer:  # noqa: S310 - an address of this machine
        assert json.load(answer)["allowedOrigins"] == []
