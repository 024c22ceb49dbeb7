"""Strata against their blocks, worked by hand; and the demo, whose lists are blocks of four within sites."""

from __future__ import annotations

from datetime import date
from itertools import permutations, product

import pandas as pd
import pytest

from mesems_dash.reports.balance import check_strata, follow_difference, limit_groups

COLUMNS = ["randomised_on", "stratum", "msc_first", "placebo_first", "not_recorded", "stratum_people"]


def days_of(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(randomised_on=pd.to_datetime(frame["randomised_on"]))


JAN, FEB, MAR = date(2018, 1, 1), date(2018, 2, 1), date(2018, 3, 1)
LEVEL = days_of((JAN, "A", 2, 0, 0, 4), (JAN, "B", 1, 0, 0, 1), (FEB, "A", 0, 2, 0, 4))


def test_strata_within_their_blocks_are_not_beyond():
    a, b = check_strata(LEVEL, 4)
    assert (a.difference, a.people, a.limit, a.beyond) == (0, 4, 0, 0)
    assert (b.difference, b.people, b.limit, b.beyond) == (1, 1, 1, 0)


def test_a_third_of_one_sequence_in_a_block_is_beyond_from_that_day():
    (one,) = check_strata(days_of((JAN, "A", 2, 0, 0, 4), (FEB, "A", 1, 0, 0, 4), (MAR, "A", 0, 1, 0, 4)), 4)
    assert (one.difference, one.limit, one.beyond) == (2, 0, 2)
    assert one.beyond_on == pd.Timestamp(FEB)


def test_what_was_beyond_once_stays_told_when_level_again():
    (one,) = check_strata(days_of((JAN, "A", 3, 0, 0, 6), (FEB, "A", 0, 3, 0, 6)), 4)
    assert (one.difference, one.beyond, one.beyond_on) == (0, 2, pd.Timestamp(JAN))


def test_longer_blocks_allow_more():
    days = days_of((JAN, "A", 3, 0, 0, 3))
    assert [check_strata(days, length)[0].beyond for length in (2, 4, 6)] == [2, 2, 0]


def test_who_has_no_allocation_or_date_makes_it_a_lower_bound():
    (one,) = check_strata(days_of((JAN, "A", 2, 0, 1, 4), (None, "A", 1, 0, 0, 4)), 4)
    assert one.is_lower_bound
    assert (one.not_recorded, one.undated, one.people) == (1, 1, 4)
    assert (one.beyond, one.beyond_on) == (2, None)  # 3 to 1 at best after four, where 0 is allowed; of no known day


def test_a_part_of_a_stratum_has_no_limit():
    (one,) = check_strata(days_of((JAN, "A", 3, 0, 0, 9)), 4)
    assert (one.limit, one.beyond) == (None, 0)
    assert follow_difference(days_of((JAN, "A", 3, 0, 0, 9)), 4)["limit"].isna().all()


def test_the_difference_runs_within_what_both_strata_allow():
    course = follow_difference(LEVEL, 4)
    assert course["people"].tolist() == [3, 5]
    assert course["difference"].tolist() == [3, 1]
    assert course["limit"].tolist() == [3, 1]  # 2 of A and 1 of B; A full, 1 of B


def test_the_limit_over_time_is_the_worst_of_all_lists():
    """Two strata filled in turn, every pair of lists of two blocks."""
    blocks = sorted(set(permutations([1, 1, -1, -1])))
    lists = [one + other for one, other in product(blocks, blocks)]
    turns = "ABBABAAABB"
    days = days_of(*((date(2018, 1, 1 + n), name, 1, 0, 0, turns.count(name)) for n, name in enumerate(turns)))
    worst = [
        sum(max(abs(sum(one[: turns[:n].count(name)])) for one in lists) for name in "AB")
        for n in range(1, len(turns) + 1)
    ]
    assert follow_difference(days, 4)["limit"].tolist() == worst


def test_only_groups_of_whole_strata_have_a_limit():
    strata = pd.DataFrame(
        [("GEN", "A", 3, 3), ("GEN", "B", 1, 1), ("LON", "C", 2, 5), ("OTT", "C", 3, 5)],
        columns=["group_value", "stratum", "people", "stratum_people"],
    )
    assert limit_groups(strata, 4) == {"GEN": 2}


@pytest.mark.parametrize("length", [2, 4])
def test_nobody_is_no_stratum(length):
    assert check_strata(days_of(), length) == ()
    assert follow_difference(days_of(), length).empty
