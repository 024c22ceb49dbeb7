"""Screen failures: filters, linked views and the people behind them, by mouse, keyboard, link and Undo."""

from __future__ import annotations

import re

import pytest

from tests.browser.screen import to_number

AGE = 1
"""The place of I2 among the bars of the first panel, which are in protocol order."""


def marks(screen, view="Reasons by subtype"):
    return screen.page.get_by_role("listbox", name=f"{view}: marks")


def listed(screen):
    """What the heading over the people says: how many screenings and people."""
    heading = screen.page.get_by_role("heading", level=2).filter(
        has_text=re.compile(r"^\d+ (ineligible )?screenings?, \d+ pe")
    )
    return tuple(map(int, re.findall(r"\d+", heading.inner_text())))


def people(screen):
    return screen.table("Screenings in this selection")


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


def press_mark(screen, view, label):
    """Chooses a mark by keyboard, by what is read out for it."""
    labels = marks(screen, view).get_by_role("option").all_inner_texts()
    place = next(place for place, said in enumerate(labels) if said.startswith(label))
    marks(screen, view).focus()
    screen.page.keyboard.press("Home")
    for _ in range(place):
        screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("Enter")
    screen.rest()
    return labels[place]


def open_filters(screen):
    """Unfolds the filters of the page, if they are not."""
    facets = screen.page.locator("[data-id='match~mode']")
    if not facets.is_visible():
        screen.page.locator("details", has=facets).locator("summary").first.click()
        screen.rest()


def tick(screen, key, value):
    """Ticks or clears an option of the filters and returns its counts: now, and in the whole cut."""
    box = screen.page.locator(f"[data-id='{key}~{value}']")
    open_filters(screen)
    box.click()
    screen.rest()
    return tuple(map(int, re.findall(r"\d+", box.locator("xpath=..").locator(".mesems-facet-count").inner_text())))


def ask(screen, question):
    """Asks one of the questions that are a click."""
    screen.page.get_by_text(question, exact=True).click()
    screen.rest()


def test_a_bar_clicked_narrows_all_other_views(screen):
    screen.turn_to("failures")
    screen.page.evaluate("document.querySelectorAll('.js-plotly-plot').forEach(plot => plot.dataset.mark = 'the same')")
    label = marks(screen).get_by_role("option").nth(AGE).inner_text()
    before = marks(screen).get_by_role("option").all_inner_texts()
    screenings, persons = listed(click_bar(screen, AGE))
    assert re.search(rf" in {screenings} of \d+ .*\({persons} pe", label)
    assert {code for row in people(screen) for code in row["Fails"].split()} >= {"I2"}
    assert all("I2" in row["Fails"].split() for row in people(screen))
    first_step = marks(screen, "Sequential").get_by_role("option").first.inner_text()
    assert str(screenings) in first_step
    assert marks(screen).get_by_role("option").all_inner_texts() == before  # the clicked one keeps its data
    plots = screen.page.locator(".js-plotly-plot").all()
    assert [plot.get_attribute("data-mark") for plot in plots] == ["the same"] * 3  # each was updated in place


def test_marks_of_two_views_hold_together_and_each_can_be_taken_away(reader):
    screen = reader.turn_to("failures", mark="reasons~I4~RRMS~any")
    press_mark(screen, "Combinations", "I1")
    assert {row["Subtype"] for row in people(screen)} == {"RRMS"}
    both = listed(screen)
    screen.page.get_by_role("button", name="failing I4 EDSS range, Relapsing-remitting").click()
    assert listed(screen.rest()) >= both
    assert "failing I4" not in screen.page.get_by_role("button").all_inner_texts()


def test_a_filter_shows_as_many_as_it_counts_and_undo_takes_it_back(reader):
    screen = reader.turn_to("failures")
    everybody = listed(screen)
    now, whole = tick(screen, "criterion", "I2")
    assert listed(screen)[0] == now <= whole
    screen.page.get_by_role("button", name="Undo").click()
    screen.rest()
    assert listed(screen) == everybody
    assert screen.state == []


@pytest.mark.thorough
def test_a_link_shows_the_same_in_another_browser(screen, fresh_screen):
    screen.turn_to("failures")
    tick(screen, "kind", "time_limited")
    click_bar(screen, AGE + 1)
    assert fresh_screen.visit(screen.page.url).state == screen.state
    assert listed(fresh_screen) == listed(screen)
    assert people(fresh_screen) == people(screen)


@pytest.mark.thorough
def test_a_row_opens_its_person_and_the_address_does_not_say_whom(reader):
    screen = reader.turn_to("failures", criterion="I4")
    name = person(people(screen)[2])
    screen.page.get_by_role("button", name=f"Open {name}").first.click()
    screen.page.get_by_role("heading", level=1, name="One person").wait_for()
    screen.rest()
    assert name in screen.text
    assert name not in screen.page.url


@pytest.mark.thorough
def test_everybody_in_the_table_has_evidence(reader):
    screen = reader.turn_to("failures", mark="reasons~I4~ALL~any")
    sentences = [row["Evidence"] for row in people(screen)]
    assert sentences
    assert all(re.search(r"EDSS", sentence) and len(sentence) > 20 for sentence in sentences)


@pytest.mark.thorough
def test_the_download_has_all_rows_of_the_selection_in_their_order(reader):
    screen = reader.turn_to("failures", criterion="E5")
    offered = screen.download(place=1)
    assert len(offered) == listed(screen)[0]
    assert [row["subject_id"] for row in offered[:50]] == [person(row) for row in people(screen)]
    assert [row["evidence"] for row in offered[:50]] == [row["Evidence"] for row in people(screen)]


@pytest.mark.thorough
def test_a_file_of_reasons_says_the_selection_that_it_counts(screen):
    """The clicked view keeps its data: so its own mark is not in its file's sentence, while that of another view is."""
    screen.turn_to("failures", mark=["reasons~I2~SPMS~any", "attrition~attrition~I1~protocol~"])
    sentence = screen.page.locator(".mesems-context").inner_text()
    assert "failing I2 Age, Secondary progressive" in sentence
    rows = [row for row in screen.download(place=0) if row["subtype"] == "ALL" and row["criterion"] == "I1"]
    assert len({row["filter"] for row in rows}) == 1
    assert "Secondary progressive" not in rows[0]["filter"]
    assert "failing I1" in rows[0]["filter"]
    assert (
        int(rows[0]["any"]) == int(rows[0]["assessed"]) > to_number(re.search(r"([\d,]+) of [\d,]+ scr", sentence)[1])
    )


@pytest.mark.thorough
def test_which_spms_patients_at_my_two_sites_failed_only_for_a_washout(reader):
    """A question a PI asks, by clicks alone."""
    screen = reader.turn_to("failures")
    for site in ("Ottawa", "Toulouse"):
        screen.page.get_by_role("combobox", name="Site").fill(site)
        screen.choose("Site", site)
    screen.choose("MS subtype", "SPMS")
    ask(screen, "Only a washout")
    assert "Failing only E5 Immunosuppressant washout or E6" in screen.text
    assert {row["Subtype"] for row in people(screen)} == {"SPMS"}
    assert {row["Site"] for row in people(screen)} <= {"Ottawa", "Toulouse"}
    assert all(set(row["Fails"].split()) <= {"E5", "E6", "E7"} for row in people(screen))
    asked = listed(screen)
    ask(screen, "Only a washout")  # once more clears it, and leaves the sites
    assert listed(screen) > asked
    assert [key for key, _ in screen.state] == ["site", "site", "subtype"]


@pytest.mark.thorough
def test_who_was_excluded_for_age_by_less_than_a_year(reader):
    screen = reader.turn_to("failures")
    ask(screen, "Age, by less than a year")
    text = [row["Evidence"] for row in people(screen)]
    assert {re.search(r"I2: Aged (\d+)", sentence)[1] for sentence in text} == {"17", "51"}
    assert dict(screen.state) == {"criterion": "I2", "age": "17..51"}
    screen.page.get_by_role("link", name=f"Show the list ({listed(screen)[0]} ineligible screenings").click()
    assert screen.page.get_by_role("table", name="Screenings in this selection").is_visible()


def test_the_same_questions_can_be_answered_by_filters(reader):
    screen = reader.turn_to("failures", criterion=["E5", "E6", "E7"])
    open_filters(screen)
    screen.page.locator("[data-id='match~mode']").select_option("only")
    screen.rest()
    assert screen.page.get_by_role("radio", name="Only a washout").is_checked()
    screen.turn_to("failures", criterion="I2", age="51..")
    screen.page.locator("[data-id='age~most']").fill("51")
    screen.page.keyboard.press("Tab")
    screen.rest()
    assert people(screen)
    assert all("Aged 51" in row["Evidence"] for row in people(screen))


@pytest.mark.thorough
@pytest.mark.parametrize("count", ["any", "only", "first"])
def test_first_reasons_add_up_to_all_ineligible_screenings(reader, count):
    screen = reader.turn_to("failures", count=count)
    total = sum(int(re.match(r"\d+", row["All subtypes"])[0]) for row in screen.table("Screenings by") if counted(row))
    ineligible = int(re.search(r"(\d+) of \d+ are ineligible", screen.text)[1])
    assert {"any": total >= ineligible, "only": total <= ineligible, "first": total == ineligible}[count]


def counted(row):
    return re.match(r"\d", row["All subtypes"]) is not None


@pytest.mark.thorough
def test_the_chart_is_updated_in_place_and_keeps_its_zoom(reader):
    """The element that Plotly drew on stays the same one when the numbers change."""
    screen = reader.turn_to("failures")
    screen.page.evaluate("document.querySelector('.js-plotly-plot').dataset.mark = 'the same'")
    screen.choose("Sex", "Women")
    assert screen.page.locator(".js-plotly-plot").first.get_attribute("data-mark") == "the same"
