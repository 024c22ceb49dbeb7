"""What people with multiple sclerosis took in those years, as sites write it. Neighbours: course, truth.

ATC codes are the WHO's of the time; `since` is when the drug could be had in the European Union (the day it matters
for a made-up course, not for a regulator).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mesems_dash.demo.days import day_of


@dataclass(frozen=True, slots=True)
class Medicine:
    """A drug: names as written (the first is the commonest), ATC code, route, and what the criteria make of it."""

    names: tuple[str, ...]
    atc: str
    route: str
    level: str  # PLATFORM, ORAL, HIGH, OLD, STEROID, OTHER
    since: int
    is_listed: bool = False
    countries: tuple[str, ...] = ()

    @property
    def is_platform(self) -> bool:
        return self.level == "PLATFORM"

    @property
    def is_suppressant(self) -> bool:
        return self.level in {"ORAL", "HIGH", "OLD"}


def _drug(
    names: str, atc: str, route: str, level: str, since: str = "1970-01-01", *, listed: str = "", countries: str = ""
) -> Medicine:
    return Medicine(
        tuple(names.split("|")), atc, route, level, day_of(since), bool(listed), tuple(filter(None, countries.split()))
    )


MEDICINES: Final = (
    _drug("interferon beta-1a|Rebif|Rebif 44", "L03AB07", "SC", "PLATFORM", listed="I1"),
    _drug("Avonex|interferon beta-1a IM|Interferon beta 1a", "L03AB07", "IM", "PLATFORM", listed="I1"),
    _drug("interferon beta-1b|Betaferon|Extavia", "L03AB08", "SC", "PLATFORM", listed="I1"),
    _drug("glatiramer acetate|Copaxone|Glatiramer", "L03AX13", "SC", "PLATFORM", "1990-01-01", listed="I1"),
    _drug("peginterferon beta-1a|Plegridy", "L03AB13", "SC", "PLATFORM", "2014-09-01", listed="I1"),
    _drug("natalizumab|Tysabri", "L04AA23", "IV", "HIGH", "2006-07-01", listed="I1"),
    _drug("fingolimod|Gilenya", "L04AA27", "ORAL", "HIGH", "2011-04-01", listed="I1"),
    _drug("mitoxantrone|Novantrone", "L01DB07", "IV", "OLD", listed="I1"),
    _drug("teriflunomide|Aubagio", "L04AA31", "ORAL", "ORAL", "2013-10-01"),
    _drug("dimethyl fumarate|Tecfidera", "L04AX07", "ORAL", "ORAL", "2014-03-01"),
    _drug("alemtuzumab|Lemtrada", "L04AA34", "IV", "HIGH", "2013-11-01"),
    _drug("ocrelizumab|Ocrevus", "L04AA36", "IV", "HIGH", "2018-02-01"),
    _drug("cladribine|Mavenclad", "L04AA40", "ORAL", "HIGH", "2017-10-01"),
    _drug("rituximab|MabThera", "L01XC02", "IV", "HIGH", "2009-01-01", countries="SWE IRN DNK"),
    _drug("azathioprine|Imuran", "L04AX01", "ORAL", "OLD", countries="IRN ITA ESP AUT"),
    _drug("cyclophosphamide|Endoxan", "L01AA01", "IV", "OLD", countries="IRN FRA ITA"),
    _drug("methotrexate", "L04AX03", "ORAL", "OLD", countries="IRN ESP GBR CAN"),
    _drug("mycophenolate mofetil|CellCept", "L04AA06", "ORAL", "OLD", countries="GBR CAN FRA"),
)

METHYLPREDNISOLONE: Final = _drug("methylprednisolone|Solu-Medrol|Methylprednisolone 1 g", "H02AB04", "IV", "STEROID")
PREDNISONE: Final = _drug("prednisone|prednisolone", "H02AB07", "ORAL", "STEROID")
COMPANIONS: Final = (
    _drug("baclofen|Lioresal", "M03BX01", "ORAL", "OTHER"),
    _drug("fampridine|Fampyra", "N07XX07", "ORAL", "OTHER", "2011-08-01"),
    _drug("colecalciferol|Vitamin D3", "A11CC05", "ORAL", "OTHER"),
    _drug("amitriptyline", "N06AA09", "ORAL", "OTHER"),
    _drug("ramipril", "C09AA05", "ORAL", "OTHER"),
    _drug("levothyroxine", "H03AA01", "ORAL", "OTHER"),
    _drug("budesonide", "R03BA02", "INHALED", "OTHER"),
    _drug("hydrocortisone cream", "D07AA02", "TOPICAL", "OTHER"),
    _drug("solifenacin|Vesicare", "G04BD08", "ORAL", "OTHER", "2004-08-01"),
)
UNIDENTIFIED: Final = tuple(
    _drug(name, "", route, "OTHER")
    for name, route in (
        ("trial drug (blinded)", "ORAL"),
        ("MS tablets, name not known", "ORAL"),
        ("herbal mixture", ""),
    )
)
