"""The eligibility sheet of one screening, to print and sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesems_dash.pages.parts.downloads import File, offer_file
from mesems_dash.reports.sheet import Sheet, write_sheet
from mesems_dash.reports.subject_profile import foresee_from
from mesems_dash.reports.tables import Origin
from mesems_dash.reports.verdict_words import describe_decision

if TYPE_CHECKING:
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile
    from mesems_dash.store.connection import Cut

__all__ = ["offer_sheet"]


def offer_sheet(cut: Cut, profile: SubjectProfile, assessment: Assessment) -> None:
    """Offer the sheet of a screening as a PDF; none of now, which no screening stands behind."""
    if assessment.basis == "NOW":
        return
    offer_file(
        File(
            label="Eligibility sheet (PDF)",
            suffix="pdf",
            mime="application/pdf",
            make=lambda: write_sheet(_fill(cut, profile, assessment)),
        ),
        Origin(
            name="eligibility-sheet",
            cut_id=cut.info.cut_id,
            as_of=cut.info.as_of,
            filter_sentence="one person",
            rule_set=profile.rule_set.name,
        ),
        explanation="One page with every criterion and its evidence, and lines for a signature.",
        subject_id=profile.head.subject_id,
    )


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
