"""The eligibility sheet of one screening, to print and sign."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mesems_dash.pages.parts import downloads
from mesems_dash.pages.state import gate
from mesems_dash.reports.sheet import Sheet, write_sheet
from mesems_dash.reports.subject_profile import foresee_from
from mesems_dash.reports.verdict_words import describe_decision

if TYPE_CHECKING:
    from mesems_dash.pages.state.gate import Pass
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile
    from mesems_dash.store.connection import Cut

__all__ = ["offer_sheet"]


def offer_sheet(cut: Cut, profile: SubjectProfile, assessment: Assessment) -> None:
    """Offer the sheet of a screening as a PDF; none of now, which no screening stands behind."""
    if assessment.basis == "NOW":
        return
    st.download_button(
        "Eligibility sheet (PDF)",
        data=partial(_make, cut, profile, assessment, gate.read_pass()),
        file_name=f"eligibility-sheet-{cut.info.as_of:%Y-%m-%d}.pdf",
        mime="application/pdf",
        key="download-person-sheet",
        on_click="ignore",
        help="One page with every criterion and its evidence, and lines for a signature.",
    )


def _make(cut: Cut, profile: SubjectProfile, assessment: Assessment, reading: Pass) -> bytes:
    downloads.take(
        reading,
        "eligibility-sheet.pdf",
        filter_sentence="one person",
        cut_id=cut.info.cut_id,
        subject_id=profile.head.subject_id,
    )
    return write_sheet(_fill(cut, profile, assessment))


def _fill(cut: Cut, profile: SubjectProfile, assessment: Assessment) -> Sheet:
    screening = assessment.visit.screening
    assert screening.screened_on is not None  # noqa: S101 - a key value of the data model
    return Sheet(
        subject_id=profile.head.subject_id,
        site=f"{profile.head.site} ({profile.head.site_id})",
        screening_no=assessment.number,
        screened_on=screening.screened_on,
        reference_kind=screening.reference_kind,
        cut_id=cut.info.cut_id,
        as_of=cut.info.as_of,
        judgement=assessment.judgement,
        is_synthetic=cut.info.is_synthetic,
        outlook=foresee_from(profile, assessment),
        site_decision=describe_decision(assessment),
    )
