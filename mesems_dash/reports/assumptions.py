"""What the page of the arms assumes of the trial's design, where the environment does not say otherwise."""

from __future__ import annotations

import os
from typing import Final

from mesems_dash.errors import UsageError
from mesems_dash.vocabulary import CROSSOVER_DAYS, WINDOW_DAYS

__all__ = ["describe_assumptions", "format_block_length", "format_window", "read_block_length", "read_window_days"]

BLOCK_LENGTH: Final = "MESEMS_BLOCK_LENGTH"
_USUAL_BLOCK: Final = 4
_LONGEST_BLOCK: Final = 100
CROSSOVER_WINDOW: Final = "MESEMS_CROSSOVER_WINDOW_DAYS"
_WIDEST_WINDOW: Final = 84


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


def format_block_length(length: int) -> str:
    """Return the assumption in words."""
    return f"Assumed: permuted blocks of {length} within strata"


def describe_assumptions() -> str:
    """Return both assumptions with the variables that set them; where a variable has no usable value, say so."""
    try:
        length, days = read_block_length(), read_window_days()
    except UsageError as error:
        return str(error)
    return (
        f"Assumed for Arms: permuted blocks of {length} ({BLOCK_LENGTH}={length}); a window of {days} days before and "
        f"after the target day of the second infusion ({CROSSOVER_WINDOW}={days})."
    )


def read_window_days() -> int:
    """Return how many days before and after its target day a second infusion is in time, by the environment; else 14.

    Raises UsageError for anything but a whole number from 0 to 84, half of the time between the infusions.
    """
    text = os.environ.get(CROSSOVER_WINDOW, "").strip()
    if not text:
        return WINDOW_DAYS
    if not (text.isascii() and text.isdecimal()) or int(text) > _WIDEST_WINDOW:
        raise UsageError(
            f'{CROSSOVER_WINDOW} is "{text}"; expected a whole number of days from 0 to {_WIDEST_WINDOW}, or nothing'
        )
    return int(text)


def format_window(days: int) -> str:
    """Return the assumption in words."""
    window = f"{days} days before and after it are in time" if days else "only that day is in time"
    due = f"the second infusion is due {CROSSOVER_DAYS} days after the first"
    return f"Assumed: {due}; {window}"
