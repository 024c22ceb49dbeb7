"""Data: where the numbers come from, what could not be used and why, and how to bring new data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.pages.data import importing
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries import list_compared, list_findings, list_rejects, list_source_files, read_manifest
from mesems_dash.reports.assumptions import describe_assumptions
from mesems_dash.reports.comparison import describe_comparison
from mesems_dash.reports.complaints import group_complaints
from mesems_dash.reports.counted import describe_setting, read_small_counts
from mesems_dash.store.privacy import is_readable_by_others
from mesems_dash.words.phrases import format_date, format_things
from mesems_dash.words.tables import tabulate_files, tabulate_manifest

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.pages.state.view import View

__all__ = ["render"]

TITLE = "Data"
KINDS = {
    "VALUE": "Not usable, counts as not recorded",
    "AFTER_CUT": "Later than the data cut, left out",
    "WARNING": "Kept, but unlikely",
    "COLUMN": "Column left out",
}
BLANKS = {"column": "", "value": "", "subject_id": "", "site_id": ""}
CAUSE_COLUMNS = {
    "file": "File",
    "column": "Column",
    "cause": "Cause",
    "rows": "Rows",
    "examples": "First rows",
    "kind": "Action",
}
MOST_CAUSES = 200


def render(view: View) -> None:
    """Show the page."""
    info = view.cut.info
    finding = f"{format_things(info.rejects, 'row')} rejected, {format_things(info.findings, 'value')} queried"
    frame.show_whole_head(view, TITLE, finding)
    _warn_of_open_doors(view)
    left, right = st.columns(2, gap="large")
    with left:
        _show_manifest(view)
    with right:
        if view.reader.may_import:
            importing.show_import(view)
    _show_files(view)
    if not view.cut.scope.is_everything:
        layout.note("Rejected rows and queried values show source data: only the data manager sees them.")
        return
    _show_compared(view)
    _show_rejects(view)
    _show_findings(view)


def _warn_of_open_doors(view: View) -> None:
    """Say how to close the closed store to other users of the machine, where it is open to them."""
    closed = view.stores.closed
    if closed is not None and is_readable_by_others(closed):
        what = "Other users of this computer can read the closed store."
        layout.alarm(what, ["Run chmod -R go= on the folder that MESEMS_CLOSED_STORE names, as the user who owns it."])


def _show_compared(view: View) -> None:
    """Say what is otherwise than in the cut before, if there was one, and who left the cut since."""
    compared = cached_query(list_compared, view.cut)
    texts = describe_comparison(compared)
    if texts:
        before = compared.loc[compared["what"] == "CUT_BEFORE", "cut_id"].iloc[0]
        layout.section("Compared with the previous data cut", f"Previous data cut: {before}.")
        layout.notes(texts[1:])
        with layout.foot():
            offer_table(view, compared, name="compared", filter_sentence=frame.WHOLE_CUT, rule_set="none")
            show_sql(compared, key="compared")
    if view.cut.info.erasures:
        layout.section("People erased from this data cut")
        layout.notes([f"{format_date(erasure.erased_at)}: {erasure.reason}" for erasure in view.cut.info.erasures])


def _show_manifest(view: View) -> None:
    layout.section(f"Data cut of {format_date(view.cut.info.as_of)}")
    manifest = cached_query(read_manifest, view.cut)
    show_html_table(tabulate_manifest(manifest), caption="This data cut and its source", words=("Value",))
    layout.note(describe_setting(read_small_counts()))
    layout.note(describe_assumptions())
    show_sql(manifest, key="manifest")


def _show_files(view: View) -> None:
    layout.section("Files", "Rows in = kept + rejected + after the data cut, for each file.")
    files = cached_query(list_source_files, view.cut)
    table = tabulate_files(files)
    show_html_table(
        table, caption="Rows of each file: in, kept, rejected, after the data cut", has_sum=True, words=("SHA-256",)
    )
    show_sql(files, key="files")


def _show_rejects(view: View) -> None:
    rejects = cached_query(list_rejects, view.cut)
    layout.section(
        f"{format_things(len(rejects), 'row')} rejected", "By cause; the download has every row with its text."
    )
    if rejects.empty:
        layout.note("No row was rejected.")
        return
    columns = {name: label for name, label in CAUSE_COLUMNS.items() if name != "kind"}
    _show_causes(rejects, columns, caption="Rejected rows, by cause")
    with layout.foot():
        offer_table(view, rejects, name="rejects", filter_sentence=frame.WHOLE_CUT, rule_set="none")
        show_sql(rejects, key="rejects")


def _show_findings(view: View) -> None:
    found = cached_query(list_findings, view.cut)
    layout.section(
        f"{format_things(len(found), 'value')} queried",
        "By cause; the download has every row. All these rows are kept. An impossible value counts as not "
        "recorded; it never becomes a pass or a fail.",
    )
    if found.empty:
        layout.note("No value was queried.")
        return
    named = found.assign(kind=found["kind"].map(KINDS).fillna(found["kind"]))
    _show_causes(named, CAUSE_COLUMNS, caption="Queried values, by cause")
    with layout.foot():
        offer_table(view, named.fillna(BLANKS), name="findings", filter_sentence=frame.WHOLE_CUT, rule_set="none")
        show_sql(found, key="findings")


def _show_causes(rows: pd.DataFrame, columns: dict[str, str], *, caption: str) -> None:
    """Show rejected rows or doubted values, one line a cause; what does not fit is in the file."""
    groups = group_complaints(rows)
    table = groups.head(MOST_CAUSES)[list(columns)].rename(columns=columns)
    words = [name for name in columns.values() if name != "Rows"]
    show_html_table(table, caption=caption, words=words, is_tall=True)
    if len(groups) > MOST_CAUSES:
        layout.note(f"Showing the first {MOST_CAUSES} of {len(groups):,} causes; the download has all.")
