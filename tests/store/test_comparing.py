"""An import says what is gone since the cut before; the closed side says it in counts alone."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from mesems_dash.reports.comparison import describe_closed_comparison, describe_comparison
from mesems_dash.reports.import_summary import summarise_import
from mesems_dash.store.importer import import_bundle
from tests.conftest import SITES, SUBJECTS

EDSS = "subject_id,assessed_on,score\n" + "".join(f"P1,2014-01-0{day},4\nP3,2014-01-0{day},4\n" for day in range(1, 5))
FEWER = EDSS.replace("P3,2014-01-01,4\nP1,2014-01-02,4\n", "P1,2014-01-02,5\n")  # one gone, one corrected
LATER = date(2018, 7, 1)


@pytest.fixture
def bring(tmp_path, write_bundle, unjudged):  # noqa: ARG001 - imports judge nobody
    """Import a bundle of the files given into one store, and read what was compared."""
    number = iter(range(100))

    def import_one(*, as_of=date(2018, 6, 30), **files):
        bundle = write_bundle(tmp_path / f"bundle-{next(number)}", **files)
        info = import_bundle(bundle, tmp_path / "store", as_of=as_of)
        with duckdb.connect(str(info.path), read_only=True) as connection:
            rows = connection.execute("select what, file, site_id, subject_id, before, after from compared").fetchall()
        return info, rows

    return import_one


def test_the_first_cut_is_compared_with_nothing(bring):
    info, rows = bring(edss=EDSS)
    assert rows == []
    assert "Compared" not in summarise_import(info)


def test_people_and_records_gone_are_told_and_a_correction_is_not(bring):
    first, _ = bring(edss=EDSS)
    subjects = SUBJECTS.replace("P2,IT1", "P4,IT1")
    info, rows = bring(edss=FEWER, subjects=subjects, as_of=LATER)
    assert rows == [
        ("CUT_BEFORE", None, None, None, None, None),
        ("PERSON_GONE", None, "IT1", "P2", None, None),
        ("PERSON_NEW", None, "IT1", "P4", None, None),
        ("RECORDS_GONE", "edss.csv", None, None, 8, 7),
        ("RECORDS_GONE", "screenings.csv", None, None, 4, 3),
        ("RECORDS_GONE", "subjects.csv", None, None, 3, 2),
    ]
    text = summarise_import(info)
    assert (
        f"Compared with the previous data cut, {first.cut_id}:\n  1 person in the previous data cut is gone: P2\n"
        in text
    )
    assert "  edss.csv: 1 record of 8 gone since the previous data cut.\n" in text
    assert "  1 person is new: P4\n" in text


def test_a_site_that_halves_or_goes_is_told(bring):
    bring(edss=EDSS)
    halved, gone = EDSS.replace("P3", "P1"), SUBJECTS.replace("P3,DK1,F,1990-06-15,2011-03-02,,N\n", "")
    _, rows = bring(edss=halved, as_of=LATER)
    assert [row for row in rows if row[0].startswith("SITE")] == [("SITE_HALVED", None, "DK1", None, 6, 2)]
    _, rows = bring(subjects=gone, sites=SITES.split("DK1")[0], as_of=LATER)
    assert ("SITE_GONE", None, "DK1", None, 2, 0) in rows


def test_the_same_files_again_are_told_whatever_the_day(bring):
    first, _ = bring(edss=EDSS)
    for as_of in (first.as_of, LATER):
        info, rows = bring(edss=EDSS, as_of=as_of)
        assert [row[0] for row in rows] == ["CUT_BEFORE", "SAME_FILES"]
        assert "The files are identical to those of data cut" in summarise_import(info)


def test_an_earlier_day_is_not_compared_with_a_later_one(bring):
    bring(edss=EDSS, as_of=LATER)
    assert bring(edss=FEWER)[1] == []


def test_a_closed_bundle_is_compared_in_counts_alone(tmp_path, write_bundle):
    bundle = write_bundle(tmp_path / "bundle")
    closed = tmp_path / "closed-bundle"
    closed.mkdir()
    for text in ("P1,MSC_FIRST\nP2,PLACEBO_FIRST\n", "P1,MSC_FIRST\n"):
        (closed / "allocations.csv").write_text(f"subject_id,sequence\n{text}")
        info = import_bundle(bundle, tmp_path / "s", as_of=LATER, closed_bundle=closed, closed_store=tmp_path / "c")
    path = tmp_path / "c" / info.path.name
    assert describe_closed_comparison(path) == ["allocations.csv: 1 record of 2 gone since the previous data cut."]
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(subject_id), count(site_id) from compared").fetchone() == (0, 0)


def test_many_ids_are_cut_short():
    import pandas as pd

    before = {"what": "CUT_BEFORE", "cut_id": "X"}
    gone = [{"what": "PERSON_GONE", "cut_id": "X", "subject_id": f"P{number}"} for number in range(7)]
    texts = describe_comparison(pd.DataFrame([before, *gone]))
    assert texts[1] == "7 people in the previous data cut are gone: P0, P1, P2, P3, P4 and 2 more"
