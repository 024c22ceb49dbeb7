"""The baseline made safe to give away: small counts hidden measure by measure, and means of few people with them.

Standardised differences are left out: from the difference of two shares a hidden count could be worked out. For the
same reason means and their like keep one decimal. The rest is as in counted.py.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.reports.counted import Safe
from mesems_dash.reports.suppression import CountTable, Hidden, Sum, SuppressionError, hide_small
from mesems_dash.vocabulary import SEQUENCE_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from mesems_dash.reports.suppression import Cell

__all__ = ["make_baseline_safe"]

_SIDES: Final = tuple(SEQUENCE_LABELS.values())
_COUNTS: Final = ("People", "Known", "Not known", "Counted")
_MOMENTS: Final = ("Mean", "SD", "Median", "Quartile 1", "Quartile 3")


def make_baseline_safe(frame: pd.DataFrame, below: int) -> Safe:
    """Return the baseline, as `export_baseline` gives it, without differences, with marks for what must be hidden.

    How many each sequence has can be read elsewhere, and how many both together have of a level. A sequence of fewer
    than `below` people hides every number; a mean of so few hides its whole row.
    """
    frame = frame.drop(columns=["Difference", "Chance band"]).reset_index(drop=True)
    moments = [f"{side}: {name}" for side in _SIDES for name in _MOMENTS]
    frame[moments] = frame[moments].round(1)
    rows = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    if any(0 < row[f"{side}: People"] < below for row in rows for side in _SIDES):
        return Safe(frame, {name: ["hidden"] * len(rows) for name in frame.columns if ": " in name})
    marks: dict[str, list[str | None]] = {f"{side}: {name}": [] for side in _SIDES for name in (*_COUNTS, *_MOMENTS)}
    for _, within in groupby(rows, key=lambda row: row["Measure"]):
        lines = list(within)
        hidden = _hide_measure(lines, below)
        for row in lines:
            few = any(0 < row[f"{side}: Known"] < below for side in _SIDES)
            for side in _SIDES:
                marks[f"{side}: People"].append(None)
                marks[f"{side}: Known"].append(hidden.mark(("Known", side)))
                marks[f"{side}: Not known"].append(hidden.mark(("Not known", side)))
                marks[f"{side}: Counted"].append(hidden.mark((row["Level"], side)))
                for name in _MOMENTS:
                    marks[f"{side}: {name}"].append("hidden" if few and not row["Level"] else None)
    return Safe(frame, {name: column for name, column in marks.items() if any(column)})


def _hide_measure(rows: Sequence[dict[str, Any]], below: int) -> Hidden:
    """Return what to hide of one measure; all of it, where nothing less is found to do."""
    levels = [row["Level"] for row in rows if row["Level"]]
    values: dict[Cell, int] = {}
    sums: list[Sum] = []
    for side in _SIDES:
        values |= {(name, side): int(rows[0][f"{side}: {name}"]) for name in ("People", "Known", "Not known")}
        values |= {(row["Level"], side): int(row[f"{side}: Counted"]) for row in rows if row["Level"]}
        sums.append(Sum(("People", side), (("Known", side), ("Not known", side))))
        if levels:
            sums.append(Sum(("Known", side), tuple((level, side) for level in levels)))
    for name in ("Not known", *levels):
        parts = tuple((name, side) for side in _SIDES)
        values["both", name] = sum(values[part] for part in parts)
        sums.append(Sum(("both", name), parts))
    unseen = {("People", side) for side in _SIDES} | {("both", name) for name in ("Not known", *levels)}
    known = {cell for cell in unseen if values[cell] >= below or values[cell] == 0}
    with suppress(SuppressionError):
        table = CountTable(values=values, sums=tuple(sums), unseen=frozenset(unseen), known=frozenset(known))
        return hide_small(table, below)
    return Hidden(below, further=frozenset(values), is_one_mark=True)
