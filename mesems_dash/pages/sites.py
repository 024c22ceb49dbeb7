"""Sites: one row a site, how it recruits and how fresh its data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.figures.sites import SITE_ORDERS, build_sites_chart, sort_sites
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, keys
from mesems_dash.pages.state.cache import cached_chart, cached_query
from mesems_dash.queries import list_sites
from mesems_dash.reports.counted import make_sites_safe
from mesems_dash.words.findings.sites import find_quiet_sites, find_sites
from mesems_dash.words.tables import tabulate_sites

if TYPE_CHECKING:
    from mesems_dash.pages.state.view import View

__all__ = ["render"]

TITLE = "Sites"


def render(view: View) -> None:
    """Show the page."""
    selected = frame.count_selected(view)
    if frame.show_if_empty(view, TITLE, selected):
        return
    sites = cached_query(list_sites, view.cut, view.selection)
    frame.show_head(view, TITLE, find_sites(sites), selected)
    show_chart(cached_chart(build_sites_chart, sites), key="sites-target")
    layout.section(find_quiet_sites(sites, as_of=view.cut.info.as_of))
    order = choice.choose_segment("Sort by", SITE_ORDERS, key=keys.SITES_ORDER, default="randomised")
    show_html_table(
        tabulate_sites(sort_sites(sites, order=order)),
        caption="Sites: people screened, failed, undecided and randomised, and days since the last of each",
        has_sum=True,
        words=("Country", "Activated"),
    )
    layout.note(
        "Selected people; days are counted to the date of the data cut. Last row: all sites together, the "
        "fewest days, and the share of planned at the sites that have a planned number."
    )
    with layout.foot():
        offer_table(view, sites, name="sites", make_safe=make_sites_safe)
        show_sql(sites, key="sites")
