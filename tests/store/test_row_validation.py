"""Which rows are kept, rejected or left out as after the cut; file by file the three add up."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.examples import every

SUBJECT = "no accepted row of subjects.csv has this id"
SCREENING = "no accepted row of screenings.csv has this number"
TEXT = "key value missing; expected text"
FULL = "expected a full date as YYYY-MM-DD"
CORE = [
    # file, its text, then line, column, value and reason of each reject
    ("sites", "site_id,name\nIT1,a\nDK1,b\n,c\n", [(4, "site_id", "", TEXT)]),
    ("sites", "site_id\nIT1\nDK1\nIT1\n", [(4, "site_id", "IT1", "the same key is on line 2")]),
    ("sites", "site_id,name\nIT1,\nDK1,\n NA ,x\n", [(4, "site_id", " NA ", TEXT)]),
    (
        "subjects",
        "subject_id,site_id\nP1,IT1\nP2,XX1\nP3,\nP1,DK1\n,IT1\n",
        [
            (3, "site_id", "XX1", "no accepted row of sites.csv has this id"),
            (4, "site_id", "", TEXT),
            (6, "subject_id", "", TEXT),
            (5, "subject_id", "P1", "the same key is on line 2"),
        ],
    ),
    (
        "screenings",
        (
            "subject_id,screening_no,screened_on\nP1,1,2014-01-10\nP1,1.0,2014-01-11\nP1,0,2014-01-11\nP1,,2014-01-11\n"
            "P1,2,2014-02\nP1,2,\nP9,1,2014-02-01\n"
        ),
        [
            (4, "screening_no", "0", "key value cannot be read; expected a whole number, 1 or more"),
            (5, "screening_no", "", "key value missing; expected a whole number, 1 or more"),
            (6, "screened_on", "2014-02", f"key value cannot be read; {FULL}"),
            (7, "screened_on", "", f"key value missing; {FULL}"),
            (8, "subject_id", "P9", SUBJECT),
            (3, "screening_no", "1.0", "the same key is on line 2"),
        ],
    ),
]
REJECTED = [
    (
        "relapses",
        "subject_id,onset_on,documented\nP1,2013-05,Y\nP1,2013-05,Y\nP1, 2013-05 ,Y\nP1,2013-05,N\nP9,2013,Y\n",
        [
            (6, "subject_id", "P9", SUBJECT),
            (3, None, None, "an identical row is on line 2"),
            (4, None, None, "an identical row is on line 2"),
        ],
    ),
    ("edss", "subject_id,assessed_on,score\n,2013,4\n", [(2, "subject_id", "", TEXT)]),
    (
        "randomisations",
        "subject_id,screening_no,randomised_on\nP1,2,2014-04-01\nP1,2,2014-05-01\nP1,3,2014-04-01\nP9,1,2014-04-01\n",
        [
            (4, "screening_no", "3", SCREENING),
            (5, "subject_id", "P9", SUBJECT),
            (3, "screening_no", "2", "the same key is on line 2"),
        ],
    ),
    (
        "infusions",
        "subject_id,infusion_no,given\nP1,1,Y\nP1,3,Y\nP1,one,Y\nP1,1,N\n",
        [
            (3, "infusion_no", "3", "key value cannot be read; expected 1 or 2"),
            (4, "infusion_no", "one", "key value cannot be read; expected 1 or 2"),
            (5, "infusion_no", "1", "the same key is on line 2"),
        ],
    ),
    ("dispositions", "subject_id,status,on,reason\nP9,DIED,2014,fall\n", [(2, "subject_id", "P9", SUBJECT)]),
    ("harvests", "subject_id,harvested_on\nP9,2014\n", [(2, "subject_id", "P9", SUBJECT)]),
    ("mri", "subject_id,scanned_on\nP9,2014\n", [(2, "subject_id", "P9", SUBJECT)]),
    ("therapies", "subject_id,drug\nP9,Copaxone\n", [(2, "subject_id", "P9", SUBJECT)]),
    ("malignancies", "subject_id,type\nP9,OTHER\n", [(2, "subject_id", "P9", SUBJECT)]),
    (
        "targets",
        "month,cumulative_n\n2013-01,1\n2013,2\n2013-01-15,3\n,4\n",
        [
            (3, "month", "2013", "key value cannot be read; expected a month as YYYY-MM"),
            (4, "month", "2013-01-15", "key value cannot be read; expected a month as YYYY-MM"),
            (5, "month", "", "key value missing; expected a month as YYYY-MM"),
        ],
    ),
    (
        "notes",
        "on,label\n2013-01,a\nsoon,b\n,c\n",
        [
            (3, "on", "soon", "key value cannot be read; expected a date as YYYY, YYYY-MM or YYYY-MM-DD"),
            (4, "on", "", "key value missing; expected a date as YYYY, YYYY-MM or YYYY-MM-DD"),
        ],
    ),
    (
        "labs",
        "subject_id,collected_on,test,result\nP1,2013-01-01,HIV,NEG,\nP1,2013\n",
        [(2, None, None, "has 5 fields; the header has 4"), (3, None, None, "has 2 fields; the header has 4")],
    ),
]
AFTER = [
    # file, its text, rows kept, rows after the cut of 2014-02-15
    ("screenings", "subject_id,screening_no,screened_on\nP1,1,2014-02-15\nP1,2,2014-02-16\nP2,1,2014-02-01\n", 2, 1),
    ("relapses", "subject_id,onset_on\nP1,2014\nP1,2014-02\nP1,2014-03\nP1,\nP1,2015\n", 3, 2),
    ("edss", "subject_id,assessed_on,score\nP1,2014-02-16,4\nP1,2014-02-15,4\n", 1, 1),
    ("mri", "subject_id,scanned_on\nP1,2014-03\n", 0, 1),
    ("labs", "subject_id,collected_on,test\nP1,2014-03,HIV\n", 0, 1),
    ("therapies", "subject_id,drug,started_on\nP1,Copaxone,2014-03\nP1,Copaxone,2014\n", 1, 1),
    ("malignancies", "subject_id,type,diagnosed_on\nP1,OTHER,2014-03\n", 0, 1),
    ("harvests", "subject_id,harvested_on\nP1,2014-03\n", 0, 1),
    ("randomisations", "subject_id,screening_no,randomised_on\nP1,1,2014-03-01\nP2,1,2014-02\n", 1, 1),
    ("infusions", "subject_id,infusion_no,infused_on\nP1,1,2014-03\nP2,2,\n", 1, 1),
    ("dispositions", "subject_id,status,on\nP1,DIED,2014-03\n", 0, 1),
    ("notes", "on,label\n2014-03,a\n2014,b\n", 1, 1),
    ("targets", "month,cumulative_n\n2015-01,9\n", 1, 0),  # a plan may lie ahead
]


def fetch(cut, sql):
    return cut.cursor().execute(sql).fetchall()


def count_rows(cut, table):
    (row,) = [file for file in cut.info.files if file.file == f"{table}.csv"]
    return row.rows_in, row.rows_kept, row.rows_rejected, row.rows_after_cut


def check_rows(cut, table, text, expected):
    found = fetch(cut, f"""select line, "column", value, reason from rejects where file = '{table}.csv'""")
    assert sorted(found) == sorted(expected)
    rows_in = len(text.splitlines()) - 1
    kept = fetch(cut, f"select count(*) from {table}")[0][0]
    assert count_rows(cut, table) == (rows_in, kept, len(expected), rows_in - kept - len(expected))


@pytest.fixture(scope="module")
def rejecting(import_once):
    return import_once(**{table: text for table, text, _ in REJECTED})


@pytest.fixture(scope="module")
def early(import_once):
    return import_once(as_of=date(2014, 2, 15), **{table: text for table, text, _, _ in AFTER})


@pytest.mark.parametrize(("table", "text", "expected"), CORE)
def test_a_person_that_cannot_be_kept_goes_whole_into_the_rejects(import_unjudged, table, text, expected):
    check_rows(import_unjudged(**{table: text}), table, text, expected)


@pytest.mark.parametrize(("table", "text", "expected"), REJECTED)
def test_a_row_that_cannot_be_kept_goes_whole_into_the_rejects(rejecting, table, text, expected):
    check_rows(rejecting, table, text, expected)


@pytest.mark.parametrize(("table", "_text", "kept", "after"), AFTER)
def test_what_happened_after_the_cut_is_left_out_and_counted(early, table, _text, kept, after):
    assert count_rows(early, table) == (kept + after, kept, 0, after)


def test_a_reject_keeps_the_text_of_its_declared_columns(import_unjudged):
    cut = import_unjudged(edss='subject_id,secret,score,assessed_on\nP9,hidden," 4,5 ","20""13"\n')
    ((text,),) = fetch(cut, "select row_text from rejects")
    assert json.loads(text) == {"subject_id": "P9", "score": " 4,5 ", "assessed_on": '20"13'}


def test_a_row_too_wide_keeps_the_text_of_its_declared_columns(import_unjudged):
    cut = import_unjudged(edss="subject_id,secret,score,assessed_on\nP1,hidden,4,2013,x\n")
    ((text,),) = fetch(cut, "select row_text from rejects")
    assert json.loads(text) == {"subject_id": "P1", "score": "4", "assessed_on": "2013"}


def test_events_of_a_rejected_subject_are_rejected_too(import_unjudged):
    cut = import_unjudged(
        subjects="subject_id,site_id\nP1,XX1\nP2,IT1\nP3,DK1\n", relapses="subject_id,onset_on\nP1,2013\nP2,2013\n"
    )
    assert count_rows(cut, "relapses") == (2, 1, 1, 0)
    assert count_rows(cut, "screenings") == (4, 2, 2, 0)


def test_a_randomisation_of_a_screening_after_the_cut_is_after_the_cut(import_unjudged):
    cut = import_unjudged(
        as_of=date(2014, 2, 15),
        randomisations="subject_id,screening_no,randomised_on\nP1,2,\nP3,1,2014-01-01\nP2,7,2014-01-01\n",
    )
    assert count_rows(cut, "randomisations") == (3, 0, 1, 2)


def test_an_undated_infusion_is_as_late_as_what_comes_before_it(import_unjudged):
    cut = import_unjudged(
        as_of=date(2014, 5, 1),
        randomisations="subject_id,screening_no,randomised_on\nP1,2,2014-04-30\nP2,1,2014-05-02\n",
        infusions="subject_id,infusion_no,given,infused_on\nP1,1,Y,\nP1,2,Y,\nP2,1,Y,\nP3,1,Y,2014-05-02\nP3,2,Y,\n",
        dispositions="subject_id,status,on\nP1,COMPLETED,\nP2,COMPLETED,\nP2,DIED,\n",
    )
    assert fetch(cut, "select subject_key, infusion_no from infusions order by all") == [(1, 1), (1, 2)]
    assert fetch(cut, "select subject_key, status from dispositions order by all") == [(1, "COMPLETED"), (2, "DIED")]
    assert count_rows(cut, "infusions") == (5, 2, 0, 3)


def test_rejects_do_not_depend_on_the_cut(import_unjudged):
    text = "subject_id,onset_on\nP1,2015-01-01\nP1,2015-01-01\nP9,2015-01-01\n"
    early, late = import_unjudged(as_of=date(2014, 6, 1), relapses=text), import_unjudged(relapses=text)
    assert count_rows(early, "relapses") == (3, 0, 2, 1)
    assert count_rows(late, "relapses") == (3, 1, 2, 0)


def test_two_courses_of_one_drug_are_two_rows(import_unjudged):
    cut = import_unjudged(
        therapies="subject_id,drug,started_on\nP1,Copaxone,2012\nP1,Copaxone,2013\nP1,Copaxone,2012\n"
    )
    assert count_rows(cut, "therapies") == (3, 2, 1, 0)


def test_a_missing_file_means_nothing_of_it_recorded(import_unjudged):
    cut = import_unjudged()
    assert count_rows(cut, "relapses") == (0, 0, 0, 0)
    assert [file.is_present for file in cut.info.files if file.file == "relapses.csv"] == [False]
    assert len(cut.info.files) == 15


def test_a_file_of_only_a_header_is_present_and_empty(import_unjudged):
    cut = import_unjudged(relapses="subject_id,onset_on\n")
    ((is_present, digest),) = [(f.is_present, f.sha256) for f in cut.info.files if f.file == "relapses.csv"]
    assert is_present
    assert digest


def test_unknown_columns_and_files_are_left_out_with_a_warning(import_unjudged):
    cut = import_unjudged(edss="subject_id,assessed_on,score,rater,\n", readme="x\n")
    assert fetch(cut, 'select file, line, "column", reason, kind from findings') == [
        ("edss.csv", 1, "rater", "not a column in the data model; left out", "COLUMN"),
        ("edss.csv", 1, None, "column without a name; left out", "COLUMN"),
        ("readme.csv", None, None, "not a file in the data model; left out", "WARNING"),
    ]


def test_the_order_of_columns_is_free(import_unjudged):
    cut = import_unjudged(edss="score,subject_id,assessed_on\n4,P1,2013-01-01\n")
    assert fetch(cut, "select score, assessed_lo from edss") == [(4.0, date(2013, 1, 1))]


@pytest.mark.parametrize(
    ("ending", "delimiter", "mark"),
    every(3, [("\r\n", ";", "\ufeff"), ("\n", ";", ""), ("\r\n", ",", ""), ("\n", ",", "")]),
)
@pytest.mark.thorough
def test_every_dialect_gives_the_same_cut(import_unjudged, ending, delimiter, mark):
    lines = ["subject_id,assessed_on,score", 'P1,2013-01-01,"4,5"', 'P1,"2013-0', '1-02",4', "P2,2013-01-03,6.0"]
    text = mark + ending.join(lines).replace(",", delimiter).replace(f"4{delimiter}5", "4,5") + ending
    cut = import_unjudged(edss=text)
    assert fetch(cut, "select line, score from edss order by line") == [(2, 4.5), (3, 4.0), (5, 6.0)]
    assert fetch(cut, 'select line, "column" from findings') == [(3, "assessed_on")]


NO_DRUG = [
    # a row of therapies, whether it is one: "none" says that there is none
    ("P1,none,,,,,", False),
    ("P2, None ,,,,,N", False),
    ("P1,NONE,-,n/a,,,U", False),
    ("P1,none,,,2013,,", True),  # there was something
    ("P1,none,L03AB07,,,,", True),
    ("P1,none,,,,,Y", True),
    ("P1,-,,,,,", True),
    ("P1,nonesuch,,,,,", True),
]


def test_a_drug_none_says_that_there_is_none(import_unjudged):
    rows = "\n".join(row for row, _ in NO_DRUG)
    cut = import_unjudged(therapies=f"subject_id,drug,atc,route,started_on,ended_on,ongoing\n{rows}\n")
    kept = [line for line, (_, is_one) in enumerate(NO_DRUG, start=2) if is_one]
    assert [line for (line,) in fetch(cut, "select line from therapies order by line")] == kept
    assert count_rows(cut, "therapies") == (len(kept), len(kept), 0, 0)
    assert fetch(cut, "select distinct drug from therapies where drug is not null") == [("nonesuch",)]


def test_rejects_and_findings_name_person_and_site_as_far_as_they_can(import_unjudged):
    cut = import_unjudged(
        sites="site_id,country\nIT1,XXX\nDK1,DNK\n",
        subjects="subject_id,site_id,subtype\nP1,IT1,RRSM\nP2,IT1,\nP3,DK1,\nP7,XX1,\n",
        edss="subject_id,assessed_on,score\nP3,2013-01-01,5.25\nP9,2013-01-01,4\nP3,2013-01-02,4,x\n",
        relapses="subject_id,onset_on,ended_on\nP1,2013-05,2013-04\n",
        notes="on,label\nsoon,a\n",
    )
    assert fetch(cut, "select file, line, subject_id, site_id from rejects order by all") == [
        ("edss.csv", 3, "P9", None),
        ("edss.csv", 4, "P3", "DK1"),
        ("notes.csv", 2, None, None),
        ("subjects.csv", 5, "P7", "XX1"),
    ]
    assert fetch(cut, "select file, line, subject_id, site_id from findings order by all") == [
        ("edss.csv", 2, "P3", "DK1"),
        ("relapses.csv", 2, "P1", "IT1"),
        ("sites.csv", 2, None, "IT1"),
        ("subjects.csv", 2, "P1", "IT1"),
    ]
