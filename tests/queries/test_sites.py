"""One row a site: counts of the selection, freshness of everything it handed in."""

from __future__ import annotations

from datetime import date

from mesems_dash.queries.selection import Selection
from mesems_dash.queries.sites import list_sites
from tests.queries.frames import rows_of

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
