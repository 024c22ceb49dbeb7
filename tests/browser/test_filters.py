"""The filter panel and the address: what is chosen decides the numbers, and an address brings a view back."""

from __future__ import annotations

import pytest


def selected(screen):
    """How many people the page says it shows: the N of "N of M people"."""
    return int(screen.text.split(" people ·")[0].rsplit("·", 1)[1].split(" of ")[0].strip().replace(",", ""))


def test_a_filter_changes_the_numbers_and_the_address(screen):
    screen.turn_to("funnel")
    before = screen.table("People by stage")[0]["Reached"]
    screen.choose("MS subtype", "RRMS")
    after = screen.table("People by stage")[0]["Reached"]
    assert screen.state == [("subtype", "RRMS")]
    assert 0 < int(after) == selected(screen) < int(before)


@pytest.mark.thorough
def test_an_address_brings_the_view_back_in_a_fresh_browser(screen, fresh_screen):
    screen.turn_to("failures", country="ITA").choose("Sex", "Women")
    screen.page.get_by_role("radio", name="First reason").click()
    screen.rest()
    fresh = fresh_screen.visit(screen.page.url)
    assert fresh.state == screen.state
    assert fresh.table("Screenings by criterion") == screen.table("Screenings by criterion")
    assert fresh.page.get_by_role("radio", name="First reason").is_checked()


def test_filters_come_along_to_another_page(screen):
    screen.turn_to("funnel", subtype="SPMS")
    people = selected(screen)
    screen.go_to("Sites")
    assert ("subtype", "SPMS") in screen.state
    assert selected(screen) == people


@pytest.mark.thorough
def test_undo_takes_one_filter_back_and_reset_takes_all(screen):
    screen.turn_to("funnel")
    everybody = selected(screen)
    screen.choose("Sex", "Women")
    women = selected(screen)
    screen.choose("MS subtype", "RRMS")
    screen.page.get_by_role("button", name="Undo").click()
    assert selected(screen.rest()) == women
    screen.page.get_by_role("button", name="Reset").click()
    assert selected(screen.rest()) == everybody
    assert screen.state == []


def test_the_browsers_back_steps_through_filters(screen):
    screen.turn_to("funnel").choose("Sex", "Women")
    women = selected(screen)
    screen.choose("MS subtype", "RRMS")
    screen.page.go_back()
    screen.page.wait_for_function("() => !location.search.includes('subtype')")
    assert selected(screen.rest()) == women


def test_what_reset_took_away_at_once_comes_back_with_one_step(screen):
    screen.turn_to("funnel", sex="F").choose("MS subtype", "RRMS")
    chosen, state = selected(screen), screen.state
    screen.page.get_by_role("button", name="Reset").click()
    screen.rest().page.go_back()
    screen.page.wait_for_function("() => location.search.includes('sex') && location.search.includes('subtype')")
    assert screen.rest().state == state
    assert selected(screen) == chosen


@pytest.mark.thorough
def test_nonsense_in_the_address_is_kept_and_said_until_it_is_removed(screen):
    everybody = selected(screen.turn_to("funnel"))
    screen.turn_to("funnel", subtype="<b>x", site="NOWHERE", **{"from": "yesterday", "rules": "mine"})
    assert selected(screen) == 0
    assert 'This data cut has no site "NOWHERE".' in screen.text
    assert ("site", "NOWHERE") in screen.state
    screen.page.get_by_role("button", name="Remove all").click()
    assert selected(screen.rest()) == everybody
    assert screen.state == []
    assert screen.page.get_by_role("alert").count() == 0


@pytest.mark.thorough
def test_an_older_cut_can_be_shown(screen):
    screen.turn_to("funnel").choose("Data cut", "30 Jun 2017")
    assert "As of 30 Jun 2017" in screen.text
    assert any(key == "cut" for key, _ in screen.state)


@pytest.mark.thorough
def test_a_choice_that_nobody_fits_says_so(screen):
    screen.turn_to("", subtype="CIS", country="IRN", sex="M", **{"from": "2018-06-01"})
    assert screen.page.get_by_role("status").first.inner_text() != ""
    assert screen.page.get_by_role("alert").count() == 0


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_panel_can_be_closed_and_opened_by_its_buttons(new_screen, app, size):
    screen = new_screen(app, size=size).turn_to("funnel")
    panel, site = screen.page.get_by_test_id("stSidebar"), screen.page.get_by_role("combobox", name="Site")
    opener = screen.page.get_by_test_id("stExpandSidebarButton")
    if size == "phone":
        opener.click()
    for _ in range(2):
        site.wait_for()
        panel.hover(position={"x": 100, "y": 400})  # with a mouse, the button shows then
        panel.get_by_role("button", name="Collapse sidebar").click(timeout=5_000)
        opener.click(timeout=5_000)
    panel.hover(position={"x": 100, "y": 400})
    panel.get_by_role("button", name="Collapse sidebar").click(timeout=5_000)
    beside = screen.page.get_by_test_id("stMain").locator(".st-key-mesems-nav a").nth(1)
    beside.click(trial=True, timeout=5_000)  # the navigation is in reach again
    if size == "desktop":
        opener.click()
        site.wait_for()
