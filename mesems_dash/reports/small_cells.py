"""Small cells named in the file itself: a table of closed data says where it counts few people.

Nothing is hidden by that (see `counted.py` for hiding): whoever hands the file on sees which cells would give somebody
away, and to whom not to give it.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

__all__ = ["FEW", "SMALL_CELLS", "describe_small_cells", "mark_small_cells"]

FEW: Final = 5
SMALL_CELLS: Final = f"Fewer than {FEW} people"
"""The column that names, row by row, the columns with a small cell."""
_NO_COUNTS: Final = frozenset(("Period", "period", "Difference", "Allowed", "day", "median_day"))
"""Columns of whole numbers that count nobody."""


def mark_small_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of counts with the column SMALL_CELLS behind: which cells are 1 to 4. No such cell, no column.

    Counts are the columns of whole numbers, but for periods, days and differences.
    """
    counts = [name for name in frame if pd.api.types.is_integer_dtype(frame[name].dtype) and name not in _NO_COUNTS]
    is_small = frame[counts].ge(1) & frame[counts].lt(FEW)
    small = ["; ".join(name for name, here in row.items() if here is True) for row in _list_rows(is_small)]
    return frame.assign(**{SMALL_CELLS: small}) if any(small) else frame


def describe_small_cells(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes for a file: none without small cells, else what the column means."""
    if SMALL_CELLS not in frame.columns:
        return ()
    return (f'Closed data with counts of 1 to {FEW - 1} people, named in "{SMALL_CELLS}": not for blinded readers.',)


def _list_rows(flags: pd.DataFrame) -> list[dict[str, bool]]:
    known = flags.fillna(value=False).astype(bool)
    return [dict(zip(map(str, known.columns), map(bool, row), strict=True)) for row in known.itertuples(index=False)]
