"""What cannot be right about the way through the trial: harvest, randomisation, infusions, targets; and closed rows."""

from __future__ import annotations

from typing import Final

from mesems_dash.store.checks.check import doubt, follows_end, later, wrong_date

__all__ = ["CLOSED_CHECKS", "COURSE_CHECKS"]

COURSE_CHECKS: Final = (
    later("harvests", "released_on", "released", "outcome = 'PENDING'", "the outcome counts as pending"),
    wrong_date("harvests", "released_on", "released", "this.released_hi < this.harvested_lo", "before the harvest"),
    doubt(
        "harvests",
        "released_on",
        "this.outcome = 'FAILED' and this.released_lo is not null",
        "released although the harvest failed",
    ),
    doubt(
        "harvests",
        "harvested_on",
        """this.line in (
            select harvest.line
            from scratch.typed_harvests as harvest
            join scratch.first_drawn as drawn on drawn.subject_key = harvest.subject_key
            where harvest.harvested_lo > drawn.randomised_on
        )""",
        "after the randomisation",
    ),
    doubt(
        "randomisations",
        "randomised_on",
        """this.line in (
            select drawn.line
            from scratch.typed_randomisations as drawn
            join scratch.screened as screened
                on screened.subject_key = drawn.subject_key and screened.screening_no = drawn.screening_no
            where drawn.randomised_on < screened.screened_on
        )""",
        "before the screening",
    ),
    doubt(
        "randomisations",
        "screening_no",
        """(this.subject_key, this.screening_no) in (
            select (subject_key, screening_no) from scratch.typed_screenings where site_decision = 'INELIGIBLE'
        )""",
        "randomised although this screening has the decision INELIGIBLE",
    ),
    doubt(
        "randomisations",
        "screening_no",
        """this.subject_key not in (
            select subject_key
            from scratch.typed_screenings
            where site_decision = 'ELIGIBLE'
        ) and (this.subject_key, this.screening_no) not in (
            select (subject_key, screening_no) from scratch.typed_screenings where site_decision = 'INELIGIBLE'
        )""",
        "randomised although no screening has the decision ELIGIBLE",
    ),
    doubt(
        "randomisations",
        "subject_id",
        """this.line in (
            select line
            from scratch.typed_randomisations
            qualify row_number() over (partition by subject_key order by screening_no) > 1
        )""",
        "randomised twice; the person counts once, at the first of the two screenings",
    ),
    doubt(
        "randomisations",
        "randomisation_no",
        """upper(this.randomisation_no) in (
            select upper(randomisation_no)
            from scratch.typed_randomisations
            group by all
            having count(distinct subject_key) > 1
        )""",
        "used for two or more people",
    ),
    *(
        doubt(
            "randomisations",
            "randomised_on",
            follows_end("randomisations", "randomised_on", status),
            f"randomised after {status}",
        )
        for status in ("WITHDRAWN", "DECLINED", "LOST", "DIED")
    ),
    doubt("infusions", "infused_on", follows_end("infusions", "infused_lo", "DIED"), "infused after DIED"),
    doubt(
        "dispositions",
        "on",
        """this.line in (
            select ended.line
            from scratch.typed_dispositions as ended
            join scratch.screened as screened on screened.subject_key = ended.subject_key
            group by ended.line, ended.on_hi
            having ended.on_hi < min(screened.screened_on)
        )""",
        "before the first screening",
    ),
    wrong_date(
        "infusions",
        "infused_on",
        "infused",
        """this.line in (
            select infusion.line
            from scratch.typed_infusions as infusion
            join scratch.first_drawn as drawn on drawn.subject_key = infusion.subject_key
            where infusion.infused_hi < drawn.randomised_on
        )""",
        "before the randomisation",
    ),
    wrong_date(
        "infusions",
        "infused_on",
        "infused",
        """this.line in (
            select second.line
            from scratch.typed_infusions as second
            join scratch.typed_infusions as first on first.subject_key = second.subject_key
            where first.infusion_no = 1 and second.infusion_no = 2 and second.infused_hi < first.infused_lo
        )""",
        "infusion 2 before infusion 1",
    ),
    doubt(
        "infusions", "given", "not this.given and this.infused_lo is not null", "has a date although it was not given"
    ),
    doubt(
        "infusions",
        "subject_id",
        "this.subject_key not in (select subject_key from scratch.first_drawn)",
        "infused without a randomisation",
    ),
    doubt(
        "infusions",
        "infusion_no",
        """this.infusion_no = 2 and coalesce(this.given, this.infused_lo is not null) and this.subject_key not in (
            select subject_key
            from scratch.typed_infusions
            where infusion_no = 1 and coalesce(given, infused_lo is not null)
        )""",
        "infusion 2 given without infusion 1",
    ),
    doubt(
        "targets",
        "month",
        """this.line in (
            select line from scratch.typed_targets qualify row_number() over (partition by month order by line) > 1
        )""",
        "a second target for this month",
    ),
)
CLOSED_CHECKS: Final = (
    doubt(
        "allocations",
        "subject_id",
        "this.subject_key not in (select subject_key from scratch.first_drawn)",
        "allocated without a randomisation in the open bundle",
    ),
    doubt(
        "doses",
        "infusion_no",
        """(this.subject_key, this.infusion_no) not in (
            select (subject_key, infusion_no) from scratch.typed_infusions
        )""",
        "no such infusion in the open bundle",
    ),
)
