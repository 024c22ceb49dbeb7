"""Every page for every role: it is drawn, and says no more than the role may see."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mesems_dash.access import Reader, Role
from mesems_dash.pages.state.names import PAGES
from tests.pages.page_script import demo_stores, finding, html, show_page, table

INVESTIGATOR = Reader("pi@genova.example", Role.INVESTIGATOR, ("GEN",))
COMMITTEE = Reader("chair@trial.example", Role.COMMITTEE)
SHOWN = tuple(
    name.path for name in PAGES if name.needs == "nothing" and name.path != "overview"
)  # links: in the browser
ID = re.compile(r"\b[A-Z0-9]{3}-\d{4}\b")


def show(page, reader, **address):
    return show_page(page, replace(demo_stores(), closed=None), reader=reader, **address)


def everything(app):
    """All that was sent to the browser."""
    return str(app._tree) + html(app)


@pytest.mark.parametrize("page", SHOWN)
def test_the_committee_sees_counts_and_nobody_by_name(page):
    app = show(page, COMMITTEE)
    assert not app.exception
    assert set(ID.findall(everything(app))) <= {"GEN-0001"}  # the example in a text field


@pytest.mark.parametrize("page", [*SHOWN, "person"])
def test_an_investigator_sees_people_of_own_sites_only(page):
    app = show(page, INVESTIGATOR)
    assert not app.exception
    assert all(person.startswith("GEN-") for person in ID.findall(everything(app)))
    assert "Toulouse" not in everything(app)


def test_both_see_the_same_totals_as_everybody():
    whole = finding(show_page("funnel", replace(demo_stores(), closed=None)))
    assert finding(show("funnel", COMMITTEE)) == finding(show("funnel", INVESTIGATOR)) == whole


def test_sites_of_an_investigator_add_up_with_all_others_as_one():
    rows = {row["Site"]: row for row in table(show("sites", INVESTIGATOR), "Sites")}
    assert {"Genova", "Other sites"} <= set(rows)
    (total,) = [row for name, row in rows.items() if name not in {"Genova", "Other sites"}]
    assert int(rows["Genova"]["Screened"]) + int(rows["Other sites"]["Screened"]) == int(total["Screened"]) == 406


def test_the_list_of_an_investigator_counts_only_whom_it_names():
    app = show("failures", INVESTIGATOR)
    own = show_page("failures", replace(demo_stores(), closed=None), site="GEN")
    listed = table(app, "Screenings in this selection, with evidence")
    assert [row["Person"] for row in listed] == [
        row["Person"] for row in table(own, "Screenings in this selection, with evidence")
    ]


@pytest.mark.parametrize("reader", [INVESTIGATOR, COMMITTEE], ids=["investigator", "committee"])
def test_neither_imports_nor_sees_what_an_import_complained_of(reader):
    app = show("data", reader)
    assert "only the data manager sees them" in html(app)
    assert not app.get("file_uploader")


def test_an_investigator_finds_own_people_by_id_and_nobody_else_whatever_the_address_says():
    page = show("person", INVESTIGATOR, site="TOU", role="data manager", scope="everything")
    assert "has this id" in html(page.text_input(key="person-id").set_value("TOU-0001").run())
    page = page.text_input(key="person-id").set_value("GEN-0001").run()
    assert finding(page).startswith("GEN-0001 was ")
