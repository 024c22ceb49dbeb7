"""The tree of criteria as a component: it opens and closes by itself, and asks for one window on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.html_table import TABLE
from mesems_dash.pages.person.html import write_tree
from mesems_dash.pages.person.timeline import ANCHOR
from mesems_dash.pages.state import keys
from mesems_dash.pages.state.row_press import find_row, sign_list
from mesems_dash.reports.timeline import list_windows
from mesems_dash.reports.verdict_words import count_criteria, describe_reference

if TYPE_CHECKING:
    from mesems_dash.reports.subject_profile import Assessment

__all__ = ["show_tree"]

_KEY: Final = "person-tree"


def show_tree(assessment: Assessment) -> None:
    """Show every criterion with status, value, date, limit and margin, how it is read, and what would decide it."""
    name = "now" if assessment.basis == "NOW" else f"at screening {assessment.number}"
    reference = describe_reference(assessment)
    when = f"Assessed as of {reference}." if assessment.reference_on else f"{reference.capitalize()}."
    layout.section(f"Criteria {name}: {count_criteria(assessment)}", when)
    codes = [judged.criterion.id for judged in assessment.judgement.criteria]
    html = write_tree(assessment, has_window=set(list_windows(assessment)["criterion"]))
    sign = sign_list(html, codes)
    TABLE(
        key=_KEY,
        data={"html": html, "list": sign, "leads": f".st-key-{ANCHOR}"},
        on_opened_change=lambda: _follow(codes, sign),
    )


def _follow(codes: list[str], sign: str) -> None:
    """Let the timeline show the criterion whose button was pressed, if it was pressed in this tree."""
    row = find_row(st.session_state[_KEY].get("opened"), sign, rows=len(codes))
    if row is not None:
        st.session_state[keys.PERSON_CRITERION] = codes[row]
