"""One door: statements from files, values bound, whole numbers whole, errors with their SQL."""

from __future__ import annotations

import re
from importlib.resources import files

import pandas as pd
import pytest

from mesems_dash.errors import QueryError
from mesems_dash.queries import run_query
from mesems_dash.queries.selection import Range, Selection
from tests.examples import every

FOLDER = files("mesems_dash.queries")
NAMES = sorted(file.name.removesuffix(".sql") for file in FOLDER.iterdir() if file.name.endswith(".sql"))
PARTS = sorted(file.name for file in FOLDER.joinpath("parts").iterdir())
EXTRA = {
    "by": "site",
    "bit": 1,
    "subtype": "ALL",
    "count": "any",
    "stale_days": 90,
    "has_target": True,
    "screening_keys": [1],
    "basis": "THEN",
    "least": 1,
    "most": 5,
    "is_randomised": None,
    "skip": 0,
    "kind": None,
    "sequence": "protocol",
    "step": "quarter",
    "how": "exactly",
    "min_size": 1,
    "subject_key": 1,
    "subject_id": None,
    "kinds": 0,
    "decision": None,
    "found": None,
    "recorded": None,
    "site": None,
    "status": None,
    "among": None,
    "at_site": None,
    "field": None,
    "settling": None,
    "tables": ["judged"],
    "rows": ["a screening"],
    "withheld": [],
    "target_days": 168,
    "window_days": 14,
    "soon_days": 56,
}


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_runs_and_says_its_question_grain_and_source(six, name):
    sql = run_query.statement(name)
    assert re.match(r"-- .+\?\n-- Grain: ", sql)
    assert "Source: " in sql
    assert "include:" not in sql
    run_query.fetch_rows(six, name, {**Selection().parameters(), **EXTRA})


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_goes_step_by_step_and_ends_with_final(name):
    sql = run_query.statement(name)
    assert re.search(r"^with( recursive)?$", sql, flags=re.MULTILINE)
    assert re.search(r"^final as \($", sql, flags=re.MULTILINE)
    assert re.search(r"^from final\b", sql, flags=re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_sql_is_lower_case_and_holds_no_placeholder_to_format(name):
    code = re.sub(r"'[^']*'|--.*", "", run_query.statement(name))
    assert code == code.lower()
    assert not re.search(r"%|\{\w*\}", code)  # a brace may open a struct


ASKED = [
    Selection(failing=Range(None, 0), age=Range(0, 50), is_wide=True, none_of=("I1",)),
    Selection(),
    Selection(criteria=("I2", "I4"), match="only", reasons="recorded", decisions=("INELIGIBLE",)),
    Selection(sites=("S1",), statuses=("ineligible",), rule_set="registry"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_condition_left_out_is_one_whole_parenthesis(name):
    for found in run_query._CONDITION.finditer(run_query.statement(name)):
        depth = 0
        for place, letter in enumerate(text := found[0].strip().removeprefix("and ")):
            depth += {"(": 1, ")": -1}.get(letter, 0)
            assert depth > 0 or place == len(text) - 1


@pytest.mark.slow
@pytest.mark.parametrize("selection", every(4, ASKED))
@pytest.mark.parametrize("name", NAMES)
def test_leaving_out_what_asks_nothing_changes_no_row(six, name, selection):
    values = {**EXTRA, **selection.parameters()}
    sql = run_query.statement(name)
    whole = run_query._open(six, name).execute(sql, {key: values[key] for key in run_query._names(name)}).fetchall()
    assert [tuple(row.values()) for row in run_query.fetch_rows(six, name, values)] == whole


def test_a_limit_of_nought_is_asked_and_an_open_end_is_not():
    asked = run_query.shorten("screening_count", Selection(failing=Range(None, 0)).parameters())
    assert "$failing_most" in asked
    assert "$failing_least" not in asked
    assert len(asked) < len(run_query.statement("screening_count")) / 2


def test_no_part_lies_idle():
    used = {
        part for name in NAMES for part in re.findall(r"include: (\w+)", FOLDER.joinpath(f"{name}.sql").read_text())
    }
    assert {f"{part}.sql" for part in used} == set(PARTS)


def test_whole_numbers_with_gaps_stay_whole(six):
    frame = run_query.fetch(six, "sites", Selection().parameters())
    assert isinstance(frame["days_since_last_randomisation"].dtype, pd.Int64Dtype)
    assert frame["days_since_last_randomisation"].tolist() == [pd.NA, 410]


def test_a_frame_says_which_query_gave_it_and_how_long_it_took(six):
    frame = run_query.fetch(six, "population", Selection().parameters())
    assert frame.attrs["query"] == "population"
    assert frame.attrs["milliseconds"] > 0


def test_a_failing_query_keeps_its_sql_and_tells_no_values(six):
    parameters = {**Selection().parameters(), "screened_from": "P1 of Genova"}
    with pytest.raises(QueryError, match="query population failed") as caught:
        run_query.fetch(six, "population", parameters)
    assert caught.value.name == "population"
    assert caught.value.sql == run_query.statement("population")
    assert "P1" not in caught.value.message
