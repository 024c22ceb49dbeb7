"""Which criteria keep people out, by MS subtype? The screenings behind one number: `marks`, `screening_list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_exclusions"]


def count_exclusions(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count screenings by criterion and subtype (at the screening).

    Columns: `criterion`, `subtype` (RRMS SPMS PPMS CIS NOT_RECORDED ALL), `any` (the criterion fails), `only` (it is
    the sole failing one; unknowns beside it allowed), `first` (it is the first failing one in protocol order),
    `unknown` (undecided on it, of all selected screenings), `assessed` (not so), `subjects` (people behind `any`).
    Grain: every counted criterion (I1..I4, E4..E14) with every subtype and ALL, zero or not, in protocol order.
    `any`, `only`, `first` are among screenings that the data make ineligible; `first` adds up to their number.

    With `selection.reasons` "recorded" they count codes that sites wrote, among screenings that the site called
    INELIGIBLE: rows for the other reasons and NOT_STATED follow the criteria, `first` is the first code in that
    order; `assessed` are screenings that the site has decided, `unknown` those it has not, the same in every row of
    a subtype.
    """
    name = "exclusions" if selection.reasons == "derived" else "exclusions_recorded"
    return fetch(cut, name, selection.parameters())
