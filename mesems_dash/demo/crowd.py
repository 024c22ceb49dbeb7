"""People beyond the trial's own, by the million, for benchmarks. Neighbours: people draws them, generate writes them.

A pool of strangers is drawn in full, each as carefully as the trial's people. Beyond the pool each comes again with
its whole life moved to an earlier week, a number of weeks by chance: same distributions, other dates. The pool's
records are kept as text with holes for dates, so that one more person costs microseconds and no memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from mesems_dash.demo.days import When, day_of, make_rng
from mesems_dash.demo.export import PERSONAL, settle, write_cell
from mesems_dash.demo.people import Person, make_stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mesems_dash.demo.record import Cell

POOL: Final = 4000
WEEKS: Final = 25
FILE_END: Final = "\f"
OWN_ID: Final = "\b"
EARLIEST: Final = day_of("1925-01-01")


@dataclass(frozen=True, slots=True)
class Mould:
    """A person's rows of all files as one text with a %s for each date; `dates` are (calendar, day)."""

    site_id: str
    text: str
    dates: tuple[tuple[int, int], ...]
    screenings: int
    is_randomised: bool
    weeks: int


def make_moulds(seed: int, *, count: int, as_of: int, progress: Callable[[str, float], None]) -> tuple[Mould, ...]:
    """The pool, `count` strangers at most `POOL`, as an export of that day would have them."""
    size = min(count, POOL)
    moulds = []
    for number in range(size):
        moulds.append(make_mould(make_stranger(seed, number, own_id=OWN_ID, last=as_of), as_of))
        if number % 100 == 0:
            progress("Drawing more people", number / size)
    return tuple(moulds)


def make_mould(person: Person, as_of: int) -> Mould:
    """The person as text with holes."""
    dates: list[tuple[int, int]] = []
    sections = [
        "".join(_make_line(row.cells, as_of, dates) for row in person.rows.get(file, ()) if row.known_on <= as_of)
        for file in PERSONAL
    ]
    return Mould(
        site_id=person.place.site_id,
        text=FILE_END.join(sections),
        dates=tuple(dates),
        screenings=sum(row.known_on <= as_of for row in person.rows["screenings"]),
        is_randomised=person.randomised is not None and person.randomised <= as_of,
        weeks=min(WEEKS, (person.first - person.place.opened) // 7),
    )


def _make_line(cells: tuple[Cell, ...], as_of: int, dates: list[tuple[int, int]]) -> str:
    texts = [OWN_ID]
    for cell in cells:
        settled = settle(cell, as_of)
        if isinstance(settled, When):
            dates.append((settled.precision, settled.day - EARLIEST))
            texts.append("%s")
        else:
            texts.append(write_cell(settled).replace("%", "%%"))
    return ",".join(texts) + "\n"


def cast(moulds: tuple[Mould, ...], *, seed: int, count: int, as_of: int) -> Iterator[tuple[Mould, list[str]]]:
    """Exactly `count` screenings' worth of people: each mould and the texts of `PERSONAL` for one person."""
    rng = make_rng(seed, "weeks")
    calendar = [date.fromordinal(day).isoformat() for day in range(EARLIEST, as_of + 800)]
    calendars = {precision: [text[:precision] for text in calendar] for precision in (10, 7, 4)}
    number, left = 0, count
    while left:
        mould = moulds[number % len(moulds)]
        number += 1
        if mould.screenings > left:
            continue
        left -= mould.screenings
        shift = 7 * int(rng.random() * (mould.weeks + 1)) if number > len(moulds) else 0
        text = mould.text % tuple([calendars[precision][day - shift] for precision, day in mould.dates])
        yield mould, text.replace(OWN_ID, f"{mould.site_id}-{100_000 + number}").split(FILE_END)
