"""The counted tables of the app while small counts are hidden: what a file shows, and what subtracting gives."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.errors import UsageError
from mesems_dash.pages.parts import downloads
from mesems_dash.queries import (
    Selection,
    count_arms_by,
    count_crossover_by_sequence,
    count_exclusions,
    count_exits,
    count_funnel,
    count_second_infusions,
    count_second_infusions_by_sequence,
    list_sites,
)
from mesems_dash.reports import counted
from mesems_dash.reports.counted import (
    make_arms_safe,
    make_crossover_safe,
    make_exclusions_safe,
    make_exits_safe,
    make_second_infusions_safe,
    make_sites_safe,
    read_small_counts,
)
from mesems_dash.reports.suppression import SuppressionError
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import list_cuts
from mesems_dash.words.second_infusions import write_counts
from mesems_dash.words.tables import tabulate_arms_by, tabulate_crossover, tabulate_exits
from tests.examples import every
from tests.pages.page_script import demo_stores, show_page

BELOW = 5
SELECTIONS = (Selection(subtypes=("SPMS",)), Selection(), Selection(sites=("OTT",)))


@pytest.fixture(scope="module")
def cut():
    stores = demo_stores()
    opened = open_cut(list_cuts(stores.open)[0].path, list_cuts(stores.closed)[0].path)
    yield opened
    opened.close()


def make_all(cut, selection):
    """Every counted table of the demo, with what makes it safe and its columns of counts."""
    exits = tabulate_exits(count_funnel(cut, selection), count_exits(cut, selection))
    crossover = tabulate_crossover(count_crossover_by_sequence(cut, selection))
    arms = tabulate_arms_by(count_arms_by(cut, selection, by="site"))
    reasons = count_exclusions(cut, selection)
    yield make_exits_safe, exits, [name for name in exits if name != "Stage"]
    yield make_crossover_safe, crossover, ["Assigned", "Infused", "Completed"]
    yield make_arms_safe, arms, [name for name in arms if name not in {"Group", "Difference"}]
    yield make_sites_safe, list_sites(cut, selection), ["screened", "failed", "undecided", "eligible", "randomised"]
    for question in (count_second_infusions, count_second_infusions_by_sequence):
        counts = write_counts(question(cut, selection, window_days=14), {})
        yield make_second_infusions_safe, counts, list(counts.columns[2:-1])
    yield make_exclusions_safe, reasons, ["any", "only", "first", "unknown", "assessed", "subjects"]


def is_hidden(safe, name):
    return [mark is not None for mark in safe.marks.get(name, [None] * len(safe.frame))]


@pytest.fixture(scope="module", params=every(3, SELECTIONS), ids=["SPMS", "everybody", "Ottawa"])
def every_table(request, cut):
    """What makes each table of a selection safe, the table, its columns of counts, and what became of it."""
    return [
        (make_safe, frame, columns, make_safe(frame, BELOW))
        for make_safe, frame, columns in make_all(cut, request.param)
    ]


def test_no_file_shows_a_small_count(every_table):
    for make_safe, frame, columns, safe in every_table:
        for name in columns:
            for value, hidden in zip(frame[name], is_hidden(safe, name), strict=True):
                assert hidden or not 0 < value < BELOW, (make_safe.__name__, name)


def test_no_sum_of_a_file_lacks_one_count_alone(every_table):
    """What is hidden alone in a sum is the sum minus the rest."""
    for make_safe, frame, columns, safe in every_table:
        hidden = pd.DataFrame({name: is_hidden(safe, name) for name in columns})
        if make_safe is make_exits_safe:
            assert 1 not in set(hidden.sum(axis=1))  # reached = exits + went on
            exits = hidden.drop(columns=["Reached", "Went on"])
            assert 1 not in set(exits.sum(axis=0))  # the last row sums the exits
        if make_safe is make_exclusions_safe:
            whole = hidden.assign(criterion=list(frame["criterion"])).groupby("criterion").sum()
            assert 1 not in set(whole[["any", "only", "first", "unknown", "assessed"]].to_numpy().ravel())
            many = frame["unknown"] + frame["assessed"] >= BELOW  # all screenings of the subtype, the same in each row
            assert list(hidden["unknown"][many]) == list(hidden["assessed"][many])
        if make_safe is make_arms_safe:
            assert 1 not in set(hidden.sum(axis=1)) | set(hidden.sum(axis=0))


def test_small_differences_between_stages_are_hidden_by_hiding_a_stage():
    """Two people left after SCREENED: whoever reads 62 and 60 has them."""
    exits = pd.DataFrame(
        {
            "Stage": ["Screened", "Consented", "All"],
            "Reached": [62, 60, 62],
            "Left": [2, 30, 32],
            "Went on": [60, 30, 30],
        }
    )
    safe = make_exits_safe(exits, BELOW)
    assert safe.marks["Left"][0] == "<5"
    shown = [value for value, hidden in zip(exits["Reached"], is_hidden(safe, "Reached"), strict=True) if not hidden]
    assert not {62, 60} <= set(shown)


def test_sites_are_given_without_the_dates_of_anybodys_last_step(cut):
    safe = make_sites_safe(list_sites(cut, Selection()), BELOW)
    assert not [name for name in safe.frame if name.startswith(("last_", "days_"))]
    assert is_hidden(safe, "randomised_of_target") == is_hidden(safe, "randomised")


def test_where_nothing_less_would_do_every_count_is_hidden(cut, monkeypatch):
    def refuse(*_):
        raise SuppressionError("no")

    monkeypatch.setattr(counted, "hide_small", refuse)
    safe = make_crossover_safe(tabulate_crossover(count_crossover_by_sequence(cut, Selection())), BELOW)
    assert all(all(is_hidden(safe, name)) for name in ("Assigned", "Infused", "Completed"))


# ---------------------------------------------------------------- the setting
@pytest.mark.parametrize(("text", "below"), [("", None), ("off", None), ("0", None), ("5", 5), (" 10 ", 10)])
def test_the_setting_is_a_number_of_people_or_off(monkeypatch, text, below):
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", text)
    assert read_small_counts() == below


@pytest.mark.parametrize("text", ["five", "1", "-5", "5.0", "101"])
def test_any_other_setting_is_an_error_and_hides_no_mistake(monkeypatch, text):
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", text)
    with pytest.raises(UsageError, match="expected a whole number from 2 to 100, or nothing"):
        read_small_counts()


def test_with_the_setting_a_counted_table_is_offered_and_says_so(monkeypatch):
    taken = []
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", "5")
    monkeypatch.setattr(downloads, "_show_control", lambda rows, origin, **_: taken.append((rows, origin)))
    show_page("sites", demo_stores())
    ((rows, origin),) = taken
    assert "Counts of 1 to 4 people are hidden (<5)" in " ".join(origin.notes)
    assert b"<5" in downloads._write(downloads.FILE_KINDS[0], rows, origin)


def test_with_the_setting_lists_of_people_are_not_offered_and_the_page_says_why(monkeypatch):
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", "5")
    app = show_page("failures", demo_stores())
    text = "".join(str(element.proto.body) for element in app.main if element.type == "html")
    assert "No download while small counts are hidden" in text


def test_the_data_page_says_whether_small_counts_are_hidden(monkeypatch):
    def text():
        app = show_page("data", demo_stores())
        return "".join(str(element.proto.body) for element in app.main if element.type == "html")

    assert "Files show every count." in text()
    monkeypatch.setenv("MESEMS_SMALL_COUNTS", "5")
    assert "Files hide counts of 1 to 4 people" in text()
