"""Which of the criteria's drug classes a drug belongs to: by name (`drugs.toml`) or by ATC code, yes, no or maybe.

The classes: `listed` (the five therapies of I1), `immunosuppressant` (E5), `platform` (E6), `steroid` (E7). A name is
known however it is written: case, accents, hyphens, strength, salt, and the spelling of the common languages aside.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Answer: TypeAlias = Literal["Y", "N", "M"]
DrugRow: TypeAlias = tuple[str | None, str | None, str | None]

CATALOGUE: Final = Path(__file__).with_name("drugs.toml")
CLASSES: Final = ("listed", "immunosuppressant", "platform", "steroid")
LOCAL_ROUTES: Final = frozenset({"INHALED", "NASAL", "TOPICAL", "OCULAR"})
SYSTEMIC_ROUTES: Final = frozenset({"ORAL", "IV", "IM", "SC"})
LONGEST_NAME: Final = 200
"""A longer text names no drug."""
DRUG_CLASSES_TABLE: Final = """\
create temporary table drug_classes (
    drug text, atc text, route text,
    listed text, immunosuppressant text, platform text, steroid text, is_identified boolean
)"""
"""What `facts.sql` joins therapies to; `classify_rows` fills it, one row per distinct (drug, atc, route)."""

_ATC: Final = re.compile(r"[ABCDGHJLMNPRSV](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
_BRACKETS: Final = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SEPARATORS: Final = re.compile(r"\s*(?:[/+,;&|]|\bund\b|\band\b|\bwith\b)\s*")
_STRENGTH: Final = re.compile(
    r"(?<![a-z0-9.,-])\d+(?:[.,]\d+)*\s*"
    r"(?:mg|mcg|µg|μg|ug|g|kg|ml|l|miu|mio|mu|iu|ie|ui|u|units?|%)?(?:\s*/\s*(?:\d+\s*)?(?:ml|l|kg|m2|h|d|day|week))?(?![a-z0-9-])"
)
_GREEK: Final = str.maketrans({"\N{GREEK SMALL LETTER ALPHA}": "alfa", "β": "beta", "ß": "beta"})
_SPELLING: Final = (("th", "t"), ("ph", "f"), ("y", "i"), ("cch", "ch"), ("ck", "k"))


@dataclass(frozen=True, slots=True)
class DrugClasses:
    """What one drug is: Y, N or M (maybe) for each class; `is_identified`: its name or its ATC code is known."""

    listed: Answer
    immunosuppressant: Answer
    platform: Answer
    steroid: Answer
    is_identified: bool


@dataclass(frozen=True, slots=True)
class Drug:
    """An entry of the catalogue: the classes it surely counts as, and those it may."""

    name: str
    counts_as: frozenset[str]
    may_count_as: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`drugs` by spelling, `codes` (ATC, or the beginning of one) by class, and words that name no drug."""

    drugs: Mapping[str, Drug]
    codes: Mapping[str, frozenset[str]]
    maybe_codes: Mapping[str, frozenset[str]]
    filler: frozenset[str]


@cache
def load_catalogue() -> Catalogue:
    """Read `drugs.toml`, once."""
    tables = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    codes = {name: set(tables["codes"][name]) for name in CLASSES}
    drugs: dict[str, Drug] = {}
    for group in tables["group"]:
        for entry in group["drugs"]:
            drug = Drug(entry["name"], frozenset(group["counts_as"]), frozenset(group.get("may_count_as", ())))
            drugs.update((spell(name), drug) for name in (entry["name"], *entry.get("also", ())))
            for name in drug.counts_as:
                codes[name].update(entry.get("atc", ()))
    return Catalogue(
        drugs=drugs,
        codes={name: frozenset(found) for name, found in codes.items()},
        maybe_codes={name: frozenset(tables["maybe_codes"].get(name, ())) for name in CLASSES},
        filler=frozenset(map(fold, tables["filler"])),
    )


def fold(text: str) -> str:
    """Return `text` in small letters without accents; Greek letters become words."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_GREEK).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def spell(name: str) -> str:
    """Return what the spellings of one name have in common: `Methylprednisolone` and `metilprednisolona` are one."""
    text = "".join(letter for letter in fold(name) if letter.isalnum())
    for written, kept in _SPELLING:
        text = text.replace(written, kept)
    text = re.sub(r"([a-z])\1", r"\1", text)
    return re.sub(r"(?<=\w{4})(?:um|[aeo])$", "", text)


@lru_cache(maxsize=100_000)
def classify(drug: str | None, atc: str | None, route: str | None) -> DrugClasses:
    """Tell which classes a drug belongs to.

    Name or ATC code, whichever says yes. Where the name is not known, a code that ends above a class ("L04" for the
    therapies of I1) may be it; with neither, the drug may be any of them.
    """
    drugs = find_drugs(drug) if drug else ()
    code = read_atc(atc)
    return DrugClasses(
        listed=_answer("listed", drugs, code),
        immunosuppressant=_answer("immunosuppressant", drugs, code),
        platform=_answer("platform", drugs, code),
        steroid=_answer_steroid(drugs, code, route),
        is_identified=code is not None or (bool(drugs) and None not in drugs),
    )


def classify_rows(rows: Iterable[DrugRow]) -> list[tuple[str | None, str | None, str | None, str, str, str, str, bool]]:
    """Return rows for `DRUG_CLASSES_TABLE`, one for each (drug, atc, route) given; give each only once."""
    return [
        (drug, atc, route, found.listed, found.immunosuppressant, found.platform, found.steroid, found.is_identified)
        for drug, atc, route in rows
        for found in (classify(drug, atc, route),)
    ]


def read_atc(atc: str | None) -> str | None:
    """Return an ATC code of any level in capitals without spaces, None if it is none."""
    code = re.sub(r"[\s.\-]", "", atc or "").upper()
    return code if _ATC.fullmatch(code) else None


def find_drugs(text: str) -> tuple[Drug | None, ...]:
    """Return the drugs that `text` names, None for each part that is not known.

    Tried in turn: the whole; without brackets; what the brackets hold; the parts of a combination; each of them as
    written and without strength, form and salt.
    """
    if len(text) > LONGEST_NAME:
        return (None,)
    folded = fold(text)
    bracketed = _BRACKETS.findall(folded)
    for whole in (folded, _BRACKETS.sub(" ", folded), *bracketed):
        if drug := _find_one(whole):
            return (drug,)
    parts = [part for part in _SEPARATORS.split(_BRACKETS.sub(" ", folded)) if _strip(part).strip()]
    return tuple(_find_one(part) for part in parts)


def _find_one(text: str) -> Drug | None:
    drugs = load_catalogue().drugs
    return drugs.get(spell(text)) or drugs.get(spell(_strip(text)))


def _strip(text: str) -> str:
    filler = load_catalogue().filler
    words = re.split(r"[\s]+", _STRENGTH.sub(" ", text))
    return " ".join(word for word in words if word.strip(".,;:-") not in filler)


def _answer(name: str, drugs: tuple[Drug | None, ...], code: str | None) -> Answer:
    catalogue = load_catalogue()
    if any(drug and name in drug.counts_as for drug in drugs) or (code and _is_in(code, catalogue.codes[name])):
        return "Y"
    if drugs and all(drug and name not in drug.may_count_as for drug in drugs):
        return "N"
    if code is None:
        return "M"
    return "M" if _may_be_in(code, name, catalogue) else "N"


def _answer_steroid(drugs: tuple[Drug | None, ...], code: str | None, route: str | None) -> Answer:
    if route in LOCAL_ROUTES:
        return "N"
    if code and _is_in(code, load_catalogue().codes["steroid"]):
        return "Y"
    if any(
        drug and "steroid" in drug.counts_as for drug in drugs
    ):  # by name alone: systemic by its route, else perhaps
        return "Y" if route in SYSTEMIC_ROUTES else "M"
    return _answer("steroid", drugs, code)


def _is_in(code: str, codes: Iterable[str]) -> bool:
    return code.startswith(tuple(codes))


def _may_be_in(code: str, name: str, catalogue: Catalogue) -> bool:
    """An unfinished code above one of the class, or one that may count (any L01 for E5)."""
    above = any(listed.startswith(code) for listed in catalogue.codes[name] | catalogue.maybe_codes[name])
    return above or _is_in(code, catalogue.maybe_codes[name])
