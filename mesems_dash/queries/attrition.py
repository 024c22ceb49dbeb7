"""Where do screenings fall out, and what would dropping one criterion bring back? Step by step, and each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["ORDERS", "Order", "count_attrition"]

Order = Literal["protocol", "greatest"]
ORDERS: Final = ("protocol", "greatest")
"""protocol: I1..I4, E4..E14; greatest: at each step the criterion that keeps out most of those still there."""


def count_attrition(cut: Cut, selection: Selection, *, order: Order = "protocol") -> pd.DataFrame:
    """Count the screenings that each criterion keeps out, one after another, and beside it each criterion alone.

    Columns: `part` (start step end), `criterion` (null but for steps), `earlier` (the criteria of the steps before,
    joined by a space; null but for steps), `excluded` (fail this one and none of the earlier), `remaining` (selected
    screenings after this step), `marginal` (fail it at all), `unknown` (undecided on it, of `remaining`), `gain` (it is
    the only one that fails: they would not fail any more were it dropped), `gain_eligible` (of `gain`, those with
    nothing undecided: they would be eligible), `eligible` and `undecided` (only in the last row: of those that fail
    nothing). Grain: a row for all selected screenings, one for every counted criterion, zero or not, one for what is
    left; in this order. Ties under `order` "greatest" go by protocol order, and so do those that keep out nobody.
    `excluded` adds up to the ineligible screenings, `remaining` of the last row is `eligible` + `undecided`.

    With `selection.reasons` "recorded" codes that sites wrote are counted, those that are no criterion too, among
    screenings called INELIGIBLE; eligible are those called so, undecided those the site has not decided.
    """
    return fetch(cut, "attrition", {**selection.parameters(), "sequence": order})
