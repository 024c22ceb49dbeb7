"""A grid of cells that can be chosen one by one: each cell is a bar, so that mouse, keyboard and frame find it.

A heatmap of Plotly is one mark; these are as many as there are cells with something in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.narrow import set_narrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Cell", "Grid", "draw_grid", "wrap_lines"]

_GAP: Final = 0.02
_STRONGEST: Final = 0.5
_FAINTEST: Final = 0.06


@dataclass(frozen=True)
class Cell:
    """One cell: where it is, what stands in it, what is told of it, how strong its colour is (0..1), what it means."""

    row: str
    column: str
    text: str
    tells: str
    colour: str = theme.QUIET
    strength: float = 0.0
    narrow_text: str | None = None
    customdata: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Grid:
    """Cells under the names of their rows and columns, in reading order; `narrow` names are for a phone."""

    cells: Sequence[Cell]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    narrow_rows: Mapping[str, str]
    narrow_columns: Mapping[str, str]
    row_pixels: int = 28
    head_pixels: int = 44
    font: int = 12
    narrow_font: int = 11


def wrap_lines(text: str, letters: int) -> str:
    """Break a label into lines of at most so many letters."""
    return "<br>".join(wrap(text, letters))


def draw_grid(grid: Grid, *, name: str) -> go.Figure:
    """Draw the grid, names of columns on top; ink on a tint of each cell's colour, so that text reads on all."""
    figure = theme.new_figure(height=grid.head_pixels + grid.row_pixels * max(len(grid.rows), 1) + 8)
    figure.add_trace(_draw_cells(grid, name))
    figure.update_xaxes(**_make_columns(grid.columns.values()), tickfont={"size": grid.font + 1, "color": theme.INK})
    figure.update_yaxes(
        tickvals=list(grid.rows), ticktext=list(grid.rows.values()), categoryarray=list(grid.rows), type="category",
        autorange="reversed", showgrid=False, fixedrange=True, tickfont={"size": grid.font + 1, "color": theme.INK},
    )  # fmt: skip
    figure.update_layout(bargap=0.06, barmode="overlay", uniformtext={"mode": False}, margin={"t": 4, "r": 4, "b": 4})
    _narrow(figure, grid)
    return figure


def _draw_cells(grid: Grid, name: str) -> go.Bar:
    places = list(grid.columns)
    return go.Bar(
        y=[cell.row for cell in grid.cells],
        base=[places.index(cell.column) + _GAP for cell in grid.cells],
        x=[1 - 2 * _GAP] * len(grid.cells),
        orientation="h",
        name=name,
        marker={"color": [_tint(cell) for cell in grid.cells], "line": {"width": 0}},
        text=[cell.text for cell in grid.cells],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"color": theme.INK, "size": grid.font},
        customdata=[cell.customdata and list(cell.customdata) for cell in grid.cells],
        hovertext=[cell.tells for cell in grid.cells],
        hoverinfo="text",
    )


def _tint(cell: Cell) -> str:
    if not cell.strength:
        return theme.with_alpha(theme.QUIET, 0)
    return theme.with_alpha(cell.colour, _FAINTEST + (_STRONGEST - _FAINTEST) * min(cell.strength, 1.0))


def _make_columns(names: Iterable[str]) -> dict[str, Any]:
    texts = list(names)
    return {
        "range": [0, max(len(texts), 1)], "tickvals": [place + 0.5 for place in range(len(texts))], "ticktext": texts,
        "side": "top", "showgrid": False, "fixedrange": True, "tickangle": 0,
    }  # fmt: skip


def _narrow(figure: go.Figure, grid: Grid) -> None:
    font = {"size": grid.narrow_font, "color": theme.INK}
    axes = {"xaxis": figure.layout.xaxis.to_plotly_json(), "yaxis": figure.layout.yaxis.to_plotly_json()}
    layout = {
        "xaxis": {**axes["xaxis"], "ticktext": list(grid.narrow_columns.values()), "tickfont": font},
        "yaxis": {**axes["yaxis"], "ticktext": list(grid.narrow_rows.values()), "tickfont": font},
    }
    texts = [cell.text if cell.narrow_text is None else cell.narrow_text for cell in grid.cells]
    set_narrow(figure, layout, [{"text": texts, "insidetextfont": font}])
