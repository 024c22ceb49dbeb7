"""Kleene's three-valued logic over True, False and None (unknown): what SQL's AND, OR and NOT do by themselves.

One false settles an "and", one true settles an "or", whatever else is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Truth: TypeAlias = bool | None


def all_(truths: Iterable[Truth]) -> Truth:
    """Return False if any is False, else None if any is None, else True; True for none at all."""
    seen = set(truths)
    if False in seen:
        return False
    return None if None in seen else True


def any_(truths: Iterable[Truth]) -> Truth:
    """Return True if any is True, else None if any is None, else False; False for none at all."""
    seen = set(truths)
    if True in seen:
        return True
    return None if None in seen else False


def not_(truth: Truth) -> Truth:
    """Return the opposite; unknown stays unknown."""
    return None if truth is None else not truth


def agree(truths: Iterable[Truth]) -> Truth:
    """Return what all say, else None; None for none at all. A test over every value that a record allows."""
    seen = set(truths)
    return seen.pop() if len(seen) == 1 else None
