"""A reader's own SQL from start to end: harmless, bounded, cancellable, and never more than may be seen."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries import run_query
from mesems_dash.store.sandbox import Limits, Sandbox, is_sql_on, runs
from tests.examples import every, some
from tests.store.sandbox.conftest import QUICK, finish

ENDLESS = "with recursive t as (select 1 as x union all select x + 1 from t) select count(*) from t"
BOMBS = [
    ENDLESS,
    "with recursive t as (select 1 as x union all select x + 1 from t) select * from t order by x desc",
    "select count(*) from range(1000000000000)",
    "select sum(a.range * b.range) from range(100000000000) as a, range(1000000) as b",
    "select count(*) from range(100000000) as a, range(100000000) as b",
    "select list(range) from range(10000000000)",
    "select range(10000000000)",
    "select len(range(1, 1000000000))",
    "select repeat('x', 10000000000)",
    "select repeat('x', 4000000000)",
    "select repeat(repeat('x', 1000000), 1000) from range(100000)",
    "select string_agg(repeat('x', 1000), '') from range(100000000)",
    "select list_aggregate(list_transform(range(100000000), lambda x: md5(x::varchar)), 'max')",
    "select count(*) from (select * from range(1000000000) order by random())",
    "select count(distinct random()) from range(10000000000)",
    "select count(*) from judged a, judged b, judged c, judged d, judged e, judged f, judged g, judged h",
    "select regexp_matches(repeat('a', 1000000), '(a*)*b') from range(10000)",
    "select factorial(170) ** 1000, 2::hugeint << 10000",
    "select " + "(" * 900 + "1" + ")" * 900,
    "select " + "[" * 500 + "]" * 500,
    "select " + ", ".join(f"x{place}" for place in range(800)) + " from (select 1)",
    "select " + " union all select ".join(["1"] * 500),
    "select * from range(3), " + ", ".join(["range(10)"] * 40),
    "select unnest(generate_series(timestamp '0001-01-01', timestamp '9999-12-31', interval 1 microsecond))",
]
DROPPED = some(BOMBS, least=4)


# ---------------------------------------------------------------- it works
def test_a_statement_gives_its_rows_with_names_and_types(ask):
    outcome = ask("select subject_id, screening_no, screened_on from screenings order by all limit 2")
    assert outcome.kind == "rows"
    assert [(column.name, column.type) for column in outcome.columns] == [
        ("subject_id", "VARCHAR"),
        ("screening_no", "INTEGER"),
        ("screened_on", "DATE"),
    ]
    assert outcome.rows == (("P1", 1, "2014-01-10"), ("P1", 2, "2014-03-10"))
    assert not outcome.is_cut_short


def test_values_of_every_kind_come_as_json_has_them(ask):
    values = {
        "null": None,
        "true": True,
        "-7": -7,
        "2::hugeint ** 60": float(2**60),
        "12345678901234567890::hugeint": "12345678901234567890",
        "0.5::double": 0.5,
        "'nan'::double": "nan",
        "1.50::decimal(5, 2)": "1.50",
        "date '2015-02-28'": "2015-02-28",
        "timestamp '2015-02-28 10:00'": "2015-02-28 10:00:00",
        "'ab'::blob": "6162",
        "['E5', 'I1']": '["E5", "I1"]',
        "{'lo': date '2015-01-01'}": '{"lo": "2015-01-01"}',
        "'é\"\n'": 'é"\n',
        "'0044-03-15 (BC)'::date": "0044-03-15 (BC)",
    }
    assert ask(f"select {', '.join(values)}").rows == (tuple(values.values()),)


def test_a_clear_error_says_where(ask):
    outcome = ask("select subject_id\nfrom screenings\nwhere no_such_column = 1")
    assert outcome.kind == "failed"
    assert 'column "no_such_column" not found' in outcome.message
    assert "LINE 3" in outcome.message


@pytest.mark.parametrize("name", every(3, ["source_files", "rejects", "findings", "manifest", "rule_sets", "notes"]))
def test_what_a_page_shows_as_its_sql_runs_here(ask, name):
    assert ask(run_query.statement(name)).kind == "rows"


def test_what_is_not_run_says_why(ask):
    assert ask("drop table screenings").message.startswith("DROP cannot run. Only statements that read")
    assert "Did you mean screenings?" in ask("from screening").message
    assert ask("").message == "There is no statement yet."


# ---------------------------------------------------------------- it is bounded
@pytest.fixture(scope="module")
def bombed(info):
    """What came of every bomb dropped and how long it took, two at a time."""
    sandbox = Sandbox(replace(QUICK, seconds=1))

    def drop(sql):
        started = time.monotonic()
        outcome = finish(sandbox.start(info, sql))
        return outcome, time.monotonic() - started

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(DROPPED, pool.map(drop, DROPPED), strict=True))


@pytest.mark.parametrize("sql", DROPPED, ids=[sql[:70] for sql in DROPPED])
def test_a_bomb_ends_in_time_and_in_words(bombed, sql):
    outcome, seconds = bombed[sql]
    assert seconds < 3
    assert outcome.kind in {"rows", "time", "memory", "failed", "refused"}
    assert outcome.kind in {"rows", "time", "memory"} or outcome.message
    assert "Traceback" not in outcome.message


def test_an_endless_statement_is_ended_when_its_time_is_over(info):
    run = Sandbox(replace(QUICK, seconds=1)).start(info, ENDLESS)
    assert run.wait(4).kind == "time"
    assert 1 <= run.seconds < 3


def test_the_app_itself_takes_no_memory_for_a_huge_answer(ask):
    before = resident_bytes()
    assert ask("select repeat('x', 4000) as a, range from range(100000000)").is_cut_short
    assert ask("select list(range) from range(10000000000)").kind in {"memory", "time"}
    assert resident_bytes() - before < 100 << 20


def resident_bytes():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) << 10
    pytest.skip("no /proc on this system")


def test_more_rows_than_may_be_shown_are_cut_and_said(info):
    outcome = finish(Sandbox(replace(QUICK, rows=10)).start(info, "from range(11)"))
    assert (len(outcome.rows), outcome.is_cut_short) == (10, True)
    outcome = finish(Sandbox(replace(QUICK, rows=10)).start(info, "from range(10)"))
    assert (len(outcome.rows), outcome.is_cut_short) == (10, False)


def test_more_bytes_than_may_be_sent_are_cut_and_said(info):
    outcome = finish(
        Sandbox(replace(QUICK, answer_bytes=100_000)).start(info, "select repeat('é', 1000) from range(500)")
    )
    assert outcome.is_cut_short
    assert 10 < len(outcome.rows) < 100


def test_a_long_text_is_cut_and_said(ask):
    outcome = ask("select repeat('x', 6000), 'short'")
    assert outcome.has_cut_cells
    assert outcome.rows == ((f"{'x' * 5000}…", "short"),)


def test_too_many_columns_are_refused(ask):
    columns = ", ".join(f"{place} as c{place}" for place in range(201))
    assert "201 columns; at most 200" in ask(f"select {columns}").message


def test_too_long_a_statement_is_refused_at_once(sandbox, info):
    outcome = sandbox.start(info, "select 1 --" + "x" * 40_000).outcome
    assert (outcome.kind, outcome.message) == ("refused", "The statement is longer than 40,000 characters.")


def test_a_statement_of_the_app_is_short_enough_to_be_run_again():
    names = [file.name[:-4] for file in files("mesems_dash.queries").iterdir() if file.name.endswith(".sql")]
    assert max(len(run_query.statement(name)) for name in names) < Limits().letters / 2


def test_a_statement_longer_than_a_pipe_holds_is_run(ask):
    assert ask("select 1 --" + "é" * 39_000).rows == ((1,),)


# ---------------------------------------------------------------- it can be ended
def test_cancel_ends_a_running_statement_and_frees_its_place(info):
    sandbox = Sandbox(replace(QUICK, at_once=1))
    run = sandbox.start(info, ENDLESS)
    assert run.wait(0.5) is None
    run.cancel()
    assert run.wait(2).kind == "cancelled"
    assert finish(sandbox.start(info, "select 1")).rows == ((1,),)


def test_cancel_after_the_end_changes_nothing(sandbox, info):
    run = sandbox.start(info, "select 1")
    assert finish(run).kind == "rows"
    run.cancel()
    assert run.outcome.kind == "rows"


def test_only_a_few_run_at_once(info):
    sandbox = Sandbox(replace(QUICK, at_once=2))
    running = [sandbox.start(info, ENDLESS) for _ in range(2)]
    assert sandbox.start(info, "select 1").outcome.kind == "busy"
    for run in running:
        run.cancel()
        assert run.wait(2).kind == "cancelled"
    assert finish(sandbox.start(info, "select 1")).kind == "rows"


def test_a_statement_that_nobody_looks_at_any_more_is_ended(info):
    run = Sandbox(replace(QUICK, unwatched_seconds=0.5)).start(info, ENDLESS)
    run._is_done.wait(3)
    assert run.outcome.kind == "left"


def test_no_process_and_no_thread_outlives_its_statement(ask):
    assert ask("select 1").kind == "rows"
    deadline = time.monotonic() + 2
    while [thread for thread in threading.enumerate() if "_serve" in thread.name] and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert [thread for thread in threading.enumerate() if "_serve" in thread.name] == []


def test_a_closed_cut_is_refused(sandbox, info):
    with pytest.raises(StoreError, match="is a closed data cut"):
        sandbox.start(replace(info, is_closed=True), "select 1")


# ---------------------------------------------------------------- it is trusted with nothing
UNEVEN = '{"kind": "rows", "columns": [["a", "b"]], "rows": [[1, 2]], "is_cut_short": false, "has_cut_cells": false}'


@pytest.mark.parametrize(
    ("process", "kind"),
    [
        ("while True: print('x' * 100_000)", "size"),
        ("print('nonsense')", "failed"),
        ("print('{}')", "failed"),
        ("print('[' * 100000)", "failed"),
        ('print(\'{"kind": "busy", "message": ""}\')', "failed"),
        (f"print({UNEVEN!r})", "failed"),
        ("", "failed"),
        ("raise SystemExit(3)", "failed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "time"),
        ("import time; time.sleep(60)", "time"),
        ("import os; os.close(0); import time; time.sleep(60)", "time"),
        ("import os, time; os.close(1); time.sleep(60)", "failed"),
    ],
)
def test_whatever_the_process_says_is_not_believed(monkeypatch, info, process, kind):
    monkeypatch.setattr(runs, "_START", process)
    outcome = finish(Sandbox(replace(QUICK, seconds=1)).start(info, "select 1"))
    assert outcome.kind == kind


def test_without_a_limit_of_the_system_nothing_is_run(monkeypatch, info):
    unprotected = (
        "from mesems_dash.store.sandbox import child; child.list_missing = lambda **_: ('memory',); child.main()"
    )
    monkeypatch.setattr(runs, "_START", f"import sys; sys.path.extend(sys.argv[1:]); {unprotected}")
    outcome = finish(Sandbox(QUICK).start(info, "select 1"))
    assert (outcome.kind, outcome.message, outcome.rows) == ("off", "memory", ())


@pytest.mark.parametrize(("value", "is_on"), [("off", False), ("OFF ", False), ("0", False), ("", True), ("on", True)])
def test_it_can_be_switched_off(monkeypatch, value, is_on):
    monkeypatch.setenv("MESEMS_SQL", value)
    assert is_sql_on() is is_on


def test_the_limits_are_those_of_the_readme():
    limits = Limits()
    assert (limits.seconds, limits.rows, limits.at_once) == (30, 10_000, 2)
