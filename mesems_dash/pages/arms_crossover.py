"""Arms, view Crossover: who was assigned, infused and went on, by sequence and period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures import findings
from mesems_dash.figures.arms import draw_crossover
from mesems_dash.figures.tables import tabulate_crossover
from mesems_dash.pages import frame, layout
from mesems_dash.pages.cache import ask, draw
from mesems_dash.pages.chart import show_chart
from mesems_dash.pages.ledger import show_ledger
from mesems_dash.pages.show_sql import show_sql
from mesems_dash.queries import count_crossover_by_sequence
from mesems_dash.reports.counted import make_crossover_safe

if TYPE_CHECKING:
    from mesems_dash.pages.view import View

__all__ = ["show_crossover"]


def show_crossover(view: View) -> None:
    """Show how far people of each sequence are through both periods."""
    crossover = ask(count_crossover_by_sequence, view.cut, view.selection)
    show_chart(
        draw(draw_crossover, crossover),
        key="arms-crossover",
        title=findings.find_crossover(crossover),
        alternative=findings.describe_crossover(crossover),
    )
    layout.note("Palest bar: assigned. Middle: infused. Darkest: completed the period.")
    table = tabulate_crossover(crossover)
    show_ledger(table, caption="People by sequence and period, and both sequences together", words=("Sequence",))
    with layout.foot():
        frame.offer_table(view, table, name="crossover", make_safe=make_crossover_safe)
        show_sql(crossover, key="crossover")
