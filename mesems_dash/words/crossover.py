"""The words of the crossover in full sentences, for the definitions: outcome, window and losses."""

from __future__ import annotations

from typing import Final

from mesems_dash.vocabulary import CROSSOVER_DAYS, SOON_DAYS

__all__ = ["CROSSOVER_TERMS"]

CROSSOVER_TERMS: Final = {
    "window": (
        "Target day and window",
        (
            f"The second infusion is due {CROSSOVER_DAYS} days (24 weeks) after the first. The window, some days "
            "before and after, is an assumption that can be set; the page says which holds. Both need the full day "
            "of the first infusion."
        ),
    ),
    "GIVEN": (
        "Second infusion given",
        (
            "The infusion at week 24 was given, or has a date and is not said to have been left out. In the window, "
            "early or late is told only where both days are known in full and the second is after the first; else the "
            "day is unknown."
        ),
    ),
    "COMPLETED_WITHOUT": (
        "Completed without",
        (
            "Completed the trial, with no second infusion recorded as given. The stage counts as reached, as in the "
            "funnel."
        ),
    ),
    "LEFT_BEFORE": ("Left before", "Left the trial, by any exit, with no second infusion recorded as given."),
    "NOT_GIVEN": ("Second infusion not given", "Still in the trial; the second infusion is recorded as not given."),
    "NOT_INFUSED_1": ("Not yet infused", "Still in the trial; no first infusion is recorded as given."),
    "NOT_DATED": (
        "First day unknown",
        "Infused at week 0 on a day that is missing or partial: whether the second is due cannot be told.",
    ),
    "OVERDUE": ("Second infusion overdue", "The window has closed; no second infusion is recorded either way."),
    "DUE": ("Second infusion due", "On the day of the cut the window is open, its first and last day included."),
    "COMING": (
        "Second infusion coming",
        f"The target day is within {SOON_DAYS} days (8 weeks) of the cut, and the window is not open yet.",
    ),
    "LATER": (
        "Second infusion later",
        f"The target day is more than {SOON_DAYS} days after the cut, and the window is not open yet.",
    ),
    "loss": (
        "Lost before the second infusion",
        (
            "Left the trial before it, or it is recorded as not given. Somebody still waiting is not lost. Compared "
            "between sequences by Fisher's exact test, of everybody assigned."
        ),
    ),
}
"""Name and meaning by code; everybody randomised is in exactly one of GIVEN to LATER, the first that applies."""
