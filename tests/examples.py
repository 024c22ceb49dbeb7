"""How much of a claim is tried: all of it in `make test-all`, a part by chance in `make test`.

A profile of Hypothesis decides (conftest.py registers them), also for loops that are written by hand. Chance is
seeded: the same run tries the same examples. Single cases that only `make test-all` runs are marked `thorough`.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from _pytest.mark import ParameterSet

USUAL = 100
"""What a profile says that wants as many examples as the tests say."""
thorough = pytest.mark.thorough
Thing = TypeVar("Thing")


def examples(count: int) -> int:
    """Returns `count` where the profile wants as many as the tests say, else in proportion, at least one."""
    return max(1, count * settings().max_examples // USUAL)


def some(things: Iterable[Thing], *, least: int = 1) -> list[Thing]:
    """Some of the things by chance, in their order, at least a few; all where the profile wants all."""
    everything = list(things)
    count = min(len(everything), max(least, examples(len(everything))))
    places = Random("some").sample(range(len(everything)), count)  # noqa: S311 - chance, no secret
    return [everything[place] for place in sorted(places)]


def every(step: int, cases: Sequence[Any]) -> list[ParameterSet]:
    """Cases for parametrize: the first and each `step`-th after it run always, the others in `make test-all`."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=[thorough] if place % step else [])
        for place, case in enumerate(cases)
    ]
