"""Is a split what fair tosses give? Against the published trial and sums by hand."""

from __future__ import annotations

from math import comb

import pytest

from mesems_dash.statistics.split import judge_split


def test_the_published_split_is_what_chance_gives():
    """69 against 75 randomised."""
    split = judge_split(69, 75)
    assert split.of == 144
    assert round(split.p_value, 4) == 0.6771
    assert (round(split.low, 3), round(split.high, 3)) == (0.395, 0.564)
    assert split.share == pytest.approx(69 / 144)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (5, 0), (3, 9), (10, 10), (7, 13), (1, 30)])
def test_the_p_sums_every_split_that_is_no_likelier(first, second):
    """Under a fair coin a split is as unlikely as it is far from half; two sides are alike."""
    of = first + second
    apart = abs(first - second)
    summed = sum(comb(of, k) for k in range(of + 1) if abs(2 * k - of) >= apart) / 2**of
    assert judge_split(first, second).p_value == pytest.approx(summed)


@pytest.mark.parametrize(("first", "second"), [(3, 9), (10, 10), (7, 13), (1, 30)])
def test_each_end_of_the_interval_leaves_a_fortieth_beyond_the_count(first, second):
    split, of = judge_split(first, second), first + second

    def chance(counts, share):
        return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in counts)

    assert chance(range(first, of + 1), split.low) == pytest.approx(0.025)
    assert chance(range(first + 1), split.high) == pytest.approx(0.025)


def test_the_interval_of_none_or_all_reaches_the_end():
    assert judge_split(0, 4).low == 0
    assert judge_split(4, 0).high == 1


def test_nobody_is_no_split():
    assert judge_split(0, 0) is None
