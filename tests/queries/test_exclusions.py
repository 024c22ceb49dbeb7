"""Reasons by subtype, derived and recorded, and the screenings behind every number."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from mesems_dash.queries.exclusions import count_exclusions
from mesems_dash.queries.marks import read_mark
from mesems_dash.queries.screening_list import count_screenings, list_screenings
from mesems_dash.queries.selection import Selection, narrow
from mesems_dash.vocabulary import ALL, COUNTED, NOT_RECORDED, NOT_STATED, OTHER_REASONS, SUBTYPES
from tests.queries.frames import rows_of

RECORDED = Selection(reasons="recorded")


def row(frame, criterion, subtype):
    found = frame[(frame["criterion"] == criterion) & (frame["subtype"] == subtype)]
    return rows_of(found)[0][2:]


@pytest.mark.parametrize(
    ("criterion", "subtype", "expected"),
    [
        # any, only, first, unknown, assessed, subjects
        ("I1", ALL, (3, 2, 3, 0, 7, 3)),  # P1 in January, P2, and P4 whom Copenhagen does not take
        ("I1", "RRMS", (1, 0, 1, 0, 4, 1)),
        ("I1", "PPMS", (1, 1, 1, 0, 1, 1)),
        ("E5", ALL, (1, 0, 0, 0, 7, 1)),  # P1, after I1
        ("I2", NOT_RECORDED, (1, 0, 1, 0, 1, 1)),  # P6
        ("E9", ALL, (1, 0, 0, 0, 7, 1)),
        ("E4", ALL, (0, 0, 0, 2, 5, 0)),  # P3; P6, ineligible for other reasons
        ("E4", "RRMS", (0, 0, 0, 1, 3, 0)),
        ("I1", "CIS", (0, 0, 0, 0, 0, 0)),
    ],
)
def test_six_people_as_the_data_say(six, criterion, subtype, expected):
    assert row(count_exclusions(six, Selection()), criterion, subtype) == expected


@pytest.mark.parametrize(
    ("code", "subtype", "expected"),
    [
        ("I1", ALL, (2, 1, 2, 2, 5, 2)),  # P1, P4; two of seven are not decided: P3, P6
        ("E5", "RRMS", (1, 0, 0, 1, 3, 1)),
        (NOT_STATED, ALL, (1, 1, 1, 2, 5, 1)),  # P2
        ("OTHER", ALL, (0, 0, 0, 2, 5, 0)),
    ],
)
def test_six_people_as_sites_wrote(six, code, subtype, expected):
    assert row(count_exclusions(six, RECORDED), code, subtype) == expected


def test_every_criterion_has_every_subtype_zero_or_not(six):
    frame = count_exclusions(six, Selection(subtypes=("CIS",)))
    subtypes = (*SUBTYPES, NOT_RECORDED, ALL)
    assert rows_of(frame, ["criterion", "subtype"]) == list(product(COUNTED, subtypes))
    assert not frame[["any", "only", "first", "unknown", "assessed", "subjects"]].any(axis=None)


def test_recorded_reasons_go_beyond_criteria(six):
    frame = count_exclusions(six, RECORDED)
    assert frame["criterion"].unique().tolist() == [*COUNTED, *OTHER_REASONS, NOT_STATED]


def test_e1_to_e3_can_be_asked_for_but_are_never_a_further_reason(six):
    frame = count_exclusions(six, Selection(criteria=("E2",)))  # SPMS without I1: P2
    assert row(frame, "I1", ALL) == (1, 1, 1, 0, 1, 1)
    assert not set(frame["criterion"]) & {"E1", "E2", "E3"}


def test_screenings_are_filtered_one_by_one(six):
    january = Selection(screened_to=date(2013, 1, 31))  # P1's first one, which does not decide
    assert row(count_exclusions(six, january), "E5", ALL) == (1, 0, 0, 0, 1, 1)


def behind(cut, selection, *, criterion, subtype=ALL, count="any"):
    """List what the mark of one bar stands for."""
    return list_screenings(cut, narrow(selection, read_mark((criterion, subtype, count), selection.reasons)))


def test_behind_a_bar_are_its_screenings(six):
    found = behind(six, Selection(), criterion="I1", count="any")
    columns = ["subject_id", "screening_no", "site_id", "ruleset", "failing", "unknown", "recorded"]
    assert rows_of(found, columns) == [
        ("P4", 1, "CPH", "copenhagen", "I1", "", "I1"),
        ("P1", 1, "GEN", "registry", "I1 E5", "", "I1 E5"),
        ("P2", 1, "GEN", "registry", "I1", "", "NOT_STATED"),
    ]


def test_a_listed_screening_is_told_with_its_dates_and_decision(six):
    found = behind(six, Selection(), criterion="E4", subtype=NOT_RECORDED, count="unknown")
    columns = [
        "subject_id",
        "sex",
        "country",
        "screened_on",
        "reference_on",
        "reference_kind",
        "status",
        "site_decision",
    ]
    day = date(2014, 4, 10)
    assert rows_of(found, columns) == [("P6", NOT_RECORDED, "DNK", day, day, "SCREENED", "ineligible", "PENDING")]


@pytest.mark.parametrize("selection", [Selection(sites=("CPH",)), Selection(rule_set="registry", sites=("CPH",))])
@pytest.mark.parametrize("count", ["any", "only", "first", "unknown"])
def test_every_number_has_as_many_screenings_behind_it(six, selection, count):
    frame = count_exclusions(six, selection)
    for criterion, subtype, expected in rows_of(frame[frame[count] > 0], ["criterion", "subtype", count]):
        found = behind(six, selection, criterion=criterion, subtype=subtype, count=count)
        assert len(found) == expected, (criterion, subtype)


@pytest.mark.parametrize("count", ["any", "only", "first"])
def test_every_recorded_reason_has_as_many_screenings_behind_it(six, count):
    frame = count_exclusions(six, RECORDED)
    everybody = frame[(frame["subtype"] == ALL) & (frame["any"] > 0)]
    for code, expected in rows_of(everybody, ["criterion", count]):
        assert len(behind(six, RECORDED, criterion=code, count=count)) == expected, code


def test_a_page_of_the_list_is_the_list_in_parts(six):
    whole = list_screenings(six, Selection())
    parts = [list_screenings(six, Selection(), most=3, skip=skip) for skip in (0, 3, 6)]
    keys = [key for part in parts for key in part["screening_key"]]
    assert keys == whole["screening_key"].tolist()


def test_screenings_and_their_people_are_counted(six):
    whole = list_screenings(six, Selection())
    counted = count_screenings(six, Selection()).iloc[0]
    assert (counted["screenings"], counted["subjects"]) == (len(whole), whole["subject_id"].nunique())


def test_nothing_is_behind_an_empty_bar(six):
    assert behind(six, Selection(), criterion="E14").empty
