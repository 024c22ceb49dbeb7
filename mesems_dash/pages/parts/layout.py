"""Head, tiles, states and tables: what every page is made of.

Text from data goes through markup, which escapes it, `st.text` or a table, never through Markdown, which would
fetch a remote image. The style rules are in static/, see `style.py`. Every number says of how many, as of
which cut.
"""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import uuid4

import streamlit as st
from markupsafe import Markup

from mesems_dash.errors import MesemsError
from mesems_dash.pages.parts.static_files import read_script
from mesems_dash.pages.state import address, gate
from mesems_dash.pages.state.links import link_to
from mesems_dash.pages.state.markup import show_html, write_items
from mesems_dash.pages.state.names import TITLES
from mesems_dash.words.phrases import format_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

__all__ = [
    "Tile",
    "alarm",
    "as_plain",
    "begin_page",
    "empty_state",
    "error_state",
    "foot",
    "guard",
    "kpi_grid",
    "note",
    "notes",
    "page_head",
    "page_name",
    "part",
    "point_to",
    "section",
    "show_context",
    "show_table",
    "synthetic_banner",
]

_ARRIVAL: Final = st.components.v2.component("mesems_arrival", js=read_script("arrive.js"))
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>$~|#!]|:(?=\w)")
_LOG: Final = logging.getLogger("mesems_dash")


# ---------------------------------------------------------------- head
def page_head(title: str, finding: str, context: str) -> None:
    """Show the page's head: its name (heading 1), its finding in one sentence, and a line of context."""
    further = Markup('<p class="mesems-finding">{}</p><p class="mesems-context">{}</p>')
    page_name(title, further.format(finding, context))


def page_name(title: str, further: Markup | None = None) -> None:
    """Show a heading of level 1, with HTML below it. No heading is Markdown, which the browser is slow to read."""
    show_html(Markup('<h1 class="mesems-heading">{}</h1>{}').format(title, further or ""))


def show_context(as_of: date, people: int, of_people: int, *, unit: str = "people", selection: str = "") -> str:
    """Return the line every page carries: "As of 30 June 2018 · 120 of 268 people · Site: Genova"."""
    parts = [f"As of {format_date(as_of)}", f"{people:,} of {of_people:,} {unit}", selection]
    return " · ".join(part for part in parts if part)


def section(title: str, explanation: str = "", *, place: str = "") -> None:
    """Show a heading of level 2 without a chart, with one line that explains it; `place` is for `point_to`."""
    named = Markup(' id="{}"').format(place) if place else ""
    show_html(Markup('<h2 class="mesems-heading"{}>{}</h2>').format(named, title))
    if explanation:
        note(explanation)


def begin_page(path: str) -> None:
    """Let the browser show a page from its top when it comes from another one. Nothing of it is seen."""
    with st.container(key="mesems-arrival"):
        _ARRIVAL(key="mesems-arrival-of-page", data={"page": path})


def as_plain(text: str) -> str:
    """Return text that Markdown leaves as it is: a site's name on a button is a name and nothing else."""
    return _MARKUP.sub(r"\\\g<0>", text)


def note(text: str, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Show a quiet line of text: units, how to read it, what is left out; as wide as its words where others follow."""
    show_html(Markup('<p class="mesems-note">{}</p>').format(text), width=width)


def notes(texts: Sequence[str]) -> None:
    """Show quiet lines of text close together, as a list."""
    show_html(Markup('<ul class="mesems-note">{}</ul>').format(write_items(texts)))


def point_to(place: str, words: str) -> None:
    """Show a link to a section further down the page."""
    show_html(Markup('<p class="mesems-note"><a href="#{}">{}</a></p>').format(place, words))


def synthetic_banner() -> None:
    """Say that everything on the page is made up."""
    show_html(
        Markup(
            '<p class="mesems-banner" role="note"><strong>Synthetic data.</strong> '
            "Generated for demonstration; no real patient is described.</p>"
        )
    )


# ---------------------------------------------------------------- key numbers
@dataclass(frozen=True)
class Tile:
    """One key number: what it counts, the number, of how many, and how it moved since the cut before.

    `page` is the url path of the page that explains it (see names.PAGES), with `query` added to the address.
    """

    label: str
    value: str
    of: str = ""
    change: str = ""
    page: str | None = None
    query: Mapping[str, str | Sequence[str]] | None = None


def kpi_grid(tiles: Sequence[Tile]) -> None:
    """Show four to six key numbers in a grid: a row on a desk, two by two on a phone."""
    with st.container(key="mesems-tiles"):
        for place, tile in enumerate(tiles):
            with st.container(key=f"mesems-tile-{place}", gap=None):
                _show_tile(tile)


def _show_tile(tile: Tile) -> None:
    blank = Markup("&nbsp;")
    show_html(
        Markup(
            '<div class="mesems-tile"><p class="mesems-tile-label">{}</p><p class="mesems-tile-value">{}</p>'
            '<p class="mesems-tile-of">{}</p><p class="mesems-tile-change">{}</p></div>'
        ).format(tile.label, tile.value, tile.of or blank, tile.change or blank)
    )
    if tile.page is not None:
        link_to(tile.page, label=TITLES[tile.page], query=tile.query)


# ---------------------------------------------------------------- states
def empty_state(why: str, what_to_do: str) -> None:
    """Say why there is nothing to show, and what to do about it."""
    state = Markup('<div class="mesems-state" role="status"><p class="mesems-state-why">{}</p><p>{}</p></div>')
    show_html(state.format(why, what_to_do))


def alarm(what: str, lines: Sequence[str]) -> None:
    """Say that something is wrong with what the page shows: what, then line by line where."""
    state = Markup(
        '<div class="mesems-state mesems-failed mesems-alarm" role="alert">'
        '<p class="mesems-state-why">{}</p><ul>{}</ul></div>'
    )
    show_html(state.format(what, write_items(lines)))


def error_state(error: MesemsError) -> None:
    """Say what went wrong, in the error's own words; never a traceback."""
    _show_failure(error.message)


def guard(render: Callable[[], None], *, failure: str = "This page cannot be shown.") -> None:
    """Run a page, or a part of one that runs by itself, and turn whatever it raises into words on the page.

    Nothing is run for whom the gate does not let in. An error of ours is shown as it is. Anything else is told as
    `failure` with a number; the log has that number, the kind of error and the lines it passed through, never its
    message, which may quote a person's data.
    """
    try:
        gate.require_reader()
        render()
    except MesemsError as error:
        error_state(error)
    except Exception as error:  # noqa: BLE001 - the one boundary: a reader never sees a traceback
        number = uuid4().hex[:8]
        _LOG.error("error %s: %s at %s", number, type(error).__name__, _places(error))
        _show_failure(f"{failure} The log records it as error {number}.")


def part(show: Callable[[], None]) -> None:
    """Show a part of the page that runs again by itself when a widget of its own is used; the rest stays."""

    @st.fragment
    def again() -> None:
        with address.settling(is_part=True):
            guard(show)

    again()


def _places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))


def _show_failure(message: str) -> None:
    state = Markup(
        '<div class="mesems-state mesems-failed" role="alert"><p class="mesems-state-why">That did not work</p>'
        "<p>{}</p></div>"
    )
    show_html(state.format(message))


# ---------------------------------------------------------------- tables
def foot() -> DeltaGenerator:
    """Return the row below a table or chart that holds what one can do with it: download, show its SQL."""
    return st.container(horizontal=True, vertical_alignment="center")


def show_table(
    frame: pd.DataFrame,
    columns: Mapping[str, Any],
    *,
    key: str,
    alternative: str,
    height: int | Literal["content"] | None = None,
    selectable: bool = False,
) -> int | None:
    """Show a frame with chosen columns in their order and return the place of the selected row, or None.

    `columns` maps a column's name to its heading, or to a `st.column_config` column. The built-in CSV export is off:
    it leaves formulas live; use `downloads.offer_table`.
    """
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row"} if selectable else {}
    if height is not None:
        options["height"] = height
    event = st.dataframe(
        frame,
        key=key,
        hide_index=True,
        column_order=list(columns),
        column_config=dict(columns),
        alt=alternative,
        **options,
    )
    rows = event["selection"]["rows"] if selectable else []
    return int(rows[0]) if rows and rows[0] < len(frame) else None
