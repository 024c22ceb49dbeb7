"""What needs attention, matter by matter."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.queries.attention import ATTENTION_LABELS, list_attention
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

RANDOMISED = ((1, "2013-02-01"),)
INFUSED = (1, True, "2014-01-15")
CASES = {
    "one value away": (
        {"screenings": (Screening("2014-01-01", unknown="E4"),)},
        [("ONE_VALUE_AWAY", "E4", "2014-01-01")],
    ),
    "two values away": ({"screenings": (Screening("2014-01-01", unknown="E4 E13"),)}, []),
    "one value away but gone": (
        {"screenings": (Screening("2014-01-01", unknown="E4"),), "dispositions": (("LOST", None),)},
        [],
    ),
    "one value away but ineligible anyhow": (
        {"screenings": (Screening("2014-01-01", fails="I2", unknown="E4"),)},
        [],
    ),
    "one value away but randomised": (
        {"screenings": (Screening("2014-01-01", unknown="E4"),), "randomisations": RANDOMISED},
        [],
    ),
    "randomised though ineligible": (
        {"screenings": (Screening("2013-01-01", fails="I4 E5", decision="ELIGIBLE"),), "randomisations": RANDOMISED},
        [("RANDOMISED_INELIGIBLE", "I4", "2013-02-01")],
    ),
    "site: eligible though ineligible": (
        {"screenings": (Screening("2014-01-01", fails="E13", decision="ELIGIBLE", decided="2014-01-09"),)},
        [("CALLED_ELIGIBLE", "E13", "2014-01-09")],
    ),
    "site: ineligible though eligible": (
        {"screenings": (Screening("2014-01-01", decision="INELIGIBLE", decided="2014"),)},
        [("CALLED_INELIGIBLE", None, "2014-01-01")],
    ),
    "no decision disagrees with nothing": ({"screenings": (Screening("2014-01-01", fails="E13", decision=None),)}, []),
    # 15 January + 168 + 14 days is 16 July 2014, the cut is of the day after
    "second infusion overdue": (
        {"screenings": (Screening("2013-01-01"),), "randomisations": RANDOMISED, "infusions": (INFUSED,)},
        [("INFUSION_OVERDUE", None, "2014-07-16")],
    ),
    "second infusion due today": (
        {
            "screenings": (Screening("2013-01-01"),),
            "randomisations": RANDOMISED,
            "infusions": ((1, True, "2014-01-16"),),
        },
        [],
    ),
    "second infusion refused": (
        {
            "screenings": (Screening("2013-01-01"),),
            "randomisations": RANDOMISED,
            "infusions": (INFUSED, (2, False, None)),
        },
        [],
    ),
    "second infusion given some day": (
        {
            "screenings": (Screening("2013-01-01"),),
            "randomisations": RANDOMISED,
            "infusions": (INFUSED, (2, True, None)),
        },
        [],
    ),
    "withdrawn before the second infusion": (
        {
            "screenings": (Screening("2013-01-01"),),
            "randomisations": RANDOMISED,
            "infusions": (INFUSED,),
            "dispositions": (("WITHDRAWN", None),),
        },
        [],
    ),
    "no to an infusion, then completed": (
        {
            "screenings": (Screening("2013-01-01"),),
            "randomisations": RANDOMISED,
            "infusions": ((1, True, "2013-02-02"), (2, False, "2013-08-01")),
            "dispositions": (("COMPLETED", "2014-01-01"),),
        },
        [("STAGE_DISAGREES", "INFUSED_2", "2013-01-01")],
    ),
    "site: ineligible, then randomised": (
        {"screenings": (Screening("2013-01-01", fails="I2", decision="INELIGIBLE"),), "randomisations": RANDOMISED},
        [("RANDOMISED_INELIGIBLE", "I2", "2013-02-01"), ("STAGE_DISAGREES", "ELIGIBLE", "2013-01-01")],
    ),
}


@pytest.fixture(scope="module")
def alerts(tmp_path_factory):
    """What is found for every case: one cut, one person each, named after the case."""
    people = tuple(Person(case, "GEN", **fields) for case, (fields, _) in CASES.items())
    trial = Trial(sites=(Site("GEN"),), people=people, as_of=date(2014, 7, 17))
    cut = open_trial(tmp_path_factory.mktemp("attention"), trial)
    yield list_attention(cut, Selection())
    cut.close()


@pytest.mark.parametrize("case", CASES)
def test_a_person_needs_attention_or_not(alerts, case):
    expected = [(kind, criterion, date.fromisoformat(since)) for kind, criterion, since in CASES[case][1]]
    assert rows_of(alerts[alerts["subject_id"] == case], ["kind", "criterion", "since"]) == expected


def test_matters_come_by_kind_the_latest_first(alerts):
    order = [list(ATTENTION_LABELS).index(kind) for kind in alerts["kind"]]
    assert order == sorted(order)
    assert all(days.is_monotonic_increasing for _, days in alerts.groupby("kind")["days_open"])


def test_a_wider_window_lets_a_second_infusion_wait_longer(open_people):
    """Day 0 is 1 January 2014, day 182 is 2 July: on 3 July the window of 14 days has closed, one of 15 has not."""
    waiting = Person("P1", "GEN", (Screening("2013-12-01", decision="ELIGIBLE"),), infusions=((1, True, "2014-01-01"),))
    cut = open_people(waiting, as_of=date(2014, 7, 3))
    overdue = {days: list_attention(cut, Selection(), window_days=days)["kind"].tolist() for days in (14, 15)}
    assert ("INFUSION_OVERDUE" in overdue[14], "INFUSION_OVERDUE" in overdue[15]) == (True, False)


def test_a_site_without_news_is_stale_unless_closed(six):
    stale = list_attention(six, Selection(sites=("CPH",)))
    assert rows_of(stale, ["kind", "site_id", "since", "days_open"]) == [("STALE_SITE", "CPH", date(2014, 4, 20), 117)]
    assert list_attention(six, Selection(sites=("CPH",)), stale_days=117).empty


def test_a_silent_site_is_stale_since_its_activation(nobody):
    frame = list_attention(nobody, Selection())
    assert rows_of(frame, ["kind", "site_id", "since"]) == [
        ("STALE_SITE", "CPH", date(2013, 2, 28)),
        ("STALE_SITE", "GEN", date(2012, 1, 1)),
    ]


def test_every_kind_has_words(alerts):
    assert set(alerts["kind"]) <= set(ATTENTION_LABELS)


def test_the_first_of_each_kind_say_how_many_there_are(six):
    first = list_attention(six, Selection(), stale_days=1, most=1)
    everything = list_attention(six, Selection(), stale_days=1)
    numbers = everything["kind"].value_counts()
    assert rows_of(first, ["kind", "of_kind"]) == [
        (kind, numbers[kind]) for kind in ATTENTION_LABELS if kind in numbers
    ]
    assert set(everything["of_kind"] - everything["kind"].map(numbers)) == {0}
    head = everything.groupby("kind", sort=False).head(1)
    assert rows_of(first, ["kind", "subject_id", "site_id"]) == rows_of(head, ["kind", "subject_id", "site_id"])


@pytest.mark.parametrize("kind", ATTENTION_LABELS)
def test_one_kind_can_be_asked_for_alone(six, kind):
    columns = ["kind", "subject_id", "site_id", "since", "of_kind"]
    everything = list_attention(six, Selection(), stale_days=1)
    expected = rows_of(everything[everything["kind"] == kind], columns)
    assert rows_of(list_attention(six, Selection(), stale_days=1, kind=kind), columns) == expected
