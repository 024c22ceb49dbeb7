"""Is a split into two sequences what fair tosses give? Exact test and interval of a share."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Split", "judge_split"]


@dataclass(frozen=True, slots=True)
class Split:
    """A share (0..1) of so many, its exact 95 % interval, and the two-sided p of a share of one half."""

    of: int
    share: float
    low: float
    high: float
    p_value: float


def judge_split(first: int, second: int) -> Split | None:
    """Return the share of the first of two counts, exactly judged; None where both are nought.

    The test is the exact binomial one, the interval Clopper and Pearson's (Biometrika 1934;26:404-13). Both suppose
    tosses that do not depend on each other; permuted blocks do not toss so, and pull the share towards a half.
    """
    from scipy.stats import binomtest

    if first + second == 0:
        return None
    test = binomtest(first, first + second, 0.5)
    interval = test.proportion_ci(confidence_level=0.95, method="exact")
    return Split(
        of=first + second,
        share=float(test.statistic),
        low=float(interval.low),
        high=float(interval.high),
        p_value=float(test.pvalue),
    )
