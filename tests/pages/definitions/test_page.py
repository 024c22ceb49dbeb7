"""Definitions: every word and criterion, found by link, by box or by searching; rule sets as the cut keeps them."""

from __future__ import annotations

import re

import pytest

from mesems_dash.eligibility import load_rule_set
from mesems_dash.pages.definitions.criteria_text import list_criteria, list_differing, write_comparison
from mesems_dash.pages.definitions.glossary_html import Entry, write_entries
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.glossary import GLOSSARY
from tests.pages.page_script import demo_stores, headings, html, show_page, table


def shown(app):
    return re.findall(r'<dt id="term-(.*?)">', html(app))


def test_everything_is_there_once():
    app = show_page("definitions", demo_stores())
    assert not app.exception
    assert sorted(shown(app)) == sorted([*(term.code for term in GLOSSARY), *CRITERIA])


@pytest.mark.parametrize(
    ("term", "codes"),
    [("E5", ["E5"]), ("first-reason", ["first-reason"]), ("eligible", ["eligible"]), ("ELIGIBLE", ["ELIGIBLE"])],
)
def test_a_link_lands_on_a_word(term, codes):
    assert shown(show_page("definitions", demo_stores(), term=term)) == codes


def test_a_link_lands_on_the_words_of_a_page():
    codes = shown(show_page("definitions", demo_stores(), term="on.arms"))
    assert codes == [term.code for term in GLOSSARY if "arms" in term.pages]
    assert {"sequence", "period", "MSC_FIRST"} <= set(codes)
    assert set(CRITERIA) <= set(shown(show_page("definitions", demo_stores(), term="on.failures")))


def test_searching_finds_words_and_criteria_and_stays_out_of_the_address():
    app = show_page("definitions", demo_stores())
    app.text_input(key="definitions-search").set_value("Glatiramer LAST").run()
    assert "E6" in shown(app)
    assert "I3" not in shown(app)
    assert dict(app.query_params) == {}
    app.text_input(key="definitions-search").set_value("no such word").run()
    assert shown(app) == []
    assert "No definition contains all of these words." in html(app)


def test_rule_sets_stand_side_by_side_with_what_differs_marked():
    app = show_page("definitions", demo_stores())
    assert "Rule sets side by side" in headings(app)
    assert "<ins>Not ill too long (at most 15 years)</ins>" in html(app)
    assert "<del>Not ill too long (at most 10 years)</del>" in html(app)
    assert "is marked: I1, I3 and I4." in html(app)


def test_only_a_rule_set_that_differs_is_marked():
    registry, london = load_rule_set("registry"), load_rule_set("london")
    assert list_differing([registry, london]) == ["I1"]
    assert list_differing([registry]) == []
    assert write_comparison([registry, london, registry]).count("as Registry text") == 1
    entry = next(entry for entry in list_criteria([registry, london]) if entry.code == "I1")
    assert ("Other readings:", "London") in entry.lines


def test_what_a_rule_set_says_is_text_and_nothing_else():
    written = write_entries([Entry("x", "<b>x", "<img src=1>", lines=(("a", "<i>"),), parts=("<script>",))])
    assert "<img" not in written
    assert "<script" not in written
    assert "<i>" not in written


def test_every_page_leads_to_its_words(start):
    links = [element.proto for element in start().main if element.type == "page_link"]
    found = next(link for link in links if link.label == "Definitions of the words on this page")
    assert "term=on.overview" in found.query_string


def test_three_people_have_definitions_too(store):
    assert not show_page("definitions", Stores(store, None, store)).exception


def test_the_plausible_values_of_every_column_are_a_table():
    rows = [
        (row["File"], row["Columns"], row["Plausible"])
        for row in table(show_page("definitions", demo_stores()), "Plausible")
    ]
    assert ("subjects.csv", "birth_date", "10 to 100 years of age at a screening") in rows
    assert ("labs.csv", "result of EGFR", "5 to 200 mL/min/1.73m2") in rows
    assert ("labs.csv", "result of WBC", "0.5 to 100 10^9/L") in rows
    assert ("mri.csv", "gel_count, new_t2_count", "0 to 200 lesions") in rows
    assert ("sites.csv", "target_n", "0 to 10,000 people") in rows
    assert ("relapses.csv", "onset_on, ended_on", "1950-01-01 to 2 years after today") in rows
