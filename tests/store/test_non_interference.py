"""Non-interference: whatever a closed bundle says, the open cut and all that is made of it are the same.

The same open bundle is imported four times in one second that stands still: alone, with the demo's closed bundle, with
the opposite one, and with one that is half missing and faulty. What the open process shows, sends and writes is a
function of the open cut, of the software and of what a reader does. So if the cut is the same, so is everything that
follows from it: the bytes of a page and their number, the order of rows, and how long the page takes to compute. A
timing test could only measure the noise of the machine, and there is none for that reason. (Bytes of the file itself
are not compared: DuckDB draws samples for its statistics at random, so no two imports of one bundle are alike.)
"""

from __future__ import annotations

import io
import math
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from mesems_dash.__main__ import main
from mesems_dash.queries.named import QUERIES
from tests.examples import every
from tests.worlds import write_faulty, write_first, write_open, write_swapped

if TYPE_CHECKING:
    from pathlib import Path

WORLDS = {"none": None, "first": write_first, "swapped": write_swapped, "faulty": write_faulty}
OTHERS = [world for world in WORLDS if world != "none"]
AS_OF = "2016-06-30"
"""A day in the middle of the trial: rows after the cut, people under way, infusions due."""
UNORDERED = ("facts", "verdict_rows", "verdicts")
"""Tables whose rows lie as the threads that wrote them came by, in any import; all others have an order."""
IMPORT = ("import", "open", "--store", "store", "--as-of", AS_OF)
CLOSED = ("--closed", "closed", "--closed-store", "vault")


class StandingClock(datetime):
    """A clock that stands: so that not even the id of a cut is an excuse for a difference."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2020, 2, 29, 12, 0, 0, 123456, tzinfo=tz or UTC)


@dataclass(frozen=True)
class World:
    """A folder with the bundles and stores of one world, and what the import of it said."""

    folder: Path
    said: tuple[int, str, str]

    @property
    def cut(self):
        (path,) = (self.folder / "store").glob("*.duckdb")
        return path


@pytest.fixture(scope="module", autouse=True)
def standing_clock():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mesems_dash.store.publishing.datetime", StandingClock)
        patch.setattr("mesems_dash.__main__.QUIET_SECONDS", math.inf)
        patch.delenv("MESEMS_STORE", raising=False)
        patch.delenv("MESEMS_CLOSED_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    made = {}
    for name, write_closed in WORLDS.items():
        folder = tmp_path_factory.mktemp("world")
        write_open(folder / "open")
        if write_closed is not None:
            write_closed(folder / "closed")
        made[name] = World(folder, run(folder, *IMPORT, *(CLOSED if write_closed else ())))
    return made


def run(folder, *arguments):
    """Runs a command within a world: its exit code, what it printed and what it said."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        code = main(list(arguments))
    return code, out.getvalue(), err.getvalue()


def read_tables(path):
    """Every table and view of a cut with its columns, and its rows in the order in which they come."""
    with duckdb.connect(str(path), read_only=True) as connection:
        named = connection.execute("select table_name from information_schema.tables order by all").fetchall()
        return {name: read_table(connection, name) for (name,) in named}


def read_table(connection, name):
    order = " order by all" if name in UNORDERED else ""
    cursor = connection.execute(f'from "{name}"{order}')
    return [(column[0], str(column[1])) for column in cursor.description], cursor.fetchall()


def test_the_worlds_do_differ_where_they_may(worlds):
    text = {name: run(worlds[name].folder, "query", "crossover", *CLOSED[2:], "--store", "store") for name in OTHERS}
    assert {code for code, _, _ in text.values()} == {0}
    assert len({out for _, out, _ in text.values()}) == len(OTHERS)
    assert worlds["faulty"].said[1].split("Closed bundle")[1] != worlds["first"].said[1].split("Closed bundle")[1]


@pytest.mark.parametrize("world", OTHERS)
def test_every_table_of_the_open_cut_is_the_same_row_by_row(worlds, world):
    alone, beside = read_tables(worlds["none"].cut), read_tables(worlds[world].cut)
    assert {"people", "judged", "infusions", "findings", "rejects", "manifest"} <= set(alone)
    assert min(len(alone[name][1]) for name in ("people", "harvests", "infusions", "verdict_rows")) > 0
    assert list(alone) == list(beside)
    for name in alone:
        assert alone[name] == beside[name], name


@pytest.mark.parametrize("world", OTHERS)
def test_the_same_files_of_the_same_size_lie_in_the_open_store(worlds, world):
    assert list_files(worlds["none"]) == list_files(worlds[world])


def list_files(world):
    store = world.folder / "store"
    return sorted((str(path.relative_to(store)), path.stat().st_size) for path in store.rglob("*"))


@pytest.mark.parametrize("world", OTHERS)
def test_the_import_says_the_same_of_the_open_bundle(worlds, world):
    code, out, err = worlds[world].said
    assert (code, out.partition("Closed bundle")[0].rstrip(), err) == (0, worlds["none"].said[1].rstrip(), "")


def test_the_import_says_the_same_of_opposite_closed_bundles(worlds):
    assert worlds["first"].said == worlds["swapped"].said


@pytest.mark.parametrize("layout", every(2, ["csv", "json"]))
@pytest.mark.parametrize("name", every(3, list(QUERIES)))
def test_a_query_prints_the_same_bytes(worlds, name, layout):
    ask = ("query", name, "--store", "store", "--format", layout)
    text = {world: run(worlds[world].folder, *ask) for world in WORLDS}
    assert text["none"][0] == 0
    assert len(text["none"][1]) > 0
    assert {world: text[world] for world in OTHERS} == dict.fromkeys(OTHERS, text["none"])


@pytest.mark.parametrize("name", every(6, [name for name in QUERIES if name != "crossover"]))
def test_a_query_that_is_not_by_sequence_prints_the_same_even_with_the_closed_store(worlds, name):
    ask = ("query", name, "--store", "store")
    alone = run(worlds["none"].folder, *ask)
    assert [run(worlds[world].folder, *ask, *CLOSED[2:]) for world in OTHERS] == [alone] * len(OTHERS)


def test_the_list_of_cuts_is_the_same(worlds):
    for ask in (("cuts", "--store", "store"), ("cuts", "--store", "store", "--format", "json")):
        alone = run(worlds["none"].folder, *ask)
        assert [run(worlds[world].folder, *ask) for world in OTHERS] == [alone] * len(OTHERS)


@pytest.mark.thorough
def test_judging_is_the_same_though_the_closed_store_is_named(worlds, monkeypatch):
    text = {"none": evaluate(worlds["none"])}
    monkeypatch.setenv("MESEMS_CLOSED_STORE", "vault")
    text["swapped"] = evaluate(worlds["swapped"])
    assert text["none"] == text["swapped"]
    assert text["none"][0] == 0


def evaluate(world):
    """What `evaluate` says and writes."""
    said = run(world.folder, "evaluate", "open", "--out", "results.csv")
    return *said, (world.folder / "results.csv").read_bytes()


@pytest.mark.thorough
def test_explaining_is_the_same_though_the_closed_store_is_named(worlds, monkeypatch):
    text = {"none": run(worlds["none"].folder, "explain", "open", "CPH-0001")}
    monkeypatch.setenv("MESEMS_CLOSED_STORE", "vault")
    text["swapped"] = run(worlds["swapped"].folder, "explain", "open", "CPH-0001")
    assert text["none"] == text["swapped"]
    assert text["none"][0] == 0
