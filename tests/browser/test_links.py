"""The overview leads on: key numbers to their pages, matters to the people they are about, filters in the address."""

from __future__ import annotations

import re

import pytest


def open_alerts(screen):
    """The matters that need attention, opened, each with the number that it says."""
    alerts = screen.page.locator("details", has=screen.page.locator("summary", has_text=re.compile(r"\d+ · ")))
    counts = []
    for place in range(alerts.count()):
        summary = alerts.nth(place).locator("summary")
        counts.append(int(re.search(r"(\d+) · ", summary.inner_text())[1]))
        summary.click()
        screen.rest()  # what stands below has come to its place
    return list(zip([alerts.nth(place) for place in range(len(counts))], counts, strict=True))


def test_a_matter_leads_to_its_people_with_the_filters_of_now(screen):
    screen.turn_to("", sex="F")
    leading_on = screen.page.locator("a", has_text="Show on Site vs data")
    alert = screen.page.locator("details", has=leading_on).first
    alert.locator("summary").click()
    screen.rest()
    link = alert.locator(leading_on)
    target = link.get_attribute("href")
    link.click()
    screen.page.get_by_role("heading", name="Site vs data", level=1).wait_for()
    screen.rest()
    assert ("sex", "F") in screen.state
    assert set(re.findall(r"(differ|cell)=([\w.]+)", target)) <= set(screen.state)
    assert "Sex: Women" in screen.text


@pytest.mark.thorough
def test_every_matter_lists_as_many_as_it_says(reader):
    alerts = open_alerts(reader.turn_to())
    assert len(alerts) > 3
    for alert, count in alerts:
        rows = alert.locator("tbody tr")
        rows.first.wait_for()
        assert rows.count() == count


@pytest.mark.thorough
@pytest.mark.parametrize("place", range(6))
def test_a_key_number_leads_to_its_page_with_the_filters_of_now(reader, place):
    screen = reader.turn_to("", country="ITA")
    screen.page.locator(f".st-key-mesems-tile-{place}").get_by_role("link").click()
    screen.page.get_by_role("heading", level=1).filter(has_not_text="Overview").wait_for()
    screen.rest()
    assert ("country", "ITA") in screen.state
    assert screen.page.get_by_role("alert").count() == 0


def test_the_navigation_is_reached_by_keyboard(reader):
    screen = reader.turn_to()
    screen.page.get_by_test_id("stMain").get_by_role("link", name="Sites", exact=True).first.focus()
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("heading", name="Sites", level=1).wait_for()
    assert screen.rest().page.url.endswith("/sites")
