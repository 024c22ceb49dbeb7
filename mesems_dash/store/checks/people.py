"""What cannot be right about sites, subjects and their screenings."""

from __future__ import annotations

from typing import Final

from mesems_dash.store.checks.check import before_birth, doubt, later, wrong_date

__all__ = ["SCREENING_CHECKS", "SITE_CHECKS", "SUBJECT_CHECKS"]

SUBJECT_CHECKS: Final = (
    later("subjects", "birth_date", "birth"),
    later("subjects", "onset_date", "onset"),
    later("subjects", "diagnosis_date", "diagnosis"),
    before_birth("subjects", "onset_date", "onset"),
    before_birth("subjects", "diagnosis_date", "diagnosis"),
    doubt("subjects", "diagnosis_date", "this.diagnosis_hi < this.onset_lo", "diagnosed before the first symptom"),
)
SITE_CHECKS: Final = (
    later("sites", "activated_on", "activated"),
    later("sites", "closed_on", "closed"),
    wrong_date("sites", "closed_on", "closed", "this.closed_hi < this.activated_lo", "closed before it was activated"),
)
SCREENING_CHECKS: Final = (
    later("screenings", "consent_signed_on", "consent_signed"),
    later(
        "screenings",
        "decided_on",
        "decided",
        "site_decision = 'PENDING', site_reasons = [], site_reasons_text = null",
        "the decision counts as pending, without reasons",
    ),
    wrong_date("screenings", "decided_on", "decided", "this.decided_hi < this.screened_on", "before the screening"),
    doubt(
        "screenings",
        "planned_randomisation_on",
        "this.planned_randomisation_on < this.screened_on",
        "planned before the screening",
    ),
    doubt(
        "screenings",
        "screened_on",
        "this.born_lo > cast(this.screened_on - interval 10 year as date)"
        " or this.born_hi < cast(this.screened_on - interval 101 year as date)",
        "younger than 10 or older than 100 years by the birth date",
    ),
    doubt(
        "screenings",
        "screened_on",
        """this.line in (
            select screening.line
            from scratch.typed_screenings as screening
            join scratch.people as people on people.subject_key = screening.subject_key
            join scratch.typed_sites as sites on sites.site_id = people.site_id
            where screening.screened_on < sites.activated_lo or screening.screened_on > sites.closed_hi
        )""",
        "the site was not yet activated or already closed",
    ),
    doubt(
        "screenings",
        "screening_no",
        """this.screening_no > 1 and (this.subject_key, this.screening_no - 1) not in (
            select (subject_key, screening_no) from scratch.screened
        )""",
        "the screening before this one is missing",
    ),
    doubt(
        "screenings",
        "screened_on",
        """(this.subject_key, this.screening_no) in (
            select (subject_key, screening_no)
            from scratch.screened
            qualify screened_on < max(screened_on) over (
                partition by subject_key order by screening_no rows between unbounded preceding and 1 preceding
            )
        )""",
        "before a screening of a lower number",
    ),
    doubt(
        "screenings",
        "site_reasons",
        r"this.site_decision = 'ELIGIBLE'"
        r" and len(list_filter(this.site_reasons, lambda code: regexp_full_match(code, '[IE]\d+'))) > 0",
        "criteria are given as reasons although the decision is ELIGIBLE",
    ),
)
