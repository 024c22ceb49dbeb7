"""Is recruitment on plan? The cumulative curve with plan and dated notes, and what came in month by month.

Frames as of `queries.count_accrual` and `queries.list_notes`. A month's point stands on its last day, or on the day
of the cut in the cut's own month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.figures.rows import list_rows
from mesems_dash.figures.words import say_count, say_date, say_month

if TYPE_CHECKING:
    from datetime import date

__all__ = ["NOTE_ROWS", "draw_accrual", "draw_months", "forget_plan"]

NOTE_ROWS: Final = 4
"""Rows of note labels above the curve; what does not fit keeps its mark, and its label on hover."""
_LETTER_SHARE: Final = 0.0072
"""The share of the chart's width that a letter takes on a desk."""
_ROW_SHARE: Final = 0.075
_WRAP: Final = 24


def forget_plan(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the months without the plan: it is one for the whole trial, so it says nothing of a part."""
    cut_months = frame[frame["cumulative"].notna()]
    return cut_months.assign(target=pd.Series(pd.NA, index=cut_months.index, dtype="Int64"))


def draw_accrual(frame: pd.DataFrame, notes: pd.DataFrame, *, as_of: date) -> go.Figure:
    """Draw people randomised so far against the plan, labelled at the ends of the lines."""
    months = frame.dropna(subset=["month"]).assign(on=lambda rows: _month_ends(rows["month"], as_of))
    figure = theme.new_figure()
    done, plan = months.dropna(subset=["cumulative"]), months.dropna(subset=["target"])
    if len(plan):
        figure.add_trace(_draw_plan(plan))
    figure.add_trace(_draw_done(done))
    _label_ends(figure, done, plan)
    _draw_notes(figure, _place_notes(notes, months), rows=done)
    figure.update_xaxes(showgrid=False, hoverformat="%b %Y", tickformat="%Y", dtick="M12")
    figure.update_yaxes(rangemode="tozero", title_text="People randomised", nticks=6)
    figure.update_layout(hovermode="x unified", margin={"r": 96, "t": 12})
    return figure


def _month_ends(months: pd.Series, as_of: date) -> pd.Series:
    starts = pd.to_datetime(months)
    ends = starts + pd.offsets.MonthEnd(1)
    cut = pd.Timestamp(as_of)
    is_cut_month = (starts.dt.year == cut.year) & (starts.dt.month == cut.month)
    return ends.mask(is_cut_month, cut)


def _draw_plan(plan: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=plan["on"],
        y=plan["target"].astype(float),
        name="Planned",
        mode="lines",
        line={"color": theme.PLAN, "width": 2, "dash": "dot"},
        hovertemplate="%{y:,} planned<extra></extra>",
    )


def _draw_done(done: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=done["on"],
        y=done["cumulative"].astype(float),
        name="Randomised",
        mode="lines",
        line={"color": theme.STATUS_COLOURS["eligible"], "width": 3},
        hovertemplate="<b>%{y:,} randomised</b><extra></extra>",
    )


def _label_ends(figure: go.Figure, done: pd.DataFrame, plan: pd.DataFrame) -> None:
    narrow: list[dict[str, Any]] = []
    if len(done):
        last = done.iloc[-1]
        number = say_count(float(last["cumulative"]))
        figure.add_trace(_mark_end(last["on"], float(last["cumulative"])))
        label = _label(last["on"], float(last["cumulative"]), f"<b>{number}</b> randomised", theme.INK)
        figure.add_annotation(label)
        narrow.append({**label, "text": f"<b>{number}</b>"})
    if len(plan):
        last = plan.iloc[-1]
        number = say_count(float(last["target"]))
        label = _label(last["on"], float(last["target"]), f"{number} planned", theme.MUTED)
        figure.add_annotation(label)
        narrow.append({**label, "text": number})
    set_narrow(figure, {"annotations": narrow, "margin": {"l": 8, "r": 44, "t": 8, "b": 8}})


def _mark_end(on: pd.Timestamp, height: float) -> go.Scatter:
    return go.Scatter(
        x=[on],
        y=[height],
        mode="markers",
        marker={"color": theme.STATUS_COLOURS["eligible"], "size": 9},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _label(on: pd.Timestamp, height: float, text: str, colour: str) -> dict[str, Any]:
    return {
        "x": on,
        "y": height,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "xshift": 8,
        "font": {"color": colour, "size": 14},
    }


# ---------------------------------------------------------------- dated notes
def _place_notes(notes: pd.DataFrame, months: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each note the highest row in which its label touches no earlier one, or none where all are taken."""
    if months.empty:
        return []
    first, last = months["on"].min(), months["on"].max()
    span = max((last - first).days, 1)
    free_from = [-1.0] * NOTE_ROWS
    placed = []
    for note in list_rows(notes.dropna(subset=["label"])):
        start = (pd.Timestamp(note["on"]) - first).days / span
        width = min(len(note["label"]), _WRAP) * _LETTER_SHARE + 0.01
        row = next((place for place, edge in enumerate(free_from) if edge <= start), None)
        if row is not None and start + width <= 1:
            free_from[row] = start + width
        else:
            row = None
        placed.append({**note, "row": row})
    return placed


def _draw_notes(figure: go.Figure, notes: list[dict[str, Any]], *, rows: pd.DataFrame) -> None:
    """Draw a line and a label a note above the curve; the marks along the top carry every label on hover."""
    if not notes or rows.empty:
        return
    for note in notes:
        top = 1 - (note["row"] or 0) * _ROW_SHARE
        figure.add_shape(
            type="line", x0=note["on"], x1=note["on"], yref="paper", y0=0, y1=top,
            line={"color": theme.GRID, "width": 1}, layer="below",
        )  # fmt: skip
        if note["row"] is not None:
            figure.add_annotation(_note_label(note, top))


def _note_label(note: dict[str, Any], top: float) -> dict[str, Any]:
    label = note["label"] if len(note["label"]) <= _WRAP else note["label"][: _WRAP - 1].rstrip() + "…"
    return {
        "x": note["on"],
        "y": top,
        "yref": "paper",
        "text": label,
        "hovertext": f"{say_date(note['on'])}: {note['label']}",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 2,
        "font": {"color": theme.MUTED, "size": 12},
    }


# ---------------------------------------------------------------- month by month
def draw_months(frame: pd.DataFrame) -> go.Figure:
    """Draw people screened for the first time and people randomised, month by month, one panel below the other."""
    months = frame.dropna(subset=["month"])
    months = months[months["cumulative"].notna()]
    figure = theme.new_figure()
    panels = (
        ("screened", "Screened", theme.QUIET, "y", [0.56, 1]),
        ("randomised", "Randomised", theme.STATUS_COLOURS["eligible"], "y2", [0, 0.44]),
    )
    for column, name, colour, axis, domain in panels:
        figure.add_trace(_draw_bars(months, column=column, name=name, colour=colour, axis=axis))
        figure.update_layout({f"yaxis{axis[1:]}": {"domain": domain, "rangemode": "tozero", "nticks": 4}})
        figure.add_annotation(
            x=0, xref="paper", y=domain[1], yref="paper", text=f"<b>{name}</b> a month", showarrow=False,
            xanchor="left", yanchor="bottom", font={"color": theme.MUTED, "size": 13},
        )  # fmt: skip
    figure.update_yaxes(tick0=0, tickformat=",d")
    figure.update_xaxes(tickformat="%Y", dtick="M12", anchor="y2", showgrid=False)
    figure.update_layout(bargap=0.15, hovermode="closest", margin={"t": 24})
    return figure


def _draw_bars(months: pd.DataFrame, *, column: str, name: str, colour: str, axis: str) -> go.Bar:
    return go.Bar(
        x=pd.to_datetime(months["month"]),
        y=months[column].astype(float),
        name=name,
        yaxis=axis,
        marker_color=colour,
        hovertext=[f"{say_month(row['month'])}: {row[column]:,} {name.lower()}" for row in list_rows(months)],
        hoverinfo="text",
    )
