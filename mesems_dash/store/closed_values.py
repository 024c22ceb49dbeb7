"""Whether a value of an open file says who received what: a sequence, a product or a cell dose, in codes or in words.

A sequence anywhere in people's records, and a product where only this person's allocation can be meant (stratum,
randomisation number, a value that is nothing else), has the bundle refused. Words that may mean something else (a drug
of another trial, a note on a batch) are taken out of the value's place, with a finding. Either way the place is named
and nothing is quoted, and every product alike, so that the list of places tells nothing.
"""

from __future__ import annotations

import os
import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final

__all__ = ["COARSE_IDS", "Reading", "choose_coarse", "is_closed_name", "judge_value", "list_product_names"]

PRODUCTS_VARIABLE: Final = "MESEMS_PRODUCT_NAMES"
COARSE: Final = (
    r"(?i)pla[cz]|pbo|plb|sham|control|randomi|alloc|assign"
    r"|msc|mesen|cel[lu]|zell|stam|\barm|bracc|brazo|\bbras\b|behandl|seq|secu|verum|activ|attiv|aktiv"
    r"|actif|10\s*(\^|\*\*|e|exp)|\de\s*\+?\s*0?[5-9]|kg|million|milion|millon|\bmio|[^\x00-\x7F]"
)
"""For RE2: what every value that `judge_value` minds matches, and few others; it is asked once a row."""
COARSE_IDS: Final = r"(?i)pla[cz]|pbo|plb|first|second|last"
"""The same for ids, in which the name of the trial's product may well stand."""

_CELLS: Final = r"(?:cells?|celulas?|cellules?|cellule|zellen|stammzellen)"
_MSC: Final = r"(?:h?(?:bm[-_ ]?|at[-_ ]?|ad[-_ ]?|uc[-_ ]?)?mscs?|mesen(?:ch|qu|c)[iy]m\w*)"
_PLACEBO: Final = r"(?:pla[cz]ebos?|pbo|plb|плацебо|دارونما|پلاسبو|プラセボ|安慰剂|安慰劑)"
_COMPOUND: Final = r"(?:pla[cz]ebo[a-z]+|mscs?(?:arm|bras|gruppe?|group))"
"""A product in one word with what it says of somebody: Placebogruppe, placebobehandling."""
_PRODUCT: Final = rf"(?:{_MSC}(?:[\W_]+(?:stem[\W_]+)?{_CELLS})?|{_PLACEBO})"
_STEM_CELLS: Final = rf"(?:stem[\W_]+{_CELLS}|stammzell\w*|{_CELLS}(?:[\W_]+(?:madre|souches?|staminali))?)"
_ANY_CELLS: Final = rf"(?<!white )(?<!red )(?<!blood ){_STEM_CELLS}"
_BEGIN: Final = r"(?<![a-z])"
_END: Final = r"(?![a-z])"
_FIRST: Final = (
    r"(?:first|1st|primer[oa]?|prim[aoe]|d'?abord|premi\w+|en[\W_]+premier|zuerst|erst\w*|initially|week[\W_]*0+)"
)
_LAST: Final = r"(?:last|second|2nd|segund[oa]|second[aeo]|zuletzt|week[\W_]*24)"
_THEN: Final = r"(?:then|followed[\W_]+by|->|-->|→|>|poi|luego|despues|puis|dann|before|prima[\W_]+(?:di|del))"
_SIDE: Final = r"(?:ab|ba|[abcd12]|i{1,3}|one|two)"
_ARM: Final = (
    r"(?:treatment[\W_]+)?(?:arm|arms|braccio|brazo|bras|behandlungsarm|sequence|sequenz|sequenza|secuencia|seq)"
)
_ACTIVE: Final = r"(?:active|attiv[oa]|activ[oa]|actif|aktiv\w*|verum)"

_AT: Final = r"[\W_]*(?:(?:in[\W_]+the|in|at|al|alla|a|per|en|am)[\W_]+)?"
_SEQUENCE: Final = re.compile(
    rf"{_BEGIN}{_PRODUCT}{_AT}(?:{_FIRST}|{_LAST}){_END}"
    rf"|{_BEGIN}(?:{_FIRST}|{_LAST})[\W_]*{_PRODUCT}{_END}"
    rf"|{_BEGIN}{_PRODUCT}[\W_]*{_THEN}[\W_]*{_PRODUCT}{_END}"
)
"""A sequence, whatever stands around it."""
_LOOSE: Final = re.compile(
    rf"{_BEGIN}{_ANY_CELLS}{_AT}(?:{_FIRST}|{_LAST}){_END}"
    rf"|{_BEGIN}(?:{_FIRST}|{_LAST})[\W_]*{_ANY_CELLS}{_END}"
    rf"|{_BEGIN}{_MSC}[-_>\s]+{_PLACEBO}{_END}|{_BEGIN}{_PLACEBO}[-_>\s]+{_MSC}{_END}"
    rf"|{_BEGIN}{_ARM}(?:[\W_]+{_SIDE}|[\W_]*[ab12])(?![a-z0-9])"
)
"""A sequence, unless white cells, a broken arm or the design of the trial are meant."""
_ALLOCATION: Final = re.compile(rf"{_BEGIN}(?:{_PLACEBO}|{_COMPOUND}|{_MSC}|verum){_END}")
_WORDS: Final = re.compile(
    rf"{_BEGIN}(?:{_PLACEBO}|{_COMPOUND}|mscs?|{_MSC}|{_ACTIVE}[\W_]+(?:arm|treatment|group|braccio|brazo|bras)|verum\w*"
    rf"|(?:braccio|brazo|bras|gruppo|grupo|groupe)[\W_]+{_ACTIVE}"
    rf"|sham|control[\W_]+(?:arm|group)"
    rf"|(?:randomi[sz]ed|allocated|assigned)[\W_]+to[\W_]+(?:the[\W_]+)?(?:{_ACTIVE}|control|treatment|{_CELLS})){_END}"
    rf"|{_BEGIN}(?:stem[\W_]+cells?|stammzell\w*|cellule[\W_]+staminali|celulas?[\W_]+madre|cellules?[\W_]+souches?)"
)
_DOSE: Final = re.compile(
    rf"{_CELLS}(?:[\W_]+(?:vive|vitales|viables|vivantes))?[\W_]*(?:/|per|pro|por|par)[\W_]*k(?:g|ilo)"
    r"|(?:x|\*|·|e|mal)?\s*10\s*(?:\^|\*\*|e\+?|exp)?\s*0?[5678]\s*(?:/|per)\s*kg"
    rf"|(?:10\s*(?:\^|\*\*|e\+?)\s*0?[5-9]|\d\s*e\+?0?[5-9]|million\w*|mio\.?|millones(?:\s+de)?|milioni(?:\s+di)?)\W*"
    rf"(?:viable\W+|live\W+|de\W+)?(?:{_CELLS}|{_MSC}){_END}"
)
_TRANSPLANT: Final = re.compile(
    r"(?:autologous[\W_]+|allogene?ic[\W_]+)?ha?ematopoietic[\W_]+(?:stem[\W_]+cells?|cells?)(?:[\W_]+transplant\w*)?"
    r"|(?:autologous[\W_]+|allogene?ic[\W_]+)?stem[\W_]+cell[\W_]+transplant\w*|a?hsct"
)
"""A treatment of multiple sclerosis that has nothing to do with the trial's cells."""
_DEGREE: Final = re.compile(r"(?<![A-Za-z])M\.?Sc\.?(?![A-Za-z])")
_BLINDED: Final = re.compile(rf"{_MSC}\s*(?:/|or|o|ou|oder)\s*{_PLACEBO}|{_PLACEBO}\s*(?:/|or|o|ou|oder)\s*{_MSC}")


class Reading(IntEnum):
    """What is to be done about a value."""

    OPEN = 0
    BLANK = 1
    REFUSE = 2


_ALLOCATING: Final = frozenset(("randomisations", "infusions"))
"""Files in which a product can only be the one that this person was given."""
_NOBODYS: Final = frozenset(("sites", "notes", "targets"))
"""Files whose rows are no person's: nothing in them has a bundle refused."""
_IDS: Final = frozenset(("subject_id", "site_id"))
_HISTORY: Final = ("therapies", "drug")


def judge_value(table: str, column: str, value: str) -> Reading:
    """Return what is to be done about a value of an open file, as the bundle has it; most values are open."""
    plain = _simplify(value)
    if column in _IDS:
        return _as_far_as(table, Reading.REFUSE if _names_placebo_or_sequence(plain) else Reading.OPEN)
    if _is_unmistakable(table, column, plain):
        return _as_far_as(table, Reading.REFUSE)
    if table == "sites":
        return Reading.BLANK if re.search(_PLACEBO, plain) or _DOSE.search(plain) else Reading.OPEN
    without = _TRANSPLANT.sub(" ", plain)
    is_named = any(pattern.search(without) for pattern in (_WORDS, _LOOSE, _DOSE)) or _is_product(plain)
    return Reading.BLANK if is_named else Reading.OPEN


def is_closed_name(name: str) -> bool:
    """Return whether the name of a file or folder says who received what."""
    plain = _simplify(name)
    return _names_placebo_or_sequence(plain) or _is_product(plain)


def choose_coarse() -> str:
    """Return the pattern, for RE2, without which `judge_value` need not be asked: any product's name and COARSE."""
    names = (re.escape(name) for name in list_product_names() if name.isascii())
    return "|".join((COARSE, *names))


def list_product_names() -> tuple[str, ...]:
    """Return the trial's names for its products, from MESEMS_PRODUCT_NAMES, with commas in between; none if unset."""
    names = (_simplify(name).strip() for name in os.environ.get(PRODUCTS_VARIABLE, "").split(","))
    return tuple(name for name in names if name)


def _as_far_as(table: str, reading: Reading) -> Reading:
    return min(reading, Reading.BLANK) if table in _NOBODYS else reading


def _is_unmistakable(table: str, column: str, plain: str) -> bool:
    """Return whether a value can only be a person's allocation: by its words, or by where it stands."""
    if _SEQUENCE.search(plain):
        return True
    alone = plain.strip()
    if (table, column) != _HISTORY and (
        _ALLOCATION.fullmatch(alone) or _LOOSE.fullmatch(alone) or alone in list_product_names()
    ):
        return True
    named = _ALLOCATION.search(plain) or _LOOSE.search(plain) or _is_product(plain)
    return table in _ALLOCATING and bool(named) and not _BLINDED.search(plain)


def _names_placebo_or_sequence(plain: str) -> bool:
    return bool(_SEQUENCE.search(plain) or re.search(rf"{_BEGIN}{_PLACEBO}{_END}", plain))


def _is_product(plain: str) -> bool:
    pattern = _compile_products(list_product_names())
    return pattern is not None and bool(pattern.search(plain))


@lru_cache(maxsize=8)
def _compile_products(names: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)) if names else None


def _simplify(text: str) -> str:
    """Return a text in small letters without accents, full-width forms, invisible characters and academic degrees."""
    wide = unicodedata.normalize("NFKD", _DEGREE.sub(" ", unicodedata.normalize("NFKC", text)))
    seen = "".join(mark for mark in wide if unicodedata.category(mark) not in {"Mn", "Cf", "Cc"} or mark in "\t\n ")
    return seen.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
