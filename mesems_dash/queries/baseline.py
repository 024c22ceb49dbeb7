"""What were people like when they were randomised? Only with a closed cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.wall import require_closed

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["summarise_baseline"]


def summarise_baseline(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Summarise randomised people at the day of randomisation, by sequence.

    Columns: `measure`, `level` (null for all of a measure), `sequence` (MSC_FIRST PLACEBO_FIRST NOT_RECORDED),
    `people`, `known` (people with a value; both null in rows of a level), `counted` (people of a level, else null),
    `mean`, `sd` (of the sample), `median`, `quartile_1`, `quartile_3` (interpolated; null in words).

    Measures in numbers: AGE and DURATION since the first symptom (completed years), EDSS (latest), RELAPSES_12 and
    RELAPSES_24 (in the months before, documented or not), LESIONS (enhancing with gadolinium, on the latest scan). In
    words: SEX, SUBTYPE, TREATED (YES NO: with a drug that I1 lists), COUNTRY.

    A value is known where the record leaves one: a partial date that allows two ages, a relapse list not confirmed
    complete, a scan without contrast leave none. Nothing dated is known of who has no usable day of randomisation.
    Grain: a row per measure and sequence with anybody, and per level that somebody has. Raises StoreError without a
    closed cut.
    """
    require_closed(cut)
    return fetch(cut, "baseline", selection.parameters())
