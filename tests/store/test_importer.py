"""A whole import: bundles that must be refused with one clear line, and stores that must stay as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from mesems_dash.errors import BundleError, StoreError, StrictError, UsageError
from mesems_dash.store.cuts import find_cut, list_cut_ids, list_cuts
from mesems_dash.store.importer import import_bundle
from tests.examples import every

WRONG = [
    # what is wrong, files, message
    ("missing file", {"subjects": None}, "subjects.csv: this required file is missing in bundle"),
    (
        "missing column",
        {"subjects": "subject_id\nP1\n"},
        'subjects.csv: the required column "site_id" is missing; found subject_id',
    ),
    (
        "missing column of a file that need not be there",
        {"edss": "subject_id,assessed_on\n"},
        'edss.csv: the required column "score" is missing; found subject_id, assessed_on',
    ),
    ("empty", {"sites": ""}, "sites.csv: the file is empty; expected a header row"),
    ("empty, optional", {"mri": b""}, "mri.csv: the file is empty; expected a header row"),
    ("binary", {"mri": b"\x89PNG\r\n\x1a\n\x00\x00"}, "mri.csv line 3: a NUL byte; expected UTF-8 text"),
    ("binary without NUL", {"mri": b"\xff\xd8\xff\xe1"}, "mri.csv line 1: not UTF-8 text; save the file as CSV UTF-8"),
    (
        "two headers of one name",
        {"edss": "subject_id,score,assessed_on,Score\n"},
        'edss.csv: two columns have the name "score"; each name must be unique',
    ),
    (
        "an endless line",
        {"edss": b"subject_id,score,assessed_on\nP1,4," + b"x" * (2 << 20)},
        "edss.csv line 2: longer than 1,048,576 bytes; expected one record a line",
    ),
    (
        "an unknown rule set",
        {"sites": "site_id,ruleset\nIT1,\nDK1,Kopenhagen\n"},
        'sites.csv line 3: the rule set "kopenhagen" is unknown; expected registry, published_2021, copenhagen, london',
    ),
]  # fmt: skip


def list_folder(folder):
    return sorted(path.name for path in folder.glob("*"))


@pytest.mark.parametrize(("files", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_bundle_gives_one_line_and_leaves_every_cut(tmp_path, write_bundle, three_people, files, message):
    store = three_people(tmp_path / "store", as_of=date(2014, 6, 1))
    (first,) = store.glob("*.duckdb")
    (store / ".importing.lock").touch()
    content = first.read_bytes()
    with pytest.raises((BundleError, UsageError)) as caught:
        import_bundle(write_bundle(tmp_path / "bundle", **files), store)
    assert caught.value.message == message
    assert caught.value.exit_code == 2
    assert list_folder(store) == [".importing.lock", first.name]
    assert first.read_bytes() == content


def test_a_bundle_must_be_a_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BundleError, match="file: not a folder; expected a bundle, a folder of CSV files"):
        import_bundle(tmp_path / "file", tmp_path / "store")
    with pytest.raises(BundleError, match="nowhere: no such folder; expected a bundle"):
        import_bundle(tmp_path / "nowhere", tmp_path / "store")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle")
    (bundle / "edss.csv").mkdir()
    with pytest.raises(BundleError, match=r"edss\.csv: cannot be read \(Is a directory\)"):
        import_bundle(bundle, tmp_path / "store")


def test_a_store_that_cannot_be_written_is_refused(tmp_path, write_bundle):
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError, match=r"store cannot be used as a store \(File exists\)"):
        import_bundle(write_bundle(tmp_path / "bundle"), tmp_path / "store")


@pytest.mark.parametrize(
    ("error", "why"),
    every(
        3,
        [
            (duckdb.ConversionException, "a ConversionException of the database"),
            (duckdb.OutOfMemoryException, "out of memory"),
            (duckdb.IOException, "the disk is full or cannot be written"),
        ],
    ),
)
def test_a_fault_of_the_database_is_told_without_its_words_which_may_quote_a_person(
    tmp_path, write_bundle, monkeypatch, error, why
):
    def fail(_connection, _progress):
        raise error("Could not convert string 'P-0042, born 1 May 1980' to DATE")

    monkeypatch.setattr("mesems_dash.store.importer.judge", fail)
    with pytest.raises(StoreError) as caught:
        import_bundle(write_bundle(tmp_path / "bundle"), tmp_path / "store")
    assert caught.value.message == f"{tmp_path / 'store'}: the cut cannot be written ({why})."


@pytest.mark.usefixtures("unjudged")
def test_strict_refuses_any_reject_and_says_the_first(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle", edss="subject_id,assessed_on,score\nP1,2013,4\nP9,2013,4\nP8,2013,4\n")
    with pytest.raises(StrictError) as caught:
        import_bundle(bundle, tmp_path / "store", strict=True)
    assert caught.value.message == (
        "2 rows rejected, so nothing was imported; "
        "the first: edss.csv line 3: no accepted row of subjects.csv has this id"
    )
    assert (caught.value.rejects, caught.value.exit_code) == (2, 1)
    assert list_cut_ids(tmp_path / "store") == ()


@pytest.mark.usefixtures("unjudged")
def test_strict_accepts_findings(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle", edss="subject_id,assessed_on,score\nP1,2013,5.25\n")
    assert import_bundle(bundle, tmp_path / "store", strict=True).findings == 1


@pytest.mark.usefixtures("unjudged")
def test_without_a_day_the_cut_is_as_of_today(tmp_path, write_bundle):
    before = datetime.now(UTC).astimezone().date()
    info = import_bundle(write_bundle(tmp_path / "bundle"), tmp_path / "store")
    assert before <= info.as_of <= datetime.now(UTC).astimezone().date()


@pytest.mark.usefixtures("unjudged")
def test_a_day_later_than_today_is_refused_and_today_is_not(tmp_path, write_bundle, monkeypatch):
    monkeypatch.setattr("mesems_dash.store.importer._today", lambda: date(2018, 6, 30))
    bundle, store = write_bundle(tmp_path / "bundle"), tmp_path / "store"
    with pytest.raises(UsageError) as caught:
        import_bundle(bundle, store, as_of=date(2018, 7, 1))
    message = "the data cut 2018-07-01 is later than today (2018-06-30); choose today or an earlier day"
    assert (caught.value.message, caught.value.exit_code) == (message, 2)
    assert not store.exists()
    assert import_bundle(bundle, store, as_of=date(2018, 6, 30)).as_of == date(2018, 6, 30)


@pytest.mark.usefixtures("unjudged")
def test_the_current_cut_is_the_greatest_day_then_the_latest_import(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle")
    days = [date(2014, 6, 1), date(2015, 6, 1), date(2015, 6, 1), date(2014, 7, 1)]
    made = [import_bundle(bundle, tmp_path / "store", as_of=day).cut_id for day in days]
    assert find_cut(tmp_path / "store").cut_id == made[2]
    assert [info.cut_id for info in list_cuts(tmp_path / "store")] == [made[2], made[1], made[3], made[0]]


@pytest.mark.usefixtures("unjudged")
def test_a_bundle_says_that_it_is_made_up(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle")
    assert not import_bundle(bundle, tmp_path / "store").is_synthetic
    (bundle / "SYNTHETIC").touch()
    info = import_bundle(bundle, tmp_path / "store")
    assert info.is_synthetic
    assert info.findings == 0  # the mark is no stranger


@pytest.mark.usefixtures("unjudged")
def test_the_manifest_names_the_folder_but_not_its_path(tmp_path, write_bundle):
    info = import_bundle(write_bundle(tmp_path / "secret" / "bundle"), tmp_path / "store")
    assert info.bundle_name == "bundle"
    assert b"secret" not in info.path.read_bytes()


def test_progress_goes_from_nothing_to_everything(tmp_path, write_bundle):
    text = []
    import_bundle(write_bundle(tmp_path / "bundle"), tmp_path / "store", progress=lambda *step: text.append(step))
    shares = [share for _, share in text]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.5 < shares[-1] == 1.0
    assert text[-1] == ("done", 1.0)


@pytest.mark.usefixtures("unjudged")
def test_a_large_bundle_gives_the_same_cut_with_its_scratch_on_disk(tmp_path, write_bundle, monkeypatch):
    bundle = write_bundle(tmp_path / "bundle", edss="subject_id,assessed_on,score\nP1,2013,4\nP9,2013,4\n")
    small = import_bundle(bundle, tmp_path / "store", as_of=date(2015, 6, 1))
    monkeypatch.setattr("mesems_dash.store.importer.SMALL_BYTES", 0)
    large = import_bundle(bundle, tmp_path / "store", as_of=date(2015, 6, 1))
    assert large.files == small.files
    assert list_folder(tmp_path / "store") == [".importing.lock", small.path.name, large.path.name]
