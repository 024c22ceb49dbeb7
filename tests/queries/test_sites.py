"""One row a site: counts of the selection, freshness of everything it handed in."""

from __future__ import annotations

from datetime import date

import pytest

from mesems_dash.queries.attention import list_attention
from mesems_dash.queries.selection import Selection
from mesems_dash.queries.sites import list_sites
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening, Site, Trial, open_trial

COUNTS = ["site_id", "screened", "screenings", "failed", "undecided", "eligible", "randomised", "completed", "target"]
DAYS = ["site_id", "days_since_last_screening", "days_since_last_failed", "days_since_last_randomisation"]


def test_counts_of_six_people(six):
    assert rows_of(list_sites(six, Selection()), COUNTS) == [
        ("CPH", 3, 3, 1, 0, 1, 0, 0, None),
        ("GEN", 3, 4, 1, 1, 1, 1, 1, 3),
    ]


def test_days_since_the_last_of_each(six):
    assert rows_of(list_sites(six, Selection()), DAYS) == [
        ("CPH", 127, 518, None),  # to 15 Aug 2014 from 10 Apr 2014 and 15 Mar 2013
        ("GEN", 470, 556, 410),  # from 2 May, 5 Feb and 1 Jul 2013
    ]


def test_a_partial_activation_date_is_not_shown_as_a_day(six):
    assert rows_of(list_sites(six, Selection()), ["name", "activated_on", "closed_on"]) == [
        ("Copenhagen", None, None),
        ("Genova", date(2012, 1, 1), None),
    ]


def test_freshness_looks_at_everybody_whoever_is_selected(six):
    frame = list_sites(six, Selection(subtypes=("CIS",)))
    assert rows_of(frame, ["screened", "last_record_on", "days_since_last_record"]) == [
        (0, date(2014, 4, 20), 117),  # P6 declined
        (0, date(2014, 6, 18), 58),  # P1 completed
    ]


def test_only_a_choice_of_places_leaves_sites_out(six):
    assert list_sites(six, Selection(countries=("ITA",)))["site_id"].tolist() == ["GEN"]
    assert list_sites(six, Selection(sites=("CPH",), countries=("ITA",))).empty


def test_a_site_without_anybody_is_listed(nobody):
    assert rows_of(list_sites(nobody, Selection()), ["site_id", "screened", "last_record_on"]) == [
        ("CPH", 0, None),
        ("GEN", 0, None),
    ]


def test_the_last_screening_of_all_does_not_depend_on_the_selection(six):
    columns = ["last_screened_on", "days_since_last_screening", "days_since_last_screening_of_all"]
    assert rows_of(list_sites(six, Selection(screened_to=date(2013, 4, 1))), columns) == [
        (date(2013, 3, 15), 518, 127),
        (date(2013, 3, 1), 532, 470),
    ]
    assert list_sites(six, Selection(subtypes=("CIS",)))["days_since_last_screening_of_all"].tolist() == [127, 470]


def test_randomised_of_target_is_only_of_sites_with_a_target(six):
    columns = ["site_id", "randomised", "target", "randomised_of_target"]
    assert rows_of(list_sites(six, Selection()), columns) == [("CPH", 0, None, None), ("GEN", 1, 3, 1)]


OPEN = {
    # the cut is of 15 August 2014
    "activated on the day": (Site("S", activated="2014-08-15"), True),
    "activated some day of the month": (Site("S", activated="2014-08"), False),
    "activated some day of last month": (Site("S", activated="2014-07"), True),
    "never activated": (Site("S", activated=None), False),
    "closed on the day": (Site("S", closed="2014-08-15"), False),
    "closed last month": (Site("S", closed="2014-07"), False),
    "perhaps closed this month": (Site("S", closed="2014-08"), True),
    "perhaps closed this year": (Site("S", closed="2014"), True),
}


@pytest.mark.parametrize("case", OPEN)
def test_a_site_is_open_when_surely_activated_and_not_surely_closed(tmp_path, case):
    site, is_open = OPEN[case]
    cut = open_trial(tmp_path, Trial(sites=(site,), people=(), as_of=date(2014, 8, 15)))
    stale = list_attention(cut, Selection(), stale_days=-1)
    found = list_sites(cut, Selection())["is_open"].tolist()
    cut.close()
    assert found == [is_open]
    assert (stale["kind"] == "STALE_SITE").any() == is_open


def test_a_site_that_screens_is_activated_whatever_its_date_says(tmp_path):
    people = (Person("P1", "S", (Screening("2014-08-01"),)),)
    cut = open_trial(tmp_path, Trial(sites=(Site("S", activated=None),), people=people, as_of=date(2014, 8, 15)))
    found = list_sites(cut, Selection())["is_open"].tolist()
    cut.close()
    assert found == [True]
