"""Which store is shown, and the demo's history where there is none of one's own."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from mesems_dash.store import demo_cuts
from mesems_dash.store.cuts import list_cut_ids, list_cuts
from mesems_dash.store.demo_cuts import CUT_DATES, build_demo_cuts, find_stores

if TYPE_CHECKING:
    from pathlib import Path

CUT = "2018-06-30_20180701T120000000000.duckdb"


@pytest.fixture
def data(tmp_path, monkeypatch, write_bundle, unjudged):  # noqa: ARG001 - which cuts there are, not what they say
    """A data folder of its own with a demo of three people, and an environment that names no store."""
    monkeypatch.setattr(demo_cuts, "_DATA", tmp_path)
    monkeypatch.delenv("MESEMS_STORE", raising=False)
    monkeypatch.delenv("MESEMS_CLOSED_STORE", raising=False)
    write_bundle(tmp_path / "demo" / "open")
    closed = tmp_path / "demo" / "closed"
    closed.mkdir()
    (closed / "allocations.csv").write_text("subject_id,sequence\nP1,MSC_FIRST\n")
    return tmp_path


def put_cut(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / CUT).touch()


def test_the_demo_is_shown_while_there_is_no_cut_of_ones_own(data):
    stores = find_stores()
    assert stores.is_demo
    assert (stores.open, stores.closed) == (data / "demo-store", data / "demo-closed-store")
    assert stores.own == data / "store"


def test_ones_own_cut_takes_the_place_of_the_demo_and_brings_no_closed_store(data):
    put_cut(data / "store")
    stores = find_stores()
    assert not stores.is_demo
    assert (stores.open, stores.closed) == (data / "store", None)


def test_a_hidden_file_of_an_unfinished_import_is_no_cut(data):
    (data / "store").mkdir()
    (data / "store" / f".importing-{CUT}").touch()
    assert find_stores().is_demo


def test_the_environment_decides(data, monkeypatch):
    monkeypatch.setenv("MESEMS_STORE", str(data / "mine"))
    monkeypatch.setenv("MESEMS_CLOSED_STORE", str(data / "sealed"))
    stores = find_stores()
    assert not stores.is_demo
    assert (stores.open, stores.closed) == (data / "mine", data / "sealed")


@pytest.mark.usefixtures("data")
def test_an_empty_closed_store_in_the_environment_hides_the_demos_one(monkeypatch):
    monkeypatch.setenv("MESEMS_CLOSED_STORE", "")
    assert find_stores().closed is None


def test_the_demo_never_meets_somebody_elses_allocations(data, monkeypatch):
    monkeypatch.setenv("MESEMS_CLOSED_STORE", str(data / "sealed"))
    stores = find_stores()
    assert stores.is_demo
    assert stores.closed == data / "demo-closed-store"


def test_the_demo_has_three_cuts_open_and_closed(data):
    text = []
    build_demo_cuts(lambda step, share: text.append((step, share)))
    assert [cut.as_of for cut in list_cuts(data / "demo-store")] == sorted(CUT_DATES, reverse=True)
    assert list_cut_ids(data / "demo-store") == list_cut_ids(data / "demo-closed-store")
    assert text[-1] == ("The demo is ready", 1.0)
    assert [share for _, share in text] == sorted(share for _, share in text)


def test_only_missing_cuts_are_built(data):
    build_demo_cuts(lambda _step, _share: None)
    before = list_cut_ids(data / "demo-store")
    for store in ("demo-store", "demo-closed-store"):
        (data / store / f"{before[0]}.duckdb").unlink()
    build_demo_cuts(lambda _step, _share: None)
    after = list_cut_ids(data / "demo-store")
    assert after[1:] == before[1:]
    assert after[0] != before[0]
    assert after[0].startswith(date(2018, 6, 30).isoformat())


@pytest.mark.thorough
def test_cuts_of_another_demo_or_of_an_older_version_make_way(data):
    build_demo_cuts(lambda _step, _share: None)
    old = list_cut_ids(data / "demo-store")
    with duckdb.connect(str(data / "demo-store" / f"{old[0]}.duckdb")) as connection:
        connection.execute("update manifest set software_version = '0.1.0'")
    build_demo_cuts(lambda _step, _share: None)
    renewed = list_cut_ids(data / "demo-store")
    assert renewed[1:] == old[1:]
    assert renewed[0] > old[0]
    with (data / "demo" / "open" / "sites.csv").open("a") as sites:
        sites.write("\n")
    build_demo_cuts(lambda _step, _share: None)
    assert not set(list_cut_ids(data / "demo-store")) & set(renewed)
    assert list_cut_ids(data / "demo-store") == list_cut_ids(data / "demo-closed-store")


def test_the_command_says_in_one_line_what_is_wrong(data, capsys):
    shutil.rmtree(data / "demo")
    assert demo_cuts.main() == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_does_nothing_beside_ones_own_cuts(data, capsys):
    put_cut(data / "store")
    assert demo_cuts.main() == 0
    assert capsys.readouterr().err == ""
    assert not (data / "demo-store").exists()
