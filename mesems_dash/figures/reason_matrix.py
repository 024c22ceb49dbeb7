"""Which criteria did sites record, and which fail in the data? A matrix of the two, and the sums by criterion.

Frames as of `queries.reason_matrix.count_reason_matrix` and `queries.recorded_criteria.count_recorded_criteria`. A cell
carries both codes as customdata.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.figures import theme
from mesems_dash.figures.cells import Cell, Grid, draw_grid
from mesems_dash.vocabulary import COUNTED, CRITERION_LABELS, REASON_LABELS
from mesems_dash.words.phrases import name_criterion, say_of, say_share, say_things
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import plotly.graph_objects as go

__all__ = [
    "describe_matrix",
    "draw_matrix",
    "explain_matrix",
    "find_recorded",
    "name_found",
    "name_pair",
    "name_recorded",
    "tabulate_recorded",
]

_NO_REASON: Final = {"CALLED_ELIGIBLE": "None: called eligible", "NOT_DECIDED": "None: not decided"}
_NOTHING_FOUND: Final = {"UNDECIDED": "undecided in the data", "NONE": "no criterion fails in the data"}
_COLUMN_HEADS: Final = {"UNDECIDED": "Un-<br>decided", "NONE": "None<br>fails"}
_COLUMN_WORDS: Final = {"UNDECIDED": "undecided"}
_NARROW_HEADS: Final = {"UNDECIDED": "?", "NONE": "none"}
_NARROW_ROWS: Final = {
    "DECLINED_CONSENT": "Declined",
    "WITHDREW_BEFORE_RANDOMISATION": "Withdrew",
    "MANUFACTURING_FAILURE": "Manufact.",
    "SITE_CLOSED": "Site closed",
    "CALLED_ELIGIBLE": "Eligible",
    "NOT_DECIDED": "No decision",
}


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
        return "No site recorded a criterion"
    rest = f"undecided there: {sums['recorded_undecided']:,}, not failing: {sums['only_recorded']:,}"
    criteria = say_things(whole, "criterion", "criteria")
    return f"Of {criteria} that sites recorded, {sums['borne_out']:,} fail in the data; {rest}"


def explain_matrix() -> str:
    """Say how to read the matrix."""
    return (
        "Rows: what the site recorded. Columns: what fails in the data. On the diagonal the recorded criterion itself "
        "fails. A screening with several reasons or several failing criteria is in several cells, so cells do not add "
        "up. Colour: share of the row."
    )


def describe_matrix(frame: pd.DataFrame) -> str:
    """Tell the diagonal and the most frequent other cells in words."""
    rows = list_rows(frame)
    same = [f"{row['recorded']} {row['screenings']:,}" for row in rows if row["recorded"] == row["found"]]
    others = sorted(
        (row for row in rows if row["recorded"] in COUNTED and row["found"] not in (row["recorded"], "NONE")),
        key=lambda row: -row["screenings"],
    )
    told = [
        f"{row['recorded']} with {_COLUMN_WORDS.get(row['found'], row['found'])} {row['screenings']:,}"
        for row in others[:5]
    ]
    return (
        "Matrix of screenings by recorded reason and failing criterion. Recorded and failing: "
        f"{', '.join(same) or 'none'}. Most frequent beside: {', '.join(told) or 'none'}."
    )


def draw_matrix(frame: pd.DataFrame) -> go.Figure:
    """Draw a cell for every pair that a screening has; rows and columns without any are left out."""
    rows = list_rows(frame)
    recorded = list(dict.fromkeys(row["recorded"] for row in rows))
    found = [code for code in (*COUNTED, *_COLUMN_HEADS) if any(row["found"] == code for row in rows)]
    grid = Grid(
        cells=[_draw_cell(row) for row in rows],
        rows={code: f"{name_recorded(code)} " for code in recorded},
        columns={code: _COLUMN_HEADS.get(code, code) for code in found},
        narrow_rows={code: f"{_shorten(code)} " for code in recorded},
        narrow_columns={code: _NARROW_HEADS.get(code, code) for code in found},
        narrow_font=9,
    )
    return draw_grid(grid, name="Screenings")


def _shorten(code: str) -> str:
    return _NARROW_ROWS.get(code) or (code if code in CRITERION_LABELS else REASON_LABELS.get(code, code))


def _draw_cell(row: Mapping[str, Any]) -> Cell:
    share = say_of(row["screenings"], row["recorded_in_all"])
    return Cell(
        row=row["recorded"],
        column=row["found"],
        text=f"{row['screenings']:,}",
        tells=f"{name_pair(row['recorded'], row['found'])}<br>{share} screenings of the row",
        colour=_colour_cell(row["recorded"], row["found"]),
        strength=sqrt(row["screenings"] / row["recorded_in_all"]),
        customdata=(row["recorded"], row["found"]),
    )


def _colour_cell(recorded: str, found: str) -> str:
    if recorded == found or (recorded, found) == ("CALLED_ELIGIBLE", "NONE"):
        return theme.STATUS_COLOURS["eligible"]
    if found == "UNDECIDED":
        return theme.STATUS_COLOURS["unknown"]
    return theme.QUIET if recorded == "NOT_DECIDED" else theme.STATUS_COLOURS["ineligible"]


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
        "… does not fail": row["only_recorded"],
        "Share that fails": say_share(row["borne_out"], row["borne_out"] + row["only_recorded"]),
        "Fails in the data": failing,
        "… not recorded": row["only_data"],
        "… not called ineligible": row["not_called"],
        "Share recorded": say_share(row["borne_out"], failing),
    }
