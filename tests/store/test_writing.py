"""What a cut holds of the bundle: the reference date, the subtype, and what blanks become."""

from __future__ import annotations

from datetime import date

import pytest

SCREENED = (
    "subject_id,screening_no,screened_on,planned_randomisation_on\nP1,1,2014-01-10,2014-02-10\nP2,1,2014-02-01,\n"
)
REFERENCES = [
    # randomisations.csv, then reference date and kind of P1 and of P2
    (None, (date(2014, 2, 10), "PLANNED"), (date(2014, 2, 1), "SCREENED")),
    ("P1,1,2014-03-01\n", (date(2014, 3, 1), "RANDOMISED"), (date(2014, 2, 1), "SCREENED")),
    ("P1,1,2014-03\nP2,1,\n", (None, "UNUSABLE"), (None, "UNUSABLE")),
    ("P1,1,2014-02-30\nP2,1,soon\n", (None, "UNUSABLE"), (None, "UNUSABLE")),
    ("P1,1,2018-07-01\n", (date(2014, 2, 10), "PLANNED"), (date(2014, 2, 1), "SCREENED")),  # after the cut
]


def fetch(cut, sql):
    return cut.cursor().execute(sql).fetchall()


@pytest.mark.parametrize(("rows", "first", "second"), REFERENCES)
def test_the_reference_is_the_actual_randomisation_else_the_planned_else_the_screening(
    import_unjudged, rows, first, second
):
    randomisations = None if rows is None else f"subject_id,screening_no,randomised_on\n{rows}"
    cut = import_unjudged(screenings=SCREENED, randomisations=randomisations)
    assert fetch(cut, "select reference_on, reference_kind from screenings order by screening_key") == [first, second]


def test_an_unusable_reference_leaves_every_status_unknown(import_files):
    cut = import_files(screenings=SCREENED, randomisations="subject_id,screening_no,randomised_on\nP1,1,2014\n")
    sql = "select distinct status from verdicts join screenings using (screening_key) where subject_id = 'P1'"
    assert fetch(cut, sql) == [("unknown",)]


def test_a_blank_subtype_is_the_one_of_the_subject(import_unjudged):
    cut = import_unjudged(
        screenings="subject_id,screening_no,screened_on,subtype\nP1,1,2014-01-10,spms\nP1,2,2014-02-10,\nP3,1,2014-01-10,\n"
    )
    assert fetch(cut, "select subtype from screenings order by screening_key") == [("SPMS",), ("RRMS",), (None,)]


def test_a_site_without_a_rule_set_uses_the_registry(import_unjudged):
    assert fetch(import_unjudged(), "select site_id, ruleset from sites order by line") == [
        ("IT1", "registry"),
        ("DK1", "copenhagen"),
    ]


def test_keys_are_dense_and_sorted_by_name(import_unjudged):
    cut = import_unjudged()
    assert fetch(cut, "select screening_key, subject_key, subject_id, screening_no from screenings order by 1") == [
        (1, 1, "P1", 1),
        (2, 1, "P1", 2),
        (3, 2, "P2", 1),
        (4, 3, "P3", 1),
    ]


def test_a_number_keeps_its_comparator_as_an_interval(import_unjudged):
    cut = import_unjudged(labs="subject_id,collected_on,test,result\nP1,2013,EGFR,>60\n")
    sql = "select value_lo, value_hi, value_lo_open, value_hi_open from labs"
    assert fetch(cut, sql) == [(60.0, float("inf"), True, True)]


def test_every_screening_has_a_verdict_of_every_rule_set(import_files):
    cut = import_files()
    sql = "select ruleset, count(*) from verdicts where basis = 'THEN' group by ruleset order by ruleset"
    assert fetch(cut, sql) == [("copenhagen", 4), ("london", 4), ("published_2021", 4), ("registry", 4)]
    assert fetch(cut, "select count(*) from verdicts where basis = 'NOW'") == [(12,)]  # three people, none randomised
