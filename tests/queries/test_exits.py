"""Which exit applies first, case by case, and where in the funnel it lies."""

from __future__ import annotations

import pytest

from mesems_dash.queries.exits import count_exits
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

FAILED = (Screening("2013-01-01", fails="I1", decision="INELIGIBLE", reasons=("I1",)),)
ELIGIBLE = (Screening("2013-01-01", decision="ELIGIBLE"),)
PENDING = (Screening("2013-01-01"),)
RANDOMISED = ((1, "2013-02-01"),)


def coded(code, decision="PENDING"):
    return (Screening("2013-01-01", decision=decision, reasons=(code,)),)


CASES = {
    # the order: an earlier exit wins over every later one
    "died, lost and withdrawn is died": (
        {"screenings": FAILED, "dispositions": (("WITHDRAWN", None), ("LOST", None), ("DIED", None))},
        "DIED",
    ),
    "lost and withdrawn is lost": (
        {"screenings": FAILED, "dispositions": (("WITHDRAWN", None), ("LOST", None))},
        "LOST",
    ),
    "withdrawn and declined is withdrew": (
        {"screenings": FAILED, "dispositions": (("DECLINED", None), ("WITHDRAWN", None))},
        "WITHDREW",
    ),
    "declined after a failed harvest is declined": (
        {"screenings": ELIGIBLE, "harvests": (("2013-02-01", "FAILED"),), "dispositions": (("DECLINED", None),)},
        "DECLINED",
    ),
    "failed cells at a closed site is manufacturing failure": (
        {"screenings": ELIGIBLE, "harvests": (("2013-02-01", "FAILED"),), "dispositions": (("SITE_CLOSED", None),)},
        "MANUFACTURING_FAILURE",
    ),
    "closed site before failed screening": (
        {"screenings": FAILED, "dispositions": (("SITE_CLOSED", None),)},
        "SITE_CLOSED",
    ),
    "failed screening before other": ({"screenings": FAILED, "dispositions": (("OTHER", None),)}, "FAILED_SCREENING"),
    "other": ({"screenings": ELIGIBLE, "dispositions": (("OTHER", None),)}, "OTHER"),
    "nothing recorded is under way": ({"screenings": PENDING}, "UNDER_WAY"),
    # codes that a site wrote
    "withdrew by code": ({"screenings": coded("WITHDREW_BEFORE_RANDOMISATION")}, "WITHDREW"),
    "declined by code": ({"screenings": coded("DECLINED_CONSENT")}, "DECLINED"),
    "manufacturing failure by code": ({"screenings": coded("MANUFACTURING_FAILURE")}, "MANUFACTURING_FAILURE"),
    "site closed by code": ({"screenings": coded("SITE_CLOSED")}, "SITE_CLOSED"),
    "other by code once decided": ({"screenings": coded("OTHER", "ELIGIBLE")}, "OTHER"),
    "other by code while pending is under way": ({"screenings": coded("OTHER")}, "UNDER_WAY"),
    "declined by code and site: ineligible is declined": (
        {"screenings": coded("DECLINED_CONSENT", "INELIGIBLE")},
        "DECLINED",
    ),
    # codes and failures before randomisation no longer matter after it
    "declined by code, then randomised": (
        {"screenings": coded("DECLINED_CONSENT"), "randomisations": RANDOMISED},
        "UNDER_WAY",
    ),
    "site: ineligible, then randomised": ({"screenings": FAILED, "randomisations": RANDOMISED}, "UNDER_WAY"),
    "failed cells, then randomised": (
        {"screenings": ELIGIBLE, "harvests": (("2013-01-10", "FAILED"),), "randomisations": RANDOMISED},
        "UNDER_WAY",
    ),
    "withdrawn after randomisation": (
        {"screenings": ELIGIBLE, "randomisations": RANDOMISED, "dispositions": (("WITHDRAWN", None),)},
        "WITHDREW",
    ),
    # the latest harvest decides
    "failed, then grown": (
        {"screenings": ELIGIBLE, "harvests": (("2013-03-01", "OK"), ("2013-02-01", "FAILED"))},
        "UNDER_WAY",
    ),
    "grown, then failed": (
        {"screenings": ELIGIBLE, "harvests": (("2013-02-01", "OK"), ("2013-03", "FAILED"))},
        "MANUFACTURING_FAILURE",
    ),
    "failed, then waiting": (
        {"screenings": ELIGIBLE, "harvests": (("2013-02-01", "FAILED"), ("2013-03-01", "PENDING"))},
        "UNDER_WAY",
    ),
    # a person screened again is under way again
    "failed, then screened again": ({"screenings": FAILED + PENDING}, "UNDER_WAY"),
    "declined by code, then screened again": ({"screenings": coded("DECLINED_CONSENT") + PENDING}, "UNDER_WAY"),
}


@pytest.fixture(scope="module")
def exits(tmp_path_factory):
    """The exit of every case: one cut, one person each, named after the case."""
    people = tuple(Person(case, "GEN", **fields) for case, (fields, _) in CASES.items())
    cut = open_trial(tmp_path_factory.mktemp("exits"), Trial(sites=(Site("GEN"),), people=people))
    yield dict(cut.cursor().execute("select subject_id, exit from people").fetchall())
    cut.close()


@pytest.mark.parametrize("case", CASES)
def test_the_first_exit_that_applies_counts(exits, case):
    assert exits[case] == CASES[case][1]


def test_who_completed_did_not_leave(open_people):
    dispositions = (("COMPLETED", "2014-01-01"), ("DIED", "2014-02-01"))
    cut = open_people(Person("P1", "GEN", ELIGIBLE, dispositions=dispositions))
    assert count_exits(cut, Selection()).empty


def test_six_people_left_after_their_last_stage(six):
    assert rows_of(count_exits(six, Selection())) == [
        # after, exit, subjects, screenings
        ("SCREENED", "DECLINED", 1, 1),  # P6
        ("SCREENED", "FAILED_SCREENING", 2, 2),  # P2, P4
        ("SCREENED", "UNDER_WAY", 1, 1),  # P3
        ("HARVESTED", "MANUFACTURING_FAILURE", 1, 1),  # P5
    ]
