"""What a scope holds back: in every table and view of a cut, whatever is asked of it, counts still add up."""

from __future__ import annotations

import re

import duckdb
import pytest

from mesems_dash.errors import StoreError
from mesems_dash.store.connection import open_cut
from mesems_dash.store.scope import EVERYTHING, NOBODY_NAMED, Scope
from mesems_dash.vocabulary import OTHER_SITES
from tests.pages.page_script import demo_stores

OWN = Scope(("GEN", "TOU"))


@pytest.fixture(scope="module")
def newest():
    return max(demo_stores().open.glob("*.duckdb"))


@pytest.fixture(scope="module", params=[NOBODY_NAMED, OWN, Scope(("GEN'; drop table x; --",))], ids=str)
def scoped(request, newest):
    cut = open_cut(newest, scope=request.param)
    yield cut
    cut.close()


@pytest.fixture(scope="module")
def whole(newest):
    cut = open_cut(newest)
    yield cut
    cut.close()


def tables(cut):
    views = "select distinct view_name from duckdb_views() where not internal and database_name = 'memory'"
    return [row[0] for row in cut.connection.execute(views).fetchall()]


def find_ids(cursor, table):
    """Whatever stands in a table and looks like the id of somebody."""
    rows = cursor.execute(f'select * from "{table}"').fetchall()
    return {text for row in rows for text in re.findall(r"'([^', ]+-\d+)'", str(row))}


def subjects(whole, condition="true"):
    return {row[0] for row in whole.cursor().execute(f"select subject_id from subjects where {condition}").fetchall()}


def test_every_table_of_the_cut_has_its_view(scoped, whole):
    stored = whole.connection.execute(
        "select distinct table_name from duckdb_columns() where database_name = 'opened' and schema_name = 'main'"
    ).fetchall()
    assert set(tables(scoped)) == {row[0] for row in stored}


def test_no_pooled_table_has_the_id_of_anybody(scoped, whole):
    everybody = subjects(whole)
    assert find_ids(whole.cursor(), "subjects") == everybody
    for table in tables(scoped):
        assert not find_ids(scoped.pooled_cursor(), table) & everybody, table


def test_named_tables_have_only_people_of_own_sites(scoped, whole):
    own = set(scoped.scope.sites)
    others = {
        person for person, site in whole.cursor().execute("select subject_id, site_id from subjects").fetchall()
        if site not in own
    }  # fmt: skip
    keys = dict(whole.cursor().execute("select subject_key, subject_id from subjects").fetchall())
    for table in tables(scoped):
        assert not find_ids(scoped.cursor(), table) & others, table
        names = {column[0] for column in scoped.cursor().execute(f'describe "{table}"').fetchall()}
        if "subject_key" in names:
            rows = scoped.cursor().execute(f'select distinct subject_key from "{table}"').fetchall()
            assert not {keys[key] for (key,) in rows} & others, table


def test_named_tables_have_everybody_of_own_sites(newest, whole):
    cut = open_cut(newest, scope=OWN)
    own = "select subject_key from subjects where site_id in ('GEN', 'TOU')"
    count = f"select count(*) from {{}} where subject_key in ({own})"
    for table in ("judged", "people", "relapses", "edss", "therapies", "infusions"):
        (expected,) = whole.cursor().execute(count.format(table)).fetchone()
        (found,) = cut.cursor().execute(f"select count(*) from {table}").fetchone()
        assert found == expected > 0
    cut.close()


def test_other_sites_have_no_name_and_no_country_of_their_own_for_an_investigator(newest):
    cut = open_cut(newest, scope=OWN)
    for table in ("sites", "judged", "cases", "people"):
        sites = {row[0] for row in cut.pooled_cursor().execute(f"select site_id from {table}").fetchall()}
        assert sites == {"GEN", "TOU", OTHER_SITES}
        countries = {row[0] for row in cut.pooled_cursor().execute(f"select country from {table}").fetchall()}
        assert countries == {"ITA", "FRA", "ZZZ"}
    cut.close()


def test_pooling_loses_nobody_and_keeps_every_verdict(scoped, whole):
    asked = "select judged_by, status, fails, unknown, count(*) from judged group by all order by all"
    assert scoped.pooled_cursor().execute(asked).fetchall() == whole.cursor().execute(asked).fetchall()
    target = "select sum(target_n) from sites"
    assert scoped.pooled_cursor().execute(target).fetchone() == whole.cursor().execute(target).fetchone()


def test_the_texts_of_rejected_rows_are_for_who_sees_everything(scoped, whole):
    assert whole.cursor().execute("select count(*) from findings").fetchone()[0] > 0
    for table in ("rejects", "findings"):
        for cursor in (scoped.cursor(), scoped.pooled_cursor()):
            assert cursor.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_a_closed_cut_is_never_opened_within_a_scope(newest):
    closed = max(demo_stores().closed.glob("*.duckdb"))
    with pytest.raises(StoreError, match="only for readers who may see everything"):
        open_cut(newest, closed, scope=NOBODY_NAMED)


def test_a_scoped_cut_cannot_be_written_or_configured(scoped):
    for statement in ("create table opened.x (y integer)", "set threads = 1", "attach 'x.duckdb'"):
        with pytest.raises(duckdb.Error, match=r"(?i)lock|disabled|read|cannot"):
            scoped.cursor().execute(statement)


def test_everything_is_the_cut_itself(whole):
    assert whole.scope == EVERYTHING
    assert whole.cursor().execute("select count(*) from subjects").fetchone()[0] == 406
