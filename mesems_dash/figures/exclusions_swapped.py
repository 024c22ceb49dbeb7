"""In which MS subtype is a reason commoner? A panel a criterion, in it a row a subtype: `exclusions` with axes swapped.

Frame as of `queries.count_exclusions`. Bars are counts, dots on intervals shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.exclusion_marks import Mark, choose_limit, draw_dots, list_marks, make_head, make_share_axis
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import ALL, SUBTYPES
from mesems_dash.words.exclusions import name_axis
from mesems_dash.words.phrases import name_criterion, name_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["draw_exclusions_swapped"]

_ROW_PIXELS: Final = 20
_HEAD_PIXELS: Final = 40
_FOOT_PIXELS: Final = 24
_MARGIN: Final = 38
_FOOT_LETTERS: Final = 26  # a column
_GAP: Final = 0.04
_WIDE: Final = {"columns": 3, "letters": 26, "size": 12}
_NARROW: Final = {"columns": 2, "letters": 20, "size": 11}
_NARROW_PANELS: Final = 8


@dataclass(frozen=True)
class _Grid:
    """Panels in rows, with what all of them share; `pixels` is the height of the whole."""

    criteria: Sequence[str]
    subtypes: Sequence[str]
    measure: str
    limit: float
    pixels: float
    columns: int
    letters: int
    size: int

    @property
    def rows(self) -> int:
        return max(-(-len(self.criteria) // self.columns), 1)

    def cell(self, place: int) -> tuple[list[float], list[float]]:
        """Return where the panel at a place stands, across and upwards."""
        row, column = divmod(place, self.columns)
        width, height = (1 - _GAP * (self.columns - 1)) / self.columns, 1 / self.rows
        left, top = column * (width + _GAP), 1 - row * height
        foot = 0 if self.measure == "count" else _FOOT_PIXELS / self.pixels
        return [left, min(left + width, 1.0)], [max(top - height + foot, 0.0), top - _HEAD_PIXELS / self.pixels]


def draw_exclusions_swapped(
    frame: pd.DataFrame, *, mode: str, measure: str = "count", is_derived: bool = True
) -> go.Figure:
    """Draw a panel for every criterion that anybody fails, and in it a row a subtype.

    `mode` is any, only or first; `measure` one of MEASURES: a bar of screenings, or a share as a dot on its 95 %
    interval, hollow where few. `is_derived` says whether criteria fail by the data, or were written by sites.
    """
    marks = list_marks(frame, mode=mode, measure=measure, is_derived=is_derived)
    seen = {mark.criterion: mark.share.part for mark in marks if mark.subtype == ALL and mark.share.part}
    subtypes = list(dict.fromkeys(mark.subtype for mark in marks))
    criteria, limit = list(seen), max(seen.values(), default=1) * 1.3 if measure == "count" else choose_limit(marks)
    cell = _HEAD_PIXELS + _ROW_PIXELS * max(len(subtypes), 1) + (0 if measure == "count" else _FOOT_PIXELS)
    pixels = cell * max(-(-len(criteria) // _WIDE["columns"]), 1)
    figure = theme.new_figure(height=pixels + _MARGIN)
    for place, criterion in enumerate(criteria):
        chosen = [mark for mark in marks if mark.criterion == criterion]
        number = "" if place == 0 else str(place + 1)
        draw = _draw_bars if measure == "count" else draw_dots
        figure.add_trace(draw(chosen, subtypes, axis=f"x{number}", yaxis=f"y{number}"))
    figure.update_layout(bargap=0.25, uniformtext=None, hovermode="closest", margin={"t": 0, "r": 16, "b": _MARGIN})
    title = name_axis(measure, is_derived=is_derived)
    figure.update_layout(**_lay_out(_Grid(criteria, subtypes, measure, limit, pixels, **_WIDE), criteria, title))
    commonest = sorted(criteria, key=lambda code: -seen[code])[:_NARROW_PANELS]
    kept = [code for code in criteria if code in commonest]
    if len(kept) < len(criteria):
        title = f"{len(kept)} most frequent of {len(criteria)}. {title}"
    narrow = _lay_out(_Grid(kept, subtypes, measure, limit, pixels, **_NARROW), criteria, title)
    set_narrow(figure, narrow, [{} if code in commonest else {"visible": False} for code in criteria])
    return figure


def _draw_bars(marks: Sequence[Mark], labels: Sequence[str], *, axis: str, yaxis: str) -> go.Bar:
    counts = [mark.share.part for mark in marks]
    return go.Bar(
        x=counts,
        y=list(labels),
        orientation="h",
        xaxis=axis,
        yaxis=yaxis,
        name="Screenings",
        marker_color=[theme.SUBTYPE_COLOURS[mark.subtype] for mark in marks],
        text=[f"{count:,}" for count in counts],
        textposition="outside",
        textfont={"color": [theme.INK if count else theme.MUTED for count in counts], "size": 12},
        cliponaxis=False,
        customdata=[mark.customdata for mark in marks],
        hovertext=[mark.text for mark in marks],
        hoverinfo="text",
    )


def _lay_out(grid: _Grid, criteria: Sequence[str], title: str) -> dict[str, Any]:
    """Return every criterion's axes and the heads; those of a criterion that the grid leaves out are not seen."""
    foot = {
        **make_head("<br>".join(wrap(title, _FOOT_LETTERS * grid.columns)), 1, 0),
        "xanchor": "right",
        "yanchor": "top",
        "align": "right",
    }
    layout: dict[str, Any] = {"annotations": [{**foot, "yshift": -2}]}
    for number, criterion in enumerate(criteria, start=1):
        suffix = "" if number == 1 else str(number)
        if criterion not in grid.criteria:
            layout[f"xaxis{suffix}"] = layout[f"yaxis{suffix}"] = {"visible": False}
            continue
        place = grid.criteria.index(criterion)
        across, upwards = grid.cell(place)
        is_first = place % grid.columns == 0
        layout[f"xaxis{suffix}"] = _make_axis(grid, across, anchor=f"y{suffix}")
        layout[f"yaxis{suffix}"] = {
            "domain": upwards, "anchor": f"x{suffix}", "type": "category", "fixedrange": True, "showgrid": False,
            "range": [len(grid.subtypes) - 0.5, -0.5], "tickvals": list(grid.subtypes),
            "ticktext": [_name(subtype) for subtype in grid.subtypes] if is_first else [""] * len(grid.subtypes),
            "tickfont": {"color": theme.INK, "size": 12},
        }  # fmt: skip
        head = "<br>".join(wrap(name_criterion(criterion), grid.letters)).replace(criterion, f"<b>{criterion}</b>", 1)
        layout["annotations"].append(
            {**make_head(head, across[0], upwards[1]), "font": {"color": theme.INK, "size": grid.size}}
        )
    return layout


def _make_axis(grid: _Grid, across: Sequence[float], *, anchor: str) -> dict[str, Any]:
    if grid.measure != "count":
        return make_share_axis(across, limit=grid.limit, anchor=anchor)
    return {"domain": list(across), "range": [0, grid.limit], "visible": False, "fixedrange": True, "anchor": anchor}


def _name(subtype: str) -> str:
    if subtype in SUBTYPES:
        return subtype
    return "All" if subtype == ALL else name_group(subtype)
