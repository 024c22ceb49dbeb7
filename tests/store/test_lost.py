"""What an import lost, and whom it may concern; which screenings are contested; bundles of which nothing is left."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.errors import BundleError
from mesems_dash.reports.import_summary import summarise_import
from mesems_dash.store.importer import import_bundle
from mesems_dash.store.scope import Scope, define_scope
from tests.examples import every

AS_OF = date(2018, 6, 30)
LOST = """
select
    coalesce(subjects.subject_id, 'anybody') as who,
    lost.file,
    lost.line,
    lost.test,
    lost.happened_lo::text as since,
    lost.happened_hi::text as until
from lost
left join subjects using (subject_key)
order by lost.file, lost.line, who
"""
COMPLETE = """\
subject_id,screening_no,screened_on,{promise},site_reasons
P1,1,2014-01-10,Y,
P2,1,2014-02-01,Y,{reason}
P3,1,2014-05-20,N,
"""
SUBJECTS = """\
subject_id,site_id,sex,birth_date
P1,IT1,F,1980
P2,IT1,M,1975
P9,XX1,M,1970
"""


def fetch(cut, sql):
    return cut.cursor().execute(sql).fetchall()


def lost_of(cut):
    return fetch(cut, LOST)


def contested(cut):
    return fetch(
        cut, "select subject_id, screening_no, contested from screenings where contested is not null order by 1, 2"
    )


# ---------------------------------------------------------------- rows, whom they name and when it was
ROWS = [
    # what it is, file, its text, what is lost
    (
        "too many fields name who stands in the place of subject_id",
        "malignancies",
        "subject_id,type,diagnosed_on,remission_since\nP1,OTHER,2016-05-01,,\n",
        [("P1", "malignancies.csv", 2, None, "2016-05-01", "2016-05-01")],
    ),
    (
        "a moved id is found in any field, and a date that may have moved is any day",
        "therapies",
        "drug,started_on,ended_on,subject_id\nRebif,2014,P2\n",
        [("P2", "therapies.csv", 2, None, None, None)],
    ),
    (
        "a decimal comma leaves day and person readable",
        "edss",
        "subject_id,assessed_on,score\nP1,2014-01,4,5\n",
        [("P1", "edss.csv", 2, None, "2014-01-01", "2014-01-31")],
    ),
    (
        "two rows in one name both, on any day",
        "edss",
        "subject_id,assessed_on,score\nP1,2014-01-02,4.0,P2,2014-01-03,4.5\n",
        [("P1", "edss.csv", 2, None, None, None), ("P2", "edss.csv", 2, None, None, None)],
    ),
    (
        "a misquoted row",
        "relapses",
        'subject_id,onset_on,severity\nP1,2014-01-02,"MILD"!\nP2,2014-01-03,MILD\n',
        [("P1", "relapses.csv", 2, None, "2014-01-02", "2014-01-02")],
    ),
    (
        "an odd result keeps its test",
        "labs",
        "subject_id,collected_on,test,result\nP1,2014-01-02,wbc,7,2\n",
        [("P1", "labs.csv", 2, "WBC", "2014-01-02", "2014-01-02")],
    ),
    (
        "a kept result whose test cannot be read may be one of any, one not done says nothing",
        "labs",
        "subject_id,collected_on,test,result\nP1,2014-01-02,HIW,NEG\nP1,2014-01-02,,POS\nP2,2014-01-02,HIW,ND\nP2,2014-01-02,,\n",
        [
            ("P1", "labs.csv", 2, None, "2014-01-02", "2014-01-02"),
            ("P1", "labs.csv", 3, None, "2014-01-02", "2014-01-02"),
        ],
    ),
    (
        "without an id known it may be anybody's; of a list the earliest says enough",
        "relapses",
        "subject_id,onset_on\nX1,2014-03-01\nX2,2014-02-01\n,2014-04-01\n",
        [("anybody", "relapses.csv", 3, None, "2014-02-01", None)],
    ),
    (
        "of EDSS every day counts",
        "edss",
        "subject_id,assessed_on,score\nX1,2014-03-01,4\nX2,2014-02-01,4\nX3,2014-02-01,5\n",
        [
            ("anybody", "edss.csv", 2, None, "2014-03-01", "2014-03-01"),
            ("anybody", "edss.csv", 3, None, "2014-02-01", "2014-02-01"),
        ],
    ),
    (
        "of very many days the first and the last",
        "labs",
        "subject_id,collected_on,test,result\n"
        + "".join(f"X1,2010-0{1 + day // 28}-{1 + day % 28:02},HIV,NEG\n" for day in range(31)),
        [("anybody", "labs.csv", 2, "HIV", "2010-01-01", "2010-02-03")],
    ),
    (
        "what surely lies after the cut concerns nobody",
        "mri",
        "subject_id,scanned_on\nX1,2018-07\nX2,2018-06-30\n",
        [("anybody", "mri.csv", 3, None, "2018-06-30", None)],
    ),
    (
        "an identical row loses nothing",
        "relapses",
        "subject_id,onset_on,severity\nP1,2014-03-01, mild\nP1,2014-03-01,mild \n",
        [],
    ),
]


@pytest.fixture(scope="module")
def cuts(import_together):
    """The cut of every row of ROWS, by what it is."""
    made = import_together([{file: text} for _, file, text, _ in ROWS])
    return {row[0]: cut for row, cut in zip(ROWS, made, strict=True)}


@pytest.mark.parametrize(("what", "file", "expected"), [(what, file, lost) for what, file, _, lost in ROWS])
def test_a_lost_row_concerns_whom_it_names_on_the_days_that_it_may_mean(cuts, what, file, expected):
    assert [row for row in lost_of(cuts[what]) if row[1] == f"{file}.csv"] == expected


def test_records_of_somebody_whose_own_row_was_rejected_concern_nobody_else(import_unjudged):
    relapses = "subject_id,onset_on\nP9,2014-03-01\nP9,2014-04-01,,\n"
    cut = import_unjudged(
        subjects=SUBJECTS, screenings="subject_id,screening_no,screened_on\nP1,1,2014-01-10\n", relapses=relapses
    )
    assert len(fetch(cut, "from rejects")) == 3
    assert lost_of(cut) == []


# ---------------------------------------------------------------- files that are not there
HISTORIES = {
    "therapies": "therapy_history_complete",
    "relapses": "relapse_history_complete",
    "mri": "mri_history_complete",
    "malignancies": "malignancy_history_complete",
}


def import_promises(import_unjudged, table, reason="", **files):
    return import_unjudged(screenings=COMPLETE.format(promise=HISTORIES[table], reason=reason), **files)


@pytest.mark.parametrize("table", every(3, ["therapies", "relapses", "mri"]))
def test_a_promise_about_a_file_that_is_not_there_falls_and_is_reported(import_unjudged, table):
    cut = import_promises(import_unjudged, table)
    assert lost_of(cut) == [("anybody", f"{table}.csv", None, None, None, None)]
    ((file, line, reason, kind),) = fetch(cut, "select file, line, reason, kind from findings")
    assert (file, line, kind) == (f"{table}.csv", None, "WARNING")
    assert reason.startswith(f"{table}.csv is not in the bundle; 2 screenings say their ")
    assert reason.endswith("add the file; if there are none, with the header row only")
    assert reason in summarise_import(cut.info)


@pytest.mark.parametrize(("reason", "falls"), [("", False), ("I4|E9", True), ("E8", False)])
def test_without_malignancies_the_promise_stands_until_something_speaks_of_one(import_unjudged, reason, falls):
    cut = import_promises(import_unjudged, "malignancies", reason)
    assert bool(lost_of(cut)) is falls
    ((said,),) = fetch(cut, "select reason from findings where file = 'malignancies.csv'")
    assert said.startswith(
        "malignancies.csv is not in the bundle; 2 screenings say their malignancy history is complete"
    )


def test_a_header_alone_says_that_there_is_none_and_no_promise_misses_no_file(import_unjudged):
    assert lost_of(import_promises(import_unjudged, "relapses", relapses="subject_id,onset_on\n")) == []
    cut = import_unjudged()
    assert (lost_of(cut), fetch(cut, "from findings where reason like '%not in the bundle%'")) == ([], [])


def test_malignancies_that_the_cut_before_had_are_missed(tmp_path, write_bundle, unjudged):  # noqa: ARG001 - patches
    screenings = COMPLETE.format(promise="malignancy_history_complete", reason="")
    malignancies = "subject_id,type,diagnosed_on\nP1,OTHER,2012\n"
    with_it = write_bundle(tmp_path / "with", screenings=screenings, malignancies=malignancies)
    without = write_bundle(tmp_path / "without", screenings=screenings)
    import_bundle(with_it, tmp_path / "store", as_of=AS_OF)
    assert "which is not accepted" in summarise_import(import_bundle(without, tmp_path / "store", as_of=AS_OF))


@pytest.mark.parametrize(
    ("name", "falls"),
    every(3, [("malignancies.xlsx", True), ("Malignancy.txt", True), ("tumours.csv", True), ("README.txt", False)]),
)
def test_malignancies_may_lie_in_a_file_that_is_left_out(tmp_path, write_bundle, unjudged, name, falls):  # noqa: ARG001 - patches
    screenings = COMPLETE.format(promise="malignancy_history_complete", reason="")
    bundle = write_bundle(tmp_path / "bundle", screenings=screenings)
    (bundle / name).write_text("subject_id,what\nP1,melanoma\n")
    said = summarise_import(import_bundle(bundle, tmp_path / "store", as_of=AS_OF))
    assert ("which is not accepted" in said, "which is read as none" in said) == (falls, not falls)


# ---------------------------------------------------------------- contested
def test_two_people_under_one_id_leave_nothing_of_it_judged(import_files):
    subjects = "subject_id,site_id,sex,birth_date\nP1,IT1,F,1980\nP2,IT1,M,1975\nP1,DK1,M,1990\nP2,IT1,M,1975\n"
    labs = "subject_id,collected_on,test,result\nP1,2014-01-01,HIV,POS\nP2,2014-01-01,HIV,POS\n"
    screenings = "subject_id,screening_no,screened_on\nP1,1,2014-01-10\nP1,2,2014-03-10\nP2,1,2014-02-01\n"
    cut = import_files(subjects=subjects, screenings=screenings, labs=labs)
    where = "subjects.csv lines 2 and 4"
    assert contested(cut) == [("P1", 1, where), ("P1", 2, where)]  # P2 was only handed in twice
    sql = "select subject_id, basis, status, count(*) from verdicts join screenings using (screening_key) group by all"
    assert {row[:3] for row in fetch(cut, sql)} == {
        ("P1", "THEN", "unknown"),
        ("P1", "NOW", "unknown"),
        ("P2", "THEN", "ineligible"),
        ("P2", "NOW", "ineligible"),
    }
    ((said,),) = fetch(cut, "select reason from findings where file = 'subjects.csv'")
    assert said == f"{where}: P1 is the id of two people (DK1, IT1); nothing recorded under this id is assessed"


CONTESTED = [
    (
        "a screening twice, which differs",
        {"screenings": "subject_id,screening_no,screened_on\nP1,1,2014-01-10\nP2,1,2014-02-01\nP1,1,2014-01-11\n"},
        [("P1", 1, "screenings.csv lines 2 and 4")],
    ),
    (
        "a screening twice, the same",
        {"screenings": "subject_id,screening_no,screened_on,consent_able\nP1,1,2014-01-10,Y\nP1,1,2014-01-10, Y\n"},
        [],
    ),
    (
        "a randomisation twice on different days",
        {"randomisations": "subject_id,screening_no,randomised_on\nP1,2,2014-03-20\nP1,2,2014-03-21\n"},
        [("P1", 2, "randomisations.csv lines 2 and 3")],
    ),
    (
        "a randomisation twice on one day",
        {"randomisations": "subject_id,screening_no,randomised_on,stratum\nP1,2,2014-03-20,a\nP1,2,2014-03-20,b\n"},
        [],
    ),
    (
        "a randomisation of no screening that can be read",
        {"randomisations": "subject_id,screening_no,randomised_on\nP1,2,2014-03-20\nP1,?,2014-03-21\nP2,,2014-03-01\n"},
        [("P1", 1, "randomisations.csv line 3"), ("P2", 1, "randomisations.csv line 4")],
    ),
    (
        "a randomisation of nobody known, and one after the cut",
        {"randomisations": "subject_id,screening_no,randomised_on\nX1,1,2014-03-20\nP1,?,2018-07-01\n"},
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), [case[1:] for case in CONTESTED], ids=[case[0] for case in CONTESTED])
def test_what_contradicts_itself_has_no_reference_date(import_unjudged, files, expected):
    cut = import_unjudged(**files)
    assert contested(cut) == expected
    sql = "select distinct reference_on, reference_kind from screenings where contested is not null"
    assert fetch(cut, sql) == ([(None, "CONTESTED")] if expected else [])


# ---------------------------------------------------------------- bundles of which nothing is left
EMPTY = [
    ({"sites": "site_id,name\n"}, "sites.csv: no row of this required file can be used; it has no rows"),
    (
        {"subjects": "subject_id,site_id\nP1,Genova\nP2,Genova\n"},
        (
            "subjects.csv: no row of this required file can be used; the first: line 2: no accepted row of "
            "sites.csv has this id"
        ),
    ),
    (
        {"screenings": "subject_id,screening_no,screened_on\nP1,1,early 2014\n"},
        "screenings.csv: no row of this required file can be used; the first: line 2: key value cannot be read",
    ),
    (
        {"screenings": "subject_id,screening_no,screened_on\nP1,1,2018-07-01\n"},
        "screenings.csv: no row of this required file can be used; every row is after the data cut",
    ),
]


@pytest.mark.parametrize(("files", "message"), EMPTY)
def test_a_bundle_of_which_a_required_file_keeps_nothing_is_refused(tmp_path, write_bundle, files, message):
    with pytest.raises(BundleError) as caught:
        import_bundle(write_bundle(tmp_path / "bundle", **files), tmp_path / "store", as_of=AS_OF)
    assert caught.value.message.startswith(message)
    assert caught.value.exit_code == 2
    assert not list((tmp_path / "store").glob("*.duckdb"))


# ---------------------------------------------------------------- whose eyes
def test_counts_see_no_lost_row_and_names_only_those_that_may_be_of_somebody_known():
    columns = [("subjects", "site_id"), ("subjects", "subject_key"), ("lost", "subject_key"), ("lost", "line")]
    views = {
        sql.split('"')[0] + '"' + sql.split('"')[1]: sql
        for sql in define_scope(Scope(("A",)), columns, of="cut")
        if '"lost"' in sql
    }
    assert views['create view pooled."lost'].endswith("where false")
    assert "where subject_key is null or subject_key in (select subject_key" in views['create view named."lost']
