"""Screen failures: a bar, chosen by mouse or by keyboard, shows the people behind it, each with evidence."""

from __future__ import annotations

import re

import pytest

AGE = 1
"""The place of I2 among the bars of the first panel, which are in protocol order."""


def marks(screen):
    return screen.page.get_by_role("listbox", name="marks")


def chosen(screen):
    """What the heading over the people says: the reason, and how many screenings and people."""
    heading = screen.page.get_by_role("heading", level=2).filter(has_text="screening").first.inner_text()
    reason, screenings, people = re.match(r"(.+?): (\d+) screenings? of (\d+) (?:people|person)", heading).groups()
    return reason, int(screenings), int(people)


def people(screen):
    return screen.table("People behind")


def person(row):
    """The person of a row, without the number of the screening."""
    return row["Person"].split(" ")[0]


def click_bar(screen, place):
    """Clicks into the middle of a bar; Plotly takes clicks on a layer above its bars."""
    bar = screen.page.locator(".mesems-chart .point").nth(place)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return screen.rest()


def says(label, reason, screenings, persons):
    """Whether what is read out for a bar names this reason and these numbers."""
    return label.startswith(f"{reason}, ") and f" {screenings} of " in label and re.search(rf"\b{persons} pe", label)


def test_a_bar_clicked_shows_the_people_behind_it(screen):
    screen.open("failures")
    label = marks(screen).get_by_role("option").nth(AGE).inner_text()
    reason, screenings, persons = chosen(click_bar(screen, AGE))
    assert says(label, reason, screenings, persons)
    assert len(people(screen)) == screenings
    assert len({person(row) for row in people(screen)}) == persons


def test_a_bar_can_be_chosen_by_keyboard(screen):
    screen.open("failures")
    label = marks(screen).get_by_role("option").nth(AGE + 1).inner_text()
    marks(screen).focus()
    screen.page.keyboard.press("Home")
    for _ in range(AGE + 1):
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Enter")
    reason, screenings, persons = chosen(screen.rest())
    assert says(label, reason, screenings, persons)
    assert len(people(screen)) == screenings


def test_a_subtypes_bar_shows_people_of_that_subtype_only(screen):
    screen.open("failures")
    labels = marks(screen).get_by_role("option").all_inner_texts()
    place = next(place for place, label in enumerate(labels) if label.startswith("I4 EDSS range, relapsing-remitting"))
    marks(screen).focus()
    screen.page.keyboard.press("Home")
    for _ in range(place):
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Enter")
    screen.rest()
    assert {row["Subtype"] for row in people(screen)} == {"RRMS"}
    assert ("group", "RRMS") in screen.state


def test_the_choice_is_in_the_address(screen, fresh_screen):
    screen.open("failures")
    click_bar(screen, AGE)
    assert ("criterion", "I2") in screen.state
    assert chosen(fresh_screen.visit(screen.page.url)) == chosen(screen)


def test_everybody_in_the_table_has_one_sentence_of_evidence(screen):
    screen.open("failures", criterion="I4")
    sentences = [row["Evidence"] for row in people(screen)]
    assert sentences
    assert all(re.search(r"EDSS", sentence) for sentence in sentences)
    assert all(len(sentence) > 20 for sentence in sentences)


def test_the_download_has_the_rows_of_the_table(screen):
    screen.open("failures", criterion="E5")
    offered = screen.download()
    assert sorted(row["subject_id"] for row in offered) == sorted(person(row) for row in people(screen))
    assert [row["evidence"] for row in offered] == [row["Evidence"] for row in people(screen)]


@pytest.mark.parametrize("count", ["any", "only", "first"])
def test_first_reasons_add_up_to_all_ineligible_screenings(screen, count):
    screen.open("failures", count=count)
    total = sum(int(re.match(r"\d+", row["All subtypes"])[0]) for row in screen.table("Screenings by") if counted(row))
    ineligible = int(re.search(r"(\d+) of \d+ are ineligible", screen.text)[1])
    assert {"any": total >= ineligible, "only": total <= ineligible, "first": total == ineligible}[count]


def counted(row):
    return re.match(r"\d", row["All subtypes"]) is not None


def test_the_chart_is_updated_in_place_and_keeps_its_zoom(screen):
    """The element that Plotly drew on stays the same one when the numbers change."""
    screen.open("failures")
    screen.page.evaluate("document.querySelector('.js-plotly-plot').dataset.mark = 'the same'")
    screen.choose("Sex", "Women")
    assert screen.page.locator(".js-plotly-plot").first.get_attribute("data-mark") == "the same"
