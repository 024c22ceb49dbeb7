"""Did more people leave one group than the other? Fisher's exact test, and the difference of the shares."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Losses", "compare_losses"]


@dataclass(frozen=True, slots=True)
class Losses:
    """The first share minus the second (-1..1), its 95 % interval, and the two-sided p of no difference."""

    difference: float
    low: float
    high: float
    p_value: float


def compare_losses(*, lost: tuple[int, int], of: tuple[int, int]) -> Losses | None:
    """Return how two groups differ in the share that was lost; None where either group is empty.

    The test is Fisher's exact one, given both margins. The interval is Newcombe's, from the Wilson intervals of both
    shares (Stat Med 1998;17:873-90, method 10): it stays within -1 and 1, and holds where nobody was lost.
    """
    from scipy.stats import fisher_exact

    if not all(of):
        return None
    (share_1, low_1, high_1), (share_2, low_2, high_2) = (_bound(*group) for group in zip(lost, of, strict=True))
    difference = share_1 - share_2
    table = [[here, whole - here] for here, whole in zip(lost, of, strict=True)]
    return Losses(
        difference=difference,
        low=difference - sqrt((share_1 - low_1) ** 2 + (high_2 - share_2) ** 2),
        high=difference + sqrt((high_1 - share_1) ** 2 + (share_2 - low_2) ** 2),
        p_value=float(fisher_exact(table).pvalue),
    )


def _bound(lost: int, of: int) -> tuple[float, float, float]:
    """Return a share and its 95 % interval by Wilson's method."""
    from scipy.stats import binomtest

    interval = binomtest(lost, of).proportion_ci(confidence_level=0.95, method="wilson")
    return lost / of, float(interval.low), float(interval.high)
