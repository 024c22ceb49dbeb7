"""Names of the baseline: a line, its level, and the difference between the sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mesems_dash.vocabulary import SEX_LABELS, SUBTYPE_LABELS
from mesems_dash.words.countries import name_country
from mesems_dash.words.phrases import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MEASURES", "format_difference", "is_outside", "name_level", "name_line"]

MEASURES: Final = {
    "AGE": "Age, years",
    "SEX": "Sex",
    "SUBTYPE": "MS subtype",
    "DURATION": "Disease duration, years",
    "EDSS": "EDSS, latest",
    "RELAPSES_12": "Relapses, 12 months",
    "RELAPSES_24": "Relapses, 24 months",
    "LESIONS": "Gadolinium lesions",
    "TREATED": "Treated before",
    "COUNTRY": "Country",
}
"""What a measure is called, in the order of the table."""
_LEVELS: Final = {
    "SEX": SEX_LABELS,
    "SUBTYPE": SUBTYPE_LABELS,
    "TREATED": {"YES": "Yes", "NO": "No"},
}


def name_level(measure: str, level: str) -> str:
    """Name a level: "Women", "Primary progressive", "Italy"."""
    return name_country(level) if measure == "COUNTRY" else _LEVELS.get(measure, {}).get(level, plain(level))


def name_line(measure: str, level: str | None) -> str:
    """Name a number by its measure, a level by itself, yes or no by what is asked."""
    if measure == "TREATED":
        return "Not treated before" if level == "NO" else MEASURES[measure]
    return MEASURES.get(measure, measure) if level is None else name_level(measure, level)


def is_outside(row: Mapping[str, Any]) -> bool:
    """Tell whether a difference is greater than chance alone makes 95 % of them."""
    return row["band"] is not None and abs(row["difference"]) > row["band"]


def format_difference(difference: float) -> str:
    """Say a standardised difference with its sign and a true minus: "+0.21"; what rounds to nought has no sign."""
    text = f"{difference:+.2f}"
    return "0.00" if text in {"+0.00", "-0.00"} else text.replace("-", "\N{MINUS SIGN}")
