"""The screenings behind what Screen failures shows: a page of them at a time, each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.pages.parts.evidence import add_evidence, put_in_words
from mesems_dash.pages.state.cache import cached, cached_query
from mesems_dash.queries import list_sites
from mesems_dash.queries.screening_list import list_screenings
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["read_all_screenings", "read_screenings"]


def read_screenings(view: View, selection: Selection, *, criterion: str, most: int, skip: int = 0) -> pd.DataFrame:
    """Return a page of the selected screenings in words, with evidence for `criterion`; "" is for all that fails."""
    rows = cached_query(_list_with_evidence, view.cut, selection, criterion=criterion, most=most, skip=skip)
    return cached(put_in_words, rows, cached(name_sites, cached_query(list_sites, view.cut, view.selection))).copy(
        deep=False
    )


def read_all_screenings(view: View, selection: Selection, *, criterion: str) -> pd.DataFrame:
    """Return all selected screenings as `read_screenings` does; they may be very many, so nothing is remembered."""
    return _describe(view, _list_with_evidence(view.cut, selection, criterion=criterion, most=None, skip=0))


def _describe(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    sites = cached_query(list_sites, view.cut, view.selection)
    return put_in_words(rows, cached(name_sites, sites))


def _list_with_evidence(cut: Cut, selection: Selection, *, criterion: str, most: int | None, skip: int) -> pd.DataFrame:
    return add_evidence(cut, list_screenings(cut, selection, most=most, skip=skip), criterion)
