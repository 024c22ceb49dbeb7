"""What a record allows to be true: clinical cases by hand, and small calendars by enumeration.

Every table is judged at 15 March 2015 unless it says otherwise. A date is written as a site would: `2015-03` is a
month, `2015` a year, blank is not recorded. `never` is 0001-01-01, `always` is 9999-12-31.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import fields
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesems_dash.eligibility.assessments import find_latest
from mesems_dash.eligibility.drugs import DrugClasses
from mesems_dash.eligibility.facts import ALWAYS, NEVER, Facts, PossibleRelapse, PossibleScore, establish_facts
from mesems_dash.eligibility.history import latest_event, malignancy_facts
from mesems_dash.eligibility.intervals import Interval
from mesems_dash.eligibility.person import (
    EdssAssessment,
    LabResult,
    Malignancy,
    Person,
    Relapse,
    Scan,
    Screening,
    Subject,
    Therapy,
    read_row,
)
from mesems_dash.eligibility.treatment import Course, count_least_days, count_most_days

ON = date(2015, 3, 15)
INFINITY = float("inf")
T, F, U = True, False, None
SCHEMA = Path(__file__).parents[2] / "mesems_dash/store/schema.sql"


def pair(text: str) -> tuple[date | None, date | None]:
    """The interval of a date as written."""
    match [int(part) for part in text.split("-") if part]:
        case []:
            return None, None
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        case parts:
            return date(*parts), date(*parts)


def ends(name: str, text: str) -> dict[str, date | None]:
    lo, hi = pair(text)
    return {f"{name}_lo": lo, f"{name}_hi": hi}


def day(text: str) -> date | None:
    return {"never": NEVER, "always": ALWAYS, "": None}.get(text) or pair(text)[0] if text else None


def facts_of(
    *, on: date | None = ON, subject: Subject | None = None, screening: Screening | None = None, **events
) -> Facts:
    return establish_facts(Person(subject=subject or Subject(), **events), screening or Screening(), on)


# ---------------------------------------------------------------- the whole


def test_without_a_reference_date_nothing_is_known():
    screening = Screening(subtype="RRMS", consent_able=True, therapy_history_complete=True)
    assert facts_of(on=None, subject=Subject(sex="F"), screening=screening) == Facts()


def test_an_empty_record_allows_everything():
    facts = facts_of()
    assert (facts.birth_lo, facts.birth_hi, facts.onset_lo, facts.onset_hi) == (NEVER, ALWAYS, NEVER, ALWAYS)
    assert (facts.documented_lo, facts.documented_hi, facts.relapse_hi, facts.gel_hi) == (NEVER, ON, ON, ON)
    assert (facts.therapy_days_min, facts.therapy_days_max) == (0, 36500)
    assert (facts.platform_lo, facts.platform_hi, facts.platform_drug) == (NEVER, ON, None)
    assert (facts.other_malignancy, facts.remission_lo, facts.remission_hi) == (None, NEVER, ALWAYS)
    assert (facts.edss, facts.edss_scores, facts.edss_known, facts.edss_on_hi) == ((), (), False, None)
    assert (facts.hiv, facts.egfr_lo, facts.pregnant, facts.consent_able) == (None, None, None, None)


def test_lists_that_are_complete_and_empty_mean_none():
    flags = {field.name: True for field in fields(Screening) if field.name.endswith("_history_complete")}
    facts = facts_of(screening=Screening(**flags))
    assert (facts.documented_hi, facts.relapse_hi, facts.gel_hi, facts.platform_hi) == (NEVER, NEVER, NEVER, NEVER)
    assert (facts.therapy_days_max, facts.other_malignancy, facts.remission_hi) == (0, False, NEVER)


def test_facts_are_the_columns_of_the_table():
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        columns = [name for name, *_ in connection.execute("select * from facts").description]
    assert sorted(columns) == sorted(["screening_key", "basis", *(field.name for field in fields(Facts))])


def test_a_fetched_row_becomes_a_typed_one():
    row = dict.fromkeys(("onset_lo", "onset_hi", "ended_lo", "ended_hi", "severity"))
    fetched = row | {"subject_key": 7, "documented": True, "line": 3}
    assert read_row(Relapse, fetched) == Relapse(documented=True, line=3)


# ---------------------------------------------------------------- relapses

RELAPSES = [
    # relapses (onset, documented)                     list  documented          any relapse
    ([("2015-01-10", T)], T, "2015-01-10", "2015-01-10", "2015-01-10", "2015-01-10"),
    ([("2015-03-15", T)], T, "2015-03-15", "2015-03-15", "2015-03-15", "2015-03-15"),  # on the day counts
    ([("2015-03-16", T)], T, "never", "never", "never", "never"),  # the day after does not
    ([("2015-01", T)], T, "2015-01-01", "2015-01-31", "2015-01-01", "2015-01-31"),  # some day in January
    ([("2015-03", T)], T, "never", "2015-03-15", "never", "2015-03-15"),  # may lie after: maybe none
    ([("", T)], T, "never", "2015-03-15", "never", "2015-03-15"),  # no date at all
    ([("2015-01-10", U)], T, "never", "2015-01-10", "2015-01-10", "2015-01-10"),  # documented or not?
    ([("2015-01-10", F)], T, "never", "never", "2015-01-10", "2015-01-10"),  # E8 counts it all the same
    ([("2014", T), ("2014-06", T)], T, "2014-06-01", "2014-12-31", "2014-06-01", "2014-12-31"),
    ([("2014-02-01", T), ("2014-05-01", U)], T, "2014-02-01", "2014-05-01", "2014-05-01", "2014-05-01"),
    ([("2014-02-01", T)], U, "2014-02-01", "2015-03-15", "2014-02-01", "2015-03-15"),  # one may be missing
    ([("2014-02-01", T)], F, "2014-02-01", "2015-03-15", "2014-02-01", "2015-03-15"),
]


@pytest.mark.parametrize(
    ("rows", "complete", "documented", "onset"), [(*row[:2], row[2:4], row[4:]) for row in RELAPSES]
)
def test_the_latest_relapse(rows, complete, documented, onset):
    relapses = tuple(Relapse(**ends("onset", began), documented=is_so) for began, is_so in rows)
    facts = facts_of(relapses=relapses, screening=Screening(relapse_history_complete=complete))
    assert [facts.documented_lo, facts.documented_hi] == [*map(day, documented)]
    assert [facts.relapse_lo, facts.relapse_hi] == [*map(day, onset)]
    assert facts.relapse_list_complete is (complete is True)


def test_relapses_that_may_be_documented_are_listed_up_to_the_reference():
    relapses = (
        Relapse(**ends("onset", "2015-03"), documented=True),  # may lie after the reference
        Relapse(**ends("onset", "2014-05-02"), documented=True),
        Relapse(**ends("onset", "2014-05-02"), documented=None),
        Relapse(**ends("onset", "2014-08-02"), documented=False),  # not documented: left out
        Relapse(**ends("onset", "2015-03-16"), documented=True),  # after the reference: left out
    )
    may, march = date(2014, 5, 2), date(2015, 3, 1)
    assert facts_of(relapses=relapses).documented_relapses == (
        PossibleRelapse(may, may, is_certain=False),
        PossibleRelapse(may, may, is_certain=True, is_documented=True),
        PossibleRelapse(march, ON, is_certain=False, is_documented=True),
    )


# ---------------------------------------------------------------- scans

SCANS = [
    # scans (day, gadolinium, lesions)      list  lesion from, to            say nothing
    ([("2015-01-10", T, 2)], T, "2015-01-10", "2015-01-10", 0),
    ([("2015-01-10", U, 2)], T, "2015-01-10", "2015-01-10", 0),  # who counts lesions gave gadolinium
    ([("2015-01-10", T, 0)], T, "never", "never", 0),
    ([("2015-01-10", U, 0)], T, "never", "2015-01-10", 1),  # none seen, but was there gadolinium?
    ([("2015-01-10", F, 0)], T, "never", "2015-01-10", 1),
    ([("2015-01-10", F, 2)], T, "never", "2015-01-10", 1),  # contradicts itself: says nothing
    ([("2015-01-10", T, U)], T, "never", "2015-01-10", 1),
    ([("2015-01-10", T, 2), ("2015-02-10", T, U)], T, "2015-01-10", "2015-02-10", 1),
    ([("2015-03", T, 2)], T, "never", "2015-03-15", 0),  # may lie after the reference
    ([("2015-03-16", T, U)], T, "never", "never", 0),  # does lie after it
    ([("", T, 2)], T, "never", "2015-03-15", 0),
    ([("2014-01-10", T, 2)], F, "2014-01-10", "2015-03-15", 0),  # a scan may be missing
]


@pytest.mark.parametrize(("rows", "complete", "lo", "hi", "maybe"), SCANS)
def test_the_latest_scan_with_a_lesion(rows, complete, lo, hi, maybe):
    scans = tuple(Scan(**ends("scanned", on), gadolinium=contrast, gel_count=count) for on, contrast, count in rows)
    facts = facts_of(mri=scans, screening=Screening(mri_history_complete=complete))
    assert (facts.gel_lo, facts.gel_hi, facts.gel_maybe_scans) == (day(lo), day(hi), maybe)


# ---------------------------------------------------------------- EDSS

ASSESSMENTS = [
    # assessments                                   scores it may have, known, assessed from, to
    ([("2015-01-10", 3.0), ("2015-02-10", 4.0)], (4.0,), T, "2015-02-10", "2015-02-10"),
    ([("2015-02-10", 4.0), ("2015-03-16", 5.0)], (4.0,), T, "2015-02-10", "2015-02-10"),  # the last is too late
    ([("2015-03-15", 4.0)], (4.0,), T, "2015-03-15", "2015-03-15"),  # on the day
    ([("2015-02-10", 4.0), ("2015-02-10", 4.0)], (4.0,), T, "2015-02-10", "2015-02-10"),  # twice the same
    (
        [("2015-02-10", 4.0), ("2015-02-10", 5.0)],
        (4.0, 5.0),
        T,
        "2015-02-10",
        "2015-02-10",
    ),  # one day, two scores: either
    ([("2015-02-10", 4.0), ("2015-02", 4.5)], (4.0, 4.5), T, "2015-02-10", "2015-02-28"),  # either may be the latest
    ([("2015-02-10", 4.0), ("2015-01", 4.5)], (4.0,), T, "2015-02-10", "2015-02-10"),
    ([("2015-02-10", U), ("2015-01-10", 4.0)], (None,), F, "2015-02-10", "2015-02-10"),  # the latest has no score
    ([("2015-02-10", 4.0), ("2015-02", U)], (4.0, None), F, "2015-02-10", "2015-02-28"),
    ([("2015-02-10", 4.0), ("", 6.0)], (4.0, 6.0), T, "2015-02-10", "2015-03-15"),  # no date: may be the latest
    ([("2015-02-10", 4.0), ("2015-03", 6.0)], (4.0, 6.0), T, "2015-02-10", "2015-03-15"),  # may lie after
    ([("2015-03", 6.0)], (6.0,), F, "never", "2015-03-15"),  # there may be none by then
    ([("2015-03-16", 6.0)], (), F, "", ""),
]


@pytest.mark.parametrize(("rows", "scores", "known", "lo", "hi"), ASSESSMENTS)
def test_the_latest_edss(rows, scores, known, lo, hi):
    facts = facts_of(edss=tuple(EdssAssessment(**ends("assessed", on), score=score) for on, score in rows))
    assert (facts.edss_scores, facts.edss_known) == (scores, known)
    assert (facts.edss_on_lo, facts.edss_on_hi) == (day(lo), day(hi))
    assert (facts.edss_min, facts.edss_max) == ((scores[0], scores[-1]) if known else (None, None))


def test_assessments_are_listed_up_to_the_reference():
    rows = [("2015-03", 6.0), ("2015-02-10", None), ("2015-03-16", 2.0)]
    facts = facts_of(edss=tuple(EdssAssessment(**ends("assessed", on), score=score) for on, score in rows))
    february, march = date(2015, 2, 10), date(2015, 3, 1)
    assert facts.edss == (
        PossibleScore(february, february, None, is_certain=True),
        PossibleScore(march, ON, 6.0, is_certain=False),
    )


# ---------------------------------------------------------------- laboratory


def lab(
    test: str, on: str, result: str | float | None, *, lo: float | None = None, hi: float | None = None
) -> LabResult:
    """A result: POS, NEG, ND, a number, nothing; or a range open at an infinite end (`lo` or `hi` alone)."""
    when = ends("collected", on)
    if isinstance(result, float):
        lo = hi = result
    if lo is None and hi is None:
        return LabResult(test=test, result=result, **when)
    return LabResult(
        test=test,
        **when,
        value_lo=-INFINITY if lo is None else lo,
        value_hi=INFINITY if hi is None else hi,
        value_lo_open=lo is None or result == "open",
        value_hi_open=hi is None or result == "open",
    )


SEROLOGY = [
    # results                                      latest says, collected from, to
    ([("2015-01-10", "NEG")], F, "2015-01-10", "2015-01-10"),
    ([("2015-01-10", "POS"), ("2015-02-10", "NEG")], F, "2015-02-10", "2015-02-10"),
    ([("2015-01-10", "NEG"), ("2015-02-10", "ND")], F, "2015-01-10", "2015-01-10"),  # not done: as if not there
    ([("2015-01-10", "NEG"), ("2015-02-10", None)], U, "2015-02-10", "2015-02-10"),  # no result
    ([("2015-01-10", None), ("2015-02-10", "NEG")], F, "2015-02-10", "2015-02-10"),
    ([("2015-02-10", "POS"), ("2015-02-10", "NEG")], U, "2015-02-10", "2015-02-10"),  # one day, two results
    ([("2015-02", "POS"), ("2015-02-10", "NEG")], U, "2015-02-10", "2015-02-28"),  # either may be the latest
    ([("2015-02", "NEG"), ("2015-02-10", "NEG")], F, "2015-02-10", "2015-02-28"),
    ([("2015-03", "NEG")], U, "never", "2015-03-15"),  # may not have been taken yet
    ([("2015-03-16", "POS")], U, "", ""),
    ([("", "NEG")], U, "never", "2015-03-15"),
    ([], U, "", ""),
]


@pytest.mark.parametrize("test", ["HBSAG", "HCVAB", "HCVRNA", "CSF_OCB"])
@pytest.mark.parametrize(("rows", "positive", "lo", "hi"), SEROLOGY)
def test_the_latest_result(test, rows, positive, lo, hi):
    name = {"HBSAG": "hbsag", "HCVAB": "hcv_antibody", "HCVRNA": "hcv_rna", "CSF_OCB": "bands"}[test]
    facts = facts_of(labs=tuple(lab(test, on, result) for on, result in rows))
    assert getattr(facts, name) is positive
    assert (getattr(facts, f"{name}_on_lo"), getattr(facts, f"{name}_on_hi")) == (day(lo), day(hi))


HIV = [
    ([("2015-01-10", "NEG")], F),
    ([("2014-01-10", "POS"), ("2015-01-10", "NEG")], T),  # once positive, positive for good
    ([("2014", "POS"), ("2015-01-10", "NEG")], T),
    ([("", "POS"), ("2015-01-10", "NEG")], U),  # perhaps positive by then
    ([("2015-03", "POS"), ("2015-01-10", "NEG")], U),
    ([("2014-01-10", None), ("2015-01-10", "NEG")], U),  # what was it?
    ([("2014-01-10", "ND"), ("2015-01-10", "NEG")], F),
    ([], U),
]


@pytest.mark.parametrize(("rows", "positive"), HIV)
def test_hiv_once_positive_stays_so(rows, positive):
    assert facts_of(labs=tuple(lab("HIV", on, result) for on, result in rows)).hiv is positive


PREGNANCY = [
    # HCG                                            can bear  pregnant
    ([("2015-03-10", "NEG")], T, F),
    ([("2015-03-10", "POS")], T, T),
    ([], T, U),
    ([], U, U),
    ([("2015-03-10", None)], T, U),
    ([("2015-03", "POS")], T, U),  # perhaps taken later
    ([("2015-03-10", "POS"), ("2015-03-10", "NEG")], T, U),
    ([("2015-01-10", "POS"), ("2015-03-10", "NEG")], T, F),
]


@pytest.mark.parametrize(("rows", "childbearing", "pregnant"), PREGNANCY)
def test_pregnancy(rows, childbearing, pregnant):
    labs = tuple(lab("HCG", on, result) for on, result in rows)
    assert facts_of(labs=labs, subject=Subject(childbearing_potential=childbearing)).pregnant is pregnant


MEASUREMENTS = [
    # results                                                             the latest lies in
    ([lab("EGFR", "2015-03-10", 59.9)], (59.9, 59.9, F, F)),
    ([lab("EGFR", "2015-03-10", "open", lo=60.0)], (60.0, INFINITY, T, T)),  # ">60"
    ([lab("EGFR", "2015-03-10", None, lo=60.0)], (60.0, INFINITY, F, T)),  # ">=60"
    ([lab("EGFR", "2015-01-10", 40.0), lab("EGFR", "2015-03-10", 80.0)], (80.0, 80.0, F, F)),
    ([lab("EGFR", "2015-03", 40.0), lab("EGFR", "2015-03-10", 80.0)], (40.0, 80.0, F, F)),  # either
    ([lab("EGFR", "2015-03-10", 80.0), lab("EGFR", "2015-03-10", 80.0)], (80.0, 80.0, F, F)),
    ([lab("EGFR", "2015-03-10", 80.0), lab("EGFR", "2015-03-10", 81.0)], (80.0, 81.0, F, F)),  # one day, two values
    ([lab("EGFR", "2015-03-10", "open", lo=60.0), lab("EGFR", "2015-03-10", None, lo=60.0)], (60.0, INFINITY, F, T)),
    ([lab("EGFR", "2015-03", "open", lo=60.0), lab("EGFR", "2015-03-10", None, lo=60.0)], (60.0, INFINITY, F, T)),
    ([lab("EGFR", "2015-03-10", None), lab("EGFR", "2015-01-10", 80.0)], (U, U, U, U)),  # the latest is blank
    ([lab("EGFR", "2015-03-10", "ND"), lab("EGFR", "2015-01-10", 80.0)], (80.0, 80.0, F, F)),
    ([lab("EGFR", "2015-03", 80.0)], (U, U, U, U)),  # perhaps taken later
    ([lab("WBC", "2015-03-10", 80.0)], (U, U, U, U)),  # another test
]


@pytest.mark.parametrize(("labs", "expected"), MEASUREMENTS)
def test_the_latest_measurement(labs, expected):
    facts = facts_of(labs=tuple(labs))
    assert (facts.egfr_lo, facts.egfr_hi, facts.egfr_lo_open, facts.egfr_hi_open) == expected


# ---------------------------------------------------------------- therapies


def therapy(drug: str, started: str, ended: str, *, ongoing: bool | None = None, line: int = 0) -> Therapy:
    return Therapy(drug=drug, **ends("started", started), **ends("ended", ended), ongoing=ongoing, line=line)


DAYS = [
    # therapies (drug, start, last dose, ongoing)                          fewest, most days before 15 Mar 2015
    ([("Rebif", "2014-03-15", "2015-03-14", U)], 365, 365),  # first and last day count
    ([("Rebif", "2014-03-15", "2015-03-15", U)], 365, 365),  # the reference day does not
    ([("Rebif", "2014-03-16", "", T)], 364, 364),
    ([("Rebif", "2014-03-15", "", T)], 365, 365),
    ([("azathioprine", "2010-01-01", "", T)], 0, 0),  # none of the five
    ([("Rebif", "2015-03-01", "2015-03-10", U), ("Tysabri", "2015-03-06", "2015-03-12", U)], 12, 12),
    ([("Rebif", "2015-03-01", "2015-03-02", U), ("Tysabri", "2015-03-05", "2015-03-06", U)], 4, 4),
    ([("Rebif", "2015-03-05", "", U)], 1, 10),  # stopped nobody knows when
    ([("Rebif", "2015-03-05", "", F)], 1, 10),  # not ongoing: stopped all the same
    ([("Rebif", "2015-02", "2015-03-01", U)], 2, 29),  # from 28 Feb or from 1 Feb
    ([("Rebif", "2015-01", "2015-01", U)], 1, 31),  # at least a day of January
    ([("Rebif", "2015-01", "2015-01", U), ("Avonex", "2015-01", "2015-01", U)], 1, 31),  # the same day may do for both
    ([("Rebif", "2015-01", "2015-01", U), ("Avonex", "2015-02", "2015-02", U)], 2, 59),
    ([("Rebif", "2015-01", "2015-01", U), ("Avonex", "2015-01-31", "2015-02-01", U)], 2, 32),  # covers a day of it
    ([("Rebif", "2015-03", "2015-03", U)], 0, 14),  # may not have begun
    ([("XY-12", "2015-03-01", "2015-03-10", U)], 0, 10),  # a drug nobody knows
    ([("Rebif", "2015-03-16", "", T)], 0, 0),  # begun after the reference
    ([("Rebif", "2015-03-15", "", T)], 0, 0),  # begun on it
]


@pytest.mark.parametrize(("rows", "fewest", "most"), DAYS)
def test_days_of_therapy_are_a_union_with_a_least_and_a_greatest(rows, fewest, most):
    therapies = tuple(therapy(drug, start, end, ongoing=ongoing) for drug, start, end, ongoing in rows)
    facts = facts_of(therapies=therapies, screening=Screening(therapy_history_complete=True))
    assert (facts.therapy_days_min, facts.therapy_days_max) == (fewest, most)
    open_list = facts_of(therapies=therapies)
    assert (open_list.therapy_days_min, open_list.therapy_days_max) == (fewest, 36500)


def test_a_start_not_recorded_may_be_very_early():
    facts = facts_of(therapies=(therapy("Rebif", "", "2015-03-10"),))
    assert facts.therapy_days_min == 1  # the day of the last dose
    assert facts.therapy_days_max == (date(2015, 3, 10) - NEVER).days + 1


DOSES = [
    # therapies                                              list  last dose from, to           drug
    ([("Tysabri", "2014-01-01", "2014-12-14", U)], T, "2014-12-14", "2014-12-14", "Tysabri"),
    ([("Tysabri", "2014-01-01", "", T)], T, "2015-03-15", "2015-03-15", "Tysabri"),  # up to the reference
    ([("Tysabri", "2014-01-01", "2015-05-01", U)], T, "2015-03-15", "2015-03-15", "Tysabri"),
    ([("Tysabri", "2014-01-01", "", U)], T, "2014-01-01", "2015-03-15", "Tysabri"),  # stopped nobody knows when
    ([("Tysabri", "2014-01-01", "2014-12", U)], T, "2014-12-01", "2014-12-31", "Tysabri"),
    ([("Tysabri", "", "2014-12", U)], T, "2014-12-01", "2014-12-31", "Tysabri"),
    ([("Tysabri", "2015-03", "", T)], T, "never", "2015-03-15", "Tysabri"),  # perhaps begun later
    ([("Tysabri", "2015-03-16", "", T)], T, "never", "never", None),
    ([("XY-12", "2014-01-01", "2014-12-14", U)], T, "never", "2014-12-14", "XY-12"),  # may be one
    ([("Rebif", "2014-01-01", "", T)], T, "never", "never", None),
    ([("Imuran", "2013", "2014-07", U), ("Tysabri", "2014", "2014-06", U)], T, "2014-07-01", "2014-07-31", "Imuran"),
    # of one day: the one that is sure, though listed before
    ([("Imuran", "2013", "2014-07", U), ("XY-12", "2013", "2014-07", U)], T, "2014-07-01", "2014-07-31", "Imuran"),
    # of one day, both sure: the first of the alphabet, wherever it is listed
    ([("Imuran", "2013", "2014-07", U), ("Tysabri", "2014", "2014-07", U)], T, "2014-07-01", "2014-07-31", "Imuran"),
    ([("Tysabri", "2014", "2014-07", U), ("Imuran", "2013", "2014-07", U)], T, "2014-07-01", "2014-07-31", "Imuran"),
    ([("Tysabri", "2014-01-01", "2014-12-14", U)], U, "2014-12-14", "2015-03-15", "Tysabri"),  # one may be missing
]


@pytest.mark.parametrize(("rows", "complete", "lo", "hi", "drug"), DOSES)
def test_the_last_dose_of_an_immunosuppressant(rows, complete, lo, hi, drug):
    therapies = tuple(
        therapy(name, start, end, ongoing=ongoing, line=line) for line, (name, start, end, ongoing) in enumerate(rows)
    )
    facts = facts_of(therapies=therapies, screening=Screening(therapy_history_complete=complete))
    assert (facts.immunosuppressant_lo, facts.immunosuppressant_hi) == (day(lo), day(hi))
    assert facts.immunosuppressant_drug == drug


DOUBTS = [  # drug, start, end, ongoing; what is open about the drug named; the surest one and until when at least
    ([("XY-12", "2014", "", U)], "DRUG", None, ""),
    ([("interferon", "2014-01-01", "2014-12-14", U)], "CLASS", None, ""),  # which one?
    ([("Rebif", "", "", T)], "START", None, ""),
    ([("Rebif", "2014", "", U)], "END", "Rebif", "2014-01-01"),
    ([("Rebif", "2014", "", T)], None, "Rebif", "always"),
    ([("Rebif", "2014", "2015-04-02", U)], None, "Rebif", "2015-04-02"),  # still given at the reference
    ([("Rebif", "2014", "2015-01-01", U), ("XY-12", "2014", "", U)], "DRUG", "Rebif", "2015-01-01"),
    ([], None, None, ""),
]


@pytest.mark.parametrize(("rows", "doubt", "drug", "until"), DOUBTS)
def test_what_is_open_about_a_last_dose_and_which_drug_surely_counts(rows, doubt, drug, until):
    therapies = tuple(
        therapy(name, start, end, ongoing=ongoing, line=line) for line, (name, start, end, ongoing) in enumerate(rows)
    )
    facts = facts_of(therapies=therapies)
    assert (facts.platform_doubt, facts.platform_sure_drug, facts.platform_until) == (doubt, drug, day(until))


def test_what_leaves_the_days_of_therapy_open_is_told_apart():
    exact = facts_of(therapies=(therapy("interferon", "2014-01-01", "2014-12-14"),))
    assert (exact.coarse_drug, exact.therapy_is_rough) == ("interferon", False)  # beta, or another one
    rough = facts_of(therapies=(therapy("Rebif", "2014", "2014-12-14"),))
    assert (rough.coarse_drug, rough.therapy_is_rough) == (None, True)
    assert not facts_of(therapies=(therapy("paracetamol", "", ""),)).therapy_is_rough  # not listed by I1


def test_a_scan_that_says_nothing_is_dated_apart_from_one_with_a_lesion():
    scans = (Scan(gel_count=1, gadolinium=True), Scan(**ends("scanned", "2014-05"), gadolinium=False))
    facts = facts_of(mri=scans, screening=Screening(mri_history_complete=True))
    assert facts.scan_list_complete
    assert (facts.gel_hi, facts.gel_maybe_hi) == (ON, date(2014, 5, 31))


def test_a_remission_not_recorded_is_told_from_one_that_is():
    blank = facts_of(malignancies=(Malignancy(type="BCC_SKIN", **ends("diagnosed", "2015-01")),))
    assert (blank.remission_recorded_lo, blank.remission_is_blank) == (None, True)
    dated = {**ends("diagnosed", "2012"), **ends("remission", "2013-02")}
    recorded = facts_of(malignancies=(Malignancy(type="BCC_SKIN", **dated),))
    assert (recorded.remission_recorded_lo, recorded.remission_is_blank) == (date(2013, 2, 1), False)


def test_drugs_that_nobody_identified_are_counted():
    therapies = (
        therapy("XY-12", "2014", ""),
        therapy("", "2014", ""),
        therapy("XY-12", "2016", ""),
        therapy("Rebif", "", ""),
    )
    assert facts_of(therapies=therapies).unidentified_drugs == 2  # the third begins after the reference


# ---------------------------------------------------------------- malignancies

MALIGNANCIES = [
    # malignancies (type, diagnosed, remission)       list  other   in remission since, from .. to
    ([("OTHER", "2001-01-01", "2002-01-01")], T, T, "never", "never"),  # ever, cured or not
    ([("OTHER", "2015-03-16", "")], T, F, "never", "never"),  # diagnosed later
    ([("OTHER", "2015-03", "")], T, U, "never", "never"),
    ([("OTHER", "", "")], T, U, "never", "never"),
    ([("OTHER", "", "2014-01-01")], T, T, "never", "never"),  # diagnosed before its remission
    ([("BCC_SKIN", "2010-01-01", "2011-01-01")], T, F, "2011-01-01", "2011-01-01"),
    ([("BCC_SKIN", "2010-01-01", "2011")], T, F, "2011-01-01", "2011-12-31"),
    ([("BCC_SKIN", "2011-06-01", "2011")], T, F, "2011-06-01", "2011-12-31"),  # not before its diagnosis
    ([("BCC_SKIN", "2010-01-01", "")], T, F, "2010-01-01", "always"),  # blank: since any day, or not yet
    ([("BCC_SKIN", "2010-01-01", "2015-03-16")], T, F, "always", "always"),  # not yet at the reference
    ([("BCC_SKIN", "2015-03", "")], T, F, "never", "always"),  # perhaps diagnosed later
    ([("BCC_SKIN", "2015-03-16", "")], T, F, "never", "never"),
    (
        [("BCC_SKIN", "2010", "2011"), ("CARCINOMA_IN_SITU", "2012", "2013-05-01")],
        T,
        F,
        "2013-05-01",
        "2013-05-01",
    ),  # both
    ([(None, "2010-01-01", "2011-01-01")], T, U, "2011-01-01", "2011-01-01"),  # either: counts among both
    ([("BCC_SKIN", "2010-01-01", "2011-01-01")], U, U, "2011-01-01", "always"),  # one may be missing
    ([("OTHER", "2010-01-01", "")], F, T, "never", "always"),
]


@pytest.mark.parametrize(("rows", "complete", "other", "lo", "hi"), MALIGNANCIES)
def test_malignancies(rows, complete, other, lo, hi):
    malignancies = tuple(
        Malignancy(type=kind, **ends("diagnosed", diagnosed), **ends("remission", remission))
        for kind, diagnosed, remission in rows
    )
    facts = facts_of(malignancies=malignancies, screening=Screening(malignancy_history_complete=complete))
    assert facts.other_malignancy is other
    assert (facts.remission_lo, facts.remission_hi) == (day(lo), day(hi))


# ---------------------------------------------------------------- small calendars, every completion tried

DAY = 6
"""The reference, on a calendar that starts with day 0 = 0001-01-01 and that no event leaves by more than three days."""


def on_calendar(number: int) -> date:
    return NEVER + timedelta(number)


def interval(lo: int, hi: int) -> Interval:
    return Interval(on_calendar(lo), on_calendar(hi))


spans = st.tuples(st.integers(0, DAY + 3), st.integers(0, 3)).map(lambda one: (one[0], min(sum(one), DAY + 3)))


@given(st.lists(st.tuples(spans, st.sampled_from([T, F, U])), max_size=4))
def test_the_latest_event_equals_every_completion(events):
    found = latest_event([(interval(*days), counts) for days, counts in events], is_complete=True, on=on_calendar(DAY))
    choices = [
        ([0] if counts is not True else []) + ([*range(lo, hi + 1)] if counts is not False else [])
        for (lo, hi), counts in events
    ]
    latest = [max((day for day in days if day <= DAY), default=0) for days in product(*choices)]
    assert found == interval(min(latest), max(latest))


@given(st.lists(st.tuples(spans, st.sampled_from([1.0, 2.0, None])), max_size=4))
def test_the_latest_assessment_equals_every_completion(rows):
    found = find_latest([(interval(*days), value) for days, value in rows], on_calendar(DAY))
    values, exists = set(), []
    for days in product(*(range(lo, hi + 1) for (lo, hi), _ in rows)):
        taken = [(day, value) for day, (_, value) in zip(days, rows, strict=True) if day <= DAY]
        last = max((day for day, _ in taken), default=None)
        values |= {value for day, value in taken if day == last}
        exists.append(bool(taken))
    assert set(found.values) == values
    assert found.is_certain == all(exists)


courses = st.tuples(spans, spans, st.sampled_from(["Y", "Y", "M", "N"])).filter(lambda one: one[0][0] <= one[1][1])


def read_small_course(start: tuple[int, int], end: tuple[int, int], listed: str) -> Course:
    """As `read_course` does: a start is not after the latest end, an end not before the earliest start."""
    return Course(
        start=interval(start[0], min(start[1], end[1])),
        end=interval(max(end[0], start[0]), end[1]),
        classes=DrugClasses(listed, "N", "N", "N", is_identified=True),
        name=None,
    )


def complete_course(start: tuple[int, int], end: tuple[int, int], listed: str) -> list[frozenset[int]]:
    """Every set of days before the reference that the course may cover."""
    covered = {
        frozenset(range(first, min(last, DAY - 1) + 1))
        for first in range(start[0], start[1] + 1)
        for last in range(max(first, end[0]), end[1] + 1)
    }
    return [frozenset()] if listed == "N" else [*covered, *([frozenset()] if listed == "M" else [])]


@given(st.lists(courses, max_size=3))
def test_days_of_therapy_equal_every_completion(rows):
    possible = [len(frozenset().union(*chosen)) for chosen in product(*(complete_course(*row) for row in rows))]
    read = [read_small_course(*row) for row in rows]
    assert count_least_days(read, on_calendar(DAY)) == min(possible)
    assert count_most_days(read, on_calendar(DAY)) == max(possible)


growths = st.tuples(st.sampled_from(["BCC_SKIN", "OTHER", None]), st.none() | spans, st.none() | spans).filter(
    lambda one: one[1] is None or one[2] is None or one[1][0] <= one[2][1]
)


def complete_growth(kind: str | None, diagnosed, remission) -> set[tuple[bool, date]]:
    """Every (is another malignancy, start of remission) at the reference; no remission by then is ALWAYS.

    One of unknown type counts among both kinds.
    """
    found = set()
    for first in range(*((0, DAY + 4) if diagnosed is None else (diagnosed[0], diagnosed[1] + 1))):
        starts = range(*((first, DAY + 4) if remission is None else (max(first, remission[0]), remission[1] + 1)))
        since = [on_calendar(start) if start <= DAY else ALWAYS for start in starts]
        for is_other in {"OTHER": [T], "BCC_SKIN": [F], None: [T, F]}[kind]:
            there = [(is_other, NEVER if kind == "OTHER" else start) for start in since]
            found |= set(there) if first <= DAY else {(F, NEVER)} if since else set()
    return found


def calendar_ends(name: str, days: tuple[int, int] | None) -> dict[str, date | None]:
    lo, hi = map(on_calendar, days) if days else (None, None)
    return {f"{name}_lo": lo, f"{name}_hi": hi}


@given(st.lists(growths, max_size=3))
def test_malignancies_equal_every_completion(rows):
    records = [
        Malignancy(type=kind, **calendar_ends("diagnosed", diagnosed), **calendar_ends("remission", remission))
        for kind, diagnosed, remission in rows
    ]
    facts = malignancy_facts(records, is_complete=True, on=on_calendar(DAY))
    completions = list(product(*(complete_growth(*row) for row in rows)))
    other = {any(is_other for is_other, _ in chosen) for chosen in completions}
    since = [max((start for _, start in chosen), default=NEVER) for chosen in completions]
    assert facts["other_malignancy"] is (other.pop() if len(other) == 1 else None)
    assert (facts["remission_lo"], facts["remission_hi"]) == (min(since), max(since))
