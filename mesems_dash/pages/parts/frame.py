"""The frame of a page that counts people: head, of how many and as of when, and what it says when nobody is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mesems_dash.pages.parts import layout
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries import count_population, count_screenings, list_sites
from mesems_dash.vocabulary import SEX_LABELS
from mesems_dash.words.countries import COUNTRY_LABELS
from mesems_dash.words.phrases import format_date, format_of
from mesems_dash.words.sites import name_sites

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mesems_dash.pages.state.view import View

__all__ = [
    "WHOLE_CUT",
    "Selected",
    "count_screened",
    "count_selected",
    "name_groups",
    "show_head",
    "show_if_empty",
    "show_whole_head",
]

WHOLE_CUT: Final = "Whole data cut, no filter"
"""Said of what no filter changes: files, rejected rows, doubted values."""


@dataclass(frozen=True)
class Selected:
    """How many are looked at, of how many in the cut; `is_by_screening` where every screening counts by itself."""

    subjects: int
    subjects_total: int
    screenings: int
    screenings_total: int
    is_by_screening: bool = False


def count_selected(view: View) -> Selected:
    """Return how many people and screenings the filters leave."""
    row = cached_query(count_population, view.cut, view.selection).iloc[0]
    return Selected(
        int(row["subjects"]), int(row["subjects_total"]), int(row["screenings"]), int(row["screenings_total"])
    )


def count_screened(view: View) -> Selected:
    """Return how many screenings the filters leave, and whose, whether or not they decide their person's status."""
    whole = count_selected(view)
    row = cached_query(count_screenings, view.cut, view.selection).iloc[0]
    return replace(whole, subjects=int(row["subjects"]), screenings=int(row["screenings"]), is_by_screening=True)


def show_if_empty(view: View, title: str, selected: Selected) -> bool:
    """Show the page as empty, with why and what to do, where nobody is selected; return whether it did."""
    if selected.subjects:
        return False
    show_head(view, title, "No people to show", selected)
    if selected.subjects_total:
        layout.empty_state(
            f"None of {selected.subjects_total:,} people match the filters.",
            "Remove a filter in the panel, or press Reset there.",
        )
    else:
        layout.empty_state(
            f"The data cut of {format_date(view.cut.info.as_of)} has no screening.",
            "Choose another data cut in the panel, or import a bundle on the Data page.",
        )
    return True


def show_head(view: View, title: str, finding: str, selected: Selected) -> None:
    """Show the head of a page: finding, date of the cut, N of M people (and screenings), what is selected."""
    screenings = f"{format_of(selected.screenings, selected.screenings_total)} screenings"
    context = layout.show_context(
        view.cut.info.as_of,
        selected.subjects,
        selected.subjects_total,
        selection=f"{screenings} · {view.sentence}" if selected.is_by_screening else view.sentence,
    )
    layout.page_head(title, finding, context)


def show_whole_head(view: View, title: str, finding: str) -> None:
    """Show the head of a page that no filter changes: finding, date of the cut, and that it is the whole of it."""
    everybody = count_selected(view).subjects_total
    people = f"{format_of(everybody, everybody)} people"
    layout.page_head(title, finding, f"As of {format_date(view.cut.info.as_of)} · {people} · {WHOLE_CUT}")


def name_groups(view: View, by: str) -> Mapping[str, str]:
    """Return what groups of a side by side view are called, where their value is no word.

    A stratum that is a site is called as the site.
    """
    if by in {"site", "stratum"}:
        return name_sites(cached_query(list_sites, view.cut, view.selection))
    return {"country": COUNTRY_LABELS, "sex": SEX_LABELS}.get(by, {})
