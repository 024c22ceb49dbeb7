"""From a slot to a person with a record: courses are drawn until one is as wanted. Neighbours: plan, record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mesems_dash.demo.course import draw_course
from mesems_dash.demo.days import make_rng
from mesems_dash.demo.endings import write_doses, write_endings, write_screenings
from mesems_dash.demo.plan import draw_sequences, plan_manners, plan_stranger, plan_trial
from mesems_dash.demo.record import Excerpt, Row, Rows, choose_gap, write_course
from mesems_dash.demo.truth import find_failures
from mesems_dash.demo.wording import reword_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from mesems_dash.demo.course import Course
    from mesems_dash.demo.places import Place
    from mesems_dash.demo.plan import Slot

TRIES: Final = 4000
DECISION: Final = -3
CURING: Final = frozenset({"E5", "E6", "E7", "E8"})


@dataclass(frozen=True, slots=True)
class Person:
    """A subject's identity and rows by file, closed files included."""

    subject_id: str
    place: Place
    fate: str
    first: int
    randomised: int | None
    rows: Rows


def make_trial(seed: int, progress: Callable[[str, float], None]) -> tuple[Person, ...]:
    """Everybody of the trial, by site and then by first screening, numbered and allocated."""
    slots = plan_trial(seed)
    manners = plan_manners(seed, slots)
    drafts = []
    for number, slot in enumerate(slots):
        drafts.append((slot, write_record(slot, manners.get(slot.key, ""))))
        progress("Drawing the trial's people", (number + 1) / len(slots))
    sequences = _allocate(seed, slots)
    counts: Counter[str] = Counter()
    people = []
    for slot, rows in drafts:
        counts[slot.place.site_id] += 1
        subject_id = f"{slot.place.site_id}-{counts[slot.place.site_id]:04d}"
        people.append(make_person(slot, rows, subject_id, sequences.get(slot.key)))
    return tuple(people)


def make_stranger(seed: int, number: int, *, own_id: str, last: int) -> Person:
    """One person beyond the trial's own, called `own_id`, randomised by the toss of a coin."""
    slot = plan_stranger(seed, number, last=last)
    sequence = make_rng(slot.key, "sequence").choice(("MSC_FIRST", "PLACEBO_FIRST"))
    allocation = (sequence, f"{own_id}-R") if slot.fate == "RANDOMISED" else None
    return make_person(slot, write_record(slot), own_id, allocation)


def make_person(slot: Slot, rows: Rows, subject_id: str, allocation: tuple[str, str] | None) -> Person:
    """The person with the allocation (sequence, randomisation_no) written into the rows."""
    if allocation is None:
        return Person(subject_id, slot.place, slot.fate, slot.screened[0], None, rows)
    sequence, randomisation_no = allocation
    [row] = rows["randomisations"]
    numbered = row._replace(cells=(*row.cells[:2], randomisation_no, row.cells[3]))
    closed = {
        "randomisations": (numbered,),
        "allocations": (Row(row.known_on, (sequence,)),),
        **write_doses(rows["infusions"], sequence, make_rng(slot.key, "doses")),
    }
    return Person(subject_id, slot.place, slot.fate, slot.screened[0], row.known_on, rows | closed)


def _allocate(seed: int, slots: tuple[Slot, ...]) -> dict[str, tuple[str, str]]:
    """By slot, its sequence and its randomisation_no within the site, in the order of randomisation."""
    allocations = {}
    for site_id, sequences in draw_sequences(seed).items():
        randomised = [slot for slot in slots if slot.place.site_id == site_id and slot.fate == "RANDOMISED"]
        ordered = sorted(randomised, key=lambda slot: (slot.references[-1], slot.key))
        for number, (slot, sequence) in enumerate(zip(ordered, sequences, strict=True), start=1):
            allocations[slot.key] = (sequence, f"{site_id}-R{number:03d}")
    return allocations


def write_record(slot: Slot, manner: str = "") -> Rows:
    """Everything open that the site writes about the person found for a slot, reasons in a `manner` of `wording`."""
    course = find_course(slot)
    rng = make_rng(slot.key, "record")
    excerpt = Excerpt(
        slot=slot,
        course=course,
        gap=choose_gap(rng, course) if slot.wanted == "GAP" else "",
        failures=tuple(find_failures(course, reference=day, ruleset=slot.place.ruleset) for day in slot.references),
    )
    screenings = reword_reasons(write_screenings(excerpt, rng), excerpt, manner)
    decision = screenings["screenings"][-1].cells[DECISION]
    return _gather(write_course(excerpt, rng) | screenings | write_endings(excerpt, rng, decision=decision))


def _gather(rows: Rows) -> Rows:
    follow_up = rows.get("edss_follow_up", ())
    kept = {file: lines for file, lines in rows.items() if file != "edss_follow_up"}
    disposed = rows.get("dispositions", ())
    end = disposed[0].known_on if disposed else None
    return kept | {"edss": (*rows["edss"], *(row for row in follow_up if end is None or row.known_on <= end))}


def find_course(slot: Slot) -> Course:
    """The first drawn course that is what the slot wants."""
    rng = make_rng(slot.key, "course")
    for _ in range(TRIES):
        course = _draw(rng, slot)
        if _is_wanted(course, slot):
            return course
    raise AssertionError(f"a course for {slot.key} exists")


def _draw(rng: Random, slot: Slot) -> Course:
    return draw_course(
        rng,
        subtype=slot.subtype,
        country=slot.place.country,
        screened=slot.screened,
        reference=slot.references[-1],
    )


def _is_wanted(course: Course, slot: Slot) -> bool:
    failures = [find_failures(course, reference=day, ruleset=slot.place.ruleset) for day in slot.references]
    *earlier, last = failures
    if any(not failed or not CURING.issuperset(failed) for failed in earlier):
        return False
    wanted = {
        "FIT": not last,
        "GAP": not last,
        "UNFIT": bool(last),
        "BREACH": len(last) == 1 and last[0] not in {"E4", "E10", "E12", "E14"},
        "ANY": True,
    }
    return wanted[slot.wanted]


def count_screenings(people: Iterable[Person], day: int) -> int:
    """How many screenings an export of that day holds."""
    return sum(row.known_on <= day for person in people for row in person.rows["screenings"])


def leave_out(people: list[Person], *, seed: int, screenings: int, day: int) -> list[Person]:
    """The people without so many of those never randomised, by chance, that at most `screenings` are left."""
    excess = count_screenings(people, day) - screenings
    others = [person for person in people if person.fate != "RANDOMISED"]
    make_rng(seed, "leave out").shuffle(others)
    left_out = set()
    for person in others:
        size = count_screenings([person], day)
        if size <= excess:
            left_out.add(person.subject_id)
            excess -= size
    kept = [person for person in people if person.subject_id not in left_out]
    twice = [person.subject_id for person in kept if count_screenings([person], day) > 1][: max(0, excess)]
    return [_forget_first_screening(person) if person.subject_id in twice else person for person in kept]


def _forget_first_screening(person: Person) -> Person:
    last = person.rows["screenings"][-1]
    once = {"screenings": (last._replace(cells=("1", *last.cells[1:])),)}
    for row in person.rows.get("randomisations", ()):
        once["randomisations"] = (row._replace(cells=("1", *row.cells[1:])),)
    return replace(person, rows=person.rows | once)
