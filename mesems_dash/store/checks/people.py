"""What cannot be right about sites, subjects and their screenings."""

from __future__ import annotations

from typing import Final

from mesems_dash.store.checks.check import Check, before_birth, doubt, follows_end, later, wrong_date
from mesems_dash.store.model import AGE_YEARS

__all__ = ["BIRTH_CHECKS", "SCREENING_CHECKS", "SITE_CHECKS", "SUBJECT_CHECKS"]

MOST_ALIKE: Final = 20
"""More people than this of one sex and birth date are a coincidence, or a date filled in by default."""
BIRTH_CHECKS: Final = (
    later("subjects", "birth_date", "birth"),
    wrong_date(
        "subjects",
        "birth_date",
        "birth",
        f"""this.birth_lo > cast(the_cut() - to_years({AGE_YEARS.least:.0f}) as date)
        or this.birth_lo is not null and this.subject_id in (
            select people.subject_id
            from scratch.people as people
            join scratch.screened as screened on screened.subject_key = people.subject_key
            where not screened.is_after_cut
                and (
                    people.birth_lo > cast(screened.screened_on - to_years({AGE_YEARS.least:.0f}) as date)
                    or people.birth_hi < cast(screened.screened_on - to_years({AGE_YEARS.most + 1:.0f}) as date)
                )
        )""",  # noqa: S608 - numbers of the model
        f"implausible; expected {AGE_YEARS.least:.0f} to {AGE_YEARS.most:.0f} {AGE_YEARS.unit}",
    ),
)
"""These come first: who was born when decides what else is before a birth."""
ALIKE: Final = f"""
with dated as (
    select *
    from scratch.typed_subjects
    where sex is not null and birth_lo = birth_hi and onset_lo is not null
    qualify count(*) over (partition by sex, birth_lo) between 2 and {MOST_ALIKE}
)
select
    one.line,
    other.line as other_line,
    one.subject_id || ' (' || one.site_id || '), ' || other.subject_id || ' (' || other.site_id
        || '), lines ' || one.line || ' and ' || other.line as names
from dated as one
join dated as other on one.sex = other.sex and one.birth_lo = other.birth_lo and one.line < other.line
where one.onset_lo <= other.onset_hi
    and other.onset_lo <= one.onset_hi
    and coalesce(one.diagnosis_lo <= other.diagnosis_hi and other.diagnosis_lo <= one.diagnosis_hi, true)
"""  # noqa: S608 - a number from above
"""Pairs of people of one sex and full birth date whose first symptom, and diagnosis, may be the same."""
SUBJECT_CHECKS: Final = (
    later("subjects", "onset_date", "onset"),
    later("subjects", "diagnosis_date", "diagnosis"),
    before_birth("subjects", "onset_date", "onset"),
    before_birth("subjects", "diagnosis_date", "diagnosis"),
    doubt("subjects", "diagnosis_date", "this.diagnosis_hi < this.onset_lo", "diagnosed before the first symptom"),
    Check(
        "subjects",
        "subject_id",
        f"this.line in (select other_line from ({ALIKE}))",  # noqa: S608 - the statement above
        "may be one person",
        "WARNING",
        detail=f"""(
            select min('may be one person: ' || names)
            from ({ALIKE}) as pairs
            where this.line = pairs.other_line
        )""",  # noqa: S608 - the statement above
    ),
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
        "consent_signed_on",
        "this.consent_signed_lo > this.screened_on",
        "signed after the screening",
    ),
    doubt(
        "screenings",
        "consent_signed_on",
        """this.line in (
            select screening.line
            from scratch.typed_screenings as screening
            join scratch.typed_randomisations as drawn
                on drawn.subject_key = screening.subject_key and drawn.screening_no = screening.screening_no
            where screening.consent_signed_lo > drawn.randomised_on
        )""",
        "signed after the randomisation",
    ),
    doubt("screenings", "screened_on", follows_end("screenings", "screened_on", "DIED"), "screened after DIED"),
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
        "earlier than a screening with a lower number",
    ),
    doubt(
        "screenings",
        "site_reasons",
        r"this.site_decision = 'ELIGIBLE'"
        r" and len(list_filter(this.site_reasons, lambda code: regexp_full_match(code, '[IE]\d+'))) > 0",
        "criteria recorded as reasons although the decision is ELIGIBLE",
    ),
)
