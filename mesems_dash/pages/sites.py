"""Sites: one row a site, how it recruits and how fresh its data are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mesems_dash.figures import findings
from mesems_dash.figures.sites import draw_sites, sort_sites
from mesems_dash.figures.tables import tabulate_sites
from mesems_dash.pages import frame, layout
from mesems_dash.pages.cache import ask
from mesems_dash.pages.chart import show_chart
from mesems_dash.queries import list_sites

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.view import View

__all__ = ["render"]

TITLE = "Sites"


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    sites = sort_sites(ask(list_sites, view.cut, view.selection))
    frame.show_head(view, TITLE, findings.find_sites(sites), selected)
    show_chart(
        draw_sites(sites),
        key="sites-target",
        title="Randomised against planned, by site",
        alternative=findings.describe_sites(sites),
    )
    layout.section(
        findings.find_quiet_sites(sites, as_of=view.cut.info.as_of),
        "People; days are counted to the date of the cut. Choose a heading to sort by it.",
    )
    table = tabulate_sites(sites)
    layout.show_table(
        table, _name_columns(table), key="sites-table", alternative=findings.describe_sites(sites), height="content"
    )
    frame.offer_csv(view, sites, name="sites")


def _name_columns(table: pd.DataFrame) -> dict[str, Any]:
    column = st.column_config
    most = int(table["screened"].max()) or 1
    return {
        "name": column.TextColumn("Site", pinned=True),
        "country": column.TextColumn("Country"),
        "activated_on": column.DateColumn("Activated", format="D MMM YYYY"),
        "screened": column.ProgressColumn("Screened", min_value=0, max_value=most, format="%d", width=110),
        "failed": column.NumberColumn("Failed", help="Left the trial by failing screening"),
        "undecided": column.NumberColumn("Undecided", help="The data leave a criterion open"),
        "randomised": column.NumberColumn("Randomised"),
        "target": column.NumberColumn("Planned"),
        "target_share": column.ProgressColumn("Of planned", min_value=0, max_value=100, format="%d %%", width=120),
        "last_record_on": column.DateColumn("Last record", format="D MMM YYYY"),
        "days_since_last_record": column.NumberColumn("Days since record"),
        "days_since_last_screening": column.NumberColumn("… screening"),
        "days_since_last_failed": column.NumberColumn("… failure"),
        "days_since_last_randomisation": column.NumberColumn("… randomisation"),
        "closed_on": column.DateColumn("Closed", format="D MMM YYYY"),
        "ruleset": column.TextColumn("Rule set"),
    }
