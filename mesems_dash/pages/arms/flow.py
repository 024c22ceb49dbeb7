"""Arms, view Flow diagram: everybody by sequence and period, in the form of the CONSORT extension for crossovers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mesems_dash.figures.flow import build_flow_diagram, draw_flow_file
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.drawing import show_drawing
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached, cached_query
from mesems_dash.queries import count_flow
from mesems_dash.reports.small_cells import mark_small_cells
from mesems_dash.words.flow_boxes import tabulate_flow
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View
    from mesems_dash.reports.tables import Origin

__all__ = ["show_flow"]


def show_flow(view: View) -> None:
    """Show the diagram, and its numbers as a table."""
    flow = cached_query(count_flow, view.cut, view.selection)
    diagram = cached(build_flow_diagram, flow)
    show_drawing(diagram, key="arms-flow")
    table = tabulate_flow(flow)
    with layout.foot():
        offer_table(view, table, name="flow", picture=partial(_draw_file, flow, diagram.note), mark=mark_small_cells)
        show_sql(flow, key="flow")
    show_html_table(
        table, caption="People in every box of the flow diagram", words=("Part", "Box", "Of these"), is_tall=True
    )


def _draw_file(flow: pd.DataFrame, note: str, origin: Origin) -> str:
    text = (f"As of {format_date(origin.as_of)} · {origin.filter_sentence}", note, *origin.notes)
    return draw_flow_file(flow, [*text, f"Data cut {origin.cut_id} · assessed against {origin.rule_set}"])
