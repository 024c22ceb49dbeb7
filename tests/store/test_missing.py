"""What is missing, as stored with a new cut: for whoever is undecided, by every way of judging, in any batch."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.store import missing
from mesems_dash.store.connection import open_cut
from mesems_dash.store.importer import import_bundle

AS_OF = date(2018, 6, 30)
RANDOMISATIONS = "subject_id,screening_no,randomised_on\nP2,1,2014-03\n"


@pytest.fixture
def rows_of(imported):
    """Return the rows that a statement finds in the cut of a bundle."""
    return lambda sql, **changes: find(imported(as_of=AS_OF, **changes), sql)


def find(path, sql):
    cut = open_cut(path)
    try:
        return cut.cursor().execute(sql).fetchall()
    finally:
        cut.close()


EVERYTHING = "select * from missing order by all"


def test_rows_are_there_for_the_undecided_deciding_screenings_alone(rows_of):
    sql = """select
        (select list(distinct (judged_by, screening_key) order by (judged_by, screening_key)) from missing)
        = (select list((judged_by, screening_key) order by (judged_by, screening_key)) from judged
           where is_deciding and status = 'unknown'), (select count(*) from missing)"""
    ((is_same, number),) = rows_of(sql)
    assert is_same
    assert number > 10


def test_batches_make_no_difference(rows_of, tmp_path, write_bundle, monkeypatch):
    monkeypatch.setattr(missing, "BATCH", 1)
    one_by_one = import_bundle(write_bundle(tmp_path / "bundle"), tmp_path / "store", as_of=AS_OF)
    monkeypatch.undo()
    assert find(one_by_one.path, EVERYTHING) == rows_of(EVERYTHING)


def test_the_order_is_that_in_which_queries_read(rows_of):
    stored = rows_of("select judged_by, screening_key, place from missing")
    assert stored == sorted(stored)


def test_questions_of_a_person_are_numbered_from_one(rows_of):
    sql = "select list(place order by place) = range(1, count(*) + 1) from missing group by judged_by, screening_key"
    assert set(rows_of(sql)) == {(True,)}


def test_without_a_usable_reference_its_date_is_asked_for(rows_of):
    sql = "select distinct field, settles from missing join people using (screening_key) where subject_id = 'P2'"
    assert rows_of(sql, randomisations=RANDOMISATIONS) == [("randomisations.randomised_on", "SOMETIMES")]
