"""The one door for charts: a Plotly figure is updated in place, never rebuilt, so zoom stays and nothing flickers.

The component's code is static/chart.js, after static/labels.js, which writes plain labels itself with the version of
Plotly that it was tested with. It also swaps the light colours of `figures.theme` for the dark ones when Streamlit is
dark, makes every mark reachable by keyboard, and returns clicks of every kind of trace, Sankey too. A mark is known by
its customdata, never by its place, and a callback is called only if it was chosen in the figure that the session was
shown last. What fails in the browser is logged here (`chart_failures.py`); the rest of the chart is shown.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.figures import theme
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.chart_failures import log_failure
from mesems_dash.pages.parts.component import make_component
from mesems_dash.pages.parts.plotly_js import plotly_address
from mesems_dash.pages.parts.static_files import read_script
from mesems_dash.pages.state import keys
from mesems_dash.pages.state.chart_click import ChartClick, read_click
from mesems_dash.pages.state.row_press import sign_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from mesems_dash.pages.state.cache import WrittenChart

__all__ = ["listen_to_charts", "show_chart"]

_HEIGHT: Final = 360
_CHART: Final = make_component("chart", after=("labels",))
_CLICK_LISTENER: Final = st.components.v2.component("mesems_click_listener", js=read_script("click_listener.js"))


def show_chart(
    chart: WrittenChart,
    *,
    key: str,
    has_heading: bool = True,
    head: DeltaGenerator | None = None,
    height: int | None = None,
    selectable: bool = False,
    name: str = "",
    chosen: Sequence[Any] | None = None,
    on_click: Callable[[ChartClick | None], None] | None = None,
    listener: str = "",
    zoom_of: str = "",
) -> ChartClick | None:
    """Show a chart from `cached_chart`: its finding, the figure and its note; return the mark that is chosen, or None.

    The finding becomes a heading (level 2), in `head` where that is given; without `has_heading` it stands elsewhere on
    the page. People who cannot see the chart get its text alternative. `height` in pixels is kept free while loading;
    by default it is the figure's own, else 360.
    With `selectable`, marks can be clicked, or stepped through with the arrow keys and chosen with Enter; the choice
    stays until the same mark is chosen again or Escape is pressed. Give marks `customdata` to recognise them by.
    `name` is what the list of marks is called, by default the heading. With `chosen`, the mark of that `customdata` is
    framed, whoever chose it, and with an empty one none is. `on_click` gets a newly chosen mark, or None, before
    the run that follows. With `listener`, a name, that goes to the page's `listen_to_charts` under this name instead.
    A zoom is kept from run to run, unless `zoom_of` says that the axes now mean something else.
    """
    heading = chart.finding if has_heading else ""
    if heading:
        with nullcontext() if head is None else head:
            layout.section(heading)
    height = height or chart.height or _HEIGHT
    sign = sign_list(key, zoom_of, chart.figure)
    st.session_state.setdefault(keys.CHARTS, {})[listener or key] = sign
    result = _CHART(
        key=key,
        data={
            "key": key,
            "figure": chart.figure,
            "sign": sign,
            "dark": theme.to_dark(),
            "name": name or heading or key,
            "chosen": None if chosen is None else list(chosen),
            "uirevision": f"{key} {zoom_of}",
            "alternative": chart.text_alternative,
            "height": height,
            "selectable": selectable,
            "listener": listener,
            "plotly": plotly_address(),
        },
        height=height,
        on_click_change=_keep
        if on_click is None
        else lambda: _follow_click(st.session_state[key].get("click"), key, on_click),
        on_failure_change=lambda: log_failure(key, st.session_state[key].get("failure"), st.session_state),
    )
    if chart.note:
        layout.note(chart.note)
    return read_click(result.click)


def listen_to_charts(on_mark: Callable[[str, ChartClick | None], None], *, key: str) -> None:
    """Call `on_mark` with every newly chosen mark, or None, of the charts with a `listener`, before the next run.

    Its first argument is that name. The whole page runs once, also for a chart in a part that otherwise runs by itself.
    The component shows nothing.
    """

    def follow() -> None:
        event = st.session_state[key].get("click")
        if event:
            chart = str(event["chart"])
            _follow_click(event["mark"], chart, partial(on_mark, chart))

    with st.container(key="mesems-click-listener"):
        _CLICK_LISTENER(key=key, on_click_change=follow)


def _follow_click(click: Mapping[str, Any] | None, chart: str, follow: Callable[[ChartClick | None], None]) -> None:
    """Pass a chosen mark on, or None, unless the chart has shown another figure since."""
    if not click or click.get("sign") == st.session_state.get(keys.CHARTS, {}).get(chart):
        follow(read_click(click))


def _keep() -> None:
    """Let Streamlit keep the component's state; the rerun that follows does the work."""
