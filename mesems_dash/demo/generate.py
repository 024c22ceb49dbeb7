"""The demo's two bundles in one folder. Neighbours: people (who), export (how it reads), crowd (more of them)."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TextIO

from mesems_dash.demo.crowd import cast, make_moulds
from mesems_dash.demo.days import write_date
from mesems_dash.demo.export import CLOSED, OPEN, PERSONAL, write_cell, write_rows
from mesems_dash.demo.flaws import EXPLAINED, LOOSE, find_flaws
from mesems_dash.demo.people import Person, count_screenings, leave_out, make_trial
from mesems_dash.demo.places import NOTES, PLACES, RANDOMISED, plan_months
from mesems_dash.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mesems_dash.demo.record import Rows

    Progress = Callable[[str, float], None]

AS_OF: Final = date(2018, 6, 30)
STRANGERS_FROM: Final = date(2014, 1, 1)
CHUNK: Final = 2000
DRAWN: Final = 0.1
POOLED: Final = 0.4
"""How much of the work is done when the trial's people are drawn, and how much of the rest when the pool is."""

Files = dict[str, TextIO]


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
    progress: Progress = lambda _message, _share: None,
) -> DemoSummary:
    """Write `folder/open` and `folder/closed` as an export of `as_of`; the same arguments give the same bytes.

    Without `screenings` the trial is written as it stood on that day: an earlier export is part of a later one. With
    it, screenings.csv has exactly that many rows, whatever the day: too many, and screening failures are left out,
    then failed first screenings of people who were screened again; too few, and strangers follow the trial's people.

    Raises UsageError for fewer screenings than people randomised, or for more than the trial's own before 2014.
    """
    if screenings is not None and screenings < RANDOMISED:
        raise UsageError(f"--screenings is {screenings}; expected {RANDOMISED} or more, as many as were randomised")
    day = as_of.toordinal()
    everybody = make_trial(seed, progress if screenings is None else _take_part(progress, 0, DRAWN))
    flaws = find_flaws(everybody)
    people = [person for person in everybody if person.first <= day]
    if screenings is not None:
        people = leave_out(people, seed=seed, screenings=screenings, day=day)
    strangers = max(0, (screenings or 0) - count_screenings(people, day))
    if strangers and as_of < STRANGERS_FROM:
        raise UsageError(f"--screenings needs --as-of {STRANGERS_FROM} or later; found {as_of}")
    with ExitStack() as stack:
        files = _open_files(folder, stack)
        _write_sites(files, day)
        _write_people(files, people, flaws, day)
        later = _take_part(progress, DRAWN, 1)
        crowd = _write_strangers(files, seed=seed, count=strangers, day=day, progress=later)
    return _summarise(people, crowd, as_of)


def _write_people(files: Files, people: list[Person], flaws: dict[str, Rows], day: int) -> None:
    for person in people:
        for file in PERSONAL:
            rows = (*person.rows.get(file, ()), *flaws.get(person.subject_id, {}).get(file, ()))
            files[file].write(write_rows(person.subject_id, rows, day))
    for file, subject_id, row in LOOSE:
        files[file].write(write_rows(subject_id, (row,), day))


def _write_strangers(files: Files, *, seed: int, count: int, day: int, progress: Progress) -> Counter[str]:
    counts: Counter[str] = Counter()
    if not count:
        return counts
    buffers: dict[str, list[str]] = {file: [] for file in PERSONAL}
    moulds = make_moulds(seed, count=count, as_of=day, progress=_take_part(progress, 0, POOLED))
    writing = _take_part(progress, POOLED, 1)
    for mould, texts in cast(moulds, seed=seed, count=count, as_of=day):
        for buffer, text in zip(buffers.values(), texts, strict=True):
            buffer.append(text)
        counts.update(subjects=1, screenings=mould.screenings, randomised=mould.is_randomised)
        if counts["subjects"] % CHUNK == 0:
            _flush(files, buffers)
            writing("Writing more people", counts["screenings"] / count)
    _flush(files, buffers)
    return counts


def _take_part(progress: Progress, first: float, last: float) -> Progress:
    """Let one step of several tell how far it is: from `first` to `last` of the whole."""
    return lambda message, share: progress(message, first + (last - first) * share)


def _flush(files: Files, buffers: dict[str, list[str]]) -> None:
    for file, buffer in buffers.items():
        files[file].write("".join(buffer))
        buffer.clear()


def _summarise(people: list[Person], crowd: Counter[str], as_of: date) -> DemoSummary:
    day = as_of.toordinal()
    return DemoSummary(
        as_of=as_of,
        sites=len(PLACES),
        subjects=len(people) + crowd["subjects"],
        screenings=count_screenings(people, day) + crowd["screenings"],
        randomised=sum(person.randomised is not None and person.randomised <= day for person in people)
        + crowd["randomised"],
    )


def _open_files(folder: Path, stack: ExitStack) -> Files:
    files: Files = {}
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


def _write_sites(files: Files, day: int) -> None:
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
