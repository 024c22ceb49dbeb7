"""A cut that is withdrawn is read by nobody from the line on, and whatever is left of it goes."""

from __future__ import annotations

import os
from datetime import date

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.store import withdrawal
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_withdrawn, list_cut_ids, list_withdrawn
from mesems_dash.store.publishing import hold_draft
from mesems_dash.store.withdrawal import withdraw_cut

DAY = date(2015, 6, 1)


@pytest.fixture
def store(tmp_path, three_people):
    return three_people(tmp_path / "store", as_of=DAY)


def test_a_withdrawn_cut_leaves_a_line_and_goes_with_its_closed_cut(tmp_path, store):
    (cut_id,) = list_cut_ids(store)
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / f"{cut_id}.duckdb").touch()
    done = withdraw_cut(store, cut_id, " wrong\nexport ", closed)
    assert done.is_closed_gone
    assert list_withdrawn(store) == (done.line,)
    assert (done.line.cut_id, done.line.as_of, done.line.reason) == (cut_id, DAY, "wrong export")
    assert list_cut_ids(store) == ()
    assert sorted(path.name for path in [*store.iterdir(), *closed.iterdir()]) == [".importing.lock", "withdrawn.jsonl"]
    with pytest.raises(UsageError, match=f"{cut_id} was already withdrawn on 20"):
        withdraw_cut(store, cut_id, "again", closed)


def test_a_cut_that_is_open_can_be_read_on(store):
    (cut_id,) = list_cut_ids(store)
    cut = open_cut(store / f"{cut_id}.duckdb")
    withdraw_cut(store, cut_id, "wrong export")
    assert cut.cursor().execute("select count(*) from subjects").fetchone() == (3,)
    cut.close()


def test_killed_after_the_line_the_cut_is_withdrawn_and_its_file_goes_with_the_next_writer(store, monkeypatch):
    (cut_id,) = list_cut_ids(store)
    with monkeypatch.context() as patch:
        patch.setattr(withdrawal, "remove_cut", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            withdraw_cut(store, cut_id, "wrong export")
    assert (store / f"{cut_id}.duckdb").exists()
    assert list_cut_ids(store) == ()
    with hold_draft(store, DAY):
        assert not (store / f"{cut_id}.duckdb").exists()


def test_killed_before_the_line_nothing_has_happened(store, monkeypatch):
    (cut_id,) = list_cut_ids(store)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            withdraw_cut(store, cut_id, "wrong export")
    assert (list_cut_ids(store), list_withdrawn(store)) == ((cut_id,), ())


def test_a_line_that_cannot_be_read_hides_no_other(store):
    (cut_id,) = list_cut_ids(store)
    withdraw_cut(store, cut_id, "wrong export")
    path = store / "withdrawn.jsonl"
    path.write_text('{"cut_id": "2015"}\nnothing\n' + path.read_text())
    assert find_withdrawn(store, cut_id) is not None
    assert len(list_withdrawn(store)) == 1


@pytest.mark.parametrize(("cut_id", "reason"), [("2015-06-01", "wrong"), ("../x", "wrong"), (None, "  ")])
def test_only_a_cut_of_the_store_is_withdrawn_and_for_a_reason(store, cut_id, reason):
    (known,) = list_cut_ids(store)
    with pytest.raises(UsageError):
        withdraw_cut(store, cut_id or known, reason)
    assert list_cut_ids(store) == (known,)
