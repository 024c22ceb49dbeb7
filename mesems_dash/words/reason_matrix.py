"""Words of the reasons that sites recorded beside the criteria that fail in the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.vocabulary import COUNTED
from mesems_dash.words.phrases import format_share, format_things, name_criterion
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "describe_matrix",
    "explain_matrix",
    "find_recorded",
    "name_found",
    "name_pair",
    "name_recorded",
    "tabulate_recorded",
]

_NO_REASON: Final = {"CALLED_ELIGIBLE": "Site: eligible", "NOT_DECIDED": "Site: not decided"}
_NOTHING_FOUND: Final = {"UNDECIDED": "undecided in the data", "NONE": "no criterion fails in the data"}
_COLUMN_WORDS: Final = {"UNDECIDED": "undecided"}


def name_recorded(code: str) -> str:
    """Name what a site recorded: a criterion with its code, another reason, or that it recorded none."""
    return _NO_REASON.get(code) or name_criterion(code)


def name_found(code: str) -> str:
    """Name what the data say: a criterion that fails, or that none does."""
    return _NOTHING_FOUND.get(code) or f"{name_criterion(code)} fails in the data"


def name_pair(recorded: str, found: str) -> str:
    """Name a cell: "Recorded: I4 EDSS range; E5 Immunosuppressant washout fails in the data"."""
    return f"Recorded: {name_recorded(recorded)}; {name_found(found)}"


def find_recorded(frame: pd.DataFrame) -> str:
    """State how many criteria that sites recorded fail in the data too. `frame` as of `count_recorded_criteria`."""
    sums = {name: int(frame[name].sum()) for name in ("borne_out", "recorded_undecided", "only_recorded")}
    whole = sum(sums.values())
    if not whole:
        return "No site has recorded a criterion"
    rest = f"undecided: {sums['recorded_undecided']:,}, met: {sums['only_recorded']:,}"
    criteria = format_things(whole, "criterion", "criteria")
    return f"Of {criteria} recorded by sites, {sums['borne_out']:,} fail in the data; {rest}"


def explain_matrix() -> str:
    """Say how to read the matrix."""
    return (
        "Rows: recorded by the site. Columns: what fails in the data. On the diagonal the recorded "
        "criterion itself fails. A screening with several reasons or several failing criteria is in several "
        "cells, so cells do not add up. Colour: share of the row."
    )


def describe_matrix(frame: pd.DataFrame) -> str:
    """Tell the diagonal and the most frequent other cells in words."""
    rows = list_rows(frame)
    same = [f"{row['recorded']} {row['screenings']:,}" for row in rows if row["recorded"] == row["found"]]
    others = sorted(
        (row for row in rows if row["recorded"] in COUNTED and row["found"] not in (row["recorded"], "NONE")),
        key=lambda row: -row["screenings"],
    )
    text = [
        f"{row['recorded']} with {_COLUMN_WORDS.get(row['found'], row['found'])} {row['screenings']:,}"
        for row in others[:5]
    ]
    return (
        "Matrix of screenings by recorded reason and failing criterion. Recorded and failing: "
        f"{', '.join(same) or 'none'}. Most frequent other pairs: {', '.join(text) or 'none'}."
    )


def tabulate_recorded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the sums by criterion to read: where it was recorded, then where it fails unrecorded."""
    return pd.DataFrame([_make_row(row) for row in list_rows(frame)])


def _make_row(row: Mapping[str, Any]) -> dict[str, Any]:
    recorded = row["borne_out"] + row["recorded_undecided"] + row["only_recorded"]
    failing = row["borne_out"] + row["only_data"] + row["not_called"]
    return {
        "Criterion": name_criterion(row["criterion"]),
        "Recorded": recorded,
        "… and fails": row["borne_out"],
        "… undecided": row["recorded_undecided"],
        "… is met": row["only_recorded"],
        "Share that fails": format_share(row["borne_out"], row["borne_out"] + row["only_recorded"]),
        "Fails in the data": failing,
        "… not recorded": row["only_data"],
        "… Site: not ineligible": row["not_called"],
        "Share recorded": format_share(row["borne_out"], failing),
    }
