"""The plain reading by which courses are chosen: one case per criterion, just inside and just outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mesems_dash.demo.course import Course, Malignancy, Relapse, Result, Scan, Treatment
from mesems_dash.demo.days import day_of
from mesems_dash.demo.medicines import MEDICINES, METHYLPREDNISOLONE
from mesems_dash.demo.truth import find_failures

REFERENCE = day_of("2016-06-15")
INTERFERON, NATALIZUMAB = MEDICINES[0], MEDICINES[5]


def took(medicine, started: str, ended: str | None) -> Treatment:
    return Treatment(medicine, medicine.names[0], day_of(started), day_of(ended) if ended else None)


def relapsed(onset: str, documented: str = "Y") -> Relapse:
    return Relapse(day_of(onset), day_of(onset) + 20, documented, "MODERATE")


FITTING = Course(
    sex="M",
    subtype="RRMS",
    birth=day_of("1980-01-01"),
    onset=day_of("2010-01-01"),
    diagnosis=day_of("2010-06-01"),
    is_fertile=False,
    relapses=(relapsed("2015-09-01"),),
    edss=((day_of("2015-09-10"), 4.0), (day_of("2016-04-10"), 4.0)),
    scans=(Scan(day_of("2016-04-12"), "Y", 0, 0),),
    treatments=(took(INTERFERON, "2012-01-01", "2016-01-31"),),
    labs=(Result(day_of("2016-04-10"), "EGFR", ">=90"), Result(day_of("2016-04-10"), "WBC", "6.0")),
    malignancies=(),
    answers={
        "consent_able": True,
        "active_infection": False,
        "life_limiting_comorbidity": False,
        "mds_history": False,
        "haematologic_history": False,
        "contraception_agreed": True,
        "renal_failure": False,
        "mri_possible": True,
    },
)

CASES = [
    ({}, ()),
    ({"birth": day_of("1965-06-16")}, ()),  # fifty years and 364 days
    ({"birth": day_of("1965-06-15")}, ("I2",)),  # fifty-one today
    ({"onset": day_of("2006-06-15")}, ()),  # ten years to the day
    ({"onset": day_of("2006-06-14")}, ("I3",)),  # a day more
    ({"onset": day_of("2014-06-16")}, ("I3",)),  # a day short of two years
    ({"edss": ((day_of("2016-04-10"), 2.5),)}, ("I4",)),
    ({"edss": ((day_of("2016-04-10"), 6.5),)}, ()),
    ({"relapses": (relapsed("2015-06-15"),)}, ()),  # twelve months to the day
    ({"relapses": (relapsed("2015-06-14"),)}, ("I1",)),
    ({"relapses": (relapsed("2015-09-01", "N"),)}, ("I1",)),  # nobody documented it
    ({"relapses": (relapsed("2014-07-01"), relapsed("2015-03-01"))}, ()),  # two in twenty-four months
    ({"relapses": (relapsed("2015-02-01"), relapsed("2015-03-01"))}, ("I1",)),  # 28 days apart
    ({"treatments": (took(INTERFERON, "2015-01-01", "2015-12-31"),)}, ()),  # 365 days
    ({"treatments": (took(INTERFERON, "2015-01-01", "2015-12-30"),)}, ("I1",)),  # 364 days
    ({"treatments": (took(INTERFERON, "2012-01-01", "2016-05-16"),)}, ("E6",)),  # day 30 counts
    ({"treatments": (took(INTERFERON, "2012-01-01", "2016-05-15"),)}, ()),
    ({"treatments": (took(NATALIZUMAB, "2012-01-01", "2016-03-15"),)}, ("E5",)),  # three months to the day
    ({"treatments": (took(NATALIZUMAB, "2012-01-01", "2016-03-14"),)}, ()),
    ({"treatments": (*FITTING.treatments, took(METHYLPREDNISOLONE, "2016-05-14", "2016-05-16"))}, ("E7",)),
    ({"relapses": (relapsed("2016-04-16"),)}, ("E8",)),  # day 60 counts
    (
        {"malignancies": (Malignancy("BCC_SKIN", day_of("2014-01-01"), day_of("2015-06-15")),)},
        ("E9",),
    ),  # a year is not more
    ({"malignancies": (Malignancy("BCC_SKIN", day_of("2014-01-01"), day_of("2015-06-14")),)}, ()),
    ({"labs": (Result(day_of("2016-04-10"), "EGFR", "59.9"),)}, ("E13",)),
    ({"labs": (*FITTING.labs, Result(day_of("2016-04-12"), "HBSAG", "POS"))}, ("E4",)),
    ({"subtype": "CIS"}, ("I1",)),
]


@pytest.mark.parametrize(("change", "failures"), CASES)
def test_a_course_fails_exactly_the_criteria_it_should(change, failures):
    assert find_failures(replace(FITTING, **change), reference=REFERENCE, ruleset="registry") == failures


def test_london_looks_back_eighteen_months():
    course = replace(FITTING, relapses=(relapsed("2014-12-20"),))
    assert find_failures(course, reference=REFERENCE, ruleset="registry") == ("I1",)
    assert find_failures(course, reference=REFERENCE, ruleset="london") == ()


def test_copenhagen_takes_relapsing_remitting_only():
    course = replace(FITTING, subtype="SPMS", edss=((day_of("2015-09-10"), 4.0), (day_of("2016-04-10"), 5.0)))
    assert find_failures(course, reference=REFERENCE, ruleset="registry") == ()
    assert find_failures(course, reference=REFERENCE, ruleset="copenhagen") == ("I1",)
