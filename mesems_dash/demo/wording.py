"""Reasons that a site writes otherwise than the data have it: a neighbouring criterion, or words instead of codes.

Neighbours: plan says of whom, endings writes the reasons of everybody else. Chance here is a stream of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.demo.days import make_rng
from mesems_dash.demo.record import Later

if TYPE_CHECKING:
    from mesems_dash.demo.record import Excerpt, Rows

CONFUSED: Final = {
    "I1": ("I4", "I3"),
    "I2": ("I3",),
    "I3": ("I2", "I4"),
    "I4": ("I3", "I2"),
    "E4": ("E10",),
    "E5": ("E6",),
    "E6": ("E5", "E7"),
    "E7": ("E5", "E8"),
    "E8": ("E7",),
    "E9": ("E11",),
    "E10": ("E13",),
    "E11": ("E9",),
    "E12": ("E10",),
    "E13": ("E10",),
    "E14": ("E12",),
}
"""By criterion, those that a site in a hurry takes it for: the next of its kind, the next line of the form."""
WORDS: Final = {
    "I1": ("no active disease", "no relapse and no new lesions", "not active enough"),
    "I2": ("outside the age range", "age limit"),
    "I3": ("disease duration outside the range", "duration of MS does not fit"),
    "I4": ("EDSS out of range", "EDSS does not fit"),
    "E4": ("infection",),
    "E5": ("washout too short", "washout of immunosuppressant"),
    "E6": ("washout", "still on disease-modifying therapy"),
    "E7": ("recent steroids",),
    "E8": ("relapse during screening",),
    "E9": ("history of malignancy",),
    "E10": ("comorbidity",),
    "E11": ("haematological history",),
    "E12": ("contraception",),
    "E13": ("kidney function", "no MRI possible or renal problem"),
    "E14": ("consent not possible",),
}
"""By criterion, what a site writes where a code belongs."""


def reword_reasons(rows: Rows, excerpt: Excerpt, manner: str) -> Rows:
    """The rows of `screenings.csv` with the last reasons in that manner, "" = as they are; other decisions stay."""
    *earlier, last = rows["screenings"]
    *cells, decision, decided_on, reasons = last.cells
    if not (manner and isinstance(decision, Later) and decision.then == "INELIGIBLE" and isinstance(reasons, Later)):
        return rows
    written = reasons._replace(then=_write(excerpt, manner) or reasons.then)
    return {"screenings": (*earlier, last._replace(cells=(*cells, decision, decided_on, written)))}


def _write(excerpt: Excerpt, manner: str) -> str:
    rng = make_rng(excerpt.slot.key, "wording")
    failures = excerpt.failures[-1]
    if manner == "WORDS":
        return rng.choice(WORDS[failures[0]])
    mistaken = [code for failure in failures for code in CONFUSED[failure] if code not in failures]
    return rng.choice(mistaken) if mistaken else ""
