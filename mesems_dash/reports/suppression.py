"""Hides counts of a few people in a table, and as many further ones as it takes that none can be worked out.

A table is cells that are whole numbers and sums between them. Counts of 1 to `below` - 1 are hidden first; then further
ones, until for every count that needs protection there is a *witness*: another table that agrees with everything shown
and everything said about hidden cells, in which that count is a different number. A witness is a proof: whoever has the
file cannot tell which of the two tables is the true one, by linear algebra or by any other means.

What a reader knows is taken at its strongest: the sums, that counts are not negative, that a cell marked "<5" is 1 to 4
and one marked "hidden" is 0 or at least 5. `counted.py` says which sums the tables of this app have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from mesems_dash.errors import MesemsError

__all__ = ["Cell", "CountTable", "Hidden", "Sum", "SuppressionError", "find_witness", "hide_small"]

Cell: TypeAlias = Hashable
Move: TypeAlias = "tuple[Cell, int]"
MOST_FURTHER: Final = 6
"""Further cells hidden for one count, at most; beyond it, the table is refused as too small."""
MOST_STEPS: Final = 5_000
MOST_TRIES: Final = 1_000
"""Steps of one search; one that takes more is given up, and more is hidden instead."""


class SuppressionError(MesemsError):
    """A table in which a small count cannot be kept from being worked out."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The value of `whole` is the sum of those of `parts`."""

    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """Cells with their values and the sums between them.

    `unseen` cells are in no file and only bind others, as the difference of two counts; those of them in `sensitive`
    count people, so a small one must not be worked out. `known` cells can be read elsewhere and never move.
    `few` are counts of something else, of few people: hidden whatever their value.
    """

    values: Mapping[Cell, int]
    sums: tuple[Sum, ...]
    unseen: frozenset[Cell] = frozenset()
    sensitive: frozenset[Cell] = frozenset()
    known: frozenset[Cell] = frozenset()
    few: frozenset[Cell] = frozenset()
    _sums_of: dict[Cell, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sums_of: dict[Cell, list[int]] = defaultdict(list)
        for place, one in enumerate(self.sums):
            for cell in (one.whole, *one.parts):
                sums_of[cell].append(place)
        object.__setattr__(self, "_sums_of", sums_of)

    def sums_of(self, cell: Cell) -> list[int]:
        """Return the places of the sums in which a cell stands."""
        return self._sums_of[cell]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden: `small` counts, `further` ones; `is_one_mark` when both must look the same, else "<5" tells."""

    below: int
    small: frozenset[Cell] = frozenset()
    further: frozenset[Cell] = frozenset()
    is_one_mark: bool = False

    def mark(self, cell: Cell) -> str | None:
        """Return what stands in a file instead of a cell; None where it is shown."""
        if cell in self.small and not self.is_one_mark:
            return f"<{self.below}"
        return "hidden" if cell in self.small or cell in self.further else None


def hide_small(table: CountTable, below: int) -> Hidden:
    """Return what to hide of a table so that no count of 1 to `below` - 1 can be read or worked out.

    Further cells are few: the fewest for each count in its turn, and in the end none is hidden that no count needs.
    Where a range of "<5" would itself give a count away, all marks are the same. Raises SuppressionError where hiding
    does not help, as what is known elsewhere gives the count away.
    """
    small = frozenset(cell for cell, value in table.values.items() if _is_small(table, cell, value, below))
    start = Hidden(below, small - table.unseen, table.few - small)
    protected = [*sorted(small | table.few, key=str)]
    try:
        return _hide(table, start, protected)
    except SuppressionError:
        return _hide(table, replace(start, is_one_mark=True), protected)


def _is_small(table: CountTable, cell: Cell, value: int, below: int) -> bool:
    is_secret = cell not in table.known and (cell not in table.unseen or cell in table.sensitive)
    return is_secret and 0 < value < below


def _hide(table: CountTable, hidden: Hidden, protected: list[Cell]) -> Hidden:
    effort = _Effort()
    witnesses: dict[Cell, dict[Cell, int]] = {}
    for cell in protected:
        if any(witness.get(cell) for witness in witnesses.values()):
            continue
        witnesses[cell] = _protect(table, hidden, cell, effort)
        moved = frozenset(witnesses[cell]) - table.unseen - hidden.small
        hidden = replace(hidden, further=hidden.further | moved)
    return _show_again(table, hidden, protected, effort)


def _protect(table: CountTable, hidden: Hidden, cell: Cell, effort: _Effort) -> dict[Cell, int]:
    for further in range(MOST_FURTHER + 1):
        witness = find_witness(table, hidden, cell, further=further, effort=effort)
        if witness is not None:
            return witness
    raise SuppressionError("a count of few people could be worked out from what is shown elsewhere; choose more people")


def _show_again(table: CountTable, hidden: Hidden, protected: list[Cell], effort: _Effort) -> Hidden:
    """Show again what was hidden for one count and is not needed since others were."""
    witnesses = {cell: _must(find_witness(table, hidden, cell)) for cell in protected}
    for cell in sorted(hidden.further - table.few, key=lambda one: (-table.values[one], str(one))):
        fewer = replace(hidden, further=hidden.further - {cell})
        again = {
            one: find_witness(table, fewer, one, effort=effort) for one, moves in witnesses.items() if cell in moves
        }
        if all(moves is not None for moves in again.values()):
            hidden = fewer
            witnesses |= {one: _must(moves) for one, moves in again.items()}
    return hidden


def _must(witness: dict[Cell, int] | None) -> dict[Cell, int]:
    if witness is None:
        raise SuppressionError("a count of few people could be worked out; choose more people")
    return witness


# ---------------------------------------------------------------- the search for a witness
def find_witness(
    table: CountTable, hidden: Hidden, cell: Cell, *, further: int = 0, effort: _Effort | None = None
) -> dict[Cell, int] | None:
    """Return by how much hidden cells differ in another table that agrees with all that is shown, or None.

    `cell` is among them. Up to `further` shown cells may move too: hiding them makes it a witness. Cells move by one.
    """
    for step in (1, -1):
        search = _Search(table, hidden, effort or _Effort())
        if search.may_move(cell, step) and search.complete({cell: step}, further):
            return search.found
    return None


class _Effort:
    """The steps that all searches for one table may still take together; a click must not wait for ever."""

    def __init__(self) -> None:
        self.left = MOST_STEPS


class _Search:
    """Moves cells by one, from sum to sum, until every sum holds again."""

    def __init__(self, table: CountTable, hidden: Hidden, effort: _Effort) -> None:
        self.effort = effort
        self.table = table
        self.hidden = hidden
        self.found: dict[Cell, int] = {}
        self._tries = 0

    def may_move(self, cell: Cell, step: int) -> bool:
        """Tell whether a cell can be one more or less, for all that a reader knows of it."""
        if cell in self.table.known:
            return False
        value = self.table.values[cell] + step
        if cell in self.table.unseen or self.hidden.is_one_mark:
            return value >= 0
        if cell in self.hidden.small:
            return 0 < value < self.hidden.below
        return value == 0 or value >= self.hidden.below

    def complete(self, moves: dict[Cell, int], further: int) -> bool:
        """Extend moves until all sums hold, moving at most `further` cells that are shown; keep them in `found`."""
        self._tries += 1
        self.effort.left -= 1
        if self._tries > MOST_TRIES or self.effort.left < 0:
            return False
        choices = self._list_choices(moves, further)
        if choices is None:
            self.found = dict(moves)
            return True
        for (cell, step), cost in choices:
            moves[cell] = step
            if self.complete(moves, further - cost):
                return True
            del moves[cell]
        return False

    def _list_choices(self, moves: Mapping[Cell, int], further: int) -> list[tuple[Move, int]] | None:
        """Return what mends the broken sum that leaves the fewest choices; None where no sum is broken."""
        fewest: list[tuple[Move, int]] | None = None
        for place in {place: None for cell in moves for place in self.table.sums_of(cell)}:
            one = self.table.sums[place]
            excess = moves.get(one.whole, 0) - sum(moves.get(part, 0) for part in one.parts)
            if excess:
                choices = list(self._mend(one, excess, moves, further))
                if len(choices) < abs(excess):
                    return []
                if fewest is None or len(choices) < len(fewest):
                    fewest = choices
        return fewest

    def _mend(self, one: Sum, excess: int, moves: Mapping[Cell, int], further: int) -> Iterator[tuple[Move, int]]:
        """Yield what mends a sum a little: what is hidden already first, and what disturbs the fewest other sums."""
        step = 1 if excess > 0 else -1
        candidates = [*((part, step) for part in one.parts), (one.whole, -step)]
        free = [move for move in candidates if move[0] not in moves and self.may_move(*move)]
        costs = [(move, 0 if self._is_hidden(move[0]) else 1) for move in free]
        affordable = [(move, cost) for move, cost in costs if cost <= further]
        yield from sorted(affordable, key=self._rank)

    def _rank(self, priced: tuple[Move, int]) -> tuple[int, int, int]:
        (cell, _), cost = priced
        return cost, len(self.table.sums_of(cell)), self.table.values[cell]

    def _is_hidden(self, cell: Cell) -> bool:
        return cell in self.table.unseen or cell in self.hidden.small or cell in self.hidden.further
