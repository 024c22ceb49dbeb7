"""How do the decisions of sites stand against what the data say? Kinds of disagreement: `disagreements`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_agreement"]


def count_agreement(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count screenings by the site's decision and the status by the data.

    Columns: `decision` (ELIGIBLE INELIGIBLE, NOT_DECIDED = pending or not recorded), `status` (eligible unknown
    ineligible), `screenings`, `no_criterion` (of them: called INELIGIBLE only for reasons that are no criterion, such
    as DECLINED_CONSENT, so that the decision says nothing of the criteria), `disagreeing` (of them: of any kind of
    vocabulary.DISAGREEMENTS). Grain: nine rows, zero or not; `screenings` adds up to all selected ones. Order:
    decision, then status.
    """
    return fetch(cut, "agreement", selection.parameters())
