"""Which criteria did sites record, and which fail in the data? A matrix of the two, and the sums by criterion.

Frames as of `queries.reason_matrix.count_reason_matrix` and `queries.recorded_criteria.count_recorded_criteria`. A cell
carries both codes as customdata.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.figures import theme
from mesems_dash.figures.cells import Cell, Grid, draw_grid
from mesems_dash.figures.chart import Chart
from mesems_dash.vocabulary import COUNTED, CRITERION_LABELS, REASON_LABELS
from mesems_dash.words.phrases import format_of
from mesems_dash.words.reason_matrix import describe_matrix, explain_matrix, find_recorded, name_pair, name_recorded
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import plotly.graph_objects as go

__all__ = ["build_matrix_chart", "draw_matrix"]

_COLUMN_HEADS: Final = {"UNDECIDED": "Un-<br>decided", "NONE": "None<br>fails"}
_NARROW_HEADS: Final = {"UNDECIDED": "?", "NONE": "none"}
_NARROW_ROWS: Final = {
    "DECLINED_CONSENT": "Declined",
    "WITHDREW_BEFORE_RANDOMISATION": "Withdrew",
    "MANUFACTURING_FAILURE": "Manufact.",
    "SITE_CLOSED": "Site closed",
    "CALLED_ELIGIBLE": "Eligible",
    "NOT_DECIDED": "No decision",
}


def build_matrix_chart(frame: pd.DataFrame, recorded: pd.DataFrame) -> Chart:
    """Return criteria as recorded by those failing in the data; `recorded` as of `count_recorded_criteria`."""
    return Chart(draw_matrix(frame), find_recorded(recorded), describe_matrix(frame), explain_matrix())


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
    share = format_of(row["screenings"], row["recorded_in_all"])
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
