"""The arms: with the closed store by sequence, without it nothing but pooled progress, whatever the address says."""

from __future__ import annotations

import json
from dataclasses import replace
from shutil import copy

import pytest

from mesems_dash.pages.parts import downloads
from mesems_dash.queries import Selection, count_arms_by, count_crossover, count_crossover_by_sequence
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_closed_cut, find_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.vocabulary import SEQUENCE_LABELS
from tests.examples import every
from tests.pages.page_script import demo_stores, finding, headings, html, read_page, show_page, table
from tests.queries.trial import Dose, Person, Screening, Site, Trial, open_trial


@pytest.fixture(scope="module")
def cut():
    info = find_cut(demo_stores().open)
    opened = open_cut(info.path, find_closed_cut(demo_stores().closed, info).path)
    yield opened
    opened.close()


def everything(app):
    """All that was sent to the browser, charts included."""
    return str(app._tree) + html(app)


def test_both_sequences_together_are_the_pooled_counts(cut):
    app = read_page("arms", view="crossover")
    assert not app.exception
    rows = table(app, "People by sequence and period")
    both = {row["Period"]: row for row in rows if row["Sequence"] == "Both together"}
    pooled = count_crossover(cut, Selection()).set_index("stage")["pooled_count"]
    assert int(both["1"]["Assigned"]) == pooled["RANDOMISED"]
    assert int(both["1"]["Infused"]) == pooled["INFUSED_1"]
    assert int(both["2"]["Infused"]) == pooled["INFUSED_2"]
    assert int(both["2"]["Completed"]) == pooled["COMPLETED"]


def test_the_finding_counts_both_sequences(cut):
    by_site = count_arms_by(cut, Selection(), by="site")
    said = finding(read_page("arms"))
    assert str(int(by_site["msc_first"].sum())) in said
    assert str(int(by_site["placebo_first"].sum())) in said


@pytest.mark.parametrize("address", every(3, [{}, {"split": "site"}, {"site": "GEN", "split": "subtype"}]))
def test_without_the_closed_store_only_pooled_progress_is_shown_and_why(address):
    app = show_page("arms", replace(demo_stores(), closed=None), **address)
    assert not app.exception
    assert "have completed both periods" in finding(app)
    assert "started without the closed store" in html(app)
    sent = everything(app).lower()
    for word in ("cells first", "placebo", "msc_first", "imbalance"):
        assert word not in sent


@pytest.fixture
def closed_store(tmp_path):
    """A closed store with the cuts of the demo whose names begin as asked."""

    def keep(*starts):
        for path in demo_stores().closed.glob("*.duckdb"):
            if path.name.startswith(starts):
                copy(path, tmp_path)
        return replace(demo_stores(), closed=tmp_path)

    return keep


def test_a_closed_store_without_a_cut_of_the_day_is_not_called_missing(closed_store):
    app = show_page("arms", closed_store("nothing"))
    assert not app.exception
    assert "the closed store has no data cut of this bundle as of 30 Jun 2018 or earlier" in html(app)
    assert "started without the closed store" not in html(app)


def test_older_allocations_say_their_day(closed_store):
    assert "Allocations as of 31 Dec 2017" in html(show_page("arms", closed_store("2017-12-31")))
    assert "Allocations as of" not in html(read_page("arms"))


def test_groups_follow_the_address():
    app = read_page("arms", split="subtype")
    assert app.segmented_control(key="split").value == "subtype"


def test_the_demo_is_within_its_blocks_of_four_and_level():
    app = read_page("arms")
    shown = html(app)
    assert "15 of 15 strata are within their blocks" in shown
    assert "Assumed: permuted blocks of 4 within strata" in shown
    assert "63 of 126 allocated are cells first, 50.0 %" in shown
    assert "Randomisation error" not in shown


def test_a_stratum_beyond_its_blocks_is_an_alarm_that_names_it(monkeypatch):
    """The demo's lists are blocks of four: read as blocks of two, some of them must be wrong."""
    monkeypatch.setenv("MESEMS_BLOCK_LENGTH", "2")
    shown = html(show_page("arms", demo_stores()))
    assert "Randomisation error, not chance" in shown
    assert "Stratum Genova: " in shown
    assert "further apart than blocks of length 2 allow, first on" in shown


def test_a_part_of_a_stratum_has_no_limit():
    app = read_page("arms", sex="F", split="stratum")
    assert not app.exception
    assert "The filters select part of" in html(app)
    assert "the design sets no limit for the others" in html(app)


@pytest.mark.parametrize("split", every(3, ["stratum", "sex", "country"]))
def test_every_kind_of_group_is_shown(split):
    app = read_page("arms", split=split)
    assert not app.exception
    assert app.segmented_control(key="split").value == split


def test_the_baseline_says_how_many_are_not_known_and_no_p_value():
    app = read_page("arms", view="baseline")
    assert not app.exception
    rows = {row["At randomisation"]: row for row in table(app, "People at randomisation, by sequence")}
    assert rows["Sex: Women"]["Cells first, N\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}63"] == "44 (70 %)"
    assert rows["Age, years: not known"]["Placebo first, N\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}63"] == "14"
    assert "No p-values" in html(app)
    assert "p =" not in html(app)


@pytest.mark.parametrize("site", every(3, ["S15", "S14", "GEN"]))
def test_the_baseline_of_few_has_no_nan(site):
    app = read_page("arms", view="baseline", site=site)
    assert not app.exception
    shown = [cell for row in table(app, "People at randomisation, by sequence") for cell in row.values()]
    assert not [cell for cell in shown if "nan" in cell.lower().split()]


def test_nobody_randomised_is_said_and_the_table_stays():
    app = read_page("arms", subtype="CIS")
    assert not app.exception
    assert "None of these people is randomised yet." in html(app)
    assert {row["Assigned"] for row in table(app, "People by sequence and period")} == {"0"}


# ---------------------------------------------------------------- second infusions
AWAITED = "People whose second infusion is overdue, due or coming"


def show_blinded(**address):
    """The page of a process without a closed store."""
    return show_page("arms", replace(demo_stores(), closed=None), **address)


def test_the_open_face_counts_second_infusions_by_site_and_adds_up(cut):
    app = show_blinded()
    assert not app.exception
    *sites, everybody = table(app, "Sites: people through the crossover")
    numbers = [name for name in everybody if name != "Site"]
    assert {name: sum(int(row[name]) for row in sites) for name in numbers} == {
        name: int(everybody[name]) for name in numbers
    }
    pooled = count_crossover(cut, Selection())["pooled_count"].tolist()
    assert [
        int(everybody[name]) for name in ("Randomised", "Infused, week 0", "Infused, week 24", "Completed")
    ] == pooled


def test_the_open_face_lists_who_is_due_without_a_sequence():
    # infused on 25 January 2018, day 168 is 12 July, and the window of 14 days opened on 28 June
    app = show_blinded()
    (row,) = table(app, AWAITED)
    assert (row["Person"], row["Second infusion"], row["At the data cut"]) == (
        "OTT-0027",
        "Due",
        "12 days before target",
    )
    assert row["Window opens"] == "28 Jun 2018"
    assert "Sequence" not in row
    assert "14 days before and after it are in time" in html(app)


def test_the_window_of_the_environment_is_the_one_assumed(monkeypatch):
    monkeypatch.setenv("MESEMS_CROSSOVER_WINDOW_DAYS", "7")
    app = show_blinded()
    (row,) = table(app, AWAITED)
    assert (row["Second infusion"], row["Window opens"]) == ("Coming", "5 Jul 2018")
    assert "7 days before and after it are in time" in html(app)


def test_nobody_awaited_is_said():
    app = show_blinded(site="GEN")
    assert "No second infusion is overdue, due or coming" in html(app)
    assert "No second infusion is overdue, due or coming within 8 weeks" in headings(app)


def test_the_closed_face_adds_up_to_the_open_one():
    *sequences, both = table(read_page("arms", view="crossover"), "Sequences: people through")
    *_, everybody = table(show_blinded(), "Sites: people through the crossover")
    assert [row["Sequence"] for row in sequences] == ["Cells first", "Placebo first"]
    assert list(both.values())[1:] == list(everybody.values())[1:]
    assert all(sum(int(row[name]) for row in sequences) == int(both[name]) for name in list(both)[1:])


def test_the_closed_face_compares_losses_and_names_the_sequence_of_who_is_due():
    app = read_page("arms", view="crossover")
    assert not app.exception
    # 3 of 63 against 1 of 63: the tables with 0, 1, 3 or 4 of the 4 are no likelier than this one
    assert "Lost before the second infusion: 3 of 63 cells first, 1 of 63 placebo first (p = 0.619)" in headings(app)
    assert "still wait for it are not lost" in html(app)
    assert [row["Sequence"] for row in table(app, AWAITED)] == ["Placebo first"]


def test_three_people_without_a_closed_store(store):
    assert finding(show_page("arms", Stores(store, None, store))) == "Nobody has been randomised yet"


# ---------------------------------------------------------------- dose
def test_doses_are_counted_against_their_range_and_those_outside_are_listed():
    app = read_page("arms", view="dose")
    assert not app.exception
    assert "121 of 122 infusions of cells had 1 to 2 million per kg; 1 had fewer" in headings(app)
    (row,) = table(app, "Infusions, outside")
    assert (row["Person"], row["Million per kg"], row["Outside the range by"]) == (
        "S13-0007",
        "0.80",
        "0.2 below (20 %)",
    )


@pytest.fixture
def stores_of(tmp_path):
    """Stores of one person at Genova, randomised to cells first and infused twice, with the doses given."""

    def write(*doses):
        person = Person(
            "P1",
            "GEN",
            (Screening("2014-01-01"),),
            randomisations=((1, "2014-01-10"),),
            infusions=((1, True, "2014-01-15"), (2, True, "2014-07-02")),
        )
        trial = Trial(sites=(Site("GEN"),), people=(person,), allocations={"P1": "MSC_FIRST"}, doses=doses)
        open_trial(tmp_path, trial).close()
        return Stores(tmp_path / "open", tmp_path / "closed", own=tmp_path / "own")

    return write


def test_a_closed_store_without_doses_says_so(stores_of):
    app = show_page("arms", stores_of(), view="dose")
    assert not app.exception
    assert "The closed store has no dose for these people." in html(app)


def test_what_is_missing_and_what_contradicts_is_listed_apart(stores_of):
    doses = (Dose("P1", 1, "PLACEBO", 7e7, 70), Dose("P1", 2, "MSC", None, 70, "Fever"))
    app = show_page("arms", stores_of(*doses), view="dose")
    assert not app.exception
    assert [row["Missing"] for row in table(app, "Infusions, not computed")] == ["Cells"]
    assert [row["Contradiction"] for row in table(app, "Infusions, disagreeing")] == [
        "Product does not match the sequence; Placebo, but cells recorded",
        "Product does not match the sequence; Given, but a reason for not giving it is recorded",
    ]


# ---------------------------------------------------------------- flow diagram
def drawing(app):
    """The diagram in both its forms, as the browser gets it."""
    parts = [element.proto for element in app.main if element.type == "bidi_component"]
    (found,) = [json.loads(part.json)["html"] for part in parts if part.component_name == "mesems_drawing"]
    return found


def test_the_flow_diagram_has_the_numbers_of_the_crossover(cut):
    app = read_page("arms", view="flow")
    assert not app.exception
    assert "117 of 126 people randomised were infused twice, 97 completed week 48" in headings(app)
    rows = {(row["Sequence"], row["Box"]): row["People"] for row in table(app, "People in every box")}
    for row in count_crossover_by_sequence(cut, Selection()).to_dict("records"):
        sequence = SEQUENCE_LABELS[row["sequence"]]
        assert rows[sequence, f"Allocated to {sequence.lower()}"] == f"{row['assigned']}"
    assert drawing(app).count("<svg") == 2


def test_the_flow_diagram_is_offered_as_a_picture_that_says_whence_it_comes(monkeypatch):
    taken = []
    monkeypatch.setattr(
        downloads, "_show_control", lambda _rows, origin, **more: taken.append((origin, more["picture"]))
    )
    show_page("arms", demo_stores(), view="flow", site="GEN")
    ((origin, picture),) = taken
    svg = picture(origin)
    assert svg.startswith("<svg ")
    for text in ("As of 30 Jun 2018", "Genova", "Synthetic data: no real patient is described.", origin.cut_id):
        assert text in svg


def test_neither_diagram_nor_doses_leave_while_small_counts_are_hidden(monkeypatch):
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", "5")
    for view in ("flow", "dose"):
        app = show_page("arms", demo_stores(), view=view)
        assert not app.get("download_button")
        assert "No download while small counts are hidden" in html(app)


def test_without_the_closed_store_the_address_opens_neither(store):
    for view in ("flow", "dose"):
        app = show_page("arms", Stores(store, None, store), view=view)
        assert finding(app) == "Nobody has been randomised yet"
        assert not [part for part in app.main if part.type == "bidi_component" and "mesems_drawing" in str(part.proto)]


def test_the_pooled_progress_of_the_open_face_is_the_query(cut):
    app = show_page("arms", replace(demo_stores(), closed=None))
    pooled = count_crossover(cut, Selection())
    assert list(pooled["stage"]) == ["RANDOMISED", "INFUSED_1", "INFUSED_2", "COMPLETED"]
    assert all(str(count) in everything(app) for count in pooled["pooled_count"])


def test_the_page_warns_that_it_is_unblinded():
    assert "Unblinded" in html(show_page("arms", demo_stores()))
    assert "Unblinded" not in html(show_page("arms", replace(demo_stores(), closed=None)))
