"""One person: opened by a typed id that gets nowhere near the address, and by what is pressed in the tree."""

from __future__ import annotations

from pathlib import Path

ID = "GEN-0005"


def open_person(screen, subject_id):
    screen.open("person", country="ITA")
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
    assert screen.page.get_by_role("combobox", name="Windows shaded").input_value() == "E8 Recent relapse"
    assert screen.page.locator(".mesems-chart").get_by_text("E8: 60 days").is_visible()
    assert criterion.get_attribute("open") is not None  # the tree was left as it stood


def test_the_sheet_is_one_pdf(screen):
    open_person(screen, ID)
    with screen.page.expect_download() as coming:
        screen.page.get_by_role("button", name="Eligibility sheet").click()
    assert coming.value.suggested_filename == "eligibility-sheet-2018-06-30.pdf"
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")
