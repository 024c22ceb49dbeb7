"""What the filter panel offers, with counts of the whole cut."""

from __future__ import annotations

from mesems_dash.queries.options import list_options
from tests.queries.frames import rows_of


def test_six_people(six):
    assert rows_of(list_options(six)) == [
        # key, value, label, subjects, screenings
        ("site", "CPH", "Copenhagen", 3, 3),
        ("site", "GEN", "Genova", 3, 4),
        ("country", "DNK", None, 3, 3),
        ("country", "ITA", None, 3, 4),
        ("subtype", "RRMS", None, 3, 4),
        ("subtype", "SPMS", None, 1, 1),
        ("subtype", "PPMS", None, 1, 1),
        ("subtype", "NOT_RECORDED", None, 1, 1),
        ("sex", "F", None, 3, 4),
        ("sex", "M", None, 2, 2),
        ("sex", "NOT_RECORDED", None, 1, 1),
        ("rule_set", "registry", "Registry", None, None),
        ("rule_set", "copenhagen", "Copenhagen", None, None),
        ("rule_set", "london", "London", None, None),
        ("rule_set", "published_2021", "Published_2021", None, None),
    ]


def test_sites_without_anybody_are_offered(nobody):
    frame = list_options(nobody)
    assert rows_of(frame[frame["key"] == "site"], ["value", "subjects"]) == [("CPH", 0), ("GEN", 0)]
    assert not set(frame["key"]) & {"subtype", "sex"}
