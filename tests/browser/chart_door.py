"""A page of three kinds of charts, served like the app, for test_chart_door.py to click and to step through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.figures import theme
from mesems_dash.pages import server
from mesems_dash.pages.chart import ChartClick, show_chart

if TYPE_CHECKING:
    import plotly.graph_objects as go


def main() -> None:
    """Shows bars, a line that follows the chosen bar, and a flow; and in words what is chosen in each."""
    st.title("Charts")
    bar = show_chart(draw_bars(), key="bars", title="Bars", alternative="Three bars.", height=200, selectable=True)
    length = 1 if bar is None else int(bar.customdata[1])
    unit = st.radio("Unit", ("Days", "Weeks"))
    line = show_chart(
        draw_line(length), key="line", title="Line", alternative="A line.", height=200, selectable=True, zoom_of=unit
    )
    flow = show_chart(draw_flow(), key="flow", title="Flow", alternative="A flow.", height=200, selectable=True)
    for name, click in (("bar", bar), ("line", line), ("flow", flow)):
        st.text(f"{name}: {say(click)}")


def say(click: ChartClick | None) -> str:
    return "nothing" if click is None else f"{click.label} | {click.customdata}"


def draw_bars() -> go.Figure:
    figure = theme.new_figure()
    rows = [["E4", 10], ["E5", 20], ["E6", 30]]
    return figure.add_bar(y=[row[0] for row in rows], x=[row[1] for row in rows], orientation="h", customdata=rows)


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
