"""What leaves the app as a file: one quiet control per table, three kinds of file, made only when one is asked for.

What is in the files, and how a spreadsheet is kept from running it, is in reports/tables.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd
import streamlit as st

from mesems_dash.pages.parts.layout import note
from mesems_dash.pages.state import gate
from mesems_dash.reports.counted import Safe, describe_hidden, read_small_counts
from mesems_dash.reports.small_cells import describe_small_cells
from mesems_dash.reports.tables import FILE_KINDS, XLSX_ROWS, Origin
from mesems_dash.words.phrases import format_things

if TYPE_CHECKING:
    from collections.abc import Callable

    from mesems_dash.pages.state.gate import Pass
    from mesems_dash.pages.state.view import View
    from mesems_dash.reports.counted import MakeSafe
    from mesems_dash.reports.tables import FileKind

__all__ = ["File", "Picture", "Rows", "offer_file", "offer_table"]


Rows: TypeAlias = "pd.DataFrame | Callable[[], pd.DataFrame | Safe]"
"""A frame, or what makes one when somebody downloads: rows that no screen shows are not read before."""

Picture: TypeAlias = "Callable[[Origin], str]"
"""Makes an SVG of the rows that says where they come from, when somebody downloads it."""

_OWN_RULES: Final = "each site's own"


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to take away: what its button says, how its name ends, what a browser calls it, and what makes it."""

    label: str
    suffix: str
    mime: str
    make: Callable[[], bytes]


# ---------------------------------------------------------------- a table
def offer_table(
    view: View,
    rows: Rows,
    *,
    name: str,
    label: str = "Download",
    filter_sentence: str | None = None,
    rule_set: str | None = None,
    mark: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    make_safe: MakeSafe | None = None,
    picture: Picture | None = None,
) -> None:
    """Offer rows as `<name>-<as of>.csv`, `.xlsx` and `.parquet`, and as a picture if they have one, behind one button.

    The files say which cut they come from, and which filter and rule set: those of the view, unless told otherwise.
    While small counts are hidden, rows are made safe by `make_safe`; without it they are people, or cannot be checked,
    and no file is offered. A picture shows every number of the rows, and is not offered then. Else `mark` is what a
    table of closed counts passes through: `mark_small_cells`.
    """
    below = read_small_counts()
    if below is None:
        rows = rows if mark is None or callable(rows) else mark(rows)
    elif make_safe is None or callable(rows):
        note("No download while small counts are hidden: its rows are single people, or are not checked.")
        return
    else:
        rows, picture = partial(make_safe, rows, below), None
    info = view.cut.info
    origin = Origin(
        name=name,
        cut_id=info.cut_id,
        as_of=info.as_of,
        filter_sentence=view.sentence if filter_sentence is None else filter_sentence,
        rule_set=rule_set or view.selection.rule_set or _OWN_RULES,
        notes=_list_notes(view, rows, below),
    )
    _show_control(rows, origin, label=label, picture=picture)


def _list_notes(view: View, rows: Rows, below: int | None) -> tuple[str, ...]:
    """Return what a reader of the file must know: that people are made up, that counts are small or hidden."""
    made_up = ("Synthetic data: no real patient is described.",) if view.cut.info.is_synthetic else ()
    small = describe_small_cells(rows) if isinstance(rows, pd.DataFrame) else ()
    return (*made_up, *small, *(() if below is None else (describe_hidden(below),)))


def _show_control(rows: Rows, origin: Origin, *, label: str, picture: Picture | None) -> None:
    count = None if callable(rows) else len(rows)
    with st.popover(label, icon=":material/download:", key=f"downloads-{origin.name}"):
        text = "All rows" if count is None else format_things(count, "row")
        note(f"{text}. The file also has the filters, the data cut and the rule set.")
        with st.container(horizontal=True):
            for kind in FILE_KINDS:
                file = File(
                    label=kind.label, suffix=kind.suffix, mime=kind.mime, make=partial(_write, kind, rows, origin)
                )
                is_too_long = kind.suffix == "xlsx" and (count or 0) > XLSX_ROWS
                too_long = (
                    f"An XLSX sheet holds at most {XLSX_ROWS:,} rows; choose CSV or Parquet." if is_too_long else ""
                )
                offer_file(file, origin, explanation=too_long, is_disabled=is_too_long)
            if picture is not None:
                drawn = partial(_draw, picture, origin)
                offer_file(File(label="SVG", suffix="svg", mime="image/svg+xml", make=drawn), origin)


def _write(kind: FileKind, rows: Rows, origin: Origin) -> bytes:
    made = rows() if callable(rows) else rows
    return kind.write(made.frame, origin, made.marks) if isinstance(made, Safe) else kind.write(made, origin, None)


def _draw(picture: Picture, origin: Origin) -> bytes:
    return picture(origin).encode("utf-8")


# ---------------------------------------------------------------- any file
def offer_file(
    file: File, origin: Origin, *, explanation: str = "", is_disabled: bool = False, subject_id: str = ""
) -> None:
    """Show the button for one file, which is made when it is pressed, for who may still be here, and logged.

    `subject_id` is whom it is about, if it is one person.
    """
    st.download_button(
        file.label,
        data=partial(_take, file, origin, gate.read_pass(), subject_id=subject_id),
        file_name=f"{origin.name}-{origin.as_of:%Y-%m-%d}.{file.suffix}",
        mime=file.mime,
        key=f"download-{origin.name}-{file.suffix}",
        help=explanation or None,
        disabled=is_disabled,
        on_click="ignore",
    )


def _take(file: File, origin: Origin, reading: Pass, *, subject_id: str) -> bytes:
    """Make a file for whom the button was shown to, if they may still be here, and log it; AccessError else."""
    reader = reading.require()
    log = gate.find_log()
    if log is not None:
        log.write(
            reader,
            "export",
            where=f"{origin.name}.{file.suffix}",
            selection=origin.filter_sentence,
            cut_id=origin.cut_id,
            subject_id=subject_id,
        )
    return file.make()
