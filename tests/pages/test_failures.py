"""Screen failures: every criterion in the table, the people behind a number, and state in the address."""

from __future__ import annotations

import pytest

from mesems_dash.queries import Selection, count_exclusions, list_sites
from mesems_dash.queries.exclusion_list import list_exclusions
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.vocabulary import COUNTED
from tests.pages.page_script import demo_stores, finding, headings, html, show_page, table


@pytest.fixture
def cut():
    opened = open_cut(find_cut(demo_stores().open).path)
    yield opened
    opened.close()


@pytest.mark.parametrize("count", ["any", "only", "first"])
def test_the_table_shows_the_query(cut, count):
    app = show_page("failures", demo_stores(), count=count)
    assert not app.exception
    expected = count_exclusions(cut, Selection())
    every = expected[expected["subtype"] == "ALL"].set_index("criterion")
    shown = {row["Criterion"].split()[0]: row for row in table(app, "Screenings by criterion")}
    assert {code: int(shown[code]["All subtypes"].split()[0]) for code in COUNTED} == every[count].to_dict()
    assert {code: int(shown[code]["Undecided"]) for code in COUNTED} == every["unknown"].to_dict()


def test_first_reasons_add_up_to_the_ineligible_screenings():
    app = show_page("failures", demo_stores(), count="first")
    rows = table(app, "Screenings by criterion")
    total = sum(int(row["All subtypes"].split()[0]) for row in rows if row["All subtypes"] != "n/a")
    assert f"of {total} ineligible screenings" in finding(app)


def test_e1_to_e3_are_shown_and_never_counted():
    rows = {row["Criterion"]: row for row in table(show_page("failures", demo_stores()), "Screenings by criterion")}
    assert rows["E2 SPMS without I1"]["Secondary progressive"] == "in I1"
    assert rows["E2 SPMS without I1"]["All subtypes"] == "n/a"


@pytest.mark.parametrize(
    ("address", "options"),
    [
        ({"criterion": "E5"}, {"criterion": "E5"}),
        ({"criterion": "I4", "group": "RRMS"}, {"criterion": "I4", "subtype": "RRMS"}),
        ({"criterion": "E13", "people": "unknown"}, {"criterion": "E13", "count": "unknown"}),
        ({"criterion": "E6", "count": "only"}, {"criterion": "E6", "count": "only"}),
    ],
)
def test_a_link_shows_the_people_behind_one_number_with_evidence(cut, address, options):
    app = show_page("failures", demo_stores(), **address)
    people = list_exclusions(cut, Selection(), **options)
    rows = table(app, "People behind")
    assert len(rows) == len(people)
    assert [row["Person"].split()[0] for row in rows] == people["subject_id"].tolist()
    assert all(row["Evidence"].endswith(".") for row in rows)
    assert f"{len(people)} screening" in headings(app)[0]


def test_boxes_choose_the_people_and_the_address_keeps_codes_only():
    app = show_page("failures", demo_stores())
    app.selectbox(key="criterion").set_value("E8").run()
    app.selectbox(key="group").set_value("SPMS").run()
    assert headings(app)[0].startswith("E8 Recent relapse, secondary progressive: ")
    assert app.query_params["criterion"] == "E8"
    assert app.query_params["group"] == "SPMS"


def test_the_reading_of_the_criterion_stands_beside_it():
    app = show_page("failures", demo_stores(), criterion="I3")
    assert "How we read it" in html(app)


def test_a_variant_among_the_sites_is_read_out_beside_the_registry():
    said = html(show_page("failures", demo_stores(), criterion="I1"))
    assert "Copenhagen and London read it differently. Copenhagen: RRMS: a year of therapy" in said
    assert "London: As registered, but with 18 months" in said
    assert "read it differently" not in html(show_page("failures", demo_stores(), criterion="I3")).split("<table>")[0]


def test_one_site_or_one_rule_set_has_one_reading(cut):
    sites = list_sites(cut, Selection()).set_index("ruleset")["site_id"]
    alone = html(show_page("failures", demo_stores(), criterion="I1", site=sites["london"]))
    assert "How we read it (London): As registered, but with 18 months" in alone
    chosen = html(show_page("failures", demo_stores(), criterion="I1", rules="registry"))
    assert "How we read it (Registry text): " in chosen
    assert "differently" not in alone + chosen


def test_recorded_reasons_are_another_count(cut):
    app = show_page("failures", demo_stores(), reasons="recorded")
    expected = count_exclusions(cut, Selection(reasons="recorded"))
    every = expected[expected["subtype"] == "ALL"].set_index("criterion")["any"]
    rows = {row["Criterion"]: row for row in table(app, "Screenings by criterion")}
    assert int(rows["Not stated"]["All subtypes"].split()[0]) == every["NOT_STATED"]
    assert "sites called" in html(app)


def test_a_criterion_from_another_kind_of_reason_is_dropped():
    app = show_page("failures", demo_stores(), criterion="NOT_STATED")
    assert app.selectbox(key="criterion").value == "I1"


def test_three_people_are_shown_with_evidence(store):
    app = show_page("failures", Stores(store, None, store))
    assert not app.exception
    assert "How we read it" in html(app)


def test_nobody_left_says_so(store):
    app = show_page("failures", Stores(store, None, store), sex="M", subtype="RRMS")
    assert "The filters leave nobody of 3 people." in html(app)
