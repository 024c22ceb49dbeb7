"""Does what sites decided stand against the data? A table of three by three, and the ways in which the two differ.

Frames as of `queries.agreement.count_agreement` and `queries.disagreements.count_disagreements`. The words are neutral:
a slip may be on either side. A cell carries decision and status as customdata, a bar its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.cells import Cell, Grid, draw_grid, wrap_lines
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import DISAGREEMENT_LABELS, STATUS_LABELS
from mesems_dash.words.agreement import (
    DECISION_LABELS,
    KINDS_EXPLAINED,
    SAME_DECISION,
    count_kinds,
    describe_agreement,
    describe_kinds,
    explain_agreement,
    explain_kinds,
    find_kinds,
    find_opposites,
    key_cell,
    name_cell,
)
from mesems_dash.words.phrases import format_share, format_things
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["build_agreement_chart", "build_kinds_chart", "draw_agreement", "draw_kinds"]

_ALL: Final = "ALL"
_NARROW_LABEL: Final = 24
_LABEL: Final = 34


# ---------------------------------------------------------------- three by three


def build_agreement_chart(frame: pd.DataFrame) -> Chart:
    """Return decisions of sites beside what the data say."""
    return Chart(draw_agreement(frame), find_opposites(frame), describe_agreement(frame), explain_agreement(frame))


def draw_agreement(frame: pd.DataFrame) -> go.Figure:
    """Draw the nine cells with count, share of the row and what they mean, and the sums of rows and columns."""
    rows = list_rows(frame)
    sums = {code: sum(row["screenings"] for row in rows if row["decision"] == code) for code in DECISION_LABELS}
    cells = [_draw_cell(row, sums[row["decision"]]) for row in rows]
    cells += [_draw_sum(code, _ALL, number) for code, number in sums.items()]
    cells += [
        _draw_sum(_ALL, status, sum(row["screenings"] for row in rows if row["status"] == status))
        for status in STATUS_LABELS
    ]
    cells.append(_draw_sum(_ALL, _ALL, sum(sums.values())))
    statuses = {status: f"Data say<br><b>{label.lower()}</b>" for status, label in STATUS_LABELS.items()}
    grid = Grid(
        cells=cells,
        rows={**{code: f"{wrap_lines(label, 12)} " for code, label in DECISION_LABELS.items()}, _ALL: "All "},
        columns={**statuses, _ALL: "All"},
        narrow_rows={code: f"{wrap_lines(label, 10)} " for code, label in {**DECISION_LABELS, _ALL: "All"}.items()},
        narrow_columns={**{s: f"Data:<br>{label.lower()}" for s, label in STATUS_LABELS.items()}, _ALL: "All"},
        row_pixels=62,
        head_pixels=48,
    )
    return draw_grid(grid, name="Screenings")


def _draw_cell(row: Mapping[str, Any], whole: int) -> Cell:
    number, meaning = row["screenings"], _name_cell(row)
    label = name_cell(*key_cell(row))
    shown = f"<b>{number:,}</b>  {format_share(number, whole)}"
    return Cell(
        row=row["decision"],
        column=row["status"],
        text=f"{shown}<br>{meaning}" if number else "0",
        narrow_text=f"<b>{number:,}</b><br>{format_share(number, whole)}<br>{meaning}" if number else "0",
        tells=f"{label}: {format_things(number, 'screening')}, {format_share(number, whole)} of the "
        f"row<br>{_describe_cell(row)}",
        colour=_colour_cell(row),
        strength=number / whole if whole else 0.0,
        customdata=key_cell(row) if number else None,
    )


def _name_cell(row: Mapping[str, Any]) -> str:
    """Say in two words what a cell means, so that no colour has to."""
    if row["decision"] == "NOT_DECIDED":
        return "no decision"
    if row["status"] == "unknown":
        return "undecided"
    return "same" if key_cell(row) in SAME_DECISION else f"{row['screenings'] - row['no_criterion']:,} differ"


def _describe_cell(row: Mapping[str, Any]) -> str:
    apart = f"; {row['no_criterion']:,} only for another reason than a criterion" if row["no_criterion"] else ""
    return f"{_name_cell(row)}{apart}"


def _colour_cell(row: Mapping[str, Any]) -> str:
    if row["decision"] == "NOT_DECIDED":
        return theme.QUIET
    if row["status"] == "unknown":
        return theme.STATUS_COLOURS["unknown"]
    return theme.STATUS_COLOURS["eligible" if key_cell(row) in SAME_DECISION else "ineligible"]


def _draw_sum(decision: str, status: str, number: int) -> Cell:
    return Cell(row=decision, column=status, text=f"<b>{number:,}</b>", tells=format_things(number, "screening"))


# ---------------------------------------------------------------- five kinds


def build_kinds_chart(frame: pd.DataFrame) -> Chart:
    """Return screenings by how the site's decision and the data differ."""
    return Chart(draw_kinds(frame), find_kinds(frame), describe_kinds(frame), explain_kinds(frame))


def draw_kinds(frame: pd.DataFrame) -> go.Figure:
    """Draw one bar a kind, in the vocabulary's order, with its count and its share of the screenings decided."""
    kinds, decided = count_kinds(frame), int(frame["decided"].sum())
    names = list(kinds)
    figure = theme.new_figure(height=304)
    figure.add_trace(
        go.Bar(
            x=list(kinds.values()),
            y=names,
            orientation="h",
            name="Screenings",
            marker_color=theme.STATUS_COLOURS["ineligible"],
            text=[f"<b>{number:,}</b>" for number in kinds.values()],
            textposition="outside",
            cliponaxis=False,
            customdata=[[kind] if number else None for kind, number in kinds.items()],
            hovertext=[_describe_kind(kind, number, decided) for kind, number in kinds.items()],
            hoverinfo="text",
        )
    )
    axis = {"tickvals": names, "autorange": "reversed", "showgrid": False, "fixedrange": True}
    wide, narrow = ([wrap_lines(DISAGREEMENT_LABELS[kind], room) for kind in names] for room in (_LABEL, _NARROW_LABEL))
    figure.update_yaxes(**axis, ticktext=wide, tickfont={"color": theme.INK})
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1.2 * max(kinds.values(), default=0) or 1])
    figure.update_layout(bargap=0.45, margin={"t": 4, "b": 4})
    changes = {"ticktext": narrow, "tickfont": {"size": 12, "color": theme.INK}}
    set_narrow(figure, {"yaxis": {**figure.layout.yaxis.to_plotly_json(), **changes}})
    return figure


def _describe_kind(kind: str, number: int, decided: int) -> str:
    of = f"{format_things(number, 'screening')}, {format_share(number, decided)} of {decided:,} decided by the site"
    return f"{DISAGREEMENT_LABELS[kind]}: {of}<br>{wrap_lines(KINDS_EXPLAINED[kind], 60)}"
