"""Undecided: a bar narrows the list and stays, a row opens the person, a site's list is a file to send."""

from __future__ import annotations

import re

import pytest


def listed(screen):
    return int(re.search(r"(\d+) questions? to ask", screen.text)[1])


def bars(screen):
    return screen.page.locator(".mesems-chart").first.locator(".point").count()


@pytest.mark.thorough
def test_a_bar_narrows_the_list_and_stays(screen, fresh_screen):
    screen.turn_to("undecided")
    everything, drawn = listed(screen), bars(screen)
    bar = screen.page.locator(".mesems-chart").first.locator(".point").first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.rest()
    rows = screen.table("Questions to ask")
    assert 0 < len(rows) == listed(screen) < everything
    assert {row["The answer"] for row in rows} == {"Decides it"}
    assert bars(screen) == drawn
    assert ("settling", "only") in screen.state
    fresh_screen.visit(screen.page.url)
    assert fresh_screen.table("Questions to ask") == rows


def test_a_bar_can_be_chosen_by_keyboard_and_let_go(reader):
    screen = reader.turn_to("undecided")
    everything, drawn = listed(screen), bars(screen)
    screen.page.get_by_role("listbox").first.focus()
    screen.page.keyboard.press("Home")
    screen.page.keyboard.press("Enter")
    assert listed(screen.rest()) < everything
    assert bars(screen) == drawn
    screen.page.get_by_role("listbox").first.focus()
    screen.page.keyboard.press("Escape")
    assert listed(screen.rest()) == everything


@pytest.mark.thorough
def test_a_sites_list_can_be_sent_and_a_row_opens_the_person(reader):
    screen = reader.turn_to("undecided", ask="AND")
    rows = screen.table("Questions to ask")
    places = screen.page.get_by_role("button", name="Download").count()
    sent = screen.download(place=places - 2)
    assert [row["subject_id"] for row in sent] == [row["Person"] for row in rows]
    assert {row["site_id"] for row in sent} == {"AND"}
    assert all(row["question"].endswith("?") and row["data_cut"] for row in sent)
    name = rows[0]["Person"]
    screen.page.get_by_role("button", name=f"Open {name}", exact=True).first.click()
    screen.rest()
    screen.page.get_by_role("heading", name="One person", level=1).wait_for()
    assert name in screen.text
    assert name not in screen.page.url
