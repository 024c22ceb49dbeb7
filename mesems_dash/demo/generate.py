"""The demo's two bundles in one folder. Neighbours: people (who), export (how it reads), crowd (more of them)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TextIO

from mesems_dash.demo.days import write_date
from mesems_dash.demo.export import CLOSED, OPEN, PERSONAL, write_cell, write_rows
from mesems_dash.demo.flaws import EXPLAINED, LOOSE, find_flaws
from mesems_dash.demo.people import Person, make_trial
from mesems_dash.demo.places import NOTES, PLACES, RANDOMISED, plan_months
from mesems_dash.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AS_OF: Final = date(2018, 6, 30)


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was written: counts of subjects, screenings and randomised in the export, and its day."""

    as_of: date
    sites: int
    subjects: int
    screenings: int
    randomised: int


def write_demo(
    folder: Path,
    *,
    as_of: date = AS_OF,
    screenings: int | None = None,
    seed: int = 1,
    progress: Callable[[str, float], None] = lambda _message, _share: None,
) -> DemoSummary:
    """Write `folder/open` and `folder/closed` as an export of `as_of`; the same arguments give the same bytes."""
    if screenings is not None and screenings < RANDOMISED:
        raise UsageError(f"--screenings is {screenings}; expected {RANDOMISED} or more, as many as were randomised")
    people = [person for person in make_trial(seed, progress) if person.first <= as_of.toordinal()]
    return _write_bundles(folder, people, as_of)


def _write_bundles(folder: Path, people: list[Person], as_of: date) -> DemoSummary:
    day = as_of.toordinal()
    flaws = find_flaws(people)
    with ExitStack() as stack:
        files = _open_files(folder, stack)
        _write_sites(files, day)
        for person in people:
            for file in PERSONAL:
                rows = (*person.rows.get(file, ()), *flaws.get(person.subject_id, {}).get(file, ()))
                files[file].write(write_rows(person.subject_id, rows, day))
        for file, subject_id, row in LOOSE:
            files[file].write(write_rows(subject_id, (row,), day))
    return DemoSummary(
        as_of=as_of,
        sites=len(PLACES),
        subjects=len(people),
        screenings=sum(row.known_on <= day for person in people for row in person.rows["screenings"]),
        randomised=sum(person.randomised is not None and person.randomised <= day for person in people),
    )


def _open_files(folder: Path, stack: ExitStack) -> dict[str, TextIO]:
    files: dict[str, TextIO] = {}
    for name, headers in (("open", OPEN), ("closed", CLOSED)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "SYNTHETIC").write_text(
            f"Synthetic data: nobody in these files exists. {EXPLAINED}\n", encoding="utf-8", newline="\n"
        )
        for file, header in headers.items():
            path = folder / name / f"{file}.csv"
            files[file] = stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
            files[file].write(header + "\n")
    return files


def _write_sites(files: dict[str, TextIO], day: int) -> None:
    for place in PLACES:
        opened = write_date(place.opened) if place.opened <= day else ""
        closed = write_date(place.closed) if place.closed and place.closed <= day else ""
        cells = (place.site_id, place.name, place.country, place.ruleset, opened, closed, str(place.target))
        files["sites"].write(",".join(cells) + "\n")
    for month, target in plan_months():
        files["targets"].write(f"{month},{target}\n")
    for when, label in NOTES:
        if when.day <= day:
            files["notes"].write(f"{write_cell(when)},{write_cell(label)}\n")
