"""The SQL page without a browser: a statement and its answer, an error, a wall, and a switch."""

from __future__ import annotations

import pytest

from mesems_dash.store.demo_cuts import Stores
from tests.pages.page_script import headings, html, show_page, table


@pytest.fixture
def page(store):
    return show_page("sql", Stores(store, None, store))


def run(app, statement):
    """Types a statement and presses Run; looks again until it has ended."""
    app.text_area(key="sql-text").set_value(statement)
    next(button for button in app.button if button.label == "Run").click()
    app.run()
    while "Running:" in html(app):
        app.run()
    assert not app.exception
    return app


def test_it_says_what_there_is_to_read_and_within_which_bounds(page):
    assert not page.exception
    assert "What can be read" in headings(page)
    assert "at most 30 s, 768 MB and 10,000 rows" in html(page)
    assert "As of 30 Jun 2018 · 3 of 3 people · Whole data cut, no filter" in html(page)
    assert [row["Column"] for row in table(page, "Columns of judged")][:2] == ["judged_by", "ruleset"]


def test_a_table_can_be_looked_up(page):
    page.selectbox(key="sql-table").set_value("harvests").run()
    assert "the day of their release is withheld" in html(page)
    columns = [row["Column"] for row in table(page, "Columns of harvests")]
    assert columns == ["subject_key", "harvested_lo", "harvested_hi", "outcome", "line"]


def test_a_statement_gives_a_table_and_a_download(page):
    app = run(page, "select subject_id, screening_no from screenings order by all")
    assert "4 rows in " in html(app)
    assert app.dataframe[0].value.to_dict("list") == {
        "subject_id": ["P1", "P1", "P2", "P3"],
        "screening_no": [1, 2, 1, 1],
    }
    assert [button.label for button in app.get("download_button")] == ["CSV", "XLSX", "Parquet"]


def test_an_example_is_put_into_the_field_and_runs(page):
    page.selectbox(key="sql-example").set_value("What did sites decide, and what do the data say?").run()
    assert "site_decided" in page.text_area(key="sql-text").value
    run(page, page.text_area(key="sql-text").value)
    assert set(page.dataframe[0].value["site_decided"]) == {"ELIGIBLE", "INELIGIBLE", "PENDING", "not recorded"}


def test_an_error_is_the_databases_own_with_its_line(page):
    said = html(run(page, "select nothing_here\nfrom screenings"))
    assert "The database cannot run it" in said
    assert "LINE 1: select nothing_here" in said


def test_what_is_not_run_says_why(page):
    assert "DROP cannot run." in html(run(page, "drop table screenings"))
    assert "There is no statement yet." in html(run(page, " "))


def test_a_row_of_markup_stays_text(page):
    app = run(page, "select '<img src=x onerror=alert(1)>' as a; select 2")
    assert "One statement at a time" in html(app)
    assert "&lt;b&gt;" in html(run(page, 'select "<b>" from screenings'))


def test_nothing_of_it_is_in_the_address(page):
    run(page, "select subject_id from screenings where subject_id = 'P1'")
    assert not dict(page.query_params)


def test_it_can_be_switched_off(store, monkeypatch):
    monkeypatch.setenv("MESEMS_SQL", "off")
    app = show_page("sql", Stores(store, None, store))
    assert "SQL is switched off here." in html(app)
    assert list(app.text_area) == []


@pytest.mark.parametrize(("value", "is_there"), [("off", False), ("", True)])
def test_the_navigation_has_it_unless_it_is_off(start, monkeypatch, value, is_there):
    monkeypatch.setenv("MESEMS_SQL", value)
    labels = [link.proto.label for link in start().get("page_link")]
    assert ("SQL" in labels) is is_there
