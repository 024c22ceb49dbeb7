"""The pages, the links between them, and the frame around each: style, banner, filters, newer cut.

Every page is a module of this folder with one `render(view)`. The first page lives at `/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.pages import cache, filters, keys, layout, startup
from mesems_dash.pages.view import View
from mesems_dash.store.cuts import list_cut_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mesems_dash.store.cuts import CutInfo
    from mesems_dash.store.demo_cuts import Stores

__all__ = ["PAGES", "PageName", "link_to", "run"]


@dataclass(frozen=True)
class PageName:
    """A page: the name of its module and its url path, and what the navigation calls it."""

    path: str
    title: str
    tells: str


PAGES: Final = (
    PageName("overview", "Overview", "Recruited against target, key numbers, what needs attention today."),
    PageName("funnel", "Funnel", "People by stage, from screening to completion, and where they leave."),
    PageName("failures", "Screen failures", "Reasons for failing, by MS subtype."),
    PageName("arms", "Arms", "The crossover: sequences and periods, or pooled progress."),
    PageName("sites", "Sites", "One row a site: freshness, screened, failed, randomised against target."),
    PageName("data", "Data", "Where the numbers come from: cut, rejects, warnings, import."),
)


def run() -> None:
    """Draw the app: navigation, frame and the page that the address asks for."""
    layout.use_style()
    stores = startup.ensure_cut()
    pages = _make_pages(stores)
    chosen = st.navigation(list(pages.values()), position="top")
    chosen.run()


def link_to(path: str, *, label: str, query: Mapping[str, str | Sequence[str]] | None = None) -> None:
    """Show a link to a page that carries the filters of now in its address, with `query` on top.

    `path` is a PageName's. A filter in `query` replaces the one of now; an empty list takes it away.
    """
    parameters = {**_filters_of_now(), **(query or {})}
    st.page_link(
        st.session_state[keys.PAGES][path],
        label=label,
        query_params={key: value for key, value in parameters.items() if value},
    )


def _filters_of_now() -> dict[str, list[str]]:
    return {key: values for key, values in st.session_state.get(keys.ADDRESS, {}).items() if values}


def _make_pages(stores: Stores) -> dict[str, st.Page]:
    pages = {
        name.path: st.Page(
            partial(_show_page, name.path, stores),
            title=name.title,
            url_path=name.path,
            default=name is PAGES[0],
            help=name.tells,
        )
        for name in PAGES
    }
    st.session_state[keys.PAGES] = pages
    return pages


def _show_page(path: str, stores: Stores) -> None:
    layout.guard(partial(_render, path, stores))


def _render(path: str, stores: Stores) -> None:
    view = _open_view(stores)
    if view.cut.info.is_synthetic:
        layout.synthetic_banner()
    import_module(f"mesems_dash.pages.{path}").render(view)


def _open_view(stores: Stores) -> View:
    cuts = cache.known_cuts(stores.open, list_cut_ids(stores.open))
    info = filters.choose_cut(cuts)
    cut = cache.open_cached(info, stores)
    selection = filters.filter_panel(cut)
    older = _next_older(info, cuts)
    previous = None if older is None else cache.open_cached(older, stores)
    sentence = filters.describe_selection(selection, filters.read_offer(cut))
    return View(cut, previous, selection, sentence, stores)


def _next_older(info: CutInfo, cuts: Sequence[CutInfo]) -> CutInfo | None:
    """The latest cut as of an earlier day: a repeated import of the same day is no change."""
    return next((other for other in cuts if other.as_of < info.as_of), None)
