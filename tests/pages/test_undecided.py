"""The page of the undecided: numbers that agree with the queries, a list to send, nobody's id where it must not be."""

from __future__ import annotations

import json
import re

import pytest

from mesems_dash.pages import undecided
from mesems_dash.pages.parts import downloads
from mesems_dash.queries import Selection, count_undecided, list_questions, list_sites
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import list_cuts
from mesems_dash.words.sites import name_sites
from tests.pages.page_script import demo_stores, finding, headings, html, show_page


@pytest.fixture(scope="module")
def cut():
    opened = open_cut(list_cuts(demo_stores().open)[0].path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("address", "selection"), [({}, Selection()), ({"subtype": "RRMS"}, Selection(subtypes=("RRMS",)))]
)
def test_the_head_and_the_tiles_count_people_as_the_query_does(cut, address, selection):
    app = show_page("undecided", demo_stores(), **address)
    assert not app.exception
    sites = count_undecided(cut, selection)
    people, number = sites["people"].sum(), sites["undecided"].sum()
    assert finding(app).startswith(f"{number} of {people} people are undecided; ")
    shown = dict(re.findall(r'tile-label">(.+?)</p>.*?tile-value">(.+?)</p>', html(app), flags=re.DOTALL))
    assert (shown["Undecided"], shown["One value away"]) == (str(number), str(sites["one_value"].sum()))
    assert int(shown["One value away"]) + int(shown["Several values away"]) == number
    assert f"{len(list_questions(cut, selection))} questions to ask" in headings(app)


def test_boxes_of_the_address_narrow_the_list(cut):
    expected = list_questions(cut, Selection(), field="labs.EGFR", settling="only", among="waiting")
    app = show_page("undecided", demo_stores(), missing="labs.EGFR", settling="only", whom="waiting")
    number = len(expected)
    assert f"{number} question{'' if number == 1 else 's'} to ask" in headings(app)


@pytest.mark.parametrize(
    ("address", "chosen"), [({}, []), ({"missing": "labs.EGFR", "settling": "only"}, ["labs.EGFR", "settled"])]
)
def test_the_chart_is_told_which_bar_is_chosen_none_included(address, chosen):
    app = show_page("undecided", demo_stores(), **address)
    (chart,) = (part.proto for part in app.main if part.type == "bidi_component" and part.key == undecided.CHART)
    assert json.loads(chart.json)["chosen"] == chosen


def test_what_an_address_cannot_mean_is_said_and_lists_nobody():
    app = show_page("undecided", demo_stores(), missing="labs.X", ask="<b>", settling="'", whom="P1")
    assert "No question to ask" in headings(app)
    assert "Missing value has no option &#34;labs.X&#34;" in html(app)
    assert "settling is &#34;&#39;&#34;; expected one of any, only." in html(app)


def test_nobody_undecided_is_said_and_not_drawn():
    app = show_page("undecided", demo_stores(), subtype="CIS")
    assert not app.exception
    assert finding(app).startswith("None of")
    assert "Nobody in this selection is undecided." in html(app)


def test_a_site_gets_its_own_list_with_every_row(cut):
    names = name_sites(list_sites(cut, Selection()))
    rows = list_questions(cut, Selection(), site="AND")

    class View:
        selection = Selection()

    View.cut = cut
    options = {"field": None, "site": "AND", "settling": "any", "among": "everybody"}
    table = undecided._write_all(View, options, names)
    assert list(table["subject_id"]) == list(rows["subject_id"])
    assert set(table["site_id"]) == {"AND"}
    assert list(table["days_open"]) == sorted(table["days_open"], reverse=True)
    assert {"question", "missing", "criteria", "the_answer", "site_decision", "now"} <= set(table.columns)


def test_the_name_of_a_file_is_harmless_whatever_the_site_is_called():
    assert undecided._name_file("../Uni München 2") == "questions--Uni-München-2"
    assert undecided._name_file(None) == "questions"


def test_a_cut_of_three_people_shows_them(start):
    assert not start().exception


@pytest.mark.parametrize(("address", "name", "said"), [
    ({}, "questions", "Questions about everybody undecided. Assessed against each site's own rule set."),
    ({"sex": "F", "ask": "STO", "missing": "labs.HCG", "settling": "only", "whom": "waiting"}, "questions-STO",
     ("Sex: Women; Questions about undecided people who are ongoing, not randomised; Missing: Pregnancy "
      "test; Site to ask: Stockholm; Only questions whose answer alone decides the person. "
      "Assessed against each site's own rule set.")),
])  # fmt: skip
def test_the_file_for_a_site_says_what_filtered_it(monkeypatch, address, name, said):
    taken = {}
    monkeypatch.setattr(downloads, "_show_control", lambda _, origin, **__: taken.update({origin.name: origin}))
    show_page("undecided", demo_stores(), **address)
    assert taken[name].filter_sentence == said
