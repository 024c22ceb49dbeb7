"""Failures by site: a site that has nobody stays, and the leading reason is named. By brute force elsewhere."""

from __future__ import annotations

from mesems_dash.queries.failures_by_site import count_failures_by_site
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of


def test_six_people_by_site(six):
    assert rows_of(count_failures_by_site(six, Selection())) == [
        ("CPH", "Copenhagen", "DNK", 3, 2, 0, 1, "I1", 1),  # I1, I2 and E9 tie
        ("GEN", "Genova", "ITA", 4, 2, 1, 1, "I1", 2),
    ]


def test_as_sites_decided_and_wrote(six):
    assert rows_of(count_failures_by_site(six, Selection(reasons="recorded"))) == [
        ("CPH", "Copenhagen", "DNK", 3, 1, 1, 1, "I1", 1),
        ("GEN", "Genova", "ITA", 4, 2, 1, 1, "I1", 1),  # I1 with E5; not stated
    ]


def test_a_site_without_anybody_stays_unless_left_out(six, nobody):
    assert rows_of(count_failures_by_site(six, Selection(subtypes=("CIS",))), ["site_id", "screenings"]) == [
        ("CPH", 0),
        ("GEN", 0),
    ]
    assert count_failures_by_site(nobody, Selection())["leading_criterion"].isna().all()
    assert count_failures_by_site(six, Selection(countries=("ITA",)))["site_id"].tolist() == ["GEN"]
