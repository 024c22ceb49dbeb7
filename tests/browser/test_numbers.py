"""The numbers on the screen are those of ``python -m mesems_dash query ...``, under several filters on every page."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout

import pytest

from mesems_dash.__main__ import main
from mesems_dash.vocabulary import COUNTED, CRITERION_LABELS, EXIT_LABELS, STAGE_LABELS, SUBTYPE_LABELS
from tests.browser.app import run_cli
from tests.browser.screen import to_number

FILTERS = {
    "everybody": {},
    "one subtype": {"subtype": "RRMS"},
    "two countries, women": {"country": ["ITA", "ESP"], "sex": "F"},
    "a period": {"from": "2015-01-01", "to": "2016-12-31"},
    "subtype not recorded": {"subtype": "NOT_RECORDED"},
}
USUAL = {"two countries, women", "subtype not recorded"}
"""Those under which `make test` looks; the others are for `make test-all`."""
CASES = [
    pytest.param(state, id=name, marks=() if name in USUAL else pytest.mark.thorough) for name, state in FILTERS.items()
]
COUNTS = ["any", *(pytest.param(count, marks=pytest.mark.thorough) for count in ("only", "first"))]
filtered = pytest.mark.parametrize("state", CASES)


@pytest.fixture(scope="module")
def ask(app):
    """Asks a query under the filters of an address; the same question is put to the command line only once.

    It is put to `main` in this process: a start of Python for each would take longer than all questions together.
    """
    answers = {}

    def put(name, state, *more):
        pairs = [(key, [value] if isinstance(value, str) else value) for key, value in state.items()]
        where = [word for key, values in pairs for value in values for word in ("--where", f"{key}={value}")]
        question = tuple(map(str, ("query", name, "--store", app.store, *where, *more)))
        if question not in answers:
            with redirect_stdout(io.StringIO()) as printed:
                assert main(question) == 0
            answers[question] = json.loads(printed.getvalue())["rows"]
        return answers[question]

    return put


@pytest.fixture(scope="module", params=CASES)
def filtered_funnel(request, opened):
    """The filters, and the table that the funnel page shows under them, read once for all tests of it."""
    return request.param, opened.turn_to("funnel", **request.param).table("People by stage")


@pytest.fixture(scope="module", params=CASES)
def filtered_sites(request, opened):
    """The filters, and under them the file that the page of the sites offers and what its chart says."""
    screen = opened.turn_to("sites", **request.param)
    chart = screen.page.locator(".mesems-chart [role=img]").first
    return request.param, screen.download(), chart.get_attribute("aria-label")


def test_the_funnel_page_shows_the_funnel_query(filtered_funnel, ask):
    state, table = filtered_funnel
    rows = ask("funnel", state)
    shown = {row["Stage"]: row for row in table}
    assert {stage: to_number(row["Reached"]) for stage, row in shown.items() if stage != "All"} == {
        STAGE_LABELS[row["stage"]]: row["subjects"] for row in rows if row["stage"]
    }
    assert {label: to_number(shown["All"][label]) for label in EXIT_LABELS.values()} == {
        EXIT_LABELS[row["exit"]]: row["subjects"] for row in rows if row["exit"]
    }


def test_every_row_of_the_funnel_adds_up(filtered_funnel):
    _, table = filtered_funnel
    for row in table:
        left = sum(to_number(row[label]) for label in EXIT_LABELS.values())
        assert left + to_number(row["Went on"]) == to_number(row["Reached"])


@filtered
@pytest.mark.parametrize("count", COUNTS)
def test_the_failures_page_shows_the_exclusions_query(reader, ask, state, count):
    rows = ask("exclusions", state)
    address = state if count == "any" else {**state, "count": count}
    shown = reader.turn_to("failures", **address).table("Screenings by criterion")
    by_name = {row["Criterion"]: row for row in shown}
    assert {
        (criterion, subtype): to_number(by_name[f"{criterion} {CRITERION_LABELS[criterion]}"][heading])
        for criterion in COUNTED
        for subtype, heading in headings(shown)
    } == {(row["criterion"], row["subtype"]): row[count] for row in rows if row["subtype"] in dict(headings(shown))}


def headings(shown):
    """The columns of the table that are subtypes, with their codes."""
    names = {**SUBTYPE_LABELS, "NOT_RECORDED": "Not recorded"}
    return [(code, name) for code, name in names.items() if name in shown[0]]


@pytest.mark.thorough
def test_the_failures_page_shows_recorded_reasons(reader, ask):
    rows = ask("exclusions", {"reasons": "recorded"})
    shown = {
        row["Criterion"]: row for row in reader.turn_to("failures", reasons="recorded").table("Screenings by criterion")
    }
    for row in rows:
        if row["subtype"] == "ALL" and row["criterion"] in COUNTED:
            name = f"{row['criterion']} {CRITERION_LABELS[row['criterion']]}"
            assert to_number(shown[name]["All subtypes"]) == row["any"]


@filtered
def test_the_overview_shows_the_accrual_and_funnel_queries(reader, ask, state):
    stages = {row["stage"]: row for row in ask("funnel", state) if row["stage"]}
    tiles = reader.turn_to("", **state).tiles()
    assert to_number(tiles["Randomised"]) == stages["RANDOMISED"]["subjects"]
    assert to_number(tiles["Screened"]) == stages["SCREENED"]["subjects"]
    assert to_number(tiles["Undecided"]) == stages["SCREENED"]["undecided"]
    assert to_number(tiles["Completed"]) == stages["COMPLETED"]["subjects"]
    assert sum(row["randomised"] for row in ask("accrual", state)) == stages["RANDOMISED"]["subjects"]


def test_the_sites_page_offers_the_sites_query(filtered_sites, ask):
    state, offered, _ = filtered_sites
    rows = {row["site_id"]: row for row in ask("sites", state)}
    for row in offered:
        for column in ("screened", "failed", "undecided", "randomised"):
            assert int(row[column]) == rows[row["site_id"]][column]
    assert {row["site_id"] for row in offered} == set(rows)


def test_the_sites_chart_names_the_same_numbers(filtered_sites, ask):
    state, _, chart = filtered_sites
    shown = dict(re.findall(r"([^;:]+?) (\d+) of \d+", chart.split(":", 1)[1]))
    rows = ask("sites", state)
    expected = {row["name"] or row["site_id"]: str(row["randomised"]) for row in rows if row["target"]}
    assert {name.strip(): number for name, number in shown.items()} == expected


@filtered
def test_the_arms_page_shows_the_crossover_query(reader, app, ask, state):
    rows = ask("crossover", state, "--closed-store", app.closed_store)
    shown = reader.turn_to("arms", view="crossover", **state).table("People by sequence and period")
    names = {"MSC_FIRST": "Cells first", "PLACEBO_FIRST": "Placebo first"}
    assert {
        (row["Sequence"], int(row["Period"])): tuple(
            to_number(row[part]) for part in ("Assigned", "Infused", "Completed")
        )
        for row in shown
        if row["Sequence"] in names.values()
    } == {(names[row["sequence"]], row["period"]): (row["assigned"], row["infused"], row["completed"]) for row in rows}


@pytest.mark.thorough
def test_the_rule_set_in_the_address_is_the_rule_set_of_the_query(reader, ask):
    rows = ask("exclusions", {}, "--ruleset", "published_2021")
    shown = reader.turn_to("failures", rules="published_2021").table("Screenings by criterion")
    row = next(row for row in shown if row["Criterion"].startswith("I3"))
    expected = next(row for row in rows if (row["criterion"], row["subtype"]) == ("I3", "ALL"))
    assert to_number(row["All subtypes"]) == expected["any"]
    assert to_number(row["Undecided"]) == expected["unknown"]


@pytest.mark.thorough
def test_the_data_page_shows_the_manifest(reader, app):
    newest = json.loads(run_cli("cuts", "--store", app.store, "--format", "json").stdout)[0]
    shown = {row["File"]: row for row in reader.turn_to("data").table("Rows of each file")}
    for file in newest["files"]:
        if file["rows_in"]:
            row = shown[file["file"]]
            parts = ("Rows in", "Kept", "Rejected", "After the data cut")
            keys = ("rows_in", "rows_kept", "rows_rejected", "rows_after_cut")
            assert [to_number(row[part]) for part in parts] == [file[key] for key in keys]
