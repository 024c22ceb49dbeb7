"""One person: opened by a typed id that gets nowhere near the address, and by what is pressed in the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.test_every_page import violations

ID = "GEN-0005"


def open_person(screen, subject_id):
    screen.turn_to("person", country="ITA")
    box = screen.page.get_by_label("Subject id")
    box.fill(subject_id)
    box.press("Enter")
    screen.page.get_by_text(f"{subject_id} was").first.wait_for()
    return screen.rest()


def test_a_typed_id_opens_the_person_and_stays_out_of_the_address(screen):
    seen = []
    screen.page.on("framenavigated", lambda frame: seen.append(frame.url))
    screen.page.on("request", lambda request: seen.append(request.url))
    open_person(screen, ID)
    assert "I4: EDSS 2.5 on 16 Sep 2012 is below 3.0 by 0.5 (1 more fails)" in screen.text
    assert ("country", "ITA") in screen.state
    screen.go_to("Sites").go_to("One person")
    assert f"{ID} was ineligible" in screen.text
    assert screen.page.get_by_label("Subject id").get_attribute("autocomplete") == "off"
    assert all(ID not in address for address in [*seen, screen.page.url])


def test_a_criterion_of_the_tree_shows_its_window_on_the_timeline(screen):
    open_person(screen, ID)
    criterion = screen.page.locator(".mesems-tree details", has_text="E8 Recent relapse")
    assert criterion.get_attribute("open") is None
    criterion.locator("summary").click()
    criterion.get_by_role("button", name="Show on the timeline").click()
    screen.rest()
    assert screen.page.get_by_role("combobox", name="Windows shown").input_value() == "E8 Recent relapse"
    assert screen.page.locator(".mesems-chart").get_by_text("E8: 60 days").is_visible()
    assert criterion.get_attribute("open") is not None  # the tree was left as it stood


@pytest.mark.thorough
def test_the_sheet_is_one_pdf(screen):
    open_person(screen, ID)
    with screen.page.expect_download() as coming:
        screen.page.get_by_role("button", name="Eligibility sheet").click()
    assert coming.value.suggested_filename == "eligibility-sheet-2018-06-30.pdf"
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")


def test_a_row_of_screen_failures_opens_its_person_and_back_returns(screen):
    selected = {"site": "GEN", "kind": "time_limited", "mark": "reasons~I1~ALL~any"}
    screen.turn_to("failures", **selected)
    row = screen.page.locator(".mesems-table button").first
    subject_id = row.inner_text()
    row.focus()
    screen.page.keyboard.press("Enter")
    screen.page.get_by_label("Subject id").wait_for()
    screen.rest()
    assert screen.page.get_by_label("Subject id").input_value() == subject_id
    assert subject_id not in screen.page.url
    assert screen.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0
    screen.page.go_back()
    screen.page.get_by_role("heading", name="Screen failures", level=1).wait_for()
    assert dict(screen.rest().state) == selected
    assert subject_id in screen.page.locator(".mesems-table:visible").first.inner_text()


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "dark")])
def test_axe_finds_nothing_serious_and_it_fits(new_screen, app, size, theme):
    screen = open_person(new_screen(app, size=size, theme=theme), ID)
    assert violations(screen) == []
    assert screen.overflow <= 0
