"""The boxes of the flow diagram: what each says, and how many people. They add up by the way they are made.

The form is the CONSORT extension for crossover trials (Dwan and others 2019, BMJ 366:l4378): enrolment, then a column
for each sequence with both periods below each other. Analysis is not in it: who is analysed is not known here.
Frames as of `queries.count_flow`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from mesems_dash.vocabulary import EXIT_LABELS, NOT_RECORDED, SEQUENCE_LABELS, STAGES
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Box", "Column", "Flow", "Step", "count_disagreeing", "list_boxes", "name_sequence", "tabulate_flow"]

NOT_RANDOMISED: Final = "NOT_RANDOMISED"
WAITING: Final = "UNDER_WAY"
_MOST_LINES: Final = 6
_NO_REASON: Final = "Reason not recorded"
_EXCLUDED: Final = {
    **EXIT_LABELS,
    "FAILED_SCREENING": "Not meeting eligibility criteria",
    "DECLINED": "Declined to participate",
    "OTHER": "Other reasons",
}
_EXCLUDED_ORDER: Final = ("FAILED_SCREENING", "DECLINED")
_SEQUENCES: Final = {**SEQUENCE_LABELS, NOT_RECORDED: "No allocation recorded"}
_PRODUCTS: Final = {"MSC_FIRST": ("cells", "placebo"), "PLACEBO_FIRST": ("placebo", "cells")}

Kind = Literal["main", "left", "waiting"]


@dataclass(frozen=True)
class Box:
    """A box: its kind (on the way, left it, or still waiting), what it says, of how many, and who they are by line."""

    kind: Kind
    text: str
    people: int
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Step:
    """A box on the way, and those beside it: whoever of it does not come to the next step. `phase` names its part."""

    phase: str
    box: Box
    sides: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Column:
    """One sequence: its code, and its steps in their order."""

    sequence: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flow:
    """The whole diagram: enrolment, whose last step is randomisation, and the sequences that it splits into."""

    enrolment: tuple[Step, ...]
    columns: tuple[Column, ...]


def list_boxes(frame: pd.DataFrame) -> Flow:
    """Return the boxes: both sequences always, a third column only for people without an allocation."""
    rows = list_rows(frame)
    randomised = [row for row in rows if row["sequence"] != NOT_RANDOMISED]
    sequences = [*SEQUENCE_LABELS, *({NOT_RECORDED} & {row["sequence"] for row in rows})]
    return Flow(
        _enrol(rows, _count(randomised)),
        tuple(_follow(sequence, [row for row in randomised if row["sequence"] == sequence]) for sequence in sequences),
    )


def count_disagreeing(frame: pd.DataFrame) -> int:
    """Count people infused as a later step says, though that infusion is recorded as not given."""
    return int(frame["disagreeing"].sum())


def name_sequence(sequence: str) -> str:
    """Name a column: "Cells first"."""
    return _SEQUENCES[sequence]


# ---------------------------------------------------------------- enrolment
def _enrol(rows: Sequence[Mapping[str, Any]], randomised: int) -> tuple[Step, ...]:
    before = [row for row in rows if row["sequence"] == NOT_RANDOMISED]
    order = (*_EXCLUDED_ORDER, *(code for code in EXIT_LABELS if code not in _EXCLUDED_ORDER))
    excluded = _build_exit_lines(before, {code: _EXCLUDED[code] for code in order})
    sides = (Box("left", "Excluded", _add(excluded), excluded), *_wait("Still being assessed", before))
    return (
        Step("Enrolment", Box("main", "Assessed for eligibility", _count(rows)), sides),
        Step("Enrolment", Box("main", "Randomised", randomised)),
    )


# ---------------------------------------------------------------- one sequence
def _follow(sequence: str, rows: Sequence[Mapping[str, Any]]) -> Column:
    first, second = (f" ({product})" for product in _PRODUCTS.get(sequence, ("product unknown",) * 2))
    name = name_sequence(sequence)
    allocated = name if sequence == NOT_RECORDED else f"Allocated to {name.lower()}"
    at = {stage: [row for row in rows if row["after"] == stage] for stage in STAGES}
    refused, left = (
        [row for row in at["INFUSED_1"] if row["is_not_given"] == is_refused] for is_refused in (True, False)
    )
    reached = {stage: _count(row for row in rows if _has_reached(row, stage)) for stage in STAGES}
    return Column(
        sequence,
        (
            Step("Allocation", Box("main", allocated, reached["RANDOMISED"]), _miss_first(at["RANDOMISED"])),
            Step(
                "Period 1",
                Box("main", f"Received first infusion{first}, week 0", reached["INFUSED_1"]),
                (_leave("Left before period 2", left), *_wait("Awaiting second infusion", left)),
            ),
            Step(
                "Period 2",
                Box("main", "Went on to period 2", reached["INFUSED_2"] + _count(refused)),
                (_refuse("Did not receive second infusion", refused),),
            ),
            Step(
                "Period 2",
                Box("main", f"Received second infusion{second}, week 24", reached["INFUSED_2"]),
                (_leave("Left before week 48", at["INFUSED_2"]), *_wait("Still in follow-up", at["INFUSED_2"])),
            ),
            Step("Completion", Box("main", "Completed week 48", reached["COMPLETED"])),
        ),
    )


def _miss_first(rows: Sequence[Mapping[str, Any]]) -> tuple[Box, ...]:
    """Return who was not infused at week 0: all that left or were refused it in one box, those who wait in another."""
    gone = [row for row in rows if row["is_not_given"] or row["exit"] != WAITING]
    waiting = [row for row in rows if not row["is_not_given"]]
    return (_refuse("Did not receive first infusion", gone), *_wait("Awaiting first infusion", waiting))


def _has_reached(row: Mapping[str, Any], stage: str) -> bool:
    return STAGES.index(row["after"]) >= STAGES.index(stage)


# ---------------------------------------------------------------- boxes beside
def _leave(text: str, rows: Sequence[Mapping[str, Any]]) -> Box:
    lines = _build_exit_lines(rows, EXIT_LABELS)
    return Box("left", text, _add(lines), lines)


def _refuse(text: str, rows: Sequence[Mapping[str, Any]]) -> Box:
    """Return a box by the reason that the closed store has, else by how people left; the commonest lines first."""
    numbers: Counter[str] = Counter()
    for row in rows:
        numbers[row["reason"] or (_NO_REASON if row["exit"] == WAITING else EXIT_LABELS[row["exit"]])] += row["people"]
    lines = sorted(numbers.items(), key=lambda line: (-line[1], line[0]))
    if len(lines) > _MOST_LINES:
        rest = lines[_MOST_LINES - 1 :]
        lines = [*lines[: _MOST_LINES - 1], (f"{len(rest)} more reasons", _add(rest))]
    return Box("left", text, _add(lines), tuple(lines))


def _wait(text: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Box, ...]:
    people = _count(row for row in rows if row["exit"] == WAITING)
    return (Box("waiting", text, people),) if people else ()


def _build_exit_lines(rows: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    numbers = {code: _count(row for row in rows if row["exit"] == code) for code in labels if code != WAITING}
    return tuple((labels[code], people) for code, people in numbers.items() if people)


def _count(rows: Iterable[Mapping[str, Any]]) -> int:
    return sum(row["people"] for row in rows)


def _add(lines: Iterable[tuple[str, int]]) -> int:
    return sum(people for _, people in lines)


# ---------------------------------------------------------------- as a table
def tabulate_flow(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of the diagram: columns Sequence, Part, Box, Of these, People.

    One row a box, then one for each of its lines, in the order in which one reads them; before randomisation the
    sequence is "Everybody".
    """
    flow = list_boxes(frame)
    parts = [("Everybody", flow.enrolment), *((name_sequence(one.sequence), one.steps) for one in flow.columns)]
    return pd.DataFrame(
        [
            {"Sequence": sequence, "Part": step.phase, "Box": box.text, "Of these": reason, "People": people}
            for sequence, steps in parts
            for step in steps
            for box in (step.box, *step.sides)
            for reason, people in (("", box.people), *box.lines)
        ]
    )
