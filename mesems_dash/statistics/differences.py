"""How different are two groups, whatever the unit? Standardised differences, and what chance alone makes of them.

A standardised difference is the difference of two means, or shares, over the root of the mean of both variances
(Austin, Stat Med 2009;28:3083-107). Between two groups made at random it is near normal about nought with variance
1/n1 + 1/n2, as both groups then have the same variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Moments", "expect_by_chance", "standardise_means", "standardise_shares"]

_LEAST: int = 2


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values, their mean, and the variance of the sample."""

    n: int
    mean: float
    variance: float


def standardise_means(first: Moments, second: Moments) -> float | None:
    """Return the standardised difference, first minus second; None of fewer than two values or where none differ."""
    spread = (first.variance + second.variance) / 2
    if min(first.n, second.n) < _LEAST or spread <= 0:
        return None
    return (first.mean - second.mean) / sqrt(spread)


def standardise_shares(first: int, of_first: int, second: int, of_second: int) -> float | None:
    """Return the standardised difference of two shares; None of fewer than two people or where all or none have it."""
    if min(of_first, of_second) < _LEAST:
        return None
    one, other = first / of_first, second / of_second
    return standardise_means(Moments(of_first, one, one * (1 - one)), Moments(of_second, other, other * (1 - other)))


def expect_by_chance(first: int, second: int) -> float | None:
    """Return the half width of the band that holds 95 % of differences by chance alone; None of fewer than two."""
    from scipy.stats import norm

    if min(first, second) < _LEAST:
        return None
    return float(norm.ppf(0.975)) * sqrt(1 / first + 1 / second)
