"""Arms: with the closed store sequences by the view chosen; without it pooled progress, and why no more.

What each view shows is in `balance.py`, `crossover.py` and their neighbours; the open face in `blinded.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.pages.arms import blinded
from mesems_dash.pages.arms.balance import show_balance
from mesems_dash.pages.arms.baseline import show_baseline
from mesems_dash.pages.arms.crossover import show_crossover, show_periods_table
from mesems_dash.pages.arms.dose import show_dose
from mesems_dash.pages.arms.flow import show_flow
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.state import choice, keys
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries import count_arms_over_time, count_crossover_by_sequence
from mesems_dash.store.privacy import is_readable_by_others
from mesems_dash.words.findings.arms import find_arms
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from mesems_dash.pages.state.view import View

__all__ = ["render"]

TITLE: Final = "Arms"
_UNBLINDED: Final = "Unblinded: this app was started with the closed store. Do not show this page to blinded staff."
_APART: Final = (
    " The demo shows both views; a live trial runs blinded and unblinded apps separately (make "
    "run-open is the blinded one)."
)
_EXPOSED: Final = "Other users of this computer can read the closed store; the Data page explains how to prevent this."
_NAMES: Final = {
    "balance": "Balance",
    "baseline": "Baseline",
    "crossover": "Crossover",
    "dose": "Dose",
    "flow": "Flow diagram",
}
_VIEWS: Final[dict[str, Callable[[View], None]]] = {
    "balance": show_balance,
    "baseline": show_baseline,
    "crossover": show_crossover,
    "dose": show_dose,
    "flow": show_flow,
}


def render(view: View) -> None:
    """Show the page: what this process may know, and nothing else."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    if view.cut.has_closed:
        _show_closed(view, selected)
    else:
        blinded.show_open(view, TITLE, selected)


def _show_closed(view: View, selected: frame.Selected) -> None:
    months = cached_query(count_arms_over_time, view.cut, view.selection)
    frame.show_head(view, TITLE, find_arms(months), selected)
    layout.note(_UNBLINDED + (_APART if view.cut.info.is_synthetic else ""))
    if view.stores.closed is not None and is_readable_by_others(view.stores.closed):
        layout.note(_EXPOSED)
    _show_older(view)
    if months.empty:
        layout.empty_state("None of these people is randomised yet.", "This page starts with the first randomisation.")
        show_periods_table(view, cached_query(count_crossover_by_sequence, view.cut, view.selection))
        return
    _VIEWS[choice.choose_segment("View", _NAMES, key=keys.ARMS_VIEW, default="balance")](view)


def _show_older(view: View) -> None:
    """Say of which day the allocations are, where that is an earlier day than the rest of the page is of."""
    closed = view.cut.closed_info
    if closed is not None and closed.as_of < view.cut.info.as_of:
        layout.note(f"Allocations as of {format_date(closed.as_of)}; people randomised later have none yet.")
