"""Statements to begin with, for those who write SQL themselves: each runs as it stands on any open cut.

One file in `examples/` each; its first line, a comment, is what it answers.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["list_examples"]

_NAMES: Final = (
    "failures_by_subtype",
    "undecided_people",
    "age_by_less_than_a_year",
    "washout_only",
    "site_against_data",
    "days_to_decision",
    "edss_before_screening",
    "rejects_by_reason",
)


@cache
def list_examples() -> dict[str, str]:
    """Return the statements by what they answer, in the order in which to offer them."""
    texts = [files(__package__).joinpath("examples", f"{name}.sql").read_text(encoding="utf-8") for name in _NAMES]
    return {text.splitlines()[0].removeprefix("-- "): text.rstrip() for text in texts}
