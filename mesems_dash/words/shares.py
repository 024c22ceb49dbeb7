"""How sure is a share? Its 95 % interval, and a word of caution where it rests on few.

The interval is Wilson's (J Am Stat Assoc 1927;22:209-12), which stays within 0 and 1 and holds for small numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from mesems_dash.words.phrases import NOTHING, format_of, format_share

__all__ = ["CAUTION", "FEW", "TICKS", "Share"]

FEW: Final = 20
"""A share of fewer is shown with caution."""
CAUTION: Final = f"fewer than {FEW}, interpret with caution"
TICKS: Final = {"tickvals": [0, 0.5, 1], "ticktext": ["0 %", "50 %", "100 %"]}
"""The ticks of an axis of shares."""
_Z: Final = 1.959964  # the 97.5th percentile of the normal distribution
_Z_OF_MANY: Final = 3.090232  # the 99.9th


@dataclass(frozen=True)
class Share:
    """A part of a whole; a share of nothing is 0, and may be anything."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share, 0..1."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval."""
        return self.interval(_Z)[0]

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return self.interval(_Z)[1]

    def interval(self, z: float) -> tuple[float, float]:
        """Return both ends of the interval of so many standard errors; of nothing it is 0 to 1."""
        if not self.whole:
            return 0.0, 1.0
        centre = (self.part + z**2 / 2) / (self.whole + z**2)
        reach = z * sqrt(self.part * (self.whole - self.part) / self.whole + z**2 / 4) / (self.whole + z**2)
        low = max(centre - reach, 0.0) if self.part else 0.0
        high = min(centre + reach, 1.0) if self.part < self.whole else 1.0
        return low, high

    def stands_out(self, value: float) -> bool:
        """Whether the share is not of few and its 99.8 % interval leaves a value out.

        These are the limits of funnel plots (Spiegelhalter, Stat Med 2005;24:1185-202): of many groups that are
        compared hardly one stands out by chance.
        """
        low, high = self.interval(_Z_OF_MANY)
        return not self.is_few and not low <= value <= high

    @property
    def is_few(self) -> bool:
        """Whether it rests on fewer than FEW."""
        return self.whole < FEW

    def describe(self) -> str:
        """Say "12 of 40, 30 % (95 % interval 18 to 45 %)", with a caution where it rests on few."""
        if not self.whole:
            return f"{format_of(self.part, self.whole)}, {NOTHING}"
        ends = f"{round(100 * self.low)} to {round(100 * self.high)} %"
        caution = f"; {CAUTION}" if self.is_few else ""
        return (
            f"{format_of(self.part, self.whole)}, {format_share(self.part, self.whole)} (95 % interval {ends}{caution})"
        )
