"""Which values are plausible: the bounds of the data model as a table, columns of one file and bounds in one row."""

from __future__ import annotations

import pandas as pd

from mesems_dash.store.model import AGE_YEARS, LAB_RANGES, OPEN_FILES
from mesems_dash.store.values import describe_bounds

__all__ = ["tabulate_bounds"]


def tabulate_bounds() -> pd.DataFrame:
    """Return a row for each file and bounds of the open bundle. Columns: File, Columns, Plausible; all text."""
    rows: dict[tuple[str, str], list[str]] = {("subjects.csv", describe_bounds(AGE_YEARS)): ["birth_date"]}
    for model in OPEN_FILES:
        for column in model.columns:
            if column.bounds is not None:
                rows.setdefault((model.file, describe_bounds(column.bounds)), []).append(column.name)
    for test, bounds in LAB_RANGES.items():
        rows[("labs.csv", describe_bounds(bounds))] = [f"result of {test}"]
    files = [model.file for model in OPEN_FILES]
    ordered = sorted(rows.items(), key=lambda row: files.index(row[0][0]))
    return pd.DataFrame(
        [{"File": file, "Columns": ", ".join(names), "Plausible": text} for (file, text), names in ordered]
    )
