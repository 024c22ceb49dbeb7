"""A statement is parsed once, whoever runs it, and gives what it gives unparsed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from mesems_dash.store import parsing
from mesems_dash.store.parsing import run

SUM = "select sum(x)::integer from range($count) as numbers (x) where x > $above"


class Counting:
    """A connection that counts how often it parses."""

    def __init__(self, connection):
        self.connection = connection
        self.parsed = 0

    def extract_statements(self, sql):
        self.parsed += 1
        return self.connection.extract_statements(sql)

    def execute(self, statement, parameters):
        return self.connection.execute(statement, parameters)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(parsing, "_PARSED", {})


def ask(connection, count, above):
    return run(connection, SUM, {"count": count, "above": above}).fetchone()[0]


def test_another_value_is_another_answer_of_the_same_statement():
    with duckdb.connect() as connection:
        counting = Counting(connection)
        assert [ask(counting, 10, 6), ask(counting, 10, 7), ask(counting, 4, 0)] == [24, 17, 6]
        assert counting.parsed == 1


def test_a_statement_survives_the_connection_that_parsed_it():
    with duckdb.connect() as first:
        first.execute("create table people as select 1 as one")
        assert run(first, "from people").fetchall() == [(1,)]
    with duckdb.connect() as second:
        second.execute("create table people as select 'b' as name, 2 as two")
        counting = Counting(second)
        assert run(counting, "from people").fetchall() == [("b", 2)]
        assert counting.parsed == 0


def test_many_threads_run_the_same_statement():
    with duckdb.connect() as connection, ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda count: ask(connection.cursor(), count, 0), range(2, 202))
        assert list(answers) == [sum(range(count)) for count in range(2, 202)]


def test_no_more_are_kept_than_said(monkeypatch):
    monkeypatch.setattr(parsing, "MOST", 3)
    with duckdb.connect() as connection:
        for number in range(8):
            assert run(connection, f"select {number}").fetchone() == (number,)
            assert len(parsing._PARSED) <= 3


@pytest.mark.parametrize("wrong", ["select", "from nowhere"])
def test_a_wrong_statement_fails_each_time_as_it_does_without(wrong):
    with duckdb.connect() as connection:
        for _ in range(2):
            with pytest.raises(duckdb.Error):
                run(connection, wrong)
