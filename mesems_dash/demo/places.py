"""The fifteen sites, the planned recruitment and the dated notes. Published: the places, 144 randomised, 160 planned.

Which of the 144 were randomised where, when a site opened and what each had planned are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mesems_dash.demo.days import When, day_of


@dataclass(frozen=True, slots=True)
class Place:
    """A site: when it opened, when it last randomised, how many, and how many it had planned."""

    site_id: str
    name: str
    country: str
    ruleset: str
    opened: int
    last: int
    randomised: int
    target: int
    closed: int | None = None


def _place(  # noqa: PLR0917 -- the columns of the table below
    site_id: str, name: str, country: str, period: str, numbers: tuple[int, int], ruleset: str = "", closed: str = ""
) -> Place:
    opened, last = period.split("..")
    closed_on = day_of(closed) if closed else None
    return Place(site_id, name, country, ruleset, day_of(opened), day_of(last), *numbers, closed_on)


PLACES: Final = (
    _place("GEN", "Genova", "ITA", "2012-04-16..2019-03-29", (22, 24), "registry"),
    _place("AND", "Andalusia", "ESP", "2012-11-05..2018-11-30", (12, 12), "registry"),
    _place("BAD", "Badalona", "ESP", "2013-02-11..2017-12-15", (9, 10), "registry"),
    _place("TOU", "Toulouse", "FRA", "2013-06-03..2018-10-31", (10, 12)),
    _place("CPH", "Copenhagen", "DNK", "2013-09-02..2018-06-29", (9, 10), "copenhagen"),
    _place("S12", "Site 12", "ITA", "2013-11-18..2018-09-28", (6, 8)),
    _place("STO", "Stockholm", "SWE", "2014-01-20..2018-12-14", (7, 8), "registry"),
    _place("LON", "London", "GBR", "2014-03-10..2019-05-31", (13, 14), "london"),
    _place("SZG", "Salzburg", "AUT", "2014-05-12..2018-03-30", (5, 6)),
    _place("OTT", "Ottawa", "CAN", "2014-09-08..2019-06-28", (17, 16), "registry"),
    _place("S15", "Site 15", "FRA", "2014-10-20..2016-08-31", (2, 5), "", "2016-11-30"),
    _place("WPG", "Winnipeg", "CAN", "2015-02-16..2019-06-14", (14, 14), "registry"),
    _place("THR", "Tehran", "IRN", "2015-05-11..2019-07-24", (10, 10)),
    _place("S13", "Site 13", "ITA", "2015-10-05..2019-04-30", (5, 6)),
    _place("S14", "Site 14", "ESP", "2016-03-14..2019-02-28", (3, 5)),
)

FIRST_RANDOMISED: Final = day_of("2012-07-16")
LAST_RANDOMISED: Final = day_of("2019-07-31")
FIRST_SITE: Final = "GEN"
LAST_SITE: Final = "THR"
CELLS_FIRST: Final = 69
RANDOMISED: Final = 144

NOTES: Final = (
    (When(day_of("2012-04-16")), "First site open (Genova)"),
    (When(day_of("2013-06-17")), "Amendment 1: second EDSS before randomisation (synthetic)"),
    (When(day_of("2013-09-12"), 7), "Alemtuzumab approved in the EU (Sep 2013)"),
    (When(day_of("2014-01-30"), 7), "Dimethyl fumarate approved in the EU (Jan 2014)"),
    (When(day_of("2014-09-08")), "First site outside Europe open (Ottawa)"),
    (When(day_of("2015-04-20")), "Amendment 2: harvest allowed before all results are in (synthetic)"),
    (When(day_of("2016-11-30")), "Site 15 closed"),
    (When(day_of("2017-02-13")), "Amendment 3: recruitment extended (synthetic)"),
    (When(day_of("2018-01-08"), 7), "Ocrelizumab approved in the EU (Jan 2018)"),
)


def plan_months() -> tuple[tuple[str, int], ...]:
    """(month, cumulative plan) from July 2012 to 160 in December 2017, slow at first."""
    months = [f"{2012 + (6 + place) // 12}-{(6 + place) % 12 + 1:02d}" for place in range(66)]
    total = sum(place.target for place in PLACES)
    return tuple((month, round(total * ((place + 1) / 66) ** 1.25)) for place, month in enumerate(months))
