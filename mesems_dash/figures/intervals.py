"""How sure is a share? Its 95 % interval, and a word of caution where it rests on few.

The interval is Wilson's (J Am Stat Assoc 1927;22:209-12), which stays within 0 and 1 and holds for small numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from mesems_dash.figures.words import NOTHING, say_of, say_share

__all__ = ["CAUTION", "FEW", "Share", "say_caution"]

FEW: Final = 20
"""A share of fewer is shown with caution."""
CAUTION: Final = f"fewer than {FEW}, read with care"
_Z: Final = 1.959964  # the 97.5th percentile of the normal distribution


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
        return max(self._centre - self._reach, 0.0) if self.part else 0.0

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval."""
        return min(self._centre + self._reach, 1.0) if self.part < self.whole else 1.0

    @property
    def is_few(self) -> bool:
        """Whether it rests on fewer than FEW."""
        return self.whole < FEW

    @property
    def _centre(self) -> float:
        return (self.part + _Z**2 / 2) / (self.whole + _Z**2)

    @property
    def _reach(self) -> float:
        spread = self.part * (self.whole - self.part) / self.whole + _Z**2 / 4 if self.whole else 0.0
        return _Z * sqrt(spread) / (self.whole + _Z**2)

    def say(self) -> str:
        """Say "12 of 40, 30 % (95 % interval 18 to 45 %)", with a caution where it rests on few."""
        if not self.whole:
            return f"{say_of(self.part, self.whole)}, {NOTHING}"
        ends = f"{round(100 * self.low)} to {round(100 * self.high)} %"
        caution = f"; {CAUTION}" if self.is_few else ""
        return f"{say_of(self.part, self.whole)}, {say_share(self.part, self.whole)} (95 % interval {ends}{caution})"


def say_caution(few: int) -> str:
    """Say what a hollow mark is, where there is one: some share rests on few."""
    return f"Hollow: a share of {CAUTION}." if few else ""
