"""Arms, view Baseline: what people of each sequence were like when they were randomised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures.baseline import build_love_chart
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import summarise_baseline
from mesems_dash.reports.baseline import compare_sequences, count_left_out, list_differences
from mesems_dash.reports.baseline_tables import (
    BAND,
    EXPLAINED,
    NO_P_VALUES,
    describe_left_out,
    export_baseline,
    tabulate_baseline,
)
from mesems_dash.reports.counted_baseline import make_baseline_safe
from mesems_dash.reports.small_cells import mark_small_cells

if TYPE_CHECKING:
    from mesems_dash.pages.state.view import View

__all__ = ["show_baseline"]


def show_baseline(view: View) -> None:
    """Show how alike the sequences were: standardised differences, then the table behind them."""
    baseline = cached_query(summarise_baseline, view.cut, view.selection)
    lines = compare_sequences(baseline)
    show_chart(cached_chart(build_love_chart, list_differences(lines)), key="arms-love")
    layout.note(BAND)
    layout.note(NO_P_VALUES)
    show_html_table(tabulate_baseline(lines), caption="People at randomisation, by sequence", is_wrapping=True)
    layout.note(EXPLAINED)
    left_out = describe_left_out(count_left_out(baseline))
    if left_out:
        layout.note(left_out)
    with layout.foot():
        offer_table(view, export_baseline(lines), name="baseline", make_safe=make_baseline_safe, mark=mark_small_cells)
        show_sql(baseline, key="baseline")
