"""Standardised differences by hand, and chance's band against all the ways to part people at random."""

from __future__ import annotations

from itertools import combinations
from math import comb, sqrt
from statistics import mean, variance

import pytest

from mesems_dash.statistics.differences import Moments, expect_by_chance, standardise_means, standardise_shares


def test_a_difference_of_means_is_over_the_root_of_the_mean_variance():
    assert standardise_means(Moments(50, 40.0, 64.0), Moments(60, 35.0, 36.0)) == pytest.approx(5 / sqrt(50))


def test_a_difference_of_shares_is_one_of_noughts_and_ones():
    """39 of 63 against 44 of 63: -0.0794 over the root of (0.2358 + 0.2107) / 2."""
    assert standardise_shares(39, 63, 44, 63) == pytest.approx(-0.168, abs=5e-4)
    assert standardise_shares(44, 63, 39, 63) == pytest.approx(0.168, abs=5e-4)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Moments(1, 4.0, 0.0), Moments(9, 5.0, 1.0)),  # of one value there is no variance
        (Moments(9, 4.0, 1.0), Moments(0, 0.0, 0.0)),
        (Moments(9, 4.0, 0.0), Moments(9, 5.0, 0.0)),  # nothing varies
    ],
)
def test_where_there_is_no_variance_there_is_no_difference(first, second):
    assert standardise_means(first, second) is None


@pytest.mark.parametrize("counts", [(0, 9, 0, 9), (9, 9, 9, 9), (9, 9, 0, 9), (1, 1, 2, 9), (0, 0, 2, 9)])
def test_where_all_or_none_have_it_there_is_no_difference(counts):
    assert standardise_shares(*counts) is None


@pytest.mark.slow
def test_the_band_of_the_demo():
    """63 and 63: 1.96 times the root of 2/63."""
    assert expect_by_chance(63, 63) == pytest.approx(1.959964 * sqrt(2 / 63), rel=1e-6)
    assert expect_by_chance(1, 63) is None
    assert expect_by_chance(0, 0) is None


@pytest.mark.slow
def test_about_one_of_twenty_random_partings_is_outside_the_band():
    """All 12,870 ways to part sixteen people in two eights, ages as they come."""
    ages = [19, 23, 24, 28, 29, 31, 33, 36, 37, 40, 41, 44, 47, 49, 50, 53]
    band, outside = expect_by_chance(8, 8), 0
    for chosen in combinations(range(16), 8):
        groups = [[age for place, age in enumerate(ages) if (place in chosen) is side] for side in (True, False)]
        one, other = (Moments(8, mean(group), variance(group)) for group in groups)
        outside += abs(standardise_means(one, other)) > band
    assert 0.03 < outside / comb(16, 8) < 0.08
