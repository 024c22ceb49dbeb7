"""Names on the charts of exclusion reasons: axes, wholes, bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.vocabulary import ALL, NOT_RECORDED, SUBTYPES
from mesems_dash.words.phrases import name_criterion, name_group
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEASURES", "UNKNOWN", "list_panels", "name_axis", "name_bar", "name_whole"]

MEASURES: Final = {"count": "Screenings", "ineligible": "Share of ineligible", "assessed": "Share of decided"}
"""What a mark's length is: a count, or a part of the screenings that are ineligible, or decided on the criterion."""
_WHOLES: Final = {
    ("ineligible", True): "ineligible screenings",
    ("assessed", True): "screenings decided on the criterion",
    ("ineligible", False): "screenings recorded as ineligible",
    ("assessed", False): "screenings decided by the site",
}


def name_whole(measure: str, *, is_derived: bool) -> str:
    """Name what a mark is a part of."""
    return _WHOLES["assessed" if measure == "assessed" else "ineligible", is_derived]


def name_axis(measure: str, *, is_derived: bool) -> str:
    """Say what the marks show, as the title of their axis."""
    if measure == "count":
        return MEASURES["count"]
    return f"Share of {name_whole(measure, is_derived=is_derived)}, with 95 % interval"


UNKNOWN: Final = "unknown"


def list_panels(frame: pd.DataFrame) -> list[str]:
    """Return ALL and the subtypes that anybody screened has, in the vocabulary's order."""
    first = frame[frame["criterion"] == frame["criterion"].iloc[0]] if len(frame) else frame
    screened = {row["subtype"]: row["assessed"] + row["unknown"] for row in list_rows(first)}
    return [subtype for subtype in (ALL, *SUBTYPES, NOT_RECORDED) if screened.get(subtype)]


def name_bar(criterion: str, subtype: str, count: str) -> str:
    """Name what a bar counts: "E5 Immunosuppressant washout, relapsing-remitting: undecided"."""
    among = "" if subtype == ALL else f", {name_group(subtype).lower()}"
    return f"{name_criterion(criterion)}{among}{': undecided' if count == UNKNOWN else ''}"
