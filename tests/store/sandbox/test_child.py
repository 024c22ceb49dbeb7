"""The process itself, as if it had no gate: its statements reach no file, no setting, no network, nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mesems_dash.store.sandbox.confinement import list_missing

ROOT = Path(__file__).parents[3]
HARMFUL = [
    "copy (select 1) to '{folder}/out.csv'",
    "copy harvests to '{folder}/out.parquet' (format parquet)",
    "copy (select 1) to '/dev/stdout'",
    "export database '{folder}/all'",
    "attach '{folder}/new.duckdb' as new",
    "attach '{path}' as again",
    "attach '{path}' as again (read_only)",
    "install httpfs",
    "load httpfs",
    "load '{folder}/x.duckdb_extension'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset lock_configuration",
    "set memory_limit = '100GB'",
    "set threads = 64",
    "set temp_directory = '{folder}'",
    "set disabled_filesystems = ''",
    "set allowed_directories = ['/']",
    "pragma enable_profiling",
    "pragma profiling_output = '{folder}/profile'",
    "call enable_logging(storage := 'file', storage_path := '{folder}')",
    "from read_csv('/etc/passwd')",
    "from read_text('/etc/passwd')",
    "from read_blob('/proc/self/environ')",
    "from read_json('/etc/passwd')",
    "from read_duckdb('{path}', table_name := 'harvests')",
    "from glob('{folder}/*')",
    "from '/etc/passwd'",
    "from '{folder}/some.csv'",
    "from 'https://example.org/x.parquet'",
    "from sniff_csv('/etc/passwd')",
    "select getenv('HOME')",
    "insert into stored.main.harvests select * from stored.main.harvests",
    "update stored.main.harvests set line = 0",
    "delete from stored.main.harvests",
    "drop table stored.main.harvests",
    "create table stored.main.x as select 1",
    "alter table stored.main.harvests add column x integer",
    "from connection",
    "from request",
]
"""Every one fails in a process without the gate."""
ALLOWED = ["select count(*) from harvests", "select count(*) from judged", "select current_date is not null"]
PROCESS = """
import json, sys
import duckdb
from mesems_dash.store.sandbox.child import _open
from mesems_dash.store.sandbox.confinement import close_files, limit_means, list_missing
request = json.load(sys.stdin)
limit_means(seconds=60, memory_bytes=900 << 20)
connection, _ = _open(request["path"], 300 << 20)
close_files()
answers = {"missing": list_missing(memory_bytes=900 << 20)}
for sql in request["statements"]:
    try:
        answers[sql] = ["done", str(connection.execute(sql).fetchmany(2))]
    except duckdb.Error as error:
        answers[sql] = ["failed", str(error)]
for name, means in {
    "file": "open('/etc/hostname').read()",
    "socket": "__import__('socket').socket()",
    "write": "open('out.txt', 'w').write('x')",
    "process": "__import__('subprocess').run(['true'])",
    "memory": "bytearray(1 << 30)",
}.items():
    try:
        answers[name] = ["done", str(eval(means))]
    except (OSError, MemoryError, ImportError) as error:
        answers[name] = ["failed", type(error).__name__]
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("work")
    (made / "some.csv").write_text("a\n1\n")
    return made


@pytest.fixture(scope="module")
def answers(info, folder):
    """What each statement gave in a process that was taken its means but has no gate."""
    statements = [sql.format(path=info.path, folder=folder) for sql in (*HARMFUL, *ALLOWED)]
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.append({str(ROOT)!r})\n{PROCESS}"],
        input=json.dumps({"path": str(info.path), "statements": statements}),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])  # a slow machine gets DuckDB's bar of progress before


@pytest.mark.parametrize("sql", HARMFUL)
def test_no_harm_even_without_the_gate(answers, info, folder, sql):
    kind, said = answers[sql.format(path=info.path, folder=folder)]
    assert kind == "failed", said
    assert "root:" not in said


def test_nothing_was_written(answers, folder):
    assert answers
    assert [path.name for path in folder.iterdir()] == ["some.csv"]


@pytest.mark.parametrize("sql", ALLOWED)
def test_the_cut_can_be_read(answers, sql):
    assert answers[sql][0] == "done"


@pytest.mark.parametrize("means", ["file", "socket", "write", "process", "memory"])
def test_python_itself_has_no_means_left(answers, means):
    assert answers[means][0] == "failed"


def test_limits_are_shown_to_hold(answers):
    assert answers["missing"] == []


def test_limits_that_were_not_set_are_found_missing():
    assert list_missing(memory_bytes=1 << 20) == ("memory", "files", "time")
