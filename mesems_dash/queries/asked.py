"""What somebody asked for that cannot be honoured: how a value is read, and how a page and `query` refuse it.

A page keeps such a condition, shows nobody and says why; the command line stops with the same sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["describe_absent", "describe_code", "describe_key", "describe_order", "match_code", "quote"]

_NAMES: Final = {"rule_set": "rule set", "rules": "rule set"}
_LONGEST: Final = 40
_MOST_NAMED: Final = 24
"""Codes that a sentence lists; more are nothing that anybody reads."""


def match_code(value: str, known: Collection[str]) -> str | None:
    """Return the known code that a value means, in any case where only one fits; None where none does."""
    if value in known:
        return value
    alike = [code for code in known if code.casefold() == value.strip().casefold()]
    return alike[0] if len(alike) == 1 else None


def describe_absent(key: str, value: str) -> str:
    """Say that a cut has no such site, country or rule set."""
    return f"This data cut has no {_NAMES.get(key, key)} {quote(value)}"


def describe_code(key: str, value: str, allowed: Sequence[str]) -> str:
    """Say that a value is no code of a closed list, and which are."""
    listed = f"one of {', '.join(allowed)}" if len(allowed) <= _MOST_NAMED else "a code of that list"
    return f"{key} is {quote(value)}; expected {listed}"


def describe_key(key: str, keys: Sequence[str]) -> str:
    """Say that nothing can be asked under this key."""
    return f"unknown key {quote(key)}; expected one of {', '.join(keys)}"


def describe_order(first: object, last: object) -> str:
    """Say that a period ends before it begins."""
    return f"from {first} is after to {last}; expected the earlier date in from"


def quote(value: str) -> str:
    """Return a value in quotation marks on one line, and no longer than anybody reads."""
    plain = " ".join(value.split())
    return f'"{plain}"' if len(plain) <= _LONGEST else f'"{plain[:_LONGEST]}…"'
