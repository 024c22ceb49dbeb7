"""A page of four kinds of charts, served like the app, for test_chart_door.py to click and to step through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.figures import theme
from mesems_dash.figures.chart import Chart
from mesems_dash.pages.app import server
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.state.cache import write_chart

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mesems_dash.pages.state.cache import WrittenChart
    from mesems_dash.pages.state.chart_click import ChartClick


def main() -> None:
    """Shows bars, a line that follows the chosen bar, a flow and labels; and in words what is chosen in each."""
    st.title("Charts")
    bar = show_chart(write(draw_bars(), "Bars", "Three bars."), key="bars", height=200, selectable=True)
    length = 1 if bar is None else int(bar.customdata[1])
    unit = st.radio("Unit", ("Days", "Weeks"))
    line = show_chart(
        write(draw_line(length), "Line", "A line."), key="line", height=200, selectable=True, zoom_of=unit
    )
    flow = show_chart(write(draw_flow(), "Flow", "A flow."), key="flow", height=200, selectable=True)
    show_chart(write(draw_labelled(), "Labelled", "Bars with labels."), key="labelled", height=260)
    show_chart(write(draw_labelled(is_fixed=False), "Loose", "Bars with labels that zoom."), key="loose", height=260)
    for name, click in (("bar", bar), ("line", line), ("flow", flow)):
        st.text(f"{name}: {describe(click)}")


def write(figure: go.Figure, finding: str, text_alternative: str) -> WrittenChart:
    return write_chart(Chart(figure, finding, text_alternative))


def describe(click: ChartClick | None) -> str:
    return "nothing" if click is None else f"{click.label} | {click.customdata}"


def draw_bars() -> go.Figure:
    figure = theme.new_figure()
    rows = [["E4", 10], ["E5", 20], ["E6", 30]]
    return figure.add_bar(y=[row[0] for row in rows], x=[row[1] for row in rows], orientation="h", customdata=rows)


def draw_labelled(*, is_fixed: bool = True) -> go.Figure:
    """Draws bars with counts at their ends, heads above them and a word beside every row."""
    figure = theme.new_figure(height=260)
    figure.add_bar(
        y=["E4", "E5", "E6"],
        x=[0, 12, 30],
        orientation="h",
        text=["0", "<b>12</b>  <1 %", "30"],
        textposition="outside",
        textfont={"size": 13, "color": [theme.MUTED, theme.INK, theme.INK]},
        hovertext=["none", "twelve", "thirty"],
        hoverinfo="text",
        cliponaxis=False,
    )
    head = {"xref": "paper", "yref": "paper", "showarrow": False, "y": 1}
    row = {"xref": "paper", "x": 1, "xanchor": "right", "showarrow": False}
    figure.update_layout(
        margin={"t": 60},
        annotations=[
            {**head, "text": "<b>All</b><br>30 of 40", "x": 0, "xanchor": "left", "align": "left", "yanchor": "bottom"},
            {**head, "text": "Right", "x": 1, "xanchor": "right", "yanchor": "bottom", "font_size": 12, "yshift": 4},
            {**head, "text": "Below the edge", "x": 0.7, "xanchor": "center", "yanchor": "top"},
            *({**row, "y": label, "text": f"beside {label}"} for label in ("E4", "E5", "E6")),
        ],
    )
    figure.update_xaxes(visible=False, range=[0, 50], fixedrange=is_fixed)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=is_fixed)
    return figure


def draw_line(length: int) -> go.Figure:
    figure = theme.new_figure()
    xs = list(range(10))
    return figure.add_scatter(x=xs, y=[x * length for x in xs], mode="lines+markers", customdata=xs, name="Line")


def draw_flow() -> go.Figure:
    figure = theme.new_figure()
    return figure.add_sankey(
        node={"label": ["Screened", "Randomised", "Failed"], "customdata": ["S", "R", "F"]},
        link={"source": [0, 0], "target": [1, 2], "value": [6, 4], "customdata": ["SR", "SF"]},
    )


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, routes=server.routes())
