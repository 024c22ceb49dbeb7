"""Import a bundle from the browser: a zip is unpacked safely, imported with progress, and the new cut is offered.

The same importer and the same messages as on the command line. While the demo is shown, the new cut goes into one's
own store, and the app shows that store from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.errors import MesemsError
from mesems_dash.pages.parts import layout
from mesems_dash.pages.state import filters, keys
from mesems_dash.reports.import_summary import compare_import
from mesems_dash.store.archive import unpack_bundle
from mesems_dash.store.importer import import_bundle
from mesems_dash.words.phrases import format_date, format_things

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from mesems_dash.pages.state.view import View
    from mesems_dash.store.cuts import CutInfo

__all__ = ["show_import"]


@dataclass(frozen=True)
class _Outcome:
    """How the last import of this session ended: a new cut and what is otherwise than in the one before, or words."""

    cut: CutInfo | None
    error: MesemsError | None
    compared: tuple[str, ...] = ()


def show_import(view: View) -> None:
    """Show the form, run the import that it asks for, and say how it ended."""
    where = " Your own data will replace the demo." if view.stores.is_demo else ""
    most_megabytes = int(st.get_option("server.maxUploadSize"))
    layout.section(
        "Import a bundle",
        f"A zip of one folder of CSV files, at most {most_megabytes} MB. Existing data cuts do not change.{where}",
    )
    with st.form("data-import", border=True):
        upload = st.file_uploader("Bundle (zip)", type="zip", key=keys.DATA_UPLOAD, max_upload_size=most_megabytes)
        today = datetime.now(UTC).astimezone().date()
        as_of = st.date_input(
            "Data cut: date up to which data are known",
            value=today,
            max_value=today,
            key=keys.DATA_AS_OF,
            format="YYYY-MM-DD",
        )
        is_strict = st.checkbox("Strict: refuse the bundle if any row is rejected", key=keys.DATA_STRICT)
        is_started = st.form_submit_button("Import", type="primary", key=keys.DATA_START)
    if is_started:
        st.session_state[keys.DATA_RESULT] = _import(upload, view.stores.own, as_of=as_of, is_strict=is_strict)
    outcome = st.session_state.get(keys.DATA_RESULT)
    if outcome is not None:
        _show_outcome(outcome, view)


def _import(upload: UploadedFile | None, store: Path, *, as_of: date, is_strict: bool) -> _Outcome:
    if upload is None:
        return _Outcome(None, MesemsError("No file is chosen; choose a zip of one bundle folder"))
    with st.status("Importing", expanded=True) as status:
        bar = st.progress(0.0, text="Unpacking")
        try:
            with TemporaryDirectory(prefix="mesems-") as folder:
                bundle = unpack_bundle(upload, Path(folder), name=upload.name)
                cut = import_bundle(bundle, store, as_of=as_of, strict=is_strict, progress=_show_progress(bar))
        except MesemsError as error:
            status.update(label="Not imported", state="error", expanded=False)
            return _Outcome(None, error)
        status.update(label="Imported", state="complete", expanded=False)
    return _Outcome(cut, None, tuple(compare_import(cut)))


def _show_progress(bar: st.delta_generator.DeltaGenerator) -> Callable[[str, float], None]:
    def on_progress(step: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=step)

    return on_progress


def _show_outcome(outcome: _Outcome, view: View) -> None:
    if outcome.error is not None:
        layout.error_state(outcome.error)
    elif outcome.cut is not None:
        _offer_cut(outcome.cut, view)
        if outcome.cut.cut_id != view.cut.info.cut_id:  # the page has it further down
            for text in outcome.compared:
                layout.note(text)


def _offer_cut(cut: CutInfo, view: View) -> None:
    if cut.cut_id == view.cut.info.cut_id:
        layout.note(f"You are looking at the data cut just imported, as of {format_date(cut.as_of)}.")
        return
    layout.note(
        f"Imported as of {format_date(cut.as_of)}: {format_things(cut.rejects, 'row')} rejected, "
        f"{format_things(cut.findings, 'value')} queried."
    )
    st.button(
        "Show the new data cut", type="primary", key=keys.DATA_SHOW, on_click=filters.show_cut, args=(cut.cut_id,)
    )
