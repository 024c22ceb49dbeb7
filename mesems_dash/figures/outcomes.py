"""How an answer stands for a person, as a colour: for, against, open, or aside, where it changes nothing."""

from __future__ import annotations

from typing import Final

from mesems_dash.figures import theme

__all__ = ["OUTCOME_COLOURS", "WORST_FIRST"]

OUTCOME_COLOURS: Final = {
    "for": theme.STATUS_COLOURS["eligible"],
    "against": theme.STATUS_COLOURS["ineligible"],
    "open": theme.STATUS_COLOURS["unknown"],
    "aside": theme.QUIET,
}
WORST_FIRST: Final = ("against", "open", "for", "aside")
