"""Is recruitment on plan? The cumulative curve with plan and dated notes, and what came in month by month.

Frames as of `queries.count_accrual` and `queries.list_notes`. A month's point stands on its last day, or on the day
of the cut in the cut's own month.
"""

from __future__ import annotations

from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.axes import tick_counts, tick_dates
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.words.findings.accrual import describe_accrual, describe_months, find_accrual, find_months
from mesems_dash.words.phrases import format_count, format_date, format_month, plain
from mesems_dash.words.rows import list_rows

if TYPE_CHECKING:
    from datetime import date

__all__ = ["NOTE_ROWS", "build_accrual_chart", "build_months_chart", "draw_accrual", "draw_months", "forget_plan"]

NOTE_ROWS: Final = 3
"""Rows of note labels above the curve; what does not fit keeps its line, and stands in the list below the chart."""
_LETTER_SHARE: Final = 0.0071
"""The share of the chart's width that a letter takes on a desk."""
_LANE: Final = 0.72
"""The curve's share of the height; the rest is the lane of the notes."""
_ROW_SHARE: Final = (1 - _LANE) / NOTE_ROWS
_RIGHT_EDGE: Final = 1.1
"""Labels may reach into the margin beside the curve, which is free up there."""
_LEAD_MONTHS: Final = 2
"""Drawn before the first month, for a first site that opened then."""
_WRAP: Final = 30
_LINES: Final = 2
_HEIGHT: Final = 460


def forget_plan(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the months without the plan: it is one for the whole trial, so it says nothing of a part."""
    cut_months = frame[frame["cumulative"].notna()]
    return cut_months.assign(target=pd.Series(pd.NA, index=cut_months.index, dtype="Int64"))


def build_accrual_chart(frame: pd.DataFrame, notes: pd.DataFrame, *, as_of: date) -> Chart:
    """Return people randomised so far against the plan, with dated notes. Frames as of `draw_accrual`."""
    return Chart(draw_accrual(frame, notes, as_of=as_of), find_accrual(frame), describe_accrual(frame, notes))


def draw_accrual(frame: pd.DataFrame, notes: pd.DataFrame, *, as_of: date) -> go.Figure:
    """Draw people randomised so far against the plan, labelled at the ends of the lines.

    Past the plan's last month its number stays up to the date of the cut.
    """
    months = frame.dropna(subset=["month"]).assign(on=lambda rows: _month_ends(rows["month"], as_of))
    months["target"] = months["target"].ffill()
    figure = theme.new_figure(height=_HEIGHT)
    done, plan = months.dropna(subset=["cumulative"]), months.dropna(subset=["target"])
    span = _span(months, as_of)
    placed = _place_notes(notes, span)
    if len(plan):
        figure.add_trace(_draw_plan(plan))
    figure.add_trace(_draw_done(done))
    _draw_notes(figure, placed)
    most = max(done["cumulative"].max() if len(done) else 0, plan["target"].max() if len(plan) else 0)
    figure.update_xaxes(showgrid=False, hoverformat="%b %Y", range=span, **tick_dates(*span))
    figure.update_yaxes(title_text="People randomised", domain=[0, _LANE if placed else 1], **tick_counts(most))
    figure.update_layout(hovermode="x unified", margin={"r": 116, "t": 12})
    _label_ends(figure, done, plan)
    return figure


def _span(months: pd.DataFrame, as_of: date) -> list[pd.Timestamp]:
    if months.empty:
        return [pd.Timestamp(as_of) - pd.DateOffset(years=1), pd.Timestamp(as_of)]
    return [pd.to_datetime(months["month"]).min() - pd.DateOffset(months=_LEAD_MONTHS), months["on"].max()]


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
        number = format_count(float(last["cumulative"]))
        figure.add_trace(_mark_end(last["on"], float(last["cumulative"])))
        label = _label(last["on"], float(last["cumulative"]), f"<b>{number}</b> randomised", theme.INK)
        figure.add_annotation(label)
        narrow.append({**label, "text": f"<b>{number}</b>"})
    if len(plan):
        last = plan.iloc[-1]
        number = format_count(float(last["target"]))
        label = _label(last["on"], float(last["target"]), f"{number} planned", theme.MUTED)
        figure.add_annotation(label)
        narrow.append({**label, "text": number})
    yaxis = {**figure.layout.yaxis.to_plotly_json(), "title": None, "domain": [0, 1]}
    xaxis = figure.layout.xaxis.to_plotly_json()
    xaxis["dtick"] = {"M12": "M24", "M3": "M6", "M1": "M3"}[xaxis["dtick"]]
    margin = {"l": 8, "r": 44, "t": 8, "b": 8}
    set_narrow(figure, {"annotations": narrow, "margin": margin, "yaxis": yaxis, "xaxis": xaxis})


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
def _place_notes(notes: pd.DataFrame, span: list[pd.Timestamp]) -> list[dict[str, Any]]:
    """Give each note the highest row in which its label touches no earlier one, or none where all are taken.

    A label stands right of its line, or left of it near the right edge.
    """
    first, last = span
    free_from = [0.0] * NOTE_ROWS
    placed = []
    for note in list_rows(notes.dropna(subset=["label"])):
        at = (pd.Timestamp(note["on"]) - first).days / max((last - first).days, 1)
        label = plain(note["label"])
        lines = _wrap_label(label)
        width = max(map(len, lines)) * _LETTER_SHARE + 0.01
        side = "left" if at + width <= _RIGHT_EDGE else "right"
        start, end = (at, at + width) if side == "left" else (at - width, at)
        row = next((place for place, edge in enumerate(free_from) if edge <= start), None)
        if row is not None:
            free_from[row] = end
        if 0 <= at <= 1:
            placed.append({**note, "label": label, "row": row, "side": side, "text": "<br>".join(lines)})
    return placed


def _wrap_label(label: str) -> list[str]:
    lines = wrap(label, _WRAP)
    if len(lines) <= _LINES:
        return lines
    return [*lines[: _LINES - 1], shorten(" ".join(lines[_LINES - 1 :]), _WRAP, placeholder="…")]


def _draw_notes(figure: go.Figure, notes: list[dict[str, Any]]) -> None:
    """Draw a line a note through the curve, and its label at the line's upper end."""
    for note in notes:
        top = 1 - note["row"] * _ROW_SHARE if note["row"] is not None else _LANE
        figure.add_shape(
            type="line", x0=note["on"], x1=note["on"], yref="paper", y0=0, y1=top,
            line={"color": theme.GRID, "width": 1}, layer="below",
        )  # fmt: skip
        if note["row"] is not None:
            figure.add_annotation(_note_label(note, top))


def _note_label(note: dict[str, Any], top: float) -> dict[str, Any]:
    return {
        "x": note["on"],
        "y": top,
        "yref": "paper",
        "text": note["text"],
        "align": note["side"],
        "hovertext": f"{format_date(note['on'])}: {note['label']}",
        "showarrow": False,
        "xanchor": note["side"],
        "yanchor": "top",
        "xshift": 2 if note["side"] == "left" else -2,
        "font": {"color": theme.MUTED, "size": 12},
    }


# ---------------------------------------------------------------- month by month
def build_months_chart(frame: pd.DataFrame) -> Chart:
    """Return people screened and randomised month by month."""
    return Chart(draw_months(frame), find_months(frame), describe_months(frame))


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
        ticks = tick_counts(float(months[column].max()) if len(months) else 0)
        figure.update_layout({f"yaxis{axis[1:]}": {**ticks, "domain": domain}})
        figure.add_annotation(
            x=0, xref="paper", y=domain[1], yref="paper", text=f"<b>{name}</b> per month", showarrow=False,
            xanchor="left", yanchor="bottom", font={"color": theme.MUTED, "size": 13},
        )  # fmt: skip
    if len(months):
        starts = pd.to_datetime(months["month"])
        figure.update_xaxes(**tick_dates(starts.min(), starts.max()))
    figure.update_xaxes(anchor="y2", showgrid=False)
    figure.update_layout(bargap=0.15, hovermode="closest", margin={"t": 24})
    return figure


def _draw_bars(months: pd.DataFrame, *, column: str, name: str, colour: str, axis: str) -> go.Bar:
    return go.Bar(
        x=pd.to_datetime(months["month"]),
        y=months[column].astype(float),
        name=name,
        yaxis=axis,
        marker_color=colour,
        hovertext=[f"{format_month(row['month'])}: {row[column]:,} {name.lower()}" for row in list_rows(months)],
        hoverinfo="text",
    )
