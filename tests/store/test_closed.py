"""The closed cut: made with its open one, in a store of its own, of the same people and the same day."""

from __future__ import annotations

import os
import stat
from datetime import date

import duckdb
import pytest

from mesems_dash.errors import BundleError, NoCutError, StoreError, StrictError, UsageError
from mesems_dash.store import importer
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_closed_cut, list_cut_ids, list_cuts
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.privacy import is_readable_by_others

RANDOMISATIONS = "subject_id,screening_no,randomised_on\nP1,2,2014-04-01\nP2,1,2017-04-01\n"
INFUSIONS = "subject_id,infusion_no,given,infused_on\nP1,1,Y,2014-04-02\nP1,2,Y,2014-09-20\n"
ALLOCATIONS = "subject_id,sequence\nP1,MSC_FIRST\nP2,placebo_first\n"
DOSES = "subject_id,infusion_no,product,cells_viable,weight_kg\nP1,1,MSC,1.1e8,61.5\nP1,2,PLACEBO,,-3\n"


@pytest.fixture
def bundles(tmp_path, write_bundle):
    def write(**closed):
        opened = write_bundle(tmp_path / "open", randomisations=RANDOMISATIONS, infusions=INFUSIONS)
        folder = tmp_path / "closed"
        folder.mkdir(exist_ok=True)
        for name, text in ({"allocations": ALLOCATIONS, "doses": DOSES} | closed).items():
            if text is not None:
                (folder / f"{name}.csv").write_text(text)
        return opened, folder

    return write


@pytest.fixture
def run_judged(tmp_path, bundles):
    def run_import(*, as_of=date(2018, 6, 30), strict=False, **closed):
        opened, folder = bundles(**closed)
        return import_bundle(
            opened,
            tmp_path / "store",
            as_of=as_of,
            strict=strict,
            closed_bundle=folder,
            closed_store=tmp_path / "vault",
        )

    return run_import


@pytest.fixture
def run(run_judged, unjudged):  # noqa: ARG001 - closed rows are held against rows, not against verdicts
    return run_judged


def read_closed(tmp_path, sql):
    (cut_id,) = list_cut_ids(tmp_path / "vault")
    with duckdb.connect(str(tmp_path / "vault" / f"{cut_id}.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_both_cuts_have_one_id_and_one_moment(tmp_path, run):
    info = run()
    closed = find_closed_cut(tmp_path / "vault", info)
    assert (closed.cut_id, closed.as_of, closed.imported_at) == (info.cut_id, info.as_of, info.imported_at)
    assert [(file.file, file.rows_in, file.rows_kept) for file in closed.files] == [
        ("allocations.csv", 2, 2),
        ("doses.csv", 2, 2),
    ]


def test_allocations_and_doses_are_typed_and_checked(tmp_path, run):
    run()
    assert read_closed(tmp_path, "select * from allocations order by line") == [
        ("P1", "MSC_FIRST", 2),
        ("P2", "PLACEBO_FIRST", 3),
    ]
    assert read_closed(tmp_path, "select * from doses order by line") == [
        ("P1", 1, "MSC", 1.1e8, 61.5, None, 2),
        ("P1", 2, "PLACEBO", None, None, None, 3),
    ]
    assert read_closed(tmp_path, 'select file, line, "column", value from findings') == [
        ("doses.csv", 3, "weight_kg", "-3")
    ]


def test_the_open_cut_holds_nothing_of_the_closed_one(run_judged):
    info = run_judged()
    with duckdb.connect(str(info.path), read_only=True) as connection:
        columns = {row[0] for row in connection.execute("select column_name from duckdb_columns()").fetchall()}
    assert not columns & {"sequence", "product", "cells_viable", "arm", "dose"}
    assert b"MSC_FIRST" not in info.path.read_bytes()


def test_a_closed_row_of_a_stranger_is_rejected(tmp_path, run):
    run(allocations="subject_id,sequence\nP9,MSC_FIRST\nP1,MSC_FIRST\nP1,PLACEBO_FIRST\n,MSC_FIRST\n")
    assert read_closed(tmp_path, 'select line, "column" from rejects order by line') == [
        (2, "subject_id"),
        (4, "subject_id"),
        (5, "subject_id"),
    ]


def test_what_belongs_to_a_later_randomisation_or_infusion_is_after_the_cut(tmp_path, run):
    run(as_of=date(2014, 6, 1))
    assert read_closed(tmp_path, "select file, rows_kept, rows_after_cut from source_files") == [
        ("allocations.csv", 1, 1),
        ("doses.csv", 1, 1),
    ]


def test_an_allocation_without_a_randomisation_is_doubted(tmp_path, run):
    run(allocations="subject_id,sequence\nP3,MSC_FIRST\n", doses="subject_id,infusion_no,product\nP2,1,MSC\n")
    assert read_closed(tmp_path, "select file, line, reason, kind from findings") == [
        ("allocations.csv", 2, "allocated without a randomisation in the open bundle", "WARNING"),
        ("doses.csv", 2, "no such infusion in the open bundle", "WARNING"),
    ]


def test_a_reject_in_the_closed_bundle_counts_under_strict(tmp_path, run):
    with pytest.raises(StrictError, match=r"1 row rejected.*allocations\.csv line 2"):
        run(strict=True, allocations="subject_id,sequence\nP9,MSC_FIRST\n")
    assert list_cut_ids(tmp_path / "store") == list_cut_ids(tmp_path / "vault") == ()


def test_a_closed_bundle_that_cannot_be_read_leaves_both_stores_as_they_were(tmp_path, run):
    with pytest.raises(BundleError, match=r'allocations\.csv: the required column "sequence" is missing'):
        run(allocations="subject_id\nP1\n")
    assert list_cut_ids(tmp_path / "store") == list_cut_ids(tmp_path / "vault") == ()


def test_a_folder_without_closed_files_is_no_closed_bundle(run):
    with pytest.raises(BundleError, match=r"closed: not a closed bundle; expected allocations\.csv and doses\.csv"):
        run(allocations=None, doses=None)


def test_the_closed_cut_is_taken_back_if_the_open_one_cannot_be_published(tmp_path, run, monkeypatch):
    def publish_closed_only(draft):
        if draft.store.name == "store":
            raise StoreError("no room")
        importer_publish(draft)

    importer_publish = importer.publish
    monkeypatch.setattr(importer, "publish", publish_closed_only)
    with pytest.raises(StoreError, match="no room"):
        run()
    assert list_cut_ids(tmp_path / "store") == list_cut_ids(tmp_path / "vault") == ()


def test_the_two_stores_must_be_different_folders(tmp_path, bundles):
    opened, folder = bundles()
    with pytest.raises(UsageError, match="the open and the closed store must be different folders"):
        import_bundle(opened, tmp_path / "store", closed_bundle=folder, closed_store=tmp_path / "x" / ".." / "store")


def test_a_closed_bundle_needs_a_closed_store(tmp_path, bundles):
    opened, folder = bundles()
    with pytest.raises(UsageError, match="give both or neither"):
        import_bundle(opened, tmp_path / "store", closed_bundle=folder)


def test_a_process_without_the_closed_path_has_no_closed_schema(tmp_path, run):
    info = run()
    blinded, unblinded = open_cut(info.path), open_cut(info.path, find_closed_cut(tmp_path / "vault", info).path)
    assert (blinded.has_closed, unblinded.has_closed) == (False, True)
    assert unblinded.cursor().execute("select count(*) from closed.allocations").fetchall() == [(2,)]
    with pytest.raises(duckdb.CatalogException, match="allocations"):
        blinded.cursor().execute("from closed.allocations")
    with pytest.raises(duckdb.PermissionException, match="disabled by configuration"):
        blinded.cursor().execute(f"attach '{tmp_path}/vault/{info.cut_id}.duckdb' as closed (read_only)")
    blinded.close()
    unblinded.close()


@pytest.mark.usefixtures("unjudged")
def test_an_older_closed_cut_serves_a_newer_open_one_but_never_a_later_day(tmp_path, run, write_bundle):
    early = run(as_of=date(2016, 6, 1))
    bundle = write_bundle(tmp_path / "open")
    later = import_bundle(bundle, tmp_path / "store", as_of=date(2017, 6, 1))
    before = import_bundle(bundle, tmp_path / "store", as_of=date(2015, 6, 1))
    assert find_closed_cut(tmp_path / "vault", later).cut_id == early.cut_id
    with pytest.raises(NoCutError, match=r"No closed data cut in .* as of 2015-06-01 or earlier"):
        find_closed_cut(tmp_path / "vault", before)


def test_a_closed_cut_whose_open_one_was_never_published_serves_nobody(tmp_path, run, write_bundle):
    early = run(as_of=date(2016, 6, 1))
    later = import_bundle(write_bundle(tmp_path / "open"), tmp_path / "store", as_of=date(2017, 6, 1))
    early.path.unlink()  # as if the import had been killed between the two
    with pytest.raises(NoCutError, match="No closed data cut"):
        find_closed_cut(tmp_path / "vault", later)


def test_a_closed_cut_is_no_open_cut(tmp_path, run):
    info = run()
    assert [cut.cut_id for cut in list_cuts(tmp_path / "store")] == [info.cut_id]
    with pytest.raises(StoreError, match="is a closed data cut"):
        open_cut(tmp_path / "vault" / f"{info.cut_id}.duckdb")


def test_the_closed_store_is_for_its_own_user_alone_whatever_the_umask(tmp_path, run):
    vault = tmp_path / "vault"
    vault.mkdir(mode=0o755)
    (vault / "old.duckdb").touch(mode=0o644)
    before = os.umask(0)
    try:
        run()
    finally:
        os.umask(before)
    assert stat.S_IMODE(vault.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in vault.iterdir()} == {0o600}
    assert not is_readable_by_others(vault)
    vault.chmod(0o750)
    assert is_readable_by_others(vault)
    assert not is_readable_by_others(tmp_path / "none")
