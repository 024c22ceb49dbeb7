"""Which criteria fail together? An UpSet plot: a column a combination, a row a criterion, dots where they meet.

Frames as of `queries.count_combinations` and `queries.count_exclusions`. What a mark carries as customdata: a column,
anywhere in its height, "combination", criteria joined by a space, exactly or at_least; the bar of a criterion's own
number criterion, ALL, "any", as in `exclusions`. After Conway, Lex and Gehlenborg, UpSetR (Bioinformatics 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import ALL
from mesems_dash.words.findings.failures import describe_combinations, explain_combinations, find_combinations
from mesems_dash.words.phrases import agree, format_of, format_part, format_share, format_things, name_criterion
from mesems_dash.words.rows import list_rows, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["MOST_COLUMNS", "build_combinations_chart", "draw_combinations"]

Row = dict[str, Any]
MOST_COLUMNS: Final = 15
"""As many combinations as stand beside each other; ask the query for no more."""
_NARROW_COLUMNS: Final = 8
_BARS_PIXELS: Final = 190
_ROW_PIXELS: Final = 26
_NARROW_LABEL: Final = 20
_BAR_WIDTH: Final = 0.62
_UPRIGHT_FROM: Final = 1_000
_HOW: Final = {
    ("exactly", True): "and no other fails:",
    ("at_least", True): "with or without others:",
    ("exactly", False): "and no other is recorded:",
    ("at_least", False): "with or without others:",
}


@dataclass(frozen=True)
class _Grid:
    """The columns that are drawn, and the criteria of all columns as rows, in protocol order."""

    columns: Sequence[Row]
    criteria: Sequence[str]
    how: str
    is_derived: bool

    @property
    def kind(self) -> tuple[str, str]:
        """What is counted, one and several."""
        if self.is_derived:
            return "ineligible screening", "ineligible screenings"
        return "screening recorded as ineligible", "screenings recorded as ineligible"

    @property
    def sets(self) -> list[list[int]]:
        """The rows of each column's dots."""
        places = {criterion: place for place, criterion in enumerate(self.criteria)}
        return [[places[criterion] for criterion in column["criteria"].split()] for column in self.columns]


def build_combinations_chart(frame: pd.DataFrame, reasons: pd.DataFrame, *, how: str, is_derived: bool = True) -> Chart:
    """Return which criteria keep people out together. Arguments as of `draw_combinations`."""
    return Chart(
        draw_combinations(frame, reasons, how=how, is_derived=is_derived),
        find_combinations(frame, how=how, is_derived=is_derived),
        describe_combinations(frame, how=how),
        explain_combinations(how),
    )


def draw_combinations(frame: pd.DataFrame, reasons: pd.DataFrame, *, how: str, is_derived: bool = True) -> go.Figure:
    """Draw the combinations of failing criteria in the frame's order, and beside each criterion how often it fails.

    `how` (exactly at_least) is as asked of the query, which says what "at least" offers; readers are told by
    `findings_failures.explain_combinations`. At most MOST_COLUMNS columns; what is not drawn is counted in words beside
    them where combinations are exact. `is_derived` says whether criteria fail by the data or were written.
    """
    drawn = [row for row in list_rows(frame) if row["part"] == "combination"][:MOST_COLUMNS]
    sizes = [row for row in list_rows(reasons[reasons["subtype"] == ALL]) if row["any"]]
    seen = {criterion for row in drawn for criterion in row["criteria"].split()}
    rows = [row for row in sizes if row["criterion"] in seen]
    wide = _Grid(drawn, pluck(rows, "criterion"), how, is_derived)
    narrow = _Grid(drawn[:_NARROW_COLUMNS], wide.criteria, how, is_derived)
    figure = theme.new_figure(height=_BARS_PIXELS + _ROW_PIXELS * max(len(rows), 1) + 16)
    figure.add_traces([*_draw_columns(wide), _draw_sizes(rows, is_derived=is_derived)])
    _lay_out(figure, wide, rows)
    _narrow(figure, narrow, rows)
    return figure


# ---------------------------------------------------------------- columns
def _draw_columns(grid: _Grid) -> list[go.Bar | go.Scatter]:
    return [_draw_counts(grid), _draw_empty(grid), _draw_lines(grid), _draw_dots(grid), _draw_hits(grid)]


def _draw_counts(grid: _Grid) -> go.Bar:
    counts = pluck(grid.columns, "screenings")
    return go.Bar(
        x=list(range(len(counts))),
        y=counts,
        yaxis="y2",
        width=_BAR_WIDTH * min(len(counts) / _NARROW_COLUMNS, 1),
        name="Screenings",
        marker_color=theme.STATUS_COLOURS["ineligible"],
        text=[f"{count:,}" for count in counts],
        textposition="outside",
        textangle=-90 if max(counts, default=0) >= _UPRIGHT_FROM else 0,
        constraintext="none",
        textfont={"color": theme.INK, "size": 12},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _draw_empty(grid: _Grid) -> go.Scatter:
    """Return the faint dots where a criterion is no part of a combination."""
    spots = [(x, y) for x, chosen in enumerate(grid.sets) for y in range(len(grid.criteria)) if y not in chosen]
    return _draw_spots(spots, theme.with_alpha(theme.QUIET, 0.3))


def _draw_dots(grid: _Grid) -> go.Scatter:
    spots = [(x, y) for x, chosen in enumerate(grid.sets) for y in chosen]
    return _draw_spots(spots, theme.INK)


def _draw_spots(spots: Sequence[tuple[int, int]], colour: str) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in spots],
        y=[y for _, y in spots],
        mode="markers",
        marker={"color": colour, "size": 11},
        hoverinfo="skip",
    )


def _draw_lines(grid: _Grid) -> go.Scatter:
    """Return what ties the dots of a column together, from the first to the last."""
    ends = [(x, y) for x, chosen in enumerate(grid.sets) for y in (chosen[0], chosen[-1], None)]
    return go.Scatter(
        x=[x for x, _ in ends],
        y=[y for _, y in ends],
        mode="lines",
        line={"color": theme.INK, "width": 2.5},
        hoverinfo="skip",
        connectgaps=False,
    )


def _draw_hits(grid: _Grid) -> go.Bar:
    """Return what is pointed at: the whole column, from its bar down to its last dot."""
    return go.Bar(
        x=list(range(len(grid.columns))),
        y=[1] * len(grid.columns),
        yaxis="y3",
        width=1,
        name="Combination",
        marker_color=theme.with_alpha(theme.QUIET, 0),
        customdata=[["combination", column["criteria"], grid.how] for column in grid.columns],
        hovertext=[_describe_column(column, grid) for column in grid.columns],
        hoverinfo="text",
    )


def _describe_column(column: Row, grid: _Grid) -> str:
    names = "<br>".join(name_criterion(criterion) for criterion in column["criteria"].split())
    part, whole = column["screenings"], column["ineligible"]
    how = _HOW[grid.how, grid.is_derived]
    return f"{names}<br>{how} {format_part(part, whole, *grid.kind)}, {format_share(part, whole)}"


# ---------------------------------------------------------------- rows
def _draw_sizes(rows: Sequence[Row], *, is_derived: bool) -> go.Bar:
    verb = "fails" if is_derived else "is recorded"
    return go.Bar(
        x=pluck(rows, "any"),
        y=list(range(len(rows))),
        orientation="h",
        xaxis="x2",
        width=0.5,
        name="In all",
        marker_color=theme.with_alpha(theme.STATUS_COLOURS["ineligible"], 0.35),
        text=[f"{row['any']:,}" for row in rows],
        textposition="outside",
        textfont={"color": theme.MUTED, "size": 12},
        customdata=[[row["criterion"], ALL, "any"] for row in rows],
        hovertext=[
            f"{name_criterion(row['criterion'])}<br>{verb} in {format_things(row['any'], 'screening')}, alone "
            "or with others"
            for row in rows
        ],
        hoverinfo="text",
        cliponaxis=False,
    )


# ---------------------------------------------------------------- the whole
def _lay_out(figure: go.Figure, grid: _Grid, rows: Sequence[Row]) -> None:
    ground = _BARS_PIXELS / figure.layout.height
    most = max(pluck(grid.columns, "screenings"), default=1)
    fixed = {"visible": False, "fixedrange": True}
    figure.update_layout(
        barmode="overlay",
        hovermode="closest",
        uniformtext=None,
        margin={"t": 8, "r": 4, "b": 8},
        xaxis={**fixed, "domain": [0.2, 1], "range": [-0.5, max(len(grid.columns), 1) - 0.5], "anchor": "y"},
        xaxis2={**fixed, "domain": [0, 0.16], "range": [0, _room(rows)], "anchor": "y"},
        yaxis={
            "domain": [0, 1 - ground], "range": [len(rows) - 0.5, -0.5], "fixedrange": True, "showgrid": False,
            "tickvals": list(range(len(rows))), "ticktext": [name_criterion(criterion) for criterion in grid.criteria],
            "tickfont": {"color": theme.INK, "size": 13}, "anchor": "x2",
        },
        yaxis2={**fixed, "domain": [1 - ground + 0.02, 1], "range": [0, most * 1.2], "anchor": "x"},
        yaxis3={**fixed, "domain": [0, 1], "range": [0, 1], "anchor": "x"},
        shapes=[_make_stripe(place) for place in range(0, len(rows), 2)],
        annotations=_make_notes(grid, figure.layout.height, right=0.18),
    )  # fmt: skip


def _room(rows: Sequence[Row]) -> float:
    """Return the range of the bars of rows, with room for a number behind the longest."""
    return float(max([1, *pluck(rows, "any")])) * 1.7


def _make_stripe(place: int) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": place - 0.5, "y1": place + 0.5,
        "fillcolor": theme.with_alpha(theme.GRID, 0.45), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _make_notes(grid: _Grid, height: int, *, right: float) -> list[dict[str, Any]]:
    """Return the head of the rows, and in the free corner above it what is not drawn; `right` is where that ends."""
    base: dict[str, Any] = {
        "xref": "paper", "yref": "paper", "showarrow": False, "font": {"color": theme.MUTED, "size": 12},
    }  # fmt: skip
    head = "Fails in all" if grid.is_derived else "Recorded"
    notes = [
        {
            **base,
            "text": head,
            "x": 0,
            "xanchor": "left",
            "y": 1 - _BARS_PIXELS / height,
            "yanchor": "bottom",
            "yshift": 4,
        }
    ]
    text = _describe_others(grid)
    if text:
        notes.append({**base, "text": text, "x": right, "xanchor": "right", "align": "right", "y": 1, "yanchor": "top"})
    return notes


def _describe_others(grid: _Grid) -> str:
    if grid.how != "exactly" or not grid.columns:
        return ""
    whole, shown = grid.columns[0]["ineligible"], sum(pluck(grid.columns, "screenings"))
    kind = grid.kind[0] if whole == 1 else grid.kind[1]
    if shown == whole:
        return f"{'The only' if whole == 1 else f'All {whole:,}'}<br>{kind}<br>{agree(whole, whole, 'is', 'are')} shown"
    verb = agree(whole - shown, whole, "has", "have")
    return f"{format_of(whole - shown, whole)}<br>{kind}<br>{verb} another combination"


def _narrow(figure: go.Figure, grid: _Grid, rows: Sequence[Row]) -> None:
    """On a phone fewer columns stay, with smaller dots; the rows are those of all columns."""
    axis = figure.layout.xaxis.to_plotly_json()
    sizes = figure.layout.xaxis2.to_plotly_json()
    names = ["<br>".join(wrap(name_criterion(criterion), _NARROW_LABEL)) for criterion in grid.criteria]
    layout = {
        "xaxis": {**axis, "domain": [0.3, 1], "range": [-0.5, max(len(grid.columns), 1) - 0.5]},
        "xaxis2": {**sizes, "domain": [0, 0.26], "range": [0, _room(rows) * 1.15]},
        "yaxis": {
            **figure.layout.yaxis.to_plotly_json(),
            "ticktext": names,
            "tickfont": {"color": theme.INK, "size": 11},
        },
        "annotations": _make_notes(grid, figure.layout.height, right=0.26),
    }
    columns = [_list_changes(trace) for trace in _draw_columns(grid)]
    set_narrow(figure, layout, [*columns, {"textfont": {"color": theme.MUTED, "size": 11}}])


def _list_changes(trace: go.Bar | go.Scatter) -> Mapping[str, Any]:
    """Return what a trace of fewer columns has of its own."""
    whole = trace.to_plotly_json()
    return {name: whole[name] for name in ("x", "y", "text", "customdata", "hovertext") if name in whole}
