"""One person: what the page says of somebody of the demo, of nobody, and of an id that is not there."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from mesems_dash.eligibility import load_rule_set
from mesems_dash.pages.person.html import write_tree
from mesems_dash.queries.person import find_person
from mesems_dash.reports.subject_profile import open_profile
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.store.importer import import_bundle
from tests.examples import every
from tests.pages.page_script import demo_stores, finding, headings, html, show_page


@cache
def open_page(subject_id):
    """The page of somebody of the demo, for tests that only read it."""
    return find_on_page(subject_id)


def find_on_page(subject_id):
    app = show_page("person", demo_stores())
    return app.text_input(key="person-id").set_value(subject_id).run()


def profile_of(subject_id):
    cut = open_cut(find_cut(demo_stores().open).path)
    head = find_person(cut, subject_id)
    return open_profile(cut, head, load_rule_set(head.ruleset))


def test_at_first_it_says_how_to_reach_somebody():
    app = show_page("person", demo_stores())
    assert not app.exception
    assert finding(app) == "Nobody is chosen"
    assert "press a row in a list of people" in html(app)


@pytest.mark.parametrize("typed", every(3, ["GEN", "GEN-000", "GEN-0003x", "<b>"]))
def test_an_unknown_id_finds_nobody_and_no_near_match(typed):
    app = open_page(typed)
    assert not app.exception
    assert "Nobody in the data cut of 30 Jun 2018 has this id" in html(app)
    assert "GEN-0003," not in html(app)
    assert "<b>" not in html(app).replace("<b>Says", "")


def test_somebody_is_shown_with_their_status_and_evidence():
    app = open_page(" gen-0003 ")
    assert not app.exception
    assert finding(app) == "GEN-0003 was ineligible on 30 Aug 2012, and still is at the data cut."
    assert "I4: EDSS 2.0 on 29 Jun 2012 is below 3.0 by 1.0" in headings(app)
    assert "Criteria at screening 1: 1 of 15 fails, 0 undecided, 14 pass" in headings(app)


def test_the_id_is_not_in_the_address():
    assert dict(open_page("GEN-0003").query_params) == {}


def test_the_statements_behind_it_are_shown_and_name_nobody():
    app = open_page("GEN-0003")
    statements = [block.value for block in app.code]
    assert len(statements) == 3
    assert all("enter the person here" in sql and "GEN-0003" not in sql for sql in statements)
    cut = open_cut(find_cut(demo_stores().open).path)
    record = statements[1].replace("$subject_key", "2")
    assert len(cut.cursor().execute(record).fetchall()) == 1
    cut.close()


def test_then_and_now_stand_side_by_side_as_they_are_judged():
    profile = profile_of("GEN-0002")
    rows = re.findall(r'<tr[^>]*><th scope="row">(\w+) .*?</th>(.*?)</tr>', html(open_page("GEN-0002")))
    shown = {code: re.findall(r"</i>(.*?)</span>", cells) for code, cells in rows}
    words = {"not_met": "not met", "unknown": "undecided"}
    for criterion in profile.rule_set.criteria:
        expected = [assessment.judgement[criterion.id].status for assessment in profile.assessments]
        assert shown[criterion.id] == [words.get(status, status) for status in expected]


def test_rows_that_differ_are_set_apart():
    text = html(open_page("GEN-0002"))
    differing = re.findall(r'<tr class="mesems-differs"><th scope="row">(\w+) ', text)
    assert differing == ["E6", "E7", "E8"]  # present in August 2012, absent in January 2013


def test_filters_do_not_hide_the_person_but_rules_judge_them():
    app = show_page("person", demo_stores(), site="COP", rules="published_2021")
    app.text_input(key="person-id").set_value("GEN-0003").run()
    assert not app.exception
    assert finding(app).startswith("GEN-0003 was ineligible")
    assert "Assessed against: Results paper" in html(app) or "published" in html(app).lower()


@pytest.mark.parametrize("subject_id", every(3, ["GEN-0001", "GEN-0006", "AND-0017"]))
def test_every_judgement_of_a_person_can_be_looked_at(subject_id):
    app = find_on_page(subject_id)
    control = app.segmented_control(key="person-at")
    for option in control.options:
        code = "now" if option == "Now" else option.removeprefix("Screening ")
        app.segmented_control(key="person-at").set_value(code).run()
        assert not app.exception
        assert "That did not work" not in html(app)


def test_without_a_usable_date_everything_is_undecided_and_it_is_said(store, tmp_path, write_bundle):
    """The randomisation is known to the month only: there is no reference date, so no answer and no timeline."""
    randomised = [{"subject_id": "P1", "screening_no": 2, "randomised_on": "2014-04"}]
    bundle = write_bundle(tmp_path / "unusable", randomisations=randomised)
    import_bundle(bundle, store, as_of=date(2018, 9, 30))
    app = show_page("person", Stores(store, None, store))
    app.text_input(key="person-id").set_value("P1").run()
    assert not app.exception
    assert finding(app) == "P1 was undecided, and has been randomised."
    assert "There is no usable reference date, so there is no timeline" in headings(app)
    assert "Criteria at screening 2: 0 of 15 fail, 15 undecided, 0 pass" in headings(app)
    assert html(app).count("so there is no reference date.</p>") == 1
    cut = open_cut(find_cut(store).path)
    assessment = open_profile(cut, find_person(cut, "P1"), load_rule_set("registry")).deciding
    assert "no reference date" not in write_tree(assessment, has_window=set())
    assert any(heading.endswith("since the data cut of 30 Jun 2018") for heading in headings(app))
