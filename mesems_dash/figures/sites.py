"""How far is each site? People randomised as a bar against the planned number as a mark.

Frame as of `queries.list_sites`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.words.findings.sites import describe_sites, explain_leading_site, find_leading_site
from mesems_dash.words.phrases import format_count, format_of, format_people
from mesems_dash.words.rows import list_rows, pluck
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["SITE_ORDERS", "build_sites_chart", "draw_sites", "sort_sites"]

SITE_ORDERS: Final = {
    "randomised": "Randomised",
    "screened": "Screened",
    "failed": "Failed",
    "quiet": "Longest without record",
    "name": "Site id",
}
_HEAD_PIXELS: Final = 20
_ROW_PIXELS: Final = 30


def sort_sites(frame: pd.DataFrame, *, order: str = "randomised") -> pd.DataFrame:
    """Put sites in one of SITE_ORDERS; ties by people screened, then by id."""
    if order == "name":
        return frame.sort_values("site_id", kind="stable")
    if order == "quiet":
        keys, ups = ["days_since_last_screening", "screened", "site_id"], [False, False, True]
        return frame.sort_values(keys, ascending=ups, kind="stable", na_position="first")
    return frame.sort_values([order, "screened", "site_id"], ascending=[False, False, True], kind="stable")


def build_sites_chart(frame: pd.DataFrame) -> Chart:
    """Return people randomised by site against the planned number."""
    return Chart(draw_sites(frame), find_leading_site(frame), describe_sites(frame), explain_leading_site())


def draw_sites(frame: pd.DataFrame) -> go.Figure:
    """Draw one bar a site, most randomised first, with a mark at the planned number."""
    names = name_sites(frame)
    rows = [{**row, "label": names[row["site_id"]]} for row in list_rows(sort_sites(frame))]
    figure = theme.new_figure(height=_HEAD_PIXELS + _ROW_PIXELS * max(len(rows), 1))
    figure.add_trace(_draw_randomised(rows))
    figure.add_trace(_draw_planned([row for row in rows if row["target"] is not None]))
    figure.update_layout(annotations=[_label_site(row) for row in rows], margin={"r": 72})
    figure.update_xaxes(rangemode="tozero", fixedrange=True, visible=False)
    figure.update_yaxes(
        type="category", autorange="reversed", showgrid=False, fixedrange=True, tickfont_color=theme.INK
    )
    return figure


def _draw_randomised(rows: list[dict[str, Any]]) -> go.Bar:
    return go.Bar(
        x=pluck(rows, "randomised"),
        y=pluck(rows, "label"),
        orientation="h",
        name="Randomised",
        marker_color=theme.STATUS_COLOURS["eligible"],
        hovertext=[_describe_site(row) for row in rows],
        hoverinfo="text",
    )


def _draw_planned(rows: list[dict[str, Any]]) -> go.Scatter:
    return go.Scatter(
        x=pluck(rows, "target"),
        y=pluck(rows, "label"),
        mode="markers",
        name="Planned",
        marker={"symbol": "line-ns", "size": 16, "line": {"color": theme.PLAN, "width": 2}},
        hovertext=[_describe_site(row) for row in rows],
        hoverinfo="text",
        cliponaxis=False,
    )


def _label_site(row: Mapping[str, Any]) -> dict[str, Any]:
    of = format_count(row["randomised"]) if row["target"] is None else format_of(row["randomised"], row["target"])
    return {
        "x": 1, "xref": "paper", "xanchor": "left", "y": row["label"], "text": of, "showarrow": False, "xshift": 8,
        "font": {"color": theme.INK if row["randomised"] else theme.MUTED, "size": 13},
    }  # fmt: skip


def _describe_site(row: Mapping[str, Any]) -> str:
    planned = "no planned number" if row["target"] is None else f"{row['target']:,} planned"
    return f"{row['label']}: {format_people(row['randomised'])} randomised, {planned}"
