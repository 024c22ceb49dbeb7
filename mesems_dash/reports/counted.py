"""The counted tables of this app, made safe to give away: which of their numbers are counts, and how they add up.

Each function takes a frame as its page offers it and returns it with marks where a number must not be read; dates and
other facts of single people are left out. Switched on by MESEMS_SMALL_COUNTS; a table that is not here is not offered
then. What this does not protect against is in the README.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mesems_dash.errors import UsageError
from mesems_dash.reports.suppression import CountTable, Hidden, Sum, SuppressionError, hide_small
from mesems_dash.vocabulary import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from mesems_dash.reports.suppression import Cell
    from mesems_dash.reports.tables import Marks

__all__ = [
    "MakeSafe",
    "Safe",
    "describe_hidden",
    "describe_setting",
    "make_arms_safe",
    "make_crossover_safe",
    "make_exclusions_safe",
    "make_exits_safe",
    "make_second_infusions_safe",
    "make_sites_safe",
    "read_small_counts",
    "refuse_small_counts",
]

VARIABLE: Final = "MESEMS_SMALL_COUNTS"
OFF: Final = ("", "0", "off", "no", "false")
SITE_FACTS: Final = ("site_id", "name", "country", "ruleset", "activated_on", "closed_on", "is_open", "target")
SITE_COUNTS: Final = (
    "screened",
    "screenings",
    "failed",
    "undecided",
    "data_eligible",
    "data_ineligible",
    "eligible",
    "randomised",
    "completed",
    "randomised_of_target",
)
_STEPS: Final = ("randomised", "infused_1", "infused_2", "completed")
_NOT_REACHED: Final = (
    "left_before",
    "not_given",
    "not_infused_1",
    "not_dated",
    "overdue",
    "due",
    "coming",
    "later",
)


MakeSafe: TypeAlias = "Callable[[pd.DataFrame, int], Safe]"
"""Makes a table safe to give away: hides its counts below so many people."""


@dataclass(frozen=True, slots=True)
class Safe:
    """A table to give away: its rows, and by column what stands instead of hidden numbers."""

    frame: pd.DataFrame
    marks: Marks


def read_small_counts() -> int | None:
    """Return below how many people a count is hidden in files, by the environment; None when nothing is.

    Raises UsageError for anything but a whole number from 2 to 100.
    """
    text = os.environ.get(VARIABLE, "").strip().casefold()
    if text in OFF:
        return None
    if not text.isdecimal() or not 2 <= int(text) <= 100:  # noqa: PLR2004 - the bounds that the message says
        raise UsageError(f'{VARIABLE} is "{text}"; expected a whole number from 2 to 100, or nothing')
    return int(text)


def refuse_small_counts(name: str) -> None:
    """Raise UsageError where counts of few people are to be hidden: a printed frame is none that is made safe."""
    if read_small_counts() is not None:
        raise UsageError(
            f"query {name} prints every count, but {VARIABLE} hides small ones: download the table from the dashboard, "
            f"or unset {VARIABLE}"
        )


def describe_hidden(below: int) -> str:
    """Return the sentence that a file with hidden counts carries."""
    return (
        f"Counts of 1 to {below - 1} people are hidden (<{below}), and further counts (hidden) from which they could "
        "be worked out."
    )


def describe_setting(below: int | None) -> str:
    """Return whether files hide small counts, and how to change it."""
    if below is None:
        return f"Files show every count. {VARIABLE}=5 would hide counts of 1 to 4 people in them."
    return (
        f"Files hide counts of 1 to {below - 1} people, and those from which they could be worked out; lists of people "
        f"are not offered. The screen shows all. ({VARIABLE}={below})"
    )


# ---------------------------------------------------------------- the tables
def make_exclusions_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return reasons by criterion and subtype, as `count_exclusions` gives them.

    Over subtypes every column adds up to ALL; `first` adds up over criteria to the ineligible screenings, which other
    tables show; assessed = any + in favour, and with unknown it is all screenings. only <= first <= any. Screenings of
    few people are few people, however many screenings.
    """
    sheet = _Sheet(below)
    rows = {(row["criterion"], row["subtype"]): row for row in _read_rows(frame)}
    measures = ("any", "only", "first", "unknown", "assessed", "subjects")
    for key, row in rows.items():
        sheet.take(key, row, measures)
        cell = sheet.cell(key)
        sheet.add_gap(cell("any"), cell("first"))
        sheet.add_gap(cell("first"), cell("only"))
        sheet.add_gap(cell("any"), cell("subjects"))
        sheet.add_gap(cell("assessed"), cell("any"), is_people=True)
        sheet.add_elsewhere("screenings", key[1], (cell("assessed"), cell("unknown")))
        if 0 < row["subjects"] < below:
            sheet.few.update(cell(name) for name in ("any", "only", "first") if row[name] >= below)
    for criterion in dict.fromkeys(criterion for criterion, _ in rows):
        subtypes = [subtype for one, subtype in rows if one == criterion and subtype != ALL]
        for name in measures:
            parts = tuple(((criterion, subtype), name) for subtype in subtypes)
            sheet.add_total(((criterion, ALL), name), parts)
    for subtype in dict.fromkeys(subtype for _, subtype in rows):
        sheet.add_elsewhere("ineligible", subtype, tuple((key, "first") for key in rows if key[1] == subtype))
    return sheet.hide(frame, list(rows), measures)


def make_exits_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return the table of the funnel, as `tabulate_exits` gives it: stages, exits and who went on.

    Reached = exits + went on, went on is reached of the next stage, the last row sums the exits. How many left at a
    stage is a count of people too, although no column shows it.
    """
    sheet = _Sheet(below)
    measures = tuple(name for name in frame.columns if name != "Stage")
    exits = tuple(name for name in measures if name not in {"Reached", "Went on"})
    keys = list(range(len(frame)))
    *stages, last = keys
    for key, row in zip(keys, _read_rows(frame), strict=True):
        sheet.take(key, row, measures)
        left = sheet.add_gap((key, "Reached"), (key, "Went on"), is_people=True)
        sheet.add_sum(left, tuple((key, name) for name in exits))
    for here, following in pairwise(stages):
        sheet.add_sum((here, "Went on"), ((following, "Reached"),))
    sheet.add_sum((last, "Reached"), ((stages[0], "Reached"),))
    sheet.add_sum((last, "Went on"), ((stages[-1], "Went on"),))
    for name in exits:
        sheet.add_sum((last, name), tuple((stage, name) for stage in stages))
    return sheet.hide(frame, keys, measures)


def make_sites_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return sites with their counts, as `list_sites` gives them, without the dates of anybody's last step.

    What the data say adds up to screened; fewer and fewer are screened, called eligible, randomised and completed, and
    who stays behind is counted too. The sums over all sites are known from the Overview.
    """
    sheet = _Sheet(below)
    frame = frame[[name for name in (*SITE_FACTS, *SITE_COUNTS) if name in frame.columns]].reset_index(drop=True)
    measures = tuple(name for name in SITE_COUNTS if name != "randomised_of_target")
    keys = list(range(len(frame)))
    for key, row in zip(keys, _read_rows(frame), strict=True):
        sheet.take(key, row, measures)
        cell = sheet.cell(key)
        sheet.add_sum(cell("screened"), tuple(map(cell, ("undecided", "data_eligible", "data_ineligible"))))
        for whole, part in (
            ("screened", "failed"),
            ("screened", "eligible"),
            ("eligible", "randomised"),
            ("randomised", "completed"),
        ):
            sheet.add_gap(cell(whole), cell(part), is_people=True)
        sheet.add_gap(cell("screenings"), cell("screened"))
        if 0 < row["screened"] < below <= row["screenings"]:
            sheet.few.add(cell("screenings"))
    for name in measures:
        sheet.add_elsewhere("all sites", name, tuple((key, name) for key in keys))
    safe = sheet.hide(frame, keys, measures)
    aimed = frame["randomised_of_target"].notna()
    copied = [mark if has else None for mark, has in zip(safe.marks.get("randomised", ()), aimed, strict=False)]
    return Safe(frame, {**safe.marks, **({"randomised_of_target": copied} if any(copied) else {})})


def make_crossover_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return the crossover, as `tabulate_crossover` gives it: sequences by period and both together.

    Both together are the sums, which the open dashboard shows as well; assigned, infused and completed are fewer and
    fewer; assigned is the same in both periods, and who completed the first was infused in the second.
    """
    sheet = _Sheet(below)
    measures = ("Assigned", "Infused", "Completed")
    keys = [(row["Period"], row["Sequence"]) for row in _read_rows(frame)]
    for key, row in zip(keys, _read_rows(frame), strict=True):
        sheet.take(key, row, measures)
        sheet.add_gap((key, "Assigned"), (key, "Infused"), is_people=True)
        sheet.add_gap((key, "Infused"), (key, "Completed"), is_people=True)
    for period, sequence in keys:
        if sequence == "Both together":
            apart = [key for key in keys if key[0] == period and key[1] != sequence]
            for name in measures:
                sheet.add_sum(((period, sequence), name), tuple((key, name) for key in apart))
                sheet.add_elsewhere("both", (period, name), (((period, sequence), name),))
        if period == 1 and (2, sequence) in keys:
            sheet.add_sum(((1, sequence), "Assigned"), (((2, sequence), "Assigned"),))
            sheet.add_sum(((1, sequence), "Completed"), (((2, sequence), "Infused"),))
    return sheet.hide(frame, keys, measures)


def make_arms_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return sequences by group, as `tabulate_arms_by` gives them, without their difference and what is allowed of it.

    The last row sums. How many were randomised in a group can be read elsewhere.
    """
    sheet = _Sheet(below)
    frame = frame.drop(columns=["Difference", "Allowed"], errors="ignore")
    measures = tuple(name for name in frame.columns if name != "Group")
    sequences = tuple(name for name in measures if name != "Randomised")
    keys = list(range(len(frame)))
    for key, row in zip(keys, _read_rows(frame), strict=True):
        sheet.take(key, row, measures)
        sheet.add_sum((key, "Randomised"), tuple((key, name) for name in sequences))
        sheet.add_elsewhere("randomised", key, ((key, "Randomised"),))
    for name in measures:
        sheet.add_sum((keys[-1], name), tuple((key, name) for key in keys[:-1]))
    return sheet.hide(frame, keys, measures)


def make_second_infusions_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return the crossover by site or sequence, as `second_infusions.write_counts` gives it, without the median day.

    The last row sums the others. Randomised, infused and completed are fewer and fewer, and other pages show them. Who
    has not reached the second infusion is in one of the columns of outcome, who was given it in one of timing.
    """
    sheet = _Sheet(below)
    frame = frame.drop(columns="median_day")
    measures = tuple(frame.columns[2:])
    keys = list(range(len(frame)))
    for key, row in zip(keys, _read_rows(frame), strict=True):
        sheet.take(key, row, measures)
        cell = sheet.cell(key)
        sheet.add_sum(cell("infused_2"), (cell("given"), cell("completed_without")))
        sheet.add_sum(cell("randomised"), tuple(map(cell, ("infused_2", *_NOT_REACHED))))
        sheet.add_sum(cell("given"), tuple(map(cell, ("in_window", "early", "late", "day_not_known"))))
        for whole, part in pairwise(_STEPS):
            sheet.add_gap(cell(whole), cell(part), is_people=True)
        for step in _STEPS:
            sheet.add_elsewhere(step, key, (cell(step),))
    for name in measures:
        sheet.add_sum((keys[-1], name), tuple((key, name) for key in keys[:-1]))
    return sheet.hide(frame, keys, measures)


# ---------------------------------------------------------------- a table while it is described
@dataclass
class _Sheet:
    """Collects the cells of a table and its sums; a cell is (row's key, column)."""

    below: int
    values: dict[Cell, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    unseen: set[Cell] = field(default_factory=set)
    sensitive: set[Cell] = field(default_factory=set)
    known: set[Cell] = field(default_factory=set)
    few: set[Cell] = field(default_factory=set)
    elsewhere: set[tuple[str, object]] = field(default_factory=set)

    def cell(self, key: object) -> Callable[[str], Cell]:
        """Return what names the cells of a row."""
        return lambda name: (key, name)

    def take(self, key: object, row: Mapping[str, int], measures: Iterable[str]) -> None:
        """Take the cells of a row."""
        self.values.update({(key, name): int(row[name]) for name in measures})

    def add_sum(self, whole: Cell, parts: tuple[Cell, ...]) -> None:
        """Say that a cell is a sum of others."""
        self.sums.append(Sum(whole, parts))

    def add_gap(self, whole: Cell, part: Cell, *, is_people: bool = False) -> Cell:
        """Say that a cell is at least another, and whether what lies between counts people; return the difference."""
        gap = ("gap", whole, part)
        self._add_unseen(gap, self.values[whole] - self.values[part])
        if is_people:
            self.sensitive.add(gap)
        self.add_sum(whole, (part, gap))
        return gap

    def add_elsewhere(self, name: str, of: object, parts: tuple[Cell, ...]) -> None:
        """Say that a sum can be read elsewhere, in another file or a paper, unless it is small itself.

        Said again of the same name, other cells have the same sum.
        """
        total = (name, of)
        self._add_unseen(total, sum(self.values[part] for part in parts))
        if self.values[total] >= self.below or self.values[total] == 0:
            self.elsewhere.add(total)
        self.add_sum(total, parts)

    def add_total(self, whole: Cell, parts: tuple[Cell, ...]) -> None:
        """Say that a cell is the sum of others but for a difference that everybody knows: people in two groups."""
        twice = ("twice", whole)
        self._add_unseen(twice, sum(self.values[part] for part in parts) - self.values[whole])
        self.known.add(twice)
        both = ("both", whole)
        self._add_unseen(both, sum(self.values[part] for part in parts))
        self.add_sum(both, (whole, twice))
        self.add_sum(both, parts)

    def _add_unseen(self, cell: Cell, value: int) -> None:
        self.values[cell] = value
        self.unseen.add(cell)

    def hide(self, frame: pd.DataFrame, keys: Sequence[object], measures: Iterable[str]) -> Safe:
        """Return the frame, whose rows have these keys, with marks for what must be hidden."""
        hidden = self._hide()
        marks: dict[str, list[str | None]] = {name: [hidden.mark((key, name)) for key in keys] for name in measures}
        return Safe(frame, {name: column for name, column in marks.items() if any(column)})

    def _hide(self) -> Hidden:
        """Hide so that sums read elsewhere do not help; forget them where one alone gives a count away.

        Where nothing less is found to do, every count is hidden.
        """
        table = CountTable(
            values=self.values,
            sums=tuple(self.sums),
            unseen=frozenset(self.unseen),
            sensitive=frozenset(self.sensitive),
            known=frozenset(self.known),
            few=frozenset(self.few),
        )
        screenings = {total for total in self.elsewhere if total[0] == "screenings"}
        for known in (self.known | self.elsewhere, self.known | screenings):
            with suppress(SuppressionError):
                return hide_small(replace(table, known=frozenset(known)), self.below)
        return Hidden(self.below, further=frozenset(self.values), is_one_mark=True)


def _read_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
