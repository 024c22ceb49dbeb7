"""Every statement is known to count or to name people; one that counts could not name anybody if it tried."""

from __future__ import annotations

from pathlib import Path

import pytest

import mesems_dash.queries
from mesems_dash.errors import AccessError
from mesems_dash.queries.grain import COUNTING, NAMING
from mesems_dash.queries.run_query import fetch, fetch_rows, statement
from mesems_dash.queries.selection import Selection
from mesems_dash.store.connection import open_cut
from mesems_dash.store.scope import NOBODY_NAMED, Scope
from tests.pages.page_script import demo_stores
from tests.queries.test_run_query import EXTRA

FOLDER = Path(mesems_dash.queries.__file__).parent
STATEMENTS = {path.stem for path in FOLDER.glob("*.sql")}
CLOSED = {name for name in STATEMENTS if " closed." in statement(name)}


def test_every_statement_is_in_one_of_the_lists():
    assert COUNTING | NAMING == STATEMENTS
    assert not COUNTING & NAMING


@pytest.fixture(scope="module", params=[NOBODY_NAMED, Scope(("GEN",))], ids=["committee", "investigator"])
def cut(request):
    opened = open_cut(max(demo_stores().open.glob("*.duckdb")), scope=request.param)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", sorted(COUNTING - CLOSED))
def test_a_counting_statement_runs_without_names_and_gives_no_key_of_a_person(cut, name):
    frame = fetch(cut, name, {**Selection().parameters(), **EXTRA})
    assert not {"subject_id", "subject_key", "screening_key", "screening_no"} & set(frame.columns)


@pytest.mark.parametrize("name", sorted(NAMING))
def test_a_naming_statement_is_refused_where_nobody_may_be_named(name):
    opened = open_cut(max(demo_stores().open.glob("*.duckdb")), scope=NOBODY_NAMED)
    with pytest.raises(AccessError, match="nobody by name"):
        fetch_rows(opened, name, {})
    opened.close()
