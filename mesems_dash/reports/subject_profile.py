"""One person, judged: every screening at its reference date, and the person now, by one rule set.

`timeline.py` lays the record out in time, `changes.py` compares two profiles of one person, `sheet.py` prints one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility import Facts, judge, look_ahead
from mesems_dash.eligibility.intervals import add_months
from mesems_dash.queries.facts import read_facts
from mesems_dash.queries.person_record import read_record

if TYPE_CHECKING:
    from mesems_dash.eligibility import Judgement, Outlook, RuleSet
    from mesems_dash.queries.facts import Basis
    from mesems_dash.queries.person import PersonHead
    from mesems_dash.queries.person_record import PersonRecord, Visit
    from mesems_dash.store.connection import Cut

__all__ = ["HORIZON_MONTHS", "Assessment", "SubjectProfile", "foresee", "foresee_from", "open_profile"]

HORIZON_MONTHS: Final = 36
"""How far `foresee` looks: three years from the cut."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A screening as judged on one basis: THEN at its reference date, NOW at the date of the cut."""

    visit: Visit
    basis: Basis
    judgement: Judgement

    @property
    def number(self) -> int:
        """The number of the screening."""
        return self.visit.screening.screening_no

    @property
    def reference_on(self) -> date | None:
        """The reference date; None where there is none."""
        return self.judgement.facts.reference_on


@dataclass(frozen=True, slots=True)
class SubjectProfile:
    """A person of a cut with their judgements; `now` is None for somebody randomised, who is not judged again."""

    as_of: date
    head: PersonHead
    record: PersonRecord
    rule_set: RuleSet
    then: tuple[Assessment, ...]
    now: Assessment | None

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """All of them, in order of the screenings, now last."""
        return (*self.then, self.now) if self.now else self.then

    @property
    def deciding(self) -> Assessment | None:
        """The screening that gives the person's status; None where there is none."""
        return next((assessment for assessment in self.then if assessment.number == self.head.deciding_no), None)


def open_profile(cut: Cut, head: PersonHead, rule_set: RuleSet) -> SubjectProfile:
    """Judge everything of one person of a cut, from the facts that the cut holds."""
    record = read_record(cut, head.subject_key)
    then = _judge_visits(cut, record.visits, rule_set, "THEN")
    now = _judge_visits(cut, record.visits, rule_set, "NOW")
    return SubjectProfile(cut.info.as_of, head, record, rule_set, then, now[-1] if now else None)


def _judge_visits(cut: Cut, visits: tuple[Visit, ...], rule_set: RuleSet, basis: Basis) -> tuple[Assessment, ...]:
    facts = read_facts(cut, [visit.screening.screening_key for visit in visits], basis=basis)
    return tuple(
        Assessment(visit, basis, judge(rule_set, Facts.from_row(facts[visit.screening.screening_key])))
        for visit in visits
        if visit.screening.screening_key in facts
    )


def foresee(profile: SubjectProfile) -> Outlook | None:
    """Return how time alone will change the judgement from the day of the cut on; None for who is not judged now.

    It looks HORIZON_MONTHS ahead and supposes that nothing new happens.
    """
    return None if profile.now is None else foresee_from(profile, profile.now)


def foresee_from(profile: SubjectProfile, assessment: Assessment) -> Outlook | None:
    """Return the same from the reference date of a assessment on; None for who is randomised, or without such a date.

    What the cut records after that date is known, so it counts from its day on.
    """
    first = assessment.reference_on
    if profile.now is None or first is None:
        return None
    last = add_months(first, HORIZON_MONTHS) - timedelta(days=1)
    return look_ahead(profile.rule_set, profile.record.person, assessment.visit.screening, first=first, last=last)
