"""What a store holds: complete cuts, newest first; whatever else lies there is named, never opened by mistake."""

from __future__ import annotations

import re
import shutil
from datetime import date
from hashlib import sha256
from importlib.resources import files

import duckdb
import pytest

from mesems_dash import __version__
from mesems_dash.errors import NoCutError, StoreError, UsageError
from mesems_dash.store.cuts import OLDEST, find_cut, list_cut_ids, list_cuts, list_unreadable, read_cut_info

DAY = date(2015, 6, 1)


@pytest.fixture
def cut(tmp_path, three_people):
    return find_cut(three_people(tmp_path / "store", as_of=DAY))


def test_an_absent_or_empty_store_has_no_cut(tmp_path):
    for store in (tmp_path / "absent", tmp_path):
        assert list_cuts(store) == ()
        assert list_unreadable(store) == ()
        with pytest.raises(NoCutError, match=r"No data cut in .*: import a bundle first"):
            find_cut(store)
        with pytest.raises(NoCutError, match=r"No data cut in .*: import a bundle first"):
            find_cut(store, "2015-06-01_20200101T000000000000")


def test_the_manifest_says_what_a_cut_is_made_of(cut):
    assert (cut.as_of, cut.software_version, cut.bundle_name) == (DAY, __version__, "bundle")
    assert cut.cut_id == f"{DAY}_{cut.imported_at:%Y%m%dT%H%M%S%f}"
    assert [rule_set.name for rule_set in cut.rule_sets] == ["registry", "published_2021", "copenhagen", "london"]
    assert (cut.rejects, cut.findings, cut.is_closed) == (0, 0, False)
    assert len(cut.files[0].sha256 or "") == 64


def test_damaged_foreign_and_renamed_files_are_left_out_and_named(tmp_path, cut):
    store = tmp_path / "store"
    names = ["2016-01-01_20200101T000000000000", "2016-01-01_20200101T000000000001", "2016-01-01_20200101T000000000002"]
    (store / f"{names[0]}.duckdb").write_bytes(cut.path.read_bytes()[:5000])
    duckdb.connect(str(store / f"{names[1]}.duckdb")).close()
    shutil.copy(cut.path, store / f"{names[2]}.duckdb")
    shutil.copy(cut.path, store / "copy.duckdb")
    (store / "notes.txt").touch()
    assert [info.cut_id for info in list_cuts(store)] == [cut.cut_id]
    assert find_cut(store).cut_id == cut.cut_id
    assert [path.stem for path in list_unreadable(store)] == [*names, "copy"]
    for name in names:
        with pytest.raises(StoreError, match=f"{name}.duckdb in .* is not a complete data cut"):
            read_cut_info(store / f"{name}.duckdb")


def test_a_cut_is_found_by_its_id(tmp_path, cut):
    assert find_cut(tmp_path / "store", cut.cut_id) == cut
    with pytest.raises(UsageError, match=f'No cut "2015-06" in .*; available cuts: {cut.cut_id}'):
        find_cut(tmp_path / "store", "2015-06")


def test_a_day_stands_for_the_only_cut_as_of_it(tmp_path, cut):
    assert find_cut(tmp_path / "store", "2015-06-01") == cut
    (tmp_path / "store" / "2015-06-01_20200101T000000000000.duckdb").touch()
    candidates = f"choose one by its id: {cut.cut_id}, 2015-06-01_20200101T000000000000"
    with pytest.raises(UsageError, match=f"2 cuts in .* are as of 2015-06-01; {candidates}"):
        find_cut(tmp_path / "store", "2015-06-01")


def test_listing_ids_opens_nothing(tmp_path):
    (tmp_path / "2015-06-01_20200101T000000000000.duckdb").touch()
    (tmp_path / "2016-06-01_20190101T000000000000.duckdb").touch()
    (tmp_path / ".importing-2016-06-01_20190101T000000000001.duckdb").touch()
    assert list_cut_ids(tmp_path) == ("2016-06-01_20190101T000000000000", "2015-06-01_20200101T000000000000")


def test_a_cut_of_an_older_version_is_left_out_and_says_what_to_do(cut):
    path = cut.path
    with duckdb.connect(str(path)) as connection:
        connection.execute("update manifest set software_version = '0.1.9'")
    assert list_cuts(path.parent) == ()
    with pytest.raises(StoreError, match=r"was made by version 0\.1\.9 of the dashboard; import its bundle again"):
        read_cut_info(path)


def test_a_change_to_what_a_cut_holds_comes_with_a_version():
    """When this fails: raise the version, let cuts.OLDEST be it, and put both below.

    Where older cuts can be read as they are, the sum alone is changed.
    """
    store = files("mesems_dash.store")
    names = ("schema.sql", "schema_closed.sql", "layout.sql", "missing.sql")
    sql = " ".join(store.joinpath(name).read_text(encoding="utf-8") for name in names)
    plain = re.sub(r"\s+", " ", re.sub(r"--.*", "", sql))
    assert (OLDEST, sha256(plain.encode()).hexdigest()[:12]) == ("0.3.0", "c1f0439a8827")
