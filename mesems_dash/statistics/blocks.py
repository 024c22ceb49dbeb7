"""How far apart may two sequences be? What a list of permuted blocks within strata allows.

A block of length b holds b/2 of each sequence in random order. After n people, a stratum has used whole blocks, which
are level, and r = n mod b places of one more. Of these r at most b/2 are of one sequence: the difference is at most r
while r <= b/2, and b/2 - (r - b/2) = b - r after that. Both are reached by some order, so min(r, b - r) is exact, and
never more than b/2. Strata have lists of their own, which may all lean the same way: over several the limit is the sum.
All this holds for strata counted whole, not for some of their people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesems_dash.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Joined", "check_block_length", "find_excess", "limit_difference", "limit_together"]


def check_block_length(block_length: int) -> int:
    """Return a block length; UsageError for one that no block of two equal halves has (an even number from 2)."""
    if block_length < 2 or block_length % 2:  # noqa: PLR2004 - two sequences
        raise UsageError(
            f"a block of {block_length} cannot hold both sequences equally; expected an even number from 2"
        )
    return block_length


def limit_difference(people: int, block_length: int) -> int:
    """Return the largest difference that the design allows after so many people of one stratum."""
    used = people % check_block_length(block_length)
    return min(used, block_length - used)


def limit_together(strata: Iterable[int], block_length: int) -> int:
    """Return the largest difference over several strata together, given how many people each has."""
    return sum(limit_difference(people, block_length) for people in strata)


@dataclass(frozen=True, slots=True)
class Joined:
    """How many people of one stratum joined together: one sequence, the other, no allocation recorded."""

    first: int = 0
    second: int = 0
    unknown: int = 0

    @property
    def people(self) -> int:
        """All of them."""
        return self.first + self.second + self.unknown


def find_excess(days: Sequence[Joined], undated: Joined, block_length: int) -> tuple[int, ...]:
    """Return by how much one stratum is surely further apart than the design allows, each day and at last.

    `days` are in order, `undated` joined on a day nobody knows. The last number is of everybody together. Who has no
    allocation may be of either sequence, who has no day may have joined before or after: both are taken as what suits
    the design best, so a number above nought is certain, and 0 is a lower bound where there are any.
    """
    found, difference, unknown, people = [], 0, 0, 0
    for day in days:
        difference += day.first - day.second
        unknown += day.unknown
        people += day.people
        found.append(
            min(
                abs(difference) - unknown - more - limit_difference(people + more, block_length)
                for more in range(undated.people + 1)
            )
        )
    difference += undated.first - undated.second
    at_last = abs(difference) - unknown - undated.unknown - limit_difference(people + undated.people, block_length)
    return tuple(max(excess, 0) for excess in (*found, at_last))
