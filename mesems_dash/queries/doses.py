"""What was given at each infusion, and how many cells for each kilogram? Only with a closed cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.wall import require_closed
from mesems_dash.vocabulary import DOSE_RANGE

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["list_doses"]


def list_doses(cut: Cut, selection: Selection) -> pd.DataFrame:
    """List infusions with product, cells, weight and what follows from them.

    Columns: `subject_key`, `screening_no`, `subject_id`, `site_id`, `sequence` (MSC_FIRST PLACEBO_FIRST NOT_RECORDED),
    `infusion_no` (1 = week 0, 2 = week 24), `state` (GIVEN; NOT_GIVEN: the site says so, or a reason is recorded and
    nothing says that it was given; NOT_RECORDED), `infused_from`, `infused_to` (first and last day it may have been;
    null = not recorded), `product` (MSC PLACEBO, null = not recorded), `cells_viable`, `weight_kg`, `cells_per_kg`
    (null where either is missing or the weight is 0), `result`, `reason_not_given`, `disagreements` (of
    DOSE_DISAGREEMENTS, joined by a space).

    `result` is INSIDE (DOSE_RANGE, both limits included), BELOW or ABOVE for cells that were given, NOT_COMPUTED where
    product, cells or weight are missing, PLACEBO, and else the state. An infusion counts as given where it is recorded
    as given or dated, or a later step is recorded and nothing says no. Grain: one row per person and infusion that was
    reached or of which anything is recorded. Order: day, undated last, site, subject. Raises StoreError without a
    closed cut.
    """
    require_closed(cut)
    least, most = DOSE_RANGE
    return fetch(cut, "doses", {**selection.parameters(), "least": least, "most": most})
