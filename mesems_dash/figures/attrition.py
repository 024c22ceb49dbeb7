"""Where do screenings fall out? A step a criterion, and beside it what each criterion keeps out by itself.

Frame as of `queries.count_attrition`. What a mark carries as customdata, so that a click can be turned into conditions:

- a step, anywhere in its row: "attrition", criterion, order, the criteria of the steps before joined by a space;
- a bar of what fails a criterion at all, or as the only one: criterion, ALL, "any" or "only", as in `exclusions`;
- a bar of what is left in the end: "status", "eligible" or "unknown".
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import ALL, STATUS_LABELS
from mesems_dash.words.findings.failures import describe_attrition, find_attrition
from mesems_dash.words.phrases import format_of, format_share, format_things, name_criterion
from mesems_dash.words.rows import list_rows, pluck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["build_attrition_chart", "draw_attrition"]

Row = dict[str, Any]
_ROW_PIXELS: Final = 28
_HEAD_PIXELS: Final = 44
_NARROW_LABEL: Final = 20
_COLUMNS: Final = {"excluded": "Out", "remaining": "Left", "marginal": "Any", "gain": "Only"}
_WIDE: Final = {"x": (0.0, 0.34), "x3": (0.34, 0.52), "x2": (0.55, 0.80), "x4": (0.80, 1.0)}
_NARROW: Final = {"x": (0.0, 0.32), "x3": (0.32, 0.68), "x4": (0.68, 1.0)}
"""Where each axis stands: steps, their numbers, each criterion by itself, its numbers."""
_PLACES: Final = {"excluded": ("x3", 0.5), "remaining": ("x3", 1.0), "marginal": ("x4", 0.5), "gain": ("x4", 1.0)}
"""Where each column of numbers ends: on which axis, and where on it."""
_LIGHT: Final = 0.35
_ENDS: Final = {"eligible": "eligible", "undecided": "unknown"}


def build_attrition_chart(frame: pd.DataFrame, *, order: str, is_derived: bool = True) -> Chart:
    """Return who is left after one criterion at a time. Arguments as of `draw_attrition`."""
    return Chart(
        draw_attrition(frame, order=order, is_derived=is_derived),
        find_attrition(frame, is_derived=is_derived),
        describe_attrition(frame),
    )


def draw_attrition(frame: pd.DataFrame, *, order: str, is_derived: bool = True) -> go.Figure:
    """Draw a row for the start, for every criterion in the frame's order and for the end.

    Left, how many each step takes from those still there; in the middle, how many fail the criterion at all, and solid
    those that fail nothing else; right the same as numbers. `order` (protocol greatest) is as asked of the query.
    `is_derived` says whether the data keep people out, or what sites wrote.
    """
    rows = [{**row, "y": place} for place, row in enumerate(list_rows(frame))]
    start, steps, end = rows[0], rows[1:-1], rows[-1]
    figure = theme.new_figure(height=_HEAD_PIXELS + _ROW_PIXELS * len(rows))
    traces = [
        _draw_left([start, *steps]),
        _draw_excluded(steps),
        _draw_hits(steps, start["remaining"], order),
        *(_draw_end(end, column, status) for column, status in _ENDS.items()),
        _draw_alone(steps, "marginal", is_derived=is_derived),
        _draw_alone(steps, "gain", is_derived=is_derived),
    ]
    figure.add_traces([*traces, *(_draw_numbers(rows, column) for column in _COLUMNS)])
    labels = [_label_row(row, is_derived=is_derived) for row in rows]
    _lay_out(figure, rows, labels)
    _narrow(figure, rows, labels)
    return figure


def _label_row(row: Row, *, is_derived: bool) -> str:
    if row["part"] == "step":
        return name_criterion(row["criterion"])
    if row["part"] == "start":
        return "<b>Screenings</b>"
    return "<b>No failure</b>" if is_derived else "<b>Not ineligible</b>"


# ---------------------------------------------------------------- one after another
def _draw_bar(rows: Sequence[Row], lengths: Sequence[int], **more: Any) -> go.Bar:  # noqa: ANN401 - whatever a bar takes
    return go.Bar(x=lengths, y=pluck(rows, "y"), orientation="h", **more)


def _draw_left(rows: Sequence[Row]) -> go.Bar:
    colours = [theme.with_alpha(theme.QUIET, 0.55 if row["part"] == "start" else 0.28) for row in rows]
    return _draw_bar(rows, pluck(rows, "remaining"), name="Left", marker_color=colours, hoverinfo="skip")


def _draw_excluded(steps: Sequence[Row]) -> go.Bar:
    return _draw_bar(
        steps,
        pluck(steps, "excluded"),
        base=pluck(steps, "remaining"),
        name="Out here",
        marker_color=theme.STATUS_COLOURS["ineligible"],
        hoverinfo="skip",
    )


def _draw_hits(steps: Sequence[Row], whole: int, order: str) -> go.Bar:
    """Return what is pointed at: the whole row of a step, so that a step of one screening can be hit too."""
    return _draw_bar(
        steps,
        [whole] * len(steps),
        name="Out here",
        width=1,
        marker_color=theme.with_alpha(theme.QUIET, 0),
        customdata=[
            ["attrition", row["criterion"], order, row["earlier"]] if row["excluded"] else None for row in steps
        ],
        hovertext=[_describe_step(row, whole) for row in steps],
        hoverinfo="text",
    )


def _describe_step(row: Row, whole: int) -> str:
    before = row["remaining"] + row["excluded"]
    text = [
        name_criterion(row["criterion"]),
        f"excludes {format_of(row['excluded'], before)} remaining, leaves {format_of(row['remaining'], whole)}",
    ]
    if row["unknown"]:
        text.append(f"{row['unknown']:,} of those remaining are undecided on it")
    return "<br>".join(text)


def _draw_end(end: Row, column: str, status: str) -> go.Bar:
    number, whole = end[column], end["remaining"]
    return _draw_bar(
        [end],
        [number],
        base=[0 if column == "eligible" else end["eligible"]],
        name=STATUS_LABELS[status],
        marker_color=theme.STATUS_COLOURS[status],
        text=[f"{number:,}" if number else ""],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": theme.ON_MARK, "size": 12},
        customdata=[["status", status] if number else None],
        hovertext=[f"No criterion fails: {format_of(number, whole)} {STATUS_LABELS[status].lower()}"],
        hoverinfo="text",
    )


# ---------------------------------------------------------------- each by itself
def _draw_alone(steps: Sequence[Row], column: str, *, is_derived: bool) -> go.Bar:
    colour = theme.STATUS_COLOURS["ineligible"]
    count = {"marginal": "any", "gain": "only"}[column]
    return _draw_bar(
        steps,
        pluck(steps, column),
        xaxis="x2",
        name=_COLUMNS[column],
        marker_color=theme.with_alpha(colour, _LIGHT) if column == "marginal" else colour,
        customdata=[[row["criterion"], ALL, count] if row[column] else None for row in steps],
        hovertext=[_describe_alone(row, column, is_derived=is_derived) for row in steps],
        hoverinfo="text",
    )


def _describe_alone(row: Row, column: str, *, is_derived: bool) -> str:
    name, screenings = name_criterion(row["criterion"]), format_things(row[column], "screening")
    if column == "marginal":
        return f"{name}<br>{'fails' if is_derived else 'is recorded'} in {screenings}, alone or with others"
    share = f"{format_share(row['gain'], row['marginal'])} of those {'that fail it' if is_derived else 'with it'}"
    text = f"{name}<br>the only one {'that fails' if is_derived else 'recorded'} in {screenings}, {share}"
    if not is_derived:
        return text
    return (
        f"{text}<br>without this criterion: {row['gain_eligible']:,} more eligible, "
        f"{row['gain'] - row['gain_eligible']:,} more undecided"
    )


# ---------------------------------------------------------------- the numbers
def _draw_numbers(rows: Sequence[Row], column: str) -> go.Scatter:
    axis, x = _PLACES[column]
    shown = [row for row in rows if row[column] is not None]
    weight = "<b>{:,}</b>" if column == "excluded" else "{:,}"
    return go.Scatter(
        x=[x] * len(shown),
        y=pluck(shown, "y"),
        xaxis=axis,
        mode="text",
        name=_COLUMNS[column],
        text=[weight.format(row[column]) for row in shown],
        textposition="middle left",
        textfont={"color": [theme.INK if row[column] else theme.MUTED for row in shown], "size": 13},
        hoverinfo="skip",
        cliponaxis=False,
    )


# ---------------------------------------------------------------- the whole
def _lay_out(figure: go.Figure, rows: Sequence[Row], labels: Sequence[str]) -> None:
    figure.update_layout(
        barmode="overlay",
        bargap=0.35,
        hovermode="closest",
        margin={"t": _HEAD_PIXELS - 8, "r": 4},
        annotations=[*_make_heads(_WIDE), _draw_end_legend(rows[-1])],
        **_make_axes(_WIDE, rows),
    )
    figure.update_yaxes(
        tickvals=pluck(rows, "y"), ticktext=labels, range=[len(rows) - 0.5, -0.5], showgrid=False, fixedrange=True,
        tickfont={"color": theme.INK, "size": 13},
    )  # fmt: skip


def _make_axes(form: Mapping[str, tuple[float, float]], rows: Sequence[Row]) -> dict[str, Any]:
    limits = {"x": max(rows[0]["remaining"], 1), "x2": max([1, *pluck(rows[1:-1], "marginal")]), "x3": 1, "x4": 1}
    fixed = {"visible": False, "fixedrange": True, "anchor": "y"}
    return {
        f"xaxis{axis[1:]}": {"domain": list(domain), "range": [0, limits[axis]], **fixed}
        for axis, domain in form.items()
    }


def _make_heads(form: Mapping[str, tuple[float, float]]) -> list[dict[str, Any]]:
    solid = theme.STATUS_COLOURS["ineligible"]
    keys = {"excluded": solid, "marginal": theme.with_alpha(solid, 0.55), "gain": solid}
    is_wide = "x2" in form
    heads = [_make_head("Sequential" if is_wide else "In turn", form["x"][0], "left")]
    if is_wide:
        heads.append(_make_head("Independent", form["x2"][0], "left"))
    for column, (axis, x) in _PLACES.items():
        key = f'<span style="color:{keys[column]}">■</span> ' if column in keys and is_wide else ""
        left, right = form[axis]
        heads.append(_make_head(f"{key}{_COLUMNS[column]}", left + (right - left) * x, "right"))
    return heads


def _make_head(text: str, x: float, anchor: str) -> dict[str, Any]:
    return {
        "text": text, "x": x, "xref": "paper", "y": 1, "yref": "paper", "xanchor": anchor, "yanchor": "bottom",
        "showarrow": False, "font": {"color": theme.MUTED, "size": 12}, "yshift": 4,
    }  # fmt: skip


def _draw_end_legend(end: Row) -> dict[str, Any]:
    """Return the legend of the last bar, in the free room beside it."""
    text = (
        f'<span style="color:{theme.STATUS_COLOURS[status]}">■</span> {end[column]:,} {STATUS_LABELS[status].lower()}'
        for column, status in _ENDS.items()
    )
    return {
        "text": "  ".join(text), "x": _WIDE["x2"][0], "xref": "paper", "xanchor": "left", "y": end["y"], "yref": "y",
        "showarrow": False, "font": {"color": theme.INK, "size": 12},
    }  # fmt: skip


def _narrow(figure: go.Figure, rows: Sequence[Row], labels: Sequence[str]) -> None:
    """On a phone the bars of each criterion by itself go; their numbers stay."""
    axis = figure.layout.yaxis.to_plotly_json()
    yaxis = {
        **axis,
        "ticktext": ["<br>".join(wrap(label, _NARROW_LABEL)) for label in labels],
        "tickfont": {"color": theme.INK, "size": 11},
    }
    layout = {**_make_axes(_NARROW, rows), "yaxis": yaxis, "annotations": _make_heads(_NARROW)}
    set_narrow(figure, layout, [{"visible": False} if trace.xaxis == "x2" else {} for trace in figure.data])
