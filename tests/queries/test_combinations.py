"""Which criteria fail together: exact sets add up to the ineligible, sets at least contain.."""

from __future__ import annotations

from mesems_dash.queries.combinations import count_combinations
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of
from tests.queries.trial import Person, Screening


def test_exact_combinations_and_the_others_are_all_ineligible_screenings(six):
    frame = count_combinations(six, Selection(), limit=1)
    assert rows_of(frame) == [
        ("combination", "I1", 1, 1, 2, 4),  # P2, P4
        ("others", None, None, 2, 2, 4),  # I1 with E5: P1 in January; I2 with E9: P6
    ]


def test_fewer_criteria_than_asked_for_count_among_the_others(six):
    frame = count_combinations(six, Selection(), min_size=2)
    assert rows_of(frame, ["criteria", "combinations", "screenings"]) == [
        ("I1 E5", 1, 1),
        ("I2 E9", 1, 1),
        (None, 1, 2),
    ]


def test_no_others_where_everything_is_shown(six):
    assert "others" not in count_combinations(six, Selection())["part"].tolist()


def test_at_least_counts_a_screening_for_all_that_it_contains(six):
    frame = count_combinations(six, Selection(), how="at_least")
    assert rows_of(frame, ["criteria", "screenings"]) == [
        ("I1", 3),
        ("I2", 1),
        ("E5", 1),
        ("E9", 1),
        ("I1 E5", 1),
        ("I2 E9", 1),
    ]


def test_a_pair_counts_at_least_although_nobody_has_exactly_it(open_people):
    cut = open_people(Person("P1", "GEN", (Screening("2013-01-10", fails="I2 E4 E9"),)))
    frame = count_combinations(cut, Selection(), how="at_least", min_size=2)
    assert frame["criteria"].tolist() == ["I2 E4", "I2 E9", "E4 E9", "I2 E4 E9"]


def test_sites_reasons_beyond_criteria_are_combined_too(six):
    frame = count_combinations(six, Selection(reasons="recorded"))
    assert rows_of(frame, ["criteria", "screenings"]) == [("I1", 1), ("NOT_STATED", 1), ("I1 E5", 1)]


def test_nobody_ineligible_gives_no_row(nobody):
    assert count_combinations(nobody, Selection()).empty
    assert count_combinations(nobody, Selection(), how="at_least").empty
