"""What leaves the app as a file: one quiet control per table, three kinds of file, made only when one is asked for.

What is in the files, and how a spreadsheet is kept from running it, is in reports/tables.py.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from mesems_dash.pages.state import gate
from mesems_dash.reports.counted import Safe
from mesems_dash.reports.tables import FILE_KINDS, XLSX_ROWS
from mesems_dash.words.phrases import format_things

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from mesems_dash.pages.state.gate import Pass
    from mesems_dash.reports.tables import FileKind, Origin

__all__ = ["Picture", "Rows", "offer_files", "take"]


Rows: TypeAlias = "pd.DataFrame | Callable[[], pd.DataFrame | Safe]"
"""A frame, or what makes one when somebody downloads: rows that no screen shows are not read before."""

Picture: TypeAlias = "Callable[[Origin], str]"
"""Makes an SVG of the rows that says where they come from, when somebody downloads it."""


def offer_files(rows: Rows, origin: Origin, *, label: str = "Download", picture: Picture | None = None) -> None:
    """Offer rows as `<name>-<as of>.csv`, `.xlsx` and `.parquet`, and as a picture if they have one, behind one button.

    The picture shows every number of the rows: where some are hidden, give none.
    """
    count = None if callable(rows) else len(rows)
    with st.popover(label, icon=":material/download:", key=f"downloads-{origin.name}"):
        text = "All rows" if count is None else format_things(count, "row")
        st.html(f'<p class="mesems-note">{text}. The file also has the filters, the data cut and the rule set.</p>')
        with st.container(horizontal=True):
            for kind in FILE_KINDS:
                _offer(kind, rows, origin, is_too_long=kind.suffix == "xlsx" and (count or 0) > XLSX_ROWS)
            if picture is not None:
                _offer_picture(picture, origin)


def _offer(kind: FileKind, rows: Rows, origin: Origin, *, is_too_long: bool) -> None:
    st.download_button(
        kind.label,
        data=partial(_make, kind, rows, origin, gate.read_pass()),
        file_name=f"{origin.name}-{origin.as_of:%Y-%m-%d}.{kind.suffix}",
        mime=kind.mime,
        key=f"download-{origin.name}-{kind.suffix}",
        help=f"An XLSX sheet holds at most {XLSX_ROWS:,} rows; choose CSV or Parquet." if is_too_long else None,
        disabled=is_too_long,
        on_click="ignore",
    )


def _offer_picture(picture: Picture, origin: Origin) -> None:
    st.download_button(
        "SVG",
        data=partial(_draw, picture, origin, gate.read_pass()),
        file_name=f"{origin.name}-{origin.as_of:%Y-%m-%d}.svg",
        mime="image/svg+xml",
        key=f"download-{origin.name}-svg",
        on_click="ignore",
    )


def _draw(picture: Picture, origin: Origin, reading: Pass) -> bytes:
    take(reading, f"{origin.name}.svg", filter_sentence=origin.filter_sentence, cut_id=origin.cut_id)
    return picture(origin).encode("utf-8")


def take(reading: Pass, origin_name: str, *, filter_sentence: str, cut_id: str, subject_id: str = "") -> None:
    """Let somebody take a file away: they may still be here, and it is logged; AccessError else."""
    reader = reading.require()
    log = gate.find_log()
    if log is not None:
        log.write(reader, "export", where=origin_name, selection=filter_sentence, cut_id=cut_id, subject_id=subject_id)


def _make(kind: FileKind, rows: Rows, origin: Origin, reading: Pass) -> bytes:
    file = f"{origin.name}.{kind.suffix}"
    take(reading, file, filter_sentence=origin.filter_sentence, cut_id=origin.cut_id)
    made = rows() if callable(rows) else rows
    return kind.write(made.frame, origin, made.marks) if isinstance(made, Safe) else kind.write(made, origin, None)
