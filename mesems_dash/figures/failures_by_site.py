"""Does one site fail more than another? Counts by site, the share that fails with its interval, the leading reason.

Frame as of `queries.count_failures_by_site`. A part of a bar carries "site", site id, status as customdata; a share,
which stands for its whole site, "site", site id, "all".
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.figures.failure_lanes import draw_legend
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.findings.failures import describe_failures_by_site, explain_shares, find_failures_by_site
from mesems_dash.words.lanes import ALL_LANES, LANES, name_lane
from mesems_dash.words.phrases import format_of, format_part, format_share, name_criterion
from mesems_dash.words.rows import list_rows, pluck
from mesems_dash.words.shares import TICKS, Share
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["SORTS", "build_failures_by_site_chart", "draw_failures_by_site"]

Row = dict[str, Any]
SORTS: Final = {"share": "Share that fails", "screenings": "Screenings", "name": "Site id"}
_ROW_PIXELS: Final = 30
_HEAD_PIXELS: Final = 64
_WIDE: Final = {"x": (0.0, 0.40), "x2": (0.44, 0.76), "x3": (0.78, 1.0)}
_NARROW: Final = {"x": (0.0, 0.46), "x2": (0.52, 1.0)}
_NARROW_LABEL: Final = 14


def build_failures_by_site_chart(frame: pd.DataFrame, *, is_derived: bool = True) -> Chart:
    """Return the share that fails, site by site."""
    return Chart(
        draw_failures_by_site(frame, is_derived=is_derived),
        find_failures_by_site(frame, is_derived=is_derived),
        describe_failures_by_site(frame, is_derived=is_derived),
        explain_shares(is_derived=is_derived),
    )


def draw_failures_by_site(frame: pd.DataFrame, *, sort: str = "share", is_derived: bool = True) -> go.Figure:
    """Draw a row a site: screenings by status, the share that is ineligible, of all, and the commonest reason.

    `sort` is one of SORTS, ties by screenings, then by id; sites without a screening come last. `is_derived` says
    whether the data decide, or the site. A share that rests on few is hollow.
    """
    names = name_sites(frame)
    rows = [
        {**row, "y": place, "name": names[row["site_id"]], "share": Share(row["ineligible"], row["screenings"])}
        for place, row in enumerate(sorted(list_rows(frame), key=lambda row: _rank(row, sort)))
    ]
    figure = theme.new_figure(height=_HEAD_PIXELS + _ROW_PIXELS * max(len(rows), 1))
    for lane, column in LANES.items():
        figure.add_trace(_draw_lane(rows, lane, column, is_derived=is_derived))
    overall = Share(sum(pluck(rows, "ineligible")), sum(pluck(rows, "screenings")))
    figure.add_traces([_draw_overall(rows, overall), _draw_shares(rows, is_derived=is_derived), _draw_reasons(rows)])
    _lay_out(figure, rows, overall, is_derived=is_derived)
    return figure


def _rank(row: Row, sort: str) -> tuple[Any, ...]:
    by = {"share": -Share(row["ineligible"], row["screenings"]).value, "screenings": 0, "name": 0}[sort]
    size = 0 if sort == "name" else -row["screenings"]
    return (sort != "name" and not row["screenings"], by, size, row["site_id"])


def _draw_lane(rows: Sequence[Row], lane: str, column: str, *, is_derived: bool) -> go.Bar:
    name = name_lane(lane, is_derived=is_derived)
    return go.Bar(
        x=pluck(rows, column),
        y=pluck(rows, "y"),
        orientation="h",
        name=name,
        marker_color=theme.STATUS_COLOURS[lane],
        text=[f"{row[column]:,}" if row[column] else "" for row in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": theme.ON_MARK, "size": 12},
        customdata=[["site", row["site_id"], lane] if row[column] else None for row in rows],
        hovertext=[
            f"{row['name']}<br>{name}: {format_part(row[column], row['screenings'], 'screening')}, "
            f"{format_share(row[column], row['screenings'])}"
            for row in rows
        ],
        hoverinfo="text",
    )


def _draw_overall(rows: Sequence[Row], overall: Share) -> go.Scatter:
    ends = [-0.5, len(rows) - 0.5] if overall.whole else []
    return go.Scatter(
        x=[overall.value] * len(ends),
        y=ends,
        xaxis="x2",
        mode="lines",
        line={"color": theme.PLAN, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
    )


def _draw_shares(rows: Sequence[Row], *, is_derived: bool) -> go.Scatter:
    known = [row for row in rows if row["screenings"]]
    shares: list[Share] = pluck(known, "share")
    colour, name = theme.STATUS_COLOURS["ineligible"], name_lane("ineligible", is_derived=is_derived).lower()
    return go.Scatter(
        x=[share.value for share in shares],
        y=pluck(known, "y"),
        xaxis="x2",
        mode="markers",
        name="Share",
        marker={
            "color": [theme.PAPER if share.is_few else colour for share in shares],
            "size": 10,
            "line": {"color": colour, "width": 2},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [share.high - share.value for share in shares],
            "arrayminus": [share.value - share.low for share in shares],
            "color": theme.with_alpha(colour, 0.55),
            "thickness": 1.5,
            "width": 0,
        },
        customdata=[["site", row["site_id"], ALL_LANES] for row in known],
        hovertext=[f"{row['name']}<br>{name}: {row['share'].describe()}{_describe_reason(row)}" for row in known],
        hoverinfo="text",
        cliponaxis=False,
    )


def _describe_reason(row: Row) -> str:
    if not row["leading_criterion"]:
        return ""
    of = format_of(row["leading_screenings"], row["ineligible"])
    return f"<br>most often {name_criterion(row['leading_criterion'])}, in {of} of them"


def _draw_reasons(rows: Sequence[Row]) -> go.Scatter:
    known = [row for row in rows if row["leading_criterion"]]
    return go.Scatter(
        x=[0] * len(known),
        y=pluck(known, "y"),
        xaxis="x3",
        mode="text",
        name="Most often",
        text=[
            f"<b>{_name_short(row['leading_criterion'])}</b> {format_of(row['leading_screenings'], row['ineligible'])}"
            for row in known
        ],
        textposition="middle right",
        textfont={"color": theme.INK, "size": 12},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _name_short(code: str) -> str:
    return code if code in CRITERIA else shorten(name_criterion(code), _NARROW_LABEL, placeholder="…")


# ---------------------------------------------------------------- the whole
def _lay_out(figure: go.Figure, rows: Sequence[Row], overall: Share, *, is_derived: bool) -> None:
    figure.update_layout(
        barmode="stack",
        hovermode="closest",
        margin={"t": _HEAD_PIXELS - 12, "r": 8},
        annotations=_make_heads(_WIDE, overall, is_derived=is_derived),
        **_make_axes(_WIDE, rows),
    )
    figure.update_yaxes(
        tickvals=pluck(rows, "y"), ticktext=pluck(rows, "name"), range=[max(len(rows), 1) - 0.5, -0.5],
        showgrid=False, fixedrange=True, tickfont={"color": theme.INK, "size": 13},
    )  # fmt: skip
    axis = figure.layout.yaxis.to_plotly_json()
    names = [shorten(row["name"], _NARROW_LABEL, placeholder="…") for row in rows]
    layout = {
        **_make_axes(_NARROW, rows),
        "yaxis": {**axis, "ticktext": names, "tickfont": {"color": theme.INK, "size": 11}},
        "annotations": _make_heads(_NARROW, overall, is_derived=is_derived),
    }
    hidden = [{} if trace.name != "Most often" else {"visible": False} for trace in figure.data]
    set_narrow(figure, layout, hidden)


def _make_axes(form: Mapping[str, tuple[float, float]], rows: Sequence[Row]) -> dict[str, Any]:
    most = max([1, *pluck(rows, "screenings")])
    axes: dict[str, dict[str, Any]] = {
        "x": {"range": [0, most], "visible": False},
        "x2": {"range": [0, 1], "showgrid": True, "gridcolor": theme.GRID, **TICKS},
        "x3": {"range": [0, 1], "visible": False},
    }
    return {
        f"xaxis{name[1:]}": {**axes[name], "domain": list(domain), "anchor": "y", "fixedrange": True}
        for name, domain in form.items()
    }


def _make_heads(form: Mapping[str, tuple[float, float]], overall: Share, *, is_derived: bool) -> list[dict[str, Any]]:
    legend = draw_legend(is_derived=is_derived)
    base = {**legend, "font": {"color": theme.MUTED, "size": 12}}
    what = name_lane("ineligible", is_derived=is_derived)
    heads = [
        {**legend, "yshift": 24},
        {**base, "text": "Screenings"},
        {**base, "text": what, "x": form["x2"][0]},
    ]
    if "x3" in form:
        heads[-1]["text"] = f"{what} (dotted: {format_share(overall.part, overall.whole)})"
        heads.append({**base, "text": "Most often", "x": form["x3"][0]})
    return heads
