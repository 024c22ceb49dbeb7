"""Which missing value would settle most people? A ranked bar a field, and the words and tables around it.

Frames as of `queries.count_undecided` and `rank_missing_fields`. A bar carries what it counts as
customdata: field, and settled or helped; so a click on it can list whom to ask.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.words.phrases import format_people
from mesems_dash.words.questions import name_missing
from mesems_dash.words.rows import list_rows, pluck
from mesems_dash.words.undecided import MOST_BARS, describe_missing, explain_missing, find_missing_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["HELPED", "SETTLED", "build_missing_chart", "draw_missing", "frame_bar"]

SETTLED, HELPED = "settled", "helped"
_ROW_PIXELS: Final = 30
_HEAD_PIXELS: Final = 8
_NARROW_LABEL: Final = 20
_ROOM: Final = 1.18


def frame_bar(fields: pd.DataFrame, field: str, settling: str) -> tuple[str, str] | None:
    """Return the customdata of the bar that a choice of field and questions stands for; None for every field."""
    found = [row for row in list_rows(fields) if row["field"] == field]
    if not found:
        return None
    is_settled = settling == "only" or not found[0]["helped"]
    return field, SETTLED if is_settled else HELPED


def build_missing_chart(fields: pd.DataFrame) -> Chart:
    """Return which missing value would settle most people."""
    return Chart(draw_missing(fields), find_missing_fields(fields), describe_missing(fields), explain_missing(fields))


def draw_missing(fields: pd.DataFrame) -> go.Figure:
    """Draw a bar for each of the first fields: settled, then helped, with both numbers behind."""
    rows = list_rows(fields.head(MOST_BARS))
    figure = theme.new_figure(height=_HEAD_PIXELS + _ROW_PIXELS * max(len(rows), 1))
    figure.add_trace(_draw_part(rows, SETTLED, "Decides it alone", theme.STATUS_COLOURS["unknown"]))
    figure.add_trace(_draw_part(rows, HELPED, "Helps", theme.QUIET))
    most = max((row["people"] for row in rows), default=0) or 1
    labels = [name_missing(field) for field in pluck(rows, "field")]
    figure.update_xaxes(range=[0, most * _ROOM], visible=False, fixedrange=True)
    figure.update_yaxes(
        tickvals=pluck(rows, "field"), ticktext=labels, autorange="reversed", showgrid=False, fixedrange=True,
        tickfont={"color": theme.INK, "size": 13}, type="category",
    )  # fmt: skip
    figure.update_layout(
        barmode="stack", bargap=0.35, margin={"t": _HEAD_PIXELS, "b": 0, "r": 4}, showlegend=False,
        annotations=[_label(row) for row in rows], hovermode="closest",
    )  # fmt: skip
    axis = figure.layout.yaxis.to_plotly_json()
    narrow = {
        **axis,
        "ticktext": ["<br>".join(wrap(label, _NARROW_LABEL)) for label in labels],
        "tickfont": {"size": 11},
    }
    set_narrow(figure, {"yaxis": narrow})
    return figure


def _draw_part(rows: list[dict[str, Any]], part: str, name: str, colour: str) -> go.Bar:
    return go.Bar(
        x=pluck(rows, part),
        y=pluck(rows, "field"),
        orientation="h",
        name=name,
        marker_color=colour,
        customdata=[[row["field"], part] if row[part] else None for row in rows],
        hovertext=[f"{name_missing(row['field'])}<br>{_format_part(part)} {format_people(row[part])}" for row in rows],
        hoverinfo="text",
    )


def _format_part(part: str) -> str:
    return "alone decides" if part == SETTLED else "helps, but may leave undecided:"


def _label(row: Mapping[str, Any]) -> dict[str, Any]:
    """Write both numbers behind the bar: "9", "1 + 2" where it only helps two more."""
    more = f" + {row['helped']:,}" if row["helped"] else ""
    return {
        "x": row["people"], "y": row["field"], "text": f"<b>{row['settled']:,}</b>{more}", "showarrow": False,
        "xanchor": "left", "xshift": 6, "font": {"color": theme.INK, "size": 12},
    }  # fmt: skip
