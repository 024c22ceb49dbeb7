"""Screen failures: every criterion in the table, the people behind a number, and state in the address."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mesems_dash.pages.failures import page
from mesems_dash.pages.parts import downloads
from mesems_dash.pages.state import keys
from mesems_dash.queries import Selection, count_exclusions, list_screenings, list_sites
from mesems_dash.queries.selection import Range
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.vocabulary import COUNTED
from tests.examples import every
from tests.pages.page_script import demo_stores, headings, html, read_page, show_page, table

LISTED = "Screenings in this selection"


@pytest.fixture(scope="module")
def cut():
    opened = open_cut(find_cut(demo_stores().open).path)
    yield opened
    opened.close()


@pytest.fixture
def taken(monkeypatch):
    """The files that a page offers, in its order: rows and where they come from."""
    files = []
    monkeypatch.setattr(downloads, "_show_control", lambda rows, origin, **_: files.append((read(rows), origin)))
    return files


def read(rows):
    return rows() if callable(rows) else rows


@pytest.mark.parametrize("count", every(3, ["any", "only", "first"]))
def test_the_table_shows_the_query(cut, count):
    app = read_page("failures", count=count)
    assert not app.exception
    expected = count_exclusions(cut, Selection())
    every = expected[expected["subtype"] == "ALL"].set_index("criterion")
    shown = {row["Criterion"].split()[0]: row for row in table(app, "Screenings by criterion")}
    assert {code: int(shown[code]["All subtypes"].split()[0]) for code in COUNTED} == every[count].to_dict()
    assert {code: int(shown[code]["Undecided"]) for code in COUNTED} == every["unknown"].to_dict()


def test_the_rule_set_of_the_address_is_the_one_of_the_query(cut):
    rows = table(show_page("failures", demo_stores(), rules="published_2021"), "Screenings by criterion")
    expected = count_exclusions(cut, Selection(rule_set="published_2021"))
    every = expected[expected["subtype"] == "ALL"].set_index("criterion")
    shown = {row["Criterion"].split()[0]: row for row in rows}
    assert {code: int(shown[code]["All subtypes"].split()[0]) for code in COUNTED} == every["any"].to_dict()
    assert {code: int(shown[code]["Undecided"]) for code in COUNTED} == every["unknown"].to_dict()


def test_first_reasons_add_up_to_the_ineligible_screenings():
    app = read_page("failures", count="first")
    rows = table(app, "Screenings by criterion")
    total = sum(int(row["All subtypes"].split()[0]) for row in rows if row["All subtypes"] != "n/a")
    assert any(f"of {total} ineligible screenings" in heading for heading in headings(app))


def test_e1_to_e3_are_shown_and_never_counted():
    rows = {row["Criterion"]: row for row in table(read_page("failures"), "Screenings by criterion")}
    assert rows["E2 SPMS without I1"]["Secondary progressive"] == "in I1"
    assert rows["E2 SPMS without I1"]["All subtypes"] == "n/a"


FILTERS = [
    ({"criterion": "E5"}, Selection(criteria=("E5",))),
    ({"criterion": ["I2", "I4"], "match": "only"}, Selection(criteria=("I2", "I4"), match="only")),
    ({"criterion": "I2", "age": "51..51"}, Selection(criteria=("I2",), age=Range(51, 51))),
    ({"kind": "time_limited", "failing": "..1"}, Selection(kinds=("time_limited",), failing=Range(None, 1))),
    ({"edss": "6.5..", "wide": "1"}, Selection(edss=Range(6.5), is_wide=True)),
    ({"site-says": "UNCODED"}, Selection(disagreements=("UNCODED",))),
    ({"leaf": "I1.RRMS.THERAPY", "wrote": "I1"}, Selection(leaves=("I1.RRMS.THERAPY",), recorded=("I1",))),
    ({"mark": "reasons~I4~RRMS~any"}, Selection(subtypes=("RRMS",), all_of=("I4",))),
    ({"mark": ["pairs~pair~I1~I4", "site~site~S15~all"]}, Selection(sites=("S15",), all_of=("I1", "I4"))),
    ({"mark": "combinations~combination~E6~exactly"}, Selection(all_of=("E6",), nothing_but=("E6",))),
]  # fmt: skip


INVENTED = [
    "reasons~I99~ALL~any",
    "site",
    "pairs~pair~<b>~I1",
    "pairs~pair~~",
    "combinations~combination~~exactly",
    "weird~I4~ALL~any",
    "attrition~attrition~I1~protocol~I1",
    "attrition~status~all",
]


@pytest.mark.parametrize(("address", "selection"), every(6, FILTERS))
def test_a_link_lists_who_fails_in_its_selection(cut, address, selection):
    app = read_page("failures", **address)
    assert not app.exception
    rows = list_screenings(cut, replace(selection, statuses=("ineligible",)))
    screenings, people = len(rows), rows["subject_id"].nunique()
    said = rf"{screenings} (ineligible )?screenings?, {people} pe"
    assert any(re.match(said, heading) for heading in headings(app)) or (
        not screenings and "No screening fits these filters." in html(app)
    )
    assert dict(app.query_params) == address


def test_the_sentence_says_what_is_filtered_and_what_was_clicked():
    app = show_page(
        "failures", demo_stores(), criterion=["I2"], age="51..51", mark="attrition~attrition~I2~protocol~I1"
    )
    said = html(app)
    assert "Failing I2 Age; aged 51 completed years; From charts: failing I2 Age and none of I1." in said
    assert "no filter" in html(read_page("failures"))


def test_the_head_counts_the_screenings_and_people_that_are_listed():
    """A washout is often followed by a re-screening, which then decides the person: both screenings are selected."""
    said = html(read_page("failures", status="ineligible"))
    screenings, people = re.search(r"(\d+) of \d+ people · (\d+) of \d+ screenings", said).groups()[::-1]
    app = read_page("failures", status="ineligible")
    assert f"{screenings} screenings, {people} people" in headings(app)


def test_a_screening_that_does_not_decide_its_person_is_still_shown(cut):
    rows = list_screenings(cut, Selection())
    earlier = rows[rows["screening_no"] == 1]
    again = set(rows[rows["screening_no"] > 1]["subject_id"])
    alone = next(
        row
        for row in earlier[earlier["subject_id"].isin(again)].itertuples()
        if sum(rows["screened_on"] == row.screened_on) == 1
    )
    day = f"{alone.screened_on:%Y-%m-%d}"
    said = html(read_page("failures", from_=day, to=day))
    assert "1 of 406 people · 1 of 431 screenings" in said


@pytest.mark.parametrize(
    ("reasons", "words"),
    [("derived", "failing I4 EDSS range"), ("recorded", "recorded: I4 EDSS range")],
)
def test_a_mark_says_whose_reasons_it_counts(reasons, words):
    assert words in html(read_page("failures", mark="reasons~I4~ALL~any", reasons=reasons))


def test_an_undecided_bar_means_nothing_among_recorded_reasons():
    said = html(read_page("failures", mark="reasons~I4~ALL~unknown", reasons="recorded"))
    assert "From charts" not in said


def test_a_mark_that_somebody_invented_is_dropped():
    app = read_page("failures", mark=INVENTED)
    assert not app.exception
    assert "From charts" not in html(app)


def test_undecided_people_are_listed_where_they_are_asked_for(cut):
    rows = list_screenings(cut, Selection(undecided=("E13",)))
    app = read_page("failures", mark="reasons~E13~ALL~unknown")
    assert any(heading.startswith(f"{len(rows)} screenings, ") for heading in headings(app))


def test_a_selection_that_nobody_fits_says_what_to_do():
    app = read_page("failures", edss="9..", criterion="I2", age="1..2")
    assert "No screening fits these filters." in html(app)
    assert "No screening fits these filters" in html(app)


def test_the_reading_of_the_criterion_stands_beside_it():
    app = read_page("failures", mark="reasons~I3~ALL~any")
    assert "How we read it" in html(app)


def test_a_variant_among_the_sites_is_read_out_beside_the_registry():
    said = html(read_page("failures", mark="reasons~I1~ALL~any"))
    assert "Copenhagen and London read it differently. Copenhagen: RRMS: a year of therapy" in said
    assert "London: As registered, but looking back 18 months" in said
    assert "read it differently" not in html(read_page("failures", mark="reasons~I3~ALL~any")).split("<table>")[0]


def test_one_site_or_one_rule_set_has_one_reading(cut):
    sites = list_sites(cut, Selection()).set_index("ruleset")["site_id"]
    alone = html(read_page("failures", mark="reasons~I1~ALL~any", site=sites["london"]))
    assert "How we read it (London): As registered, but looking back 18 months" in alone
    chosen = html(read_page("failures", mark="reasons~I1~ALL~any", rules="registry"))
    assert "How we read it (Registry text): " in chosen
    assert "differently" not in alone + chosen


def test_recorded_reasons_are_another_count(cut):
    app = read_page("failures", reasons="recorded")
    expected = count_exclusions(cut, Selection(reasons="recorded"))
    every = expected[expected["subtype"] == "ALL"].set_index("criterion")["any"]
    rows = {row["Criterion"]: row for row in table(app, "Screenings by criterion")}
    assert int(rows["Not stated"]["All subtypes"].split()[0]) == every["NOT_STATED"]
    assert "Sites recorded" in html(app)


def test_three_people_are_shown_with_evidence(store):
    app = show_page("failures", Stores(store, None, store))
    assert not app.exception
    assert "of 3 people" in html(app)


def test_nobody_left_says_so(store):
    app = show_page("failures", Stores(store, None, store), sex="M", subtype="RRMS")
    assert "None of 3 people match the filters." in html(app)


def test_a_list_too_long_to_page_through_says_where_it_ends(monkeypatch):
    monkeypatch.setattr(page, "MOST_LISTED", 100)
    monkeypatch.setattr(page, "MOST_PEOPLE", 100)
    app = show_page("failures", demo_stores())
    rows = next(box for box in app.selectbox if box.label == "Rows")
    assert len(rows.options) == 2
    assert "Showing the first 100 of" in html(app)


def test_everybody_listed_has_evidence():
    rows = table(show_page("failures", demo_stores(), mark="reasons~I4~ALL~any"), LISTED)
    assert rows
    assert all("EDSS" in row["Evidence"] and len(row["Evidence"]) > 20 for row in rows)


def test_the_file_of_the_people_has_all_of_them_in_the_order_of_the_page(taken):
    app = show_page("failures", demo_stores(), criterion="E5")
    frame, origin = taken[-1]
    listed = table(app, LISTED)
    assert any(heading.startswith(f"{len(frame)} ineligible screenings, ") for heading in headings(app))
    assert "E5" in origin.filter_sentence
    assert list(frame["subject_id"][: len(listed)]) == [row["Person"].split(" ")[0] for row in listed]
    assert list(frame["evidence"][: len(listed)]) == [row["Evidence"] for row in listed]


def test_the_file_of_reasons_says_the_selection_that_it_counts(taken):
    """The clicked view keeps its data: so its own mark is not in its file's sentence, while that of another view is."""
    marks = ["reasons~I2~SPMS~any", "attrition~attrition~I1~protocol~"]
    said = html(show_page("failures", demo_stores(), mark=marks))
    assert "failing I2 Age, Secondary progressive" in said
    frame, origin = taken[0]
    assert "Secondary progressive" not in origin.filter_sentence
    assert "failing I1" in origin.filter_sentence
    (row,) = frame[(frame["subtype"] == "ALL") & (frame["criterion"] == "I1")].itertuples()
    assert row.any == row.assessed


def test_a_question_is_asked_of_ones_own_sites_and_asking_again_clears_it():
    app = show_page("failures", demo_stores(), site=["OTT", "TOU"], subtype="SPMS")
    (question,) = [group for group in app.get("button_group") if group.key == keys.FAILURES_QUESTION]
    washout = question.options[0]
    asked = question.set_value(washout).run()
    rows = table(asked, LISTED)
    assert rows
    assert {row["Subtype"] for row in rows} == {"SPMS"}
    assert all(set(row["Fails"].split()) <= {"E5", "E6", "E7"} for row in rows)
    assert asked.query_params["match"] == "only"
    (question,) = [group for group in asked.get("button_group") if group.key == keys.FAILURES_QUESTION]
    assert set(question.set_value(None).run().query_params) == {"site", "subtype"}
