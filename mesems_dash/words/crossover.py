"""The words of the crossover in full sentences, for the definitions: outcome, window and losses."""

from __future__ import annotations

from typing import Final

from mesems_dash.vocabulary import CROSSOVER_DAYS, SOON_DAYS

__all__ = ["CROSSOVER_TERMS"]

CROSSOVER_TERMS: Final = {
    "window": (
        "Target day and window",
        (
            f"The second infusion is due {CROSSOVER_DAYS} days (24 weeks) after the first. The window, some "
            "days before and after, is an assumption that can be set; the page shows its length. Both need the "
            "full date of the first infusion."
        ),
    ),
    "GIVEN": (
        "Second infusion given",
        (
            "The infusion at week 24 is recorded as given, or has a date and is not recorded as not given. It "
            "is in the window, early or late only where both dates are complete and the second is after the "
            "first; else the day is unknown."
        ),
    ),
    "COMPLETED_WITHOUT": (
        "Completed without it",
        (
            "Completed the trial, with no second infusion recorded as given. The stage counts as reached, as "
            "in the funnel."
        ),
    ),
    "LEFT_BEFORE": ("Left before it", "Left the trial, by any exit, with no second infusion recorded as given."),
    "NOT_GIVEN": ("Second infusion not given", "Still in the trial; the second infusion is recorded as not given."),
    "NOT_INFUSED_1": ("Not yet infused", "Still in the trial; no first infusion is recorded as given."),
    "NOT_DATED": (
        "First day unknown",
        "Infused at week 0, but the date is missing or partial: the due date of the second infusion is unknown.",
    ),
    "OVERDUE": (
        "Second infusion overdue",
        "The window has closed; the second infusion is not recorded as given or not given.",
    ),
    "DUE": ("Second infusion due", "On the date of the data cut the window is open (first and last day included)."),
    "COMING": (
        "Second infusion coming",
        f"The target day is within {SOON_DAYS} days (8 weeks) of the data cut, and the window is not open yet.",
    ),
    "LATER": (
        "Second infusion later",
        f"The target day is more than {SOON_DAYS} days after the data cut, and the window is not open yet.",
    ),
    "loss": (
        "Lost before the second infusion",
        (
            "Left the trial before the second infusion, or it is recorded as not given. People who still wait "
            "for it are not lost. Compared between sequences by Fisher's exact test, of everybody assigned."
        ),
    ),
}
"""Name and meaning by code; everybody randomised is in exactly one of GIVEN to LATER, the first that applies."""
