"""File names that are nearly one of the data model: refused, since what such a file holds would be lost without a word.

Near is: another case, one letter more, less, other or two swapped, a copy's ending as ` (1)` or ` - Copy`, a doubled or
missing `.csv`, the singular. Any other name is foreign and stays a warning. For the names themselves see `model`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from mesems_dash.errors import BundleError
from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["find_near_name", "may_hold_records", "refuse_near_names"]

KNOWN: Final = tuple(model.file for model in (*OPEN_FILES, *CLOSED_FILES))
ENDING: Final = ".csv"
ENDINGS: Final = frozenset((ENDING, ".cvs", ".csb", ".scv", ".cs", ".sv", ".cv", ".csvv", ".ccsv", ".cssv"))
"""What a file that is meant to be CSV may end in; a workbook or a letter beside the bundle is another matter."""
TABLES: Final = frozenset(
    (ENDING, ".tsv", ".xls", ".xlsx", ".xlsm", ".ods", ".xpt", ".sas7bdat", ".sav", ".dta", ".parquet")
)
INVISIBLE: Final = ("Cf", "Cc")
PARTS: Final = re.compile(r"[\s_.\-]+")
COPY: Final = re.compile(
    r"""(?: [\s_.\-]* (?:
        \(\d+\) | \[\d+\] | [\s_.\-]\d[\d\s_.\-]* | v\d+
        | [\s_.\-] (?:copy|copia|kopie|copie|kopi|kopia|cópia|final|new|old|corrected)
    ) )+ $""",
    re.VERBOSE,
)
COPY_OF: Final = re.compile(r"^(?:copy of|copia de|kopie von|copie de|kopia av|kopi af|copia di)\s+")


def refuse_near_names(names: Iterable[str]) -> None:
    """Raise BundleError for the first name that is nearly, but not exactly, one of the data model."""
    for name in sorted(names):
        known = find_near_name(name)
        if known is not None:
            raise BundleError(
                f"{name}: almost the name {known}; rename it to {known}, or remove it from the bundle", file=name
            )


def may_hold_records(name: str) -> bool:
    """Return whether a file that is left out may hold people's records: by its kind, or by a name nearly known."""
    stem, ending = _split(_tidy(name))
    return ending in TABLES or f"{stem}{ENDING}" in KNOWN or find_near_name(f"{stem}{ENDING}") is not None


def find_near_name(name: str) -> str | None:
    """Return the known name that this one nearly is; None for a known one and for a foreign one."""
    if name in KNOWN:
        return None
    tidy = _tidy(name)
    stem, ending = _split(tidy)
    if ending in ENDINGS:
        stems = {stem, PARTS.sub("", stem), _without_copy_marks(stem)} - {""}
        for known in KNOWN:
            if any(_is_within_one_edit(one, _split(known)[0]) or _is_singular(one, known) for one in stems):
                return known
    return next((known for known in KNOWN if _is_within_one_edit(tidy, known) or f"{tidy}{ENDING}" == known), None)


def _tidy(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter) not in INVISIBLE).strip()


def _split(name: str) -> tuple[str, str]:
    """Part a name from its ending; an ending that is there twice, or before `.txt`, counts once."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name.strip(), ""
    if f".{ending.strip()}" in (ENDING, ".txt") and "." in stem.strip():
        inner, inner_ending = _split(stem)
        if inner_ending in (ENDING, ".txt"):
            return inner, ENDING
    return stem.strip(), f".{ending.strip()}"


def _without_copy_marks(stem: str) -> str:
    return COPY.sub("", COPY_OF.sub("", stem)).strip(" _.-")


def _is_singular(stem: str, known: str) -> bool:
    plural = _split(known)[0]
    return plural.endswith("ies") and _is_within_one_edit(stem, f"{plural.removesuffix('ies')}y")


def _is_within_one_edit(one: str, other: str) -> bool:
    """Whether one letter put in, taken out, changed, or swapped with its neighbour makes the two the same."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest_one, rest_other = short[start:], long[start:]
    return rest_one[1:] == rest_other[1:] or (rest_one[:2] == rest_other[1::-1] and rest_one[2:] == rest_other[2:])
