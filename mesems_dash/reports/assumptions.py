"""What the pages of the closed face assume of the trial's design, where the environment does not say otherwise."""

from __future__ import annotations

import os
from typing import Final

from mesems_dash.errors import UsageError

__all__ = ["read_block_length", "say_block_length"]

BLOCK_LENGTH: Final = "MESEMS_BLOCK_LENGTH"
_USUAL_BLOCK: Final = 4
_LONGEST_BLOCK: Final = 100


def read_block_length() -> int:
    """Return how long the permuted blocks of the randomisation list are taken to be, by the environment; else 4.

    Raises UsageError for anything but an even whole number from 2 to 100.
    """
    text = os.environ.get(BLOCK_LENGTH, "").strip()
    if not text:
        return _USUAL_BLOCK
    if not (text.isascii() and text.isdecimal()) or int(text) % 2 or not 2 <= int(text) <= _LONGEST_BLOCK:  # noqa: PLR2004 - the bounds that the message says
        raise UsageError(f'{BLOCK_LENGTH} is "{text}"; expected an even whole number from 2 to 100, or nothing')
    return int(text)


def say_block_length(length: int) -> str:
    """Return the assumption in words, and how to change it."""
    return f"Assumed: permuted blocks of {length} within strata ({BLOCK_LENGTH}={length})"
