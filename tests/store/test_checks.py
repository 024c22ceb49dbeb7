"""What cannot be right together is forgotten and reported; what is only odd is reported; partial dates may be right."""
# ruff: noqa: E501  # a finding is one line of the table

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.examples import every

CUT = date(2018, 6, 30)
INF = float("inf")
EXPECTED_DATE = "cannot be read; expected a date as YYYY, YYYY-MM or YYYY-MM-DD"
UNKNOWN_CODES = (
    "cannot be read; expected codes joined by |: I1..I4, E1..E14, DECLINED_CONSENT, WITHDREW_BEFORE_RANDOMISATION, "
    "MANUFACTURING_FAILURE, SITE_CLOSED, OTHER"
)
MIXED_SEX = "mixes known and unknown codes; expected F or M; the whole column counts as not recorded"
OLD = "implausible; expected 10 to 100 years of age at a screening"
AHEAD = "after the cut; counts as not recorded"
RANDOMISED = "subject_id,screening_no,randomised_on\nP1,2,2014-04-01\n"
SCREENED = "subject_id,screening_no,screened_on,"
LEFT = ("WITHDRAWN", "DECLINED", "LOST", "DIED")
ALONE = ({"relapses"}, {"mri"}, {"therapies"}, {"malignancies"}, {"targets"})
"""Files whose findings depend on no other file that a case changes; such cases are one bundle."""

FINDINGS = [
    # files, then (file, line, column, value, reason, kind) of every finding
    ({"sites": "site_id,country\nIT1,ITA\nDK1,dnk\n"}, []),
    (
        {"sites": "site_id,country,target_n,activated_on,closed_on\nIT1,XXX,-1,2014,2013-12\nDK1,DNK,3,2019,2018-07\n"},
        [
            ("sites", 2, "country", "XXX", "cannot be read; expected a code of three letters (ISO 3166-1 alpha-3)", "VALUE"),
            ("sites", 2, "target_n", "-1", "cannot be read; expected a whole number, 0 or more", "VALUE"),
            ("sites", 3, "activated_on", "2019", AHEAD, "AFTER_CUT"),
            ("sites", 3, "closed_on", "2018-07", AHEAD, "AFTER_CUT"),
            ("sites", 2, "closed_on", "2013-12", "closed before it was activated", "VALUE"),
        ],
    ),
    (
        {"subjects": "subject_id,site_id,sex,birth_date,onset_date,diagnosis_date,subtype,childbearing_potential\n"
            "P1,IT1,f,1980,1979,1979-12,rrms,y\n"  # before birth, twice
            "P2,IT1,X,1980-05-01,1980-05,1980-05,BPMS,perhaps\n"  # may be right
            "P3,DK1,M,2019,2011,2010,,U\n"},
        [
            ("subjects", 2, "onset_date", "1979", "before birth", "VALUE"),
            ("subjects", 2, "diagnosis_date", "1979-12", "before birth", "VALUE"),
            ("subjects", None, "sex", "X 1x", MIXED_SEX, "VALUE"),
            ("subjects", 3, "subtype", "BPMS", "cannot be read; expected RRMS, SPMS, PPMS or CIS", "VALUE"),
            ("subjects", 3, "childbearing_potential", "perhaps", "cannot be read; expected Y, N or U", "VALUE"),
            ("subjects", 4, "birth_date", "2019", AHEAD, "AFTER_CUT"),
            ("subjects", 4, "diagnosis_date", "2010", "diagnosed before the first symptom", "WARNING"),
        ],
    ),
    (
        {"screenings": f"{SCREENED}planned_randomisation_on,site_decision,decided_on,site_reasons\n"
            "P1,1,2014-01-10,2013-12-31,ELIGIBLE,2014-01-09,E7|OTHER\n"
            "P2,1,2014-01-10,2014-02,MAYBE,2014-01,E99\n"
            "P3,2,2014-01-10,2030-01-01,INELIGIBLE,2018-07,E7\n"},
        [
            ("screenings", 3, "planned_randomisation_on", "2014-02", "cannot be read; expected a full date as YYYY-MM-DD", "VALUE"),
            ("screenings", 3, "site_decision", "MAYBE", "cannot be read; expected ELIGIBLE, INELIGIBLE or PENDING", "VALUE"),
            ("screenings", 3, "site_reasons", "E99", UNKNOWN_CODES, "VALUE"),
            ("screenings", 4, "decided_on", "2018-07", "after the cut; the decision counts as pending, without reasons", "AFTER_CUT"),
            ("screenings", 2, "decided_on", "2014-01-09", "before the screening", "VALUE"),
            ("screenings", 2, "planned_randomisation_on", "2013-12-31", "planned before the screening", "WARNING"),
            ("screenings", 4, "screening_no", "2", "the screening before this one is missing", "WARNING"),
            ("screenings", 2, "site_reasons", "E7|OTHER", "criteria recorded as reasons although the decision is ELIGIBLE", "WARNING"),
        ],
    ),
    (
        {"sites": "site_id,activated_on,closed_on\nIT1,2014-02,2014-03\nDK1,,\n",
         "subjects": "subject_id,site_id,birth_date\nP1,IT1,1912-12-31\nP2,IT1,2004-01-02\nP3,DK1,1913\n",
         "screenings": "subject_id,screening_no,screened_on\nP1,1,2014-01-31\nP1,2,2014-01-30\nP2,1,2014-03-31\nP3,1,2014-01-01\n"},
        [
            ("subjects", 2, "birth_date", "1912-12-31", OLD, "VALUE"),
            ("screenings", 2, "screened_on", "2014-01-31", "the site was not yet activated or already closed", "WARNING"),
            ("screenings", 3, "screened_on", "2014-01-30", "the site was not yet activated or already closed", "WARNING"),
            ("screenings", 3, "screened_on", "2014-01-30", "earlier than a screening with a lower number", "WARNING"),
        ],
    ),
    (
        {"relapses": "subject_id,onset_on,ended_on,documented,severity\nP1,2013-05,2013-04-30,Y,mild\nP1,2013-05,2013,,BAD\n"
            "P1,1980-02-28,,,\nP1,2013-02-30,2018-07-01,,\n"},
        [
            ("relapses", 3, "severity", "BAD", "cannot be read; expected MILD, MODERATE or SEVERE", "VALUE"),
            ("relapses", 5, "onset_on", "2013-02-30", EXPECTED_DATE, "VALUE"),
            ("relapses", 4, "onset_on", "1980-02-28", "before birth", "VALUE"),
            ("relapses", 5, "ended_on", "2018-07-01", AHEAD, "AFTER_CUT"),
            ("relapses", 2, "ended_on", "2013-04-30", "ended before its onset", "VALUE"),
        ],
    ),
    (
        {"mri": "subject_id,scanned_on,gadolinium,gel_count,new_t2_count\nP1,2013,N,1,1.5\nP1,2013,Y,-2,0\n"},
        [
            ("mri", 3, "gel_count", "-2", "cannot be read; expected a whole number, 0 or more", "VALUE"),
            ("mri", 2, "new_t2_count", "1.5", "cannot be read; expected a whole number, 0 or more", "VALUE"),
            ("mri", 2, "gel_count", "1", "enhancing lesions without gadolinium", "WARNING"),
        ],
    ),
    (
        {"therapies": "subject_id,drug,atc,route,started_on,ended_on,ongoing\n"
            "P1,Copaxone,,SC,2013-05-02,2013-05-01,\n"
            "P1,Copaxone,,,2013-05-02,2013,\n"  # may be right
            "P1,Copaxone,L3,SUBLINGUAL,2013,2014,Y\n"
            "P1,Copaxone,,,2013,2019,N\n"},
        [
            ("therapies", 4, "atc", "L3", "cannot be read; expected an ATC code such as L03AB07", "VALUE"),
            ("therapies", 4, "route", "SUBLINGUAL", "cannot be read; expected ORAL, IV, IM, SC, INHALED, NASAL, TOPICAL, OCULAR, RECTAL or OTHER", "VALUE"),
            ("therapies", 5, "ended_on", "2019", "after the cut; counts as ongoing", "AFTER_CUT"),
            ("therapies", 4, "ongoing", "Y", "ongoing although an end date is given; both count as not recorded", "VALUE"),
            ("therapies", 2, "ended_on", "2013-05-01", "ended before it started", "VALUE"),
        ],
    ),
    (
        {"malignancies": "subject_id,type,diagnosed_on,remission_since\nP1,BCC_SKIN,2013,2012-12\nP1,BCC,2013,2013\nP1,BCC_SKIN,2013,2019\n"},
        [
            ("malignancies", 3, "type", "BCC", "cannot be read; expected BCC_SKIN, CARCINOMA_IN_SITU or OTHER", "VALUE"),
            ("malignancies", 4, "remission_since", "2019", AHEAD, "AFTER_CUT"),
            ("malignancies", 2, "remission_since", "2012-12", "before the diagnosis", "VALUE"),
        ],
    ),
    (
        {"randomisations": RANDOMISED,
         "harvests": "subject_id,harvested_on,outcome,released_on\nP1,2014-03-20,OK,2014-03-19\nP2,2014-03-20,FAILED,2014-04\n"
            "P2,2014-03-20,OK,2018-07\nP1,2014-05,GOOD,\n"},
        [
            ("harvests", 5, "outcome", "GOOD", "cannot be read; expected OK, FAILED or PENDING", "VALUE"),
            ("harvests", 4, "released_on", "2018-07", "after the cut; the outcome counts as pending", "AFTER_CUT"),
            ("harvests", 2, "released_on", "2014-03-19", "before the harvest", "VALUE"),
            ("harvests", 3, "released_on", "2014-04", "released although the harvest failed", "WARNING"),
            ("harvests", 5, "harvested_on", "2014-05", "after the randomisation", "WARNING"),
        ],
    ),
    (
        {"randomisations": "subject_id,screening_no,randomised_on\nP1,1,2014-01-09\nP1,2,2014-04\nP2,1,2014-04-01\n"},
        [
            ("randomisations", 3, "randomised_on", "2014-04", "cannot be read; expected a full date as YYYY-MM-DD", "VALUE"),
            ("randomisations", 2, "randomised_on", "2014-01-09", "before the screening", "WARNING"),
            ("randomisations", 2, "screening_no", "1", "randomised although this screening has the decision INELIGIBLE", "WARNING"),
            ("randomisations", 4, "screening_no", "1", "randomised although no screening has the decision ELIGIBLE", "WARNING"),
            ("randomisations", 3, "subject_id", "P1", "randomised twice; the person counts once, at the first of the two screenings", "WARNING"),
        ],
    ),
    (
        {"randomisations": RANDOMISED,
         "infusions": "subject_id,infusion_no,given,infused_on\nP1,1,Y,2014-03-31\nP2,2,Y,2014-05-01\nP3,1,N,2014-06-01\n"},
        [
            ("infusions", 2, "infused_on", "2014-03-31", "before the randomisation", "VALUE"),
            ("infusions", 4, "given", "N", "has a date although it was not given", "WARNING"),
            ("infusions", 3, "subject_id", "P2", "infused without a randomisation", "WARNING"),
            ("infusions", 4, "subject_id", "P3", "infused without a randomisation", "WARNING"),
            ("infusions", 3, "infusion_no", "2", "infusion 2 given without infusion 1", "WARNING"),
        ],
    ),
    (
        {"randomisations": RANDOMISED,
         "infusions": "subject_id,infusion_no,given,infused_on\nP1,2,Y,2014-05-01\nP1,1,Y,2014-05-02\n"},
        [("infusions", 2, "infused_on", "2014-05-01", "infusion 2 before infusion 1", "VALUE")],
    ),
    (
        {"randomisations": RANDOMISED,
         "infusions": "subject_id,infusion_no,given,infused_on\nP1,2,Y,2014-05-01\nP1,1,Y,2014-05\n"},
        [],  # it may be right
    ),
    (
        {"screenings": f"{SCREENED}consent_signed_on,site_decision\n"
            "P1,1,2014-01-10,2014-01-11,INELIGIBLE\nP1,2,2014-03-10,2014-05-02,ELIGIBLE\n"
            "P2,1,2014-02-01,2014-02,ELIGIBLE\nP3,1,2014-05-20,2014-05-20,ELIGIBLE\n",  # a month, or the day itself, may be right
         "randomisations": f"{RANDOMISED}P2,1,2014-02-10\n"},
        [
            ("screenings", 2, "consent_signed_on", "2014-01-11", "signed after the screening", "WARNING"),
            ("screenings", 3, "consent_signed_on", "2014-05-02", "signed after the screening", "WARNING"),
            ("screenings", 3, "consent_signed_on", "2014-05-02", "signed after the randomisation", "WARNING"),
        ],
    ),
    (
        {"screenings": f"{SCREENED}site_decision\nP1,1,2014-01-10,ELIGIBLE\nP1,2,2014-03-10,ELIGIBLE\nP2,1,2014-02-01,ELIGIBLE\n"
            "P3,1,2014-05-20,ELIGIBLE\n",
         "randomisations": "subject_id,screening_no,randomised_on,randomisation_no\nP1,1,2014-04-01,a17\nP1,2,2014-04-02,A17\n"
            "P2,1,2014-04-03,A18\nP3,1,2014-06-01,a18\n"},  # one person's own number, twice, is no number for two
        [
            ("randomisations", 3, "subject_id", "P1", "randomised twice; the person counts once, at the first of the two screenings", "WARNING"),
            ("randomisations", 4, "randomisation_no", "A18", "used for two or more people", "WARNING"),
            ("randomisations", 5, "randomisation_no", "a18", "used for two or more people", "WARNING"),
        ],
    ),
    (
        {"subjects": "subject_id,site_id\n" + "".join(f"{who}{place},IT1\n" for place in range(4) for who in "ABC"),
         "screenings": f"{SCREENED}site_decision\n"
            + "".join(f"{who}{place},1,2014-01-10,ELIGIBLE\n" for place in range(4) for who in "ABC"),
         "randomisations": "subject_id,screening_no,randomised_on\n"
            + "".join(f"A{place},1,2014-04-01\nB{place},1,2014-04-01\nC{place},1,2014-06-01\n" for place in range(4)),
         "dispositions": "subject_id,status,on\n"
            + "".join(f"A{place},{status},2014-03-31\nB{place},{status},2014-04\nC{place},COMPLETED,2014-05-30\n"
                for place, status in enumerate(LEFT))},
        [("randomisations", 2 + 3 * place, "randomised_on", "2014-04-01", f"randomised after {status}", "WARNING")
            for place, status in enumerate(LEFT)],
    ),
    (
        {"dispositions": "subject_id,status,on\nP1,DIED,2014-03-09\nP2,DIED,2014-02\nP3,WITHDRAWN,2014-05\nP3,LOST,2014-04\n"},
        [
            ("screenings", 3, "screened_on", "2014-03-10", "screened after DIED", "WARNING"),
            ("dispositions", 5, "on", "2014-04", "before the first screening", "WARNING"),
        ],
    ),
    (
        {"randomisations": RANDOMISED,
         "infusions": "subject_id,infusion_no,given,infused_on\nP1,1,Y,2014-05-01\nP1,2,Y,2014-11-01\n",
         "dispositions": "subject_id,status,on\nP1,DIED,2014-06\nP1,WITHDRAWN,2014-10-31\n"},  # an infusion may follow a withdrawal
        [("infusions", 3, "infused_on", "2014-11-01", "infused after DIED", "WARNING")],
    ),
    (
        {"subjects": "subject_id,site_id,sex,birth_date,onset_date,diagnosis_date\nP1,IT1,F,1980-02-29,2009-05,2010\n"
            "P2,DK1,F,1980-02-29,2009-05-17,2010-03\n"  # the first symptom may be the same
            "P3,DK1,F,1980-02,2009-05-17,2010-03\n"  # a birth that is not known to the day says nothing
            "P4,DK1,F,1980-02-29,2009-06,\nP5,DK1,M,1980-02-29,2009-05,2010\nP6,DK1,,1980-02-29,2009-05,2010\n"
            "P7,DK1,F,1980-02-29,,2010\nP8,DK1,F,1980-02-29,2009-05,2011\n"},
        [("subjects", 3, "subject_id", "P2", "may be one person: P1 (IT1), P2 (DK1), lines 2 and 3", "WARNING")],
    ),
    (
        {"targets": "month,cumulative_n\n2013-01,1\n2013-01,2\n2013-02,-3\n"},
        [
            ("targets", 4, "cumulative_n", "-3", "cannot be read; expected a whole number, 0 or more", "VALUE"),
            ("targets", 3, "month", "2013-01", "a second target for this month", "WARNING"),
        ],
    ),
]  # fmt: skip

LABS = [
    # test, result, unit, then result, value_lo and value_hi kept, and the column found at fault
    ("EGFR", "75", "", None, 75.0, 75.0, None),
    ("EGFR", "75", "mL/min/1.73m2", None, 75.0, 75.0, None),
    ("EGFR", "75", "ml / min / 1.73 m²", None, 75.0, 75.0, None),
    ("EGFR", "75", "mL/min/1,73m^2", None, 75.0, 75.0, None),
    ("EGFR", "1.2", "mg/dL", None, None, None, "unit"),
    ("EGFR", "ND", "mg/dL", "ND", None, None, None),
    ("EGFR", "5", "", None, 5.0, 5.0, None),
    ("EGFR", "4.9", "", None, None, None, "result"),  # mg/dL, or mL/s
    ("EGFR", "200", "", None, 200.0, 200.0, None),
    ("EGFR", "200.1", "", None, None, None, "result"),
    ("EGFR", ">200", "", None, 200.0, INF, None),
    ("EGFR", ">201", "", None, None, None, "result"),  # with a comparator too
    ("EGFR", "<5", "", None, -INF, 5.0, None),
    ("EGFR", "<4", "", None, None, None, "result"),
    ("WBC", "0.5", "", None, 0.5, 0.5, None),
    ("WBC", "0.4", "", None, None, None, "result"),
    ("WBC", "100", "", None, 100.0, 100.0, None),
    ("WBC", "101", "", None, None, None, "result"),
    ("WBC", "<=0.5", "10^9/L", None, -INF, 0.5, None),
    ("WBC", ">=6500", "", None, None, None, "result"),
    ("EGFR", "-3", "", None, None, None, "result"),
    ("EGFR", ">-3", "", None, None, None, "result"),
    ("EGFR", "POS", "", None, None, None, "result"),
    ("WBC", "6,1", "10*9/L", None, 6.1, 6.1, None),
    ("WBC", "6.1", "G/L", None, 6.1, 6.1, None),
    ("WBC", "6.1", "10^3/uL", None, 6.1, 6.1, None),
    ("WBC", "6100", "per uL", None, None, None, "unit"),
    ("HIV", "POS", "", "POS", None, None, None),
    ("HIV", "0.3", "", None, None, None, "result"),
    ("HIV", "ND", "", "ND", None, None, None),
    ("hbsag", "neg", "", "NEG", None, None, None),
    ("XYZ", "NEG", "", "NEG", None, None, "test"),
]


def fetch(cut, sql):
    return cut.cursor().execute(sql).fetchall()


def merge(cases):
    """The cases, with those of the files in ALONE as one, the first."""
    alone = [case for case in cases if set(case[0]) in ALONE]
    files = {name: text for files, _ in alone for name, text in files.items()}
    merged = (files, [finding for _, findings in alone for finding in findings])
    return [merged, *(case for case in cases if case not in alone)]


@pytest.mark.parametrize(("files", "expected"), merge(FINDINGS))
def test_what_cannot_be_right_is_reported_where_it_stands(import_unjudged, files, expected):
    cut = import_unjudged(as_of=CUT, **files)
    found = fetch(cut, """select replace(file, '.csv', ''), line, "column", value, reason, kind from findings""")
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert cut.info.rejects == 0


@pytest.fixture(scope="module")
def tested(import_once):
    """The labs of LABS, each on the line of its place."""
    names = ("subject_id", "collected_on", "test", "result", "unit")
    days = [(date(2013, 1, 1) + timedelta(days=place)).isoformat() for place in range(len(LABS))]
    rows = [dict(zip(names, ("P1", day, *case[:3]), strict=True)) for day, case in zip(days, LABS, strict=True)]
    return import_once(labs=rows)


@pytest.mark.parametrize(("line", "case"), tuple(enumerate(LABS, start=2)))
def test_a_result_counts_only_in_the_kind_and_unit_of_its_test(tested, line, case):
    *_, word, lo, hi, column = case
    assert fetch(tested, f"select result, value_lo, value_hi from labs where line = {line}") == [(word, lo, hi)]
    assert fetch(tested, f'select "column" from findings where line = {line}') == ([(column,)] if column else [])


def test_a_drug_that_nothing_identifies_is_reported(import_files):
    cut = import_files(therapies="subject_id,drug,atc\nP1,moonshine,\nP1,moonshine,L04AX01\nP1,Copaxone,\n")
    assert fetch(cut, 'select line, "column", value, left(reason, 45), kind from findings') == [
        (2, "drug", "moonshine", "drug not identified by name or ATC code; it m", "WARNING")
    ]


def test_a_stop_after_the_cut_is_ongoing(import_unjudged):
    cut = import_unjudged(
        therapies="subject_id,drug,started_on,ended_on,ongoing\nP1,Copaxone,2013,2018-07,N\nP1,Copaxone,2014,2018,\n"
    )
    assert fetch(cut, "select ended_lo, ended_hi, ongoing from therapies order by line") == [
        (None, None, True),
        (date(2018, 1, 1), date(2018, 12, 31), None),  # it may have been before the cut
    ]


def test_a_therapy_ongoing_with_an_end_has_neither(import_unjudged):
    cut = import_unjudged(therapies="subject_id,drug,started_on,ended_on,ongoing\nP1,Copaxone,2013,2014,Y\n")
    assert fetch(cut, "select ended_lo, ended_hi, ongoing from therapies") == [(None, None, None)]


def test_a_decision_after_the_cut_is_pending_without_reasons(import_unjudged):
    cut = import_unjudged(
        screenings=f"{SCREENED}site_decision,decided_on,site_reasons\nP1,1,2018-06-01,INELIGIBLE,2018-07-01,E7\n"
    )
    sql = "select site_decision, decided_lo, decided_hi, site_reasons, site_reasons_text from screenings"
    assert fetch(cut, sql) == [("PENDING", None, None, [], None)]


def test_a_release_after_the_cut_leaves_the_harvest_pending(import_unjudged):
    cut = import_unjudged(harvests="subject_id,harvested_on,outcome,released_on\nP1,2018-06-01,OK,2018-07-01\n")
    assert fetch(cut, "select outcome, released_lo from harvests") == [("PENDING", None)]


def test_only_plans_may_lie_ahead(import_unjudged):
    cut = import_unjudged(screenings=f"{SCREENED}planned_randomisation_on\nP1,1,2018-06-01,2018-09-01\n")
    assert fetch(cut, "select reference_on, reference_kind from screenings") == [(date(2018, 9, 1), "PLANNED")]
    assert cut.info.findings == 0


def test_the_date_of_a_second_infusion_before_the_first_is_forgotten(import_unjudged):
    cut = import_unjudged(
        randomisations=RANDOMISED,
        infusions="subject_id,infusion_no,given,infused_on\nP1,2,Y,2014-05-01\nP1,1,Y,2014-05-02\n",
    )
    assert fetch(cut, "select infusion_no, given, infused_lo from infusions order by infusion_no") == [
        (1, True, date(2014, 5, 2)),
        (2, True, None),
    ]


LATE = [
    # screenings and other files, the line about people whom other files know before the cut of 2014-02-15
    ({"edss": "subject_id,assessed_on,score\nP3,2013-01-01,4\n"}, "1 person has records before the cut but was screened after it: P3"),
    ({"edss": "subject_id,assessed_on,score\nP3,2014-02-15,4\n", "mri": "subject_id,scanned_on\nP3,2013\n"},
     "1 person has records before the cut but was screened after it: P3"),
    (  # one that may be later and one that is; P1 has a screening before it; the one of P2 is rejected
        {"edss": "subject_id,assessed_on,score\nP3,2014,4\nP3,2014-02-16,4\nP1,2013-01-01,4\n",
         "screenings": "subject_id,screening_no,screened_on\nP1,1,2014-01-10\nP2,1,2104-02-01\nP3,1,2014-05-20\n"},
        None,
    ),
    ({"relapses": "subject_id,onset_on\nP3,2013\nP2,2013\n",
      "screenings": "subject_id,screening_no,screened_on\nP1,1,2014-01-10\nP2,1,2014-03-01\nP3,1,2014-05-20\n"},
     "2 people have records before the cut but were screened after it: P2, P3"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "line"), every(3, LATE))
def test_who_is_known_before_the_cut_but_screened_after_it_is_named_once(import_unjudged, files, line):
    cut = import_unjudged(as_of=date(2014, 2, 15), **files)
    found = fetch(cut, "select file, line, reason from findings where kind = 'AFTER_CUT'")
    assert found == ([("screenings.csv", None, line)] if line else [])
