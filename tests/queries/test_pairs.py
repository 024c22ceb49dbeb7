"""Which two criteria fail together: every pair once, each criterion with itself. By brute force elsewhere."""

from __future__ import annotations

from mesems_dash.queries.pairs import count_pairs
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import COUNTED
from tests.queries.frames import rows_of


def test_six_people_by_pairs(six):
    frame = count_pairs(six, Selection())
    assert [row for row in rows_of(frame) if row[2]] == [
        ("I1", "I1", 3),
        ("I1", "E5", 1),  # P1 in January
        ("I2", "I2", 1),
        ("I2", "E9", 1),  # P6
        ("E5", "E5", 1),
        ("E9", "E9", 1),
    ]


def test_every_pair_is_there_once_zero_or_not(nobody):
    frame = count_pairs(nobody, Selection())
    assert len(frame) == len(COUNTED) * (len(COUNTED) + 1) // 2
    assert not frame["screenings"].any()
