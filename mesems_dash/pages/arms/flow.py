"""Arms, view Flow diagram: everybody by sequence and period, in the form of the CONSORT extension for crossovers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mesems_dash.figures.flow import draw_flow, draw_flow_file, draw_flow_narrow, measure_flow
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.drawing import show_drawing
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries import count_flow
from mesems_dash.words import findings
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
    layout.section(findings.find_flow(flow))
    show_drawing(draw_flow(flow), draw_flow_narrow(flow), key="arms-flow", width=measure_flow(flow))
    layout.note(findings.explain_flow(flow))
    table = tabulate_flow(flow)
    with layout.foot():
        frame.offer_closed_table(view, table, name="flow", picture=partial(_draw_file, flow))
        show_sql(flow, key="flow")
    show_html_table(
        table, caption="People in every box of the flow diagram", words=("Part", "Box", "Of these"), is_tall=True
    )


def _draw_file(flow: pd.DataFrame, origin: Origin) -> str:
    text = (f"As of {format_date(origin.as_of)} · {origin.filter_sentence}", findings.explain_flow(flow), *origin.notes)
    return draw_flow_file(flow, [*text, f"Data cut {origin.cut_id} · assessed against {origin.rule_set}"])
