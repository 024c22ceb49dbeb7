"""A ladder of CTEs: every column is computed once, on the lowest step where all that it reads is there.

`compiler.py` adds columns, `predicates.py` writes the tests among them, `Ladder.write` gives the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEY: Final = ("screening_key", "basis")
ROWS: Final = "screening_key between $key_from and $key_to"


@dataclass(frozen=True, slots=True)
class Column:
    """An expression over columns that stand on lower steps."""

    expression: str
    reads: frozenset[str]
    step: int


@dataclass(slots=True)
class Ladder:
    """Columns by name, and the values bound to named parameters; step 0 is table `facts`."""

    columns: dict[str, Column] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, name: str, value: object) -> str:
        """Bind a value to a named parameter and return how SQL writes it."""
        self.values[name] = value
        return f"${name}"

    def add(self, name: str, expression: str, reads: Iterable[str]) -> str:
        """Add a column, unless it is there already, and return its name; what is read but not added is a fact."""
        reads = frozenset(reads)
        if name not in self.columns:
            below = (self.columns[read].step for read in reads if read in self.columns)
            self.columns[name] = Column(expression, reads, 1 + max(below, default=0))
        return name

    def write(self, final: Mapping[str, str]) -> str:
        """Return the query: a CTE per step, then the `final` columns (name to expression over added columns)."""
        wanted = set(KEY).union(*(self._added(expression) for expression in final.values()))
        top = max((self.columns[name].step for name in wanted if name in self.columns), default=0)
        ctes = [f"final as (\n    select\n        {_list(final)}\n    from {_source(top)}\n)"]
        for step in range(top, 0, -1):
            own = [name for name in self.columns if name in wanted and self.columns[name].step == step]
            carried = sorted(wanted.difference(own), key=lambda name: (name not in KEY, name))
            ctes.insert(0, self._write_step(step, carried, own))
            wanted = set(carried).union(*(self.columns[name].reads for name in own))
        steps = ",\n".join(ctes)
        return f"with\n{steps}\nselect {', '.join(final)}\nfrom final\n"

    def _added(self, expression: str) -> set[str]:
        return set(re.findall(r"[a-z_0-9]+", expression)) & self.columns.keys()

    def _write_step(self, step: int, carried: list[str], own: list[str]) -> str:
        columns = [*carried, *(f"{self.columns[name].expression} as {name}" for name in own)]
        where = f"\n    where {ROWS}" if step == 1 else ""
        listed = ",\n        ".join(columns)
        return f"step_{step} as (\n    select\n        {listed}\n    from {_source(step - 1)}{where}\n)"


def _source(step: int) -> str:
    return f"step_{step}" if step else "facts"


def _list(columns: Mapping[str, str]) -> str:
    return ",\n        ".join(part if name == part else f"{part} as {name}" for name, part in columns.items())
