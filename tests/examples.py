"""How many examples Hypothesis tries: as many as a test says; in the quick suite a fifth of them."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""What a profile says that wants as many examples as the tests say; conftest.py registers the quick one."""


def examples(count: int) -> int:
    """Returns `count` in the usual profile, less in proportion in another, at least one."""
    return max(1, count * settings().max_examples // USUAL)
