"""The options of the filters on Screen failures, and how many screenings are behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.queries.run_query import fetch
from mesems_dash.queries.selection import RECORDED_BITS
from mesems_dash.vocabulary import BITS, DISAGREEMENTS, KINDS, LEAVES

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["count_facets", "count_options"]

_CODES: Final = {
    "criterion": {place: code for code, place in BITS.items()},
    "leaf": dict(enumerate(LEAVES)),
    "kind": dict(enumerate(KINDS)),
    "site_says": dict(enumerate(DISAGREEMENTS)),
    "wrote": {place: code for code, place in RECORDED_BITS.items()},
}


def count_facets(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count selected screenings by every option that one of them has.

    Columns: `facet` (status, criterion, leaf, kind, failing, decision, wrote, site_says), `value` (a code; of failing
    the number of criteria that fail, as text), `screenings`. Grain: one row per facet and value, in the order of the
    vocabulary; an option that none has is left out. A screening counts for every criterion, leaf, kind, written reason
    and disagreement that it has, for one status, one decision and one number.
    """
    frame = fetch(cut, "facets", selection.parameters())
    named = zip(frame["facet"], frame["place"], frame["value"], strict=True)
    frame["value"] = [
        value if facet in ("status", "decision") else _CODES.get(facet, {}).get(place, str(place))
        for facet, place, value in named
    ]
    return frame.drop(columns="place")


def count_options(cut: Cut, selection: Selection) -> pd.DataFrame:
    """Count selected screenings by every site, country, subtype and sex that one of them has.

    Columns: `key` (site country subtype sex), `value` (as a Selection takes it), `screenings`. Grain: one row per key
    and value; those of a key add up to all selected.
    """
    return fetch(cut, "option_counts", selection.parameters())
