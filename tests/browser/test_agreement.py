"""Site vs data: a cell chosen by mouse lists its screenings, the address keeps the choice, the file has it."""

from __future__ import annotations

import re

import pytest


def worklist(screen):
    return int(re.search(r"Worklist: ([\d,]+) screening", screen.text)[1].replace(",", ""))


def test_a_cell_lists_its_screenings_by_mouse_and_keyboard(screen):
    screen.turn_to("agreement")
    cell = screen.page.locator(".mesems-chart").first.locator(".point").nth(2)  # called eligible, data say ineligible
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 6)
    screen.rest()
    listed = screen.table("Worklist")
    assert len(listed) == worklist(screen) > 0
    assert {row["Site decision"].split(",")[0] for row in listed} == {"Site: eligible"}
    assert all(row["Data"].startswith("fails") for row in listed)
    assert all(row["Evidence"] for row in listed)
    assert ("cell", "ELIGIBLE.ineligible") in screen.state
    assert screen.visit(screen.page.url).table("Worklist") == listed  # a new session, which has but the address
    screen.page.get_by_role("listbox", name=re.compile("^Site and data disagree in")).focus()
    screen.page.keyboard.press("Home")
    screen.page.keyboard.press("Enter")
    screen.rest()
    assert {row["Data"] for row in screen.table("Worklist")} == {"eligible"}
    assert ("differ", "FAIL_BUT_PASS") in screen.state


@pytest.mark.thorough
def test_a_link_to_a_cell_lists_the_same_in_another_browser(reader, fresh_screen):
    screen = reader.turn_to("agreement", cell="ELIGIBLE.ineligible")
    assert fresh_screen.visit(screen.page.url).table("Worklist") == screen.table("Worklist")
