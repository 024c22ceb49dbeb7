"""Facts and verdicts of a new cut, once and for all: what the record allows, and what every rule set says of it.

The SQL comes from `eligibility`; `cases.sql` and `people.sql` then lay out what the queries read.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

__all__ = ["judge"]


def judge(connection: duckdb.DuckDBPyConnection, progress: Callable[[str, float], None]) -> None:
    """Fill facts, verdicts, cases and people of the cut that `connection` is building."""
    progress("judging", 0.0)
    for name in ("cases.sql", "people.sql", "judged.sql"):
        layout = files("mesems_dash.store").joinpath(name)
        if layout.is_file():
            connection.execute(layout.read_text(encoding="utf-8"))
