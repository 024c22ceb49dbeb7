"""What a reader's own SQL never tells: where things lie on this machine, and when one person's cells were released."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from mesems_dash.queries import list_findings, list_rejects
from mesems_dash.store.connection import open_cut
from mesems_dash.store.sandbox import READABLE
from mesems_dash.store.sandbox.readable import STORED, define_views
from tests.examples import every
from tests.store.sandbox.conftest import RELEASED

LEAKS = [
    "from duckdb_databases()",
    "from pragma_database_list",
    "pragma database_list",
    "show databases",
    "select current_setting('temp_directory'), current_setting('secret_directory')",
    "select getenv('HOME')",
    "from duckdb_settings()",
    "from information_schema.tables",
    "explain from harvests",
    "explain analyze from rejects",
    "from read_csv('nowhere.csv')",
    "attach 'x'",
    "select * from nowhere",
    "select error('x')",
    "select current_database(), current_schema(), current_query(), version(), user()",
    "select 1::uuid",
    "describe harvests",
    "show tables",
    "from sniff_csv('x')",
    "select timestamptz '2015-01-01'",
]


@pytest.mark.parametrize("sql", every(6, LEAKS))
def test_no_place_on_this_machine_is_told(ask, info, sql):
    outcome = ask(sql)
    text = json.dumps([outcome.message, [column.name for column in outcome.columns], outcome.rows])
    for place in (str(info.path.parent), info.path.name, str(Path.home()), sys.prefix, "mesems-sql-"):
        assert place not in text


@pytest.mark.parametrize("table", every(6, list(READABLE)))
def test_the_day_of_a_release_is_in_no_table(ask, table):
    outcome = ask(f'select * from "{table}"')
    assert outcome.kind == "rows"
    assert RELEASED not in json.dumps(outcome.rows)
    assert RELEASED.replace("-", "") not in json.dumps(outcome.rows)
    assert not [column.name for column in outcome.columns if "released" in column.name]


def test_the_day_of_a_release_is_in_no_view_that_statements_read(info):
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach '{info.path}' as {STORED} (read_only)")
    tables = [name for (name,) in connection.execute("select table_name from information_schema.tables").fetchall()]
    for statement in define_views(tables).values():
        connection.execute(statement)
    text = {table: str(connection.execute(f'from "{table}"').fetchall()) for table in READABLE}
    connection.close()
    days = (RELEASED, str(date.fromisoformat(RELEASED).timetuple()[:3])[1:-1])
    assert [table for table, rows in text.items() for day in days if day in rows] == []


def test_the_cut_does_hold_what_is_withheld(info):
    cut = open_cut(info.path)
    texts = [str(cut.cursor().execute(f"from {table}").fetchall()) for table in ("rejects", "findings")]
    days = cut.cursor().execute("select count(released_lo) from harvests").fetchone()
    cut.close()
    assert all(RELEASED in text or "2014-31-31" in text for text in texts)
    assert days[0] > 0


@pytest.mark.parametrize(
    "sql",
    every(
        3,
        [
            "select released_lo from harvests",
            "select harvests.released_hi from main.harvests",
            "select stored.main.harvests.released_lo from harvests",
            "select columns('released.*') from harvests",
            "select h.* from (select released_lo as d, * from harvests) as h",
            "from stored.main.harvests",
            "from query('select released_lo from stored.main.harvests')",
            "select max(released_lo) over () from harvests",
            "with harvests as (from stored.main.harvests) from harvests",
            "with recursive harvests as (from harvests) select released_lo from harvests",
            # the optimiser answers the least and the greatest value from its statistics, inside the plan
            "select json_serialize_plan('select min(released_lo) from stored.main.harvests', optimize := true)",
            (
                "select json_serialize_plan("
                "'from stored.main.harvests where released_lo < ''2014-01-01''', optimize := true)"
            ),
        ],
    ),
)
def test_no_way_leads_to_the_day_of_a_release(ask, sql):
    outcome = ask(sql)
    assert outcome.kind in {"refused", "failed"}
    assert RELEASED not in outcome.message


def test_rejects_and_findings_tell_the_same_as_the_data_page(ask, info):
    cut = open_cut(info.path)
    for table, listed in (("rejects", list_rejects(cut)), ("findings", list_findings(cut))):
        names = ", ".join(f'"{name}"' for name in listed.columns)
        shown = ask(f"select {names} from {table}")
        assert sorted(map(str, shown.rows)) == sorted(str(row) for row in plain_rows(listed))
    cut.close()


def plain_rows(frame):
    return [
        tuple(None if pd.isna(value) else value for value in row) for row in frame.astype(object).to_numpy().tolist()
    ]


def test_every_table_of_a_cut_has_been_decided_on(info):
    """Whoever adds a table says in `readable` what one row of it is, after thinking of what it may betray."""
    cut = open_cut(info.path)
    tables = (
        cut.cursor()
        .execute("select table_name from information_schema.tables where table_catalog = 'opened'")
        .fetchall()
    )
    cut.close()
    assert {name for (name,) in tables} == set(READABLE)
