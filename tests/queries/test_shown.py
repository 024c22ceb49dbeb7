"""The statement that a reader sees gives the rows that the page shows, and names nobody."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from mesems_dash.queries import (
    count_accrual,
    count_crossover,
    count_exclusions,
    count_exits,
    count_funnel,
    count_funnel_by,
    count_key_numbers,
    count_population,
    list_attention,
    list_sites,
    measure_stage_times,
    shown,
)
from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.selection import Selection
from mesems_dash.queries.shown import write_out
from tests.examples import every

SELECTIONS = (
    Selection(),
    Selection(subtypes=("RRMS", "NOT_RECORDED"), screened_from=date(2013, 1, 1), rule_set="registry"),
    Selection(sites=("it's", "S'); drop table cases; --", "$sites"), countries=("ITA",)),
)
QUESTIONS = (
    count_accrual,
    count_crossover,
    count_exclusions,
    count_exits,
    count_funnel,
    count_key_numbers,
    count_population,
    list_attention,
    list_sites,
    measure_stage_times,
)


def run(cut, frame):
    return cut.cursor().execute(write_out(frame.attrs["query"], frame.attrs["parameters"])).df()


def texts(frame):
    return [[str(value) for value in row] for row in frame.astype(object).itertuples(index=False)]


@pytest.mark.parametrize("selection", every(2, SELECTIONS), ids=["everything", "some", "odd names"])
@pytest.mark.parametrize("ask", QUESTIONS, ids=lambda ask: ask.__name__)
def test_the_statement_gives_the_rows_that_the_page_shows(six, ask, selection):
    frame = ask(six, selection)
    again = run(six, frame)
    assert list(again.columns) == list(frame.columns)
    pd.testing.assert_frame_equal(again, frame, check_dtype=False)


def test_a_value_of_a_pages_own_is_written_in_too(six):
    frame = count_funnel_by(six, Selection(), by="site")
    pd.testing.assert_frame_equal(run(six, frame), frame, check_dtype=False)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (7, "7"),
        (2.5, "2.5"),
        ("it's", "'it''s'"),
        ("a\n-- b", "'a\n-- b'"),
        (date(2018, 6, 3), "date '2018-06-03'"),
        (["a", "b'"], "['a', 'b''']"),
        ([], "[]"),
    ],
)
def test_a_value_is_written_as_sql_writes_it(monkeypatch, value, written):
    monkeypatch.setattr(shown, "shorten", lambda *_: "select $x")
    assert write_out("any", {"x": value}) == f"select {written}"


def test_a_kind_that_no_query_binds_is_refused(monkeypatch):
    monkeypatch.setattr(shown, "shorten", lambda *_: "select $x")
    with pytest.raises(TypeError, match="a parameter is a dict; expected a number"):
        write_out("any", {"x": {}})


def test_only_a_parameter_is_replaced_not_a_comment_or_a_text(monkeypatch):
    monkeypatch.setattr(shown, "shorten", lambda *_: "-- $x, it's\nselect $x, '$x', $y")
    assert write_out("any", {"x": "new\nline"}) == "-- $x, it's\nselect 'new\nline', '$x', $y"


def test_nobody_is_named_in_a_frame_or_in_a_statement(six, monkeypatch):
    monkeypatch.setattr("mesems_dash.queries.run_query.statement", lambda _: "select $subject_id as id, $by as by")
    monkeypatch.setattr("mesems_dash.queries.run_query._names", lambda _: {"subject_id", "by"})
    monkeypatch.setattr(shown, "shorten", lambda *_: "select $subject_id as id, $by as by")
    frame = fetch(six, "any", {"subject_id": "P-0815", "by": "site"})
    assert frame.attrs["parameters"] == {"by": "site"}
    sql = write_out("any", {"subject_id": "P-0815", "by": "site"})
    assert "P-0815" not in sql
    assert sql.splitlines() == [
        "-- $subject_id: enter the person here; the dashboard never writes one into a statement.",
        "select $subject_id as id, 'site' as by",
    ]
