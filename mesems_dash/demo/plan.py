"""Who is screened where and when, and how it ends: the frame into which courses are drawn. Neighbours: places, record.

The randomised are placed first, to the published number, first and last day; screen failures follow the sites' working
days; the undecided are spread evenly over the quarters, so that every cut has some.
"""

# ruff: noqa: PLR2004 -- a model of chance is made of numbers; each stands beside what it is

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mesems_dash.demo.days import day_of, draw_hump, draw_working_day, make_rng, pick, to_working_day
from mesems_dash.demo.places import CELLS_FIRST, FIRST_RANDOMISED, FIRST_SITE, LAST_RANDOMISED, LAST_SITE, PLACES

if TYPE_CHECKING:
    from random import Random

    from mesems_dash.demo.places import Place


@dataclass(frozen=True, slots=True)
class Slot:
    """One person to be found: screened on these days, each time for the reference date at the same place."""

    key: str
    place: Place
    subtype: str
    fate: str
    wanted: str  # FIT GAP BREACH UNFIT ANY
    screened: tuple[int, ...]
    references: tuple[int, ...]
    has_plan: bool = True


SUBTYPES: Final = {
    "RANDOMISED": {"RRMS": 68.0, "SPMS": 23.0, "PPMS": 9.0},
    "FAILED": {"RRMS": 52.0, "SPMS": 30.0, "PPMS": 14.0, "CIS": 4.0},
}
FATES: Final = {"FAILED": 216, "DECLINED": 17, "WITHDREW": 8, "MANUFACTURING": 6, "OTHER": 4, "DISPUTED": 11}
WANTED: Final = {"FAILED": "UNFIT", "DECLINED": "ANY", "WITHDREW": "FIT", "MANUFACTURING": "FIT", "DISPUTED": "FIT"}
MANNERS: Final = {"MISTAKEN": 10, "WORDS": 7}
"""How many screen failures are written down with another reason than theirs, and how many in words."""
BUSY_FROM: Final = "2016-07-01"
"""From this quarter on more people are left undecided for want of one value."""
QUARTERS: Final = tuple((f"{year}-{month:02d}-01") for year in range(2013, 2020) for month in (1, 4, 7, 10))[:26]


def plan_trial(seed: int) -> tuple[Slot, ...]:
    """Every person of the trial, by site in the order of opening, then by first screening."""
    slots = [*_plan_randomised(seed), *_plan_others(seed), *_plan_waiting(seed), *_plan_closed(seed)]
    order = {place.site_id: number for number, place in enumerate(PLACES)}
    return tuple(sorted(slots, key=lambda slot: (order[slot.place.site_id], slot.screened[0], slot.key)))


def plan_manners(seed: int, slots: tuple[Slot, ...]) -> dict[str, str]:
    """By slot, the manner of those few screen failures whose reasons are not written as they should be."""
    failed = [slot.key for slot in slots if slot.fate == "FAILED"]
    manners = [manner for manner, count in MANNERS.items() for _ in range(count)]
    return dict(zip(make_rng(seed, "manners").sample(failed, len(manners)), manners, strict=True))


def plan_stranger(seed: int, number: int, *, last: int) -> Slot:
    """One person beyond the trial's own, from the same mixture; what there is of the course ends by `last`."""
    rng = make_rng(seed, "stranger", number)
    place = rng.choice([place for place in PLACES if place.opened + 260 < last])
    reference = to_working_day(rng.randint(place.opened + 260, max(min(place.last, last), place.opened + 260)))
    fate = pick(rng, {"RANDOMISED": 144.0, "WAITING": 38.0, **{fate: float(share) for fate, share in FATES.items()}})
    key = f"{seed}/stranger/{number}"
    if fate == "RANDOMISED":
        return _make_randomised(key, place, reference)
    return _make_other(key, place, fate, to_working_day(reference - 65))


def draw_sequences(seed: int) -> dict[str, tuple[str, ...]]:
    """By site, the sequences in order of randomisation: permuted blocks of four, 69 to cells first over all sites.

    Whole lists are drawn until the incomplete last blocks happen to give the published total.
    """
    for attempt in range(10_000):
        rng = make_rng(seed, "sequence", attempt)
        lists = {place.site_id: draw_blocks(rng, place.randomised) for place in PLACES}
        if sum(sequences.count("MSC_FIRST") for sequences in lists.values()) == CELLS_FIRST:
            return lists
    raise AssertionError("the incomplete blocks allow 69 of 144")


def draw_blocks(rng: Random, count: int) -> tuple[str, ...]:
    """`count` sequences in permuted blocks of four, the last one cut off."""
    sequences: list[str] = []
    while len(sequences) < count:
        block = ["MSC_FIRST", "MSC_FIRST", "PLACEBO_FIRST", "PLACEBO_FIRST"]
        rng.shuffle(block)
        sequences += block
    return tuple(sequences[:count])


def _plan_randomised(seed: int) -> list[Slot]:
    return [
        _make_randomised(f"{seed}/{place.site_id}/randomised/{number}", place, day)
        for place in PLACES
        for number, day in enumerate(_draw_randomisation_days(seed, place))
    ]


def _draw_randomisation_days(seed: int, place: Place) -> list[int]:
    rng = make_rng(seed, place.site_id, "days")
    fixed = {FIRST_SITE: [FIRST_RANDOMISED], LAST_SITE: [LAST_RANDOMISED]}.get(place.site_id, [])
    first = max(place.opened + 75, FIRST_RANDOMISED + 30)
    free = [draw_working_day(rng, first=first, last=place.last) for _ in range(place.randomised - len(fixed))]
    return sorted(fixed + free)


def _make_randomised(key: str, place: Place, reference: int) -> Slot:
    rng = make_rng(key, "slot")
    subtype = _draw_subtype(rng, place, "RANDOMISED")
    wanted = pick(rng, {"FIT": 88.5, "GAP": 7.5, "BREACH": 4.0})
    screened = max(place.opened, to_working_day(reference - draw_hump(rng, least=48, usual=64, most=96)))
    slot = Slot(key, place, subtype, "RANDOMISED", wanted, (screened,), (reference,))
    earlier = to_working_day(screened - rng.randint(95, 200))
    is_again = rng.random() < 0.17 and wanted == "FIT" and subtype != "PPMS" and earlier >= place.opened
    return _screen_before(slot, earlier, rng) if is_again else slot


def _screen_before(slot: Slot, earlier: int, rng: Random) -> Slot:
    reference = min(to_working_day(earlier + draw_hump(rng, least=45, usual=62, most=90)), slot.screened[0] - 5)
    return replace(slot, screened=(earlier, *slot.screened), references=(reference, *slot.references))


def _draw_subtype(rng: Random, place: Place, fate: str) -> str:
    if place.ruleset == "copenhagen" and (fate != "FAILED" or rng.random() < 0.85):
        return "RRMS"
    return pick(rng, SUBTYPES["FAILED" if fate == "FAILED" else "RANDOMISED"])


def _plan_others(seed: int) -> list[Slot]:
    rng = make_rng(seed, "others")
    slots = []
    for fate, count in FATES.items():
        for number in range(count):
            place = pick(rng, {place: place.randomised + 2.0 for place in PLACES})
            day = draw_working_day(rng, first=place.opened + 10, last=place.last - 30)
            slots.append(_make_other(f"{seed}/{fate}/{number}", place, fate, day))
    return slots


def _plan_waiting(seed: int) -> list[Slot]:
    rng = make_rng(seed, "waiting")
    slots = []
    for quarter in QUARTERS:
        first = day_of(quarter)
        open_places = [place for place in PLACES if place.opened < first and place.last > first + 60]
        for number in range(pick(rng, {1: 5.0, 2: 5.0} if quarter < BUSY_FROM else {2: 5.0, 3: 5.0})):
            day = draw_working_day(rng, first=first, last=first + 88)
            slots.append(_make_other(f"{seed}/waiting/{quarter}/{number}", rng.choice(open_places), "WAITING", day))
    return slots


def _plan_closed(seed: int) -> list[Slot]:
    rng = make_rng(seed, "closed")
    return [
        _make_other(
            f"{seed}/closed/{place.site_id}/{number}",
            place,
            "SITE_CLOSED",
            to_working_day(place.closed - rng.randint(25, 80)),
        )
        for place in PLACES
        if place.closed
        for number in range(3)
    ]


def _make_other(key: str, place: Place, fate: str, day: int) -> Slot:
    rng = make_rng(key, "slot")
    has_plan = fate != "FAILED" or rng.random() < 0.88
    reference = to_working_day(day + draw_hump(rng, least=45, usual=65, most=100)) if has_plan else day
    subtype = _draw_subtype(rng, place, fate)
    wanted = {**WANTED, "WAITING": "GAP"}.get(fate, "ANY")
    slot = Slot(key, place, subtype, fate, wanted, (day,), (reference,), has_plan)
    earlier = to_working_day(day - rng.randint(95, 200))
    is_again = fate == "FAILED" and has_plan and subtype == "RRMS" and rng.random() < 0.08 and earlier >= place.opened
    return _screen_before(slot, earlier, rng) if is_again else slot
