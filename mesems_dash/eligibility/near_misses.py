"""Who misses a limit by little? The ages next to those that I2 allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.eligibility.rules import Age, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mesems_dash.eligibility.rules import RuleSet

__all__ = ["find_ages_just_outside"]


def find_ages_just_outside(rule_sets: Iterable[RuleSet]) -> tuple[int, int] | None:
    """Return the completed years of those who are too young, and too old, by less than a year: 18 to 50 gives (17, 51).

    None where the rule sets do not agree on the limits, or do not have one on either side.
    """
    found = {_read_limits(rule_set) for rule_set in rule_sets}
    limits = found.pop() if len(found) == 1 else (None, None)
    least, most = limits
    return None if least is None or most is None else (least - 1, most + 1)


def _read_limits(rule_set: RuleSet) -> tuple[int | None, int | None]:
    ages = [node for node in walk(rule_set.criterion("I2").rule) if isinstance(node, Age)]
    least = {age.at_least_years for age in ages} - {None}
    most = {age.at_most_years for age in ages} - {None}
    return (least.pop() if len(least) == 1 else None, most.pop() if len(most) == 1 else None)
