"""Reading a cut: many readers at once, nothing to write, nothing else to reach."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import duckdb
import pytest

from mesems_dash.errors import StoreError
from mesems_dash.store import connection
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.importer import import_bundle

DAY = date(2015, 6, 1)


@pytest.fixture
def cut(tmp_path, three_people):
    opened = open_cut(find_cut(three_people(tmp_path / "store", as_of=DAY)).path)
    yield opened
    opened.close()


def test_the_open_cut_is_the_default_schema_of_every_cursor(cut):
    assert cut.cursor().execute("select as_of from manifest").fetchall() == [(DAY,)]
    assert cut.cursor().execute("select as_of from opened.manifest").fetchall() == [(DAY,)]


def test_cursors_serve_many_threads(cut):
    def count(_number):
        return cut.cursor().execute("select count(*) from verdicts where basis = 'THEN'").fetchone()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(count, range(200))) == {(16,)}


def test_a_cut_is_read_with_one_thread_until_its_longest_table_has_rows_for_a_second(cut, monkeypatch):
    def count_threads():
        opened = open_cut(cut.info.path)
        (threads,) = opened.cursor().execute("select current_setting('threads')").fetchone()
        opened.close()
        return threads

    with duckdb.connect() as usual:
        (all_of_them,) = usual.execute("select current_setting('threads')").fetchone()
    assert count_threads() == 1
    longest_file = max(file.rows_kept for file in cut.info.files)
    monkeypatch.setattr(connection, "ROWS_OF_A_THREAD", longest_file)  # what is laid out is longer
    assert count_threads() == all_of_them


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("delete from screenings", duckdb.InvalidInputException),
        ("create table opened.x as select 1", duckdb.InvalidInputException),
        ("attach 'other.duckdb'", duckdb.PermissionException),
        ("select * from read_csv('/etc/passwd')", duckdb.PermissionException),
        ("copy screenings to 'out.csv'", duckdb.PermissionException),
        ("set enable_external_access = true", duckdb.InvalidInputException),
        ("install httpfs", duckdb.PermissionException),
    ],
)
def test_nothing_can_be_written_or_reached_from_a_cut(cut, sql, error):
    with pytest.raises(error):
        cut.cursor().execute(sql)


def test_a_cut_can_be_opened_many_times(cut):
    again = open_cut(cut.info.path)
    assert again.cursor().execute("select count(*) from subjects").fetchone() == (3,)
    again.close()
    assert cut.cursor().execute("select count(*) from subjects").fetchone() == (3,)


@pytest.mark.usefixtures("unjudged")
def test_a_path_with_quotes_is_a_path(tmp_path, write_bundle):
    info = import_bundle(write_bundle(tmp_path / "bundle"), tmp_path / "it's a store", as_of=DAY)
    cut = open_cut(info.path)
    assert cut.cursor().execute("select count(*) from subjects").fetchone() == (3,)
    cut.close()


def test_what_is_no_cut_is_not_opened(tmp_path):
    path = tmp_path / "2015-06-01_20200101T000000000000.duckdb"
    path.write_text("nothing")
    with pytest.raises(StoreError, match="is not a complete data cut"):
        open_cut(path)
    with pytest.raises(StoreError, match="is not a complete data cut"):
        open_cut(tmp_path / "absent.duckdb")
