"""Sites against data, counted screening by screening in plain Python: the reference for the four queries about it.

A screening is told by what the site did (`decision`, `codes`, `is_uncoded`, `is_randomised`) and by what the data say
(`status`, `failing`, `unknown`); where both come from is up to the test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mesems_dash.vocabulary import COUNTED, DISAGREEMENTS, NOT_STATED, OTHER_REASONS, STATUSES

ELSEWHERE = ("DECLINED_CONSENT", "WITHDREW_BEFORE_RANDOMISATION", "MANUFACTURING_FAILURE", "SITE_CLOSED")
"""Reasons that say nothing of criteria."""
DECISIONS = ("ELIGIBLE", "INELIGIBLE", "NOT_DECIDED")
RECORDED = (*COUNTED, *OTHER_REASONS, NOT_STATED, "CALLED_ELIGIBLE", "NOT_DECIDED")
FOUND = (*COUNTED, "UNDECIDED", "NONE")


@dataclass(frozen=True)
class Compared:
    """One screening, as its site decided and as the data say."""

    site: str
    decision: str
    codes: tuple[str, ...]
    """In the order of RECORDED; only where the site called it ineligible, NOT_STATED where it wrote none."""
    is_uncoded: bool
    is_randomised: bool
    status: str
    failing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def criteria(self):
        return [code for code in self.codes if code in COUNTED]

    @property
    def is_of_no_criterion(self):
        return bool(self.codes) and set(self.codes) <= set(ELSEWHERE)

    @property
    def is_called_failing(self):
        return self.decision == "INELIGIBLE" and not self.is_of_no_criterion

    @property
    def kinds(self):
        is_called, is_eligible = self.is_called_failing, self.decision == "ELIGIBLE"
        doubted = set(self.failing) | set(self.unknown)
        holds = {
            "FAIL_BUT_PASS": self.status == "eligible" and is_called,
            "ENROLLED_BUT_FAIL": self.status == "ineligible" and (is_eligible or self.is_randomised),
            "OTHER_REASON": self.status == "ineligible"
            and is_called
            and bool(self.criteria)
            and not doubted & set(self.criteria),
            "UNCODED": self.status == "ineligible" and is_called and not self.criteria and self.is_uncoded,
            "CANNOT_DECIDE": self.status == "unknown" and (is_called or is_eligible),
        }
        return [kind for kind in DISAGREEMENTS if holds[kind]]

    @property
    def recorded(self):
        return {"INELIGIBLE": list(self.codes), "ELIGIBLE": ["CALLED_ELIGIBLE"]}.get(self.decision, ["NOT_DECIDED"])

    @property
    def found(self):
        return {"ineligible": list(self.failing), "unknown": ["UNDECIDED"]}.get(self.status, ["NONE"])


def from_judged(judged):
    """A screening of `by_hand.Counts`."""
    screening, person = judged.screening, judged.known.person
    number = person.screenings.index(screening) + 1
    return Compared(
        site=judged.known.site.site_id,
        decision=screening.decision if screening.decision in ("ELIGIBLE", "INELIGIBLE") else "NOT_DECIDED",
        codes=tuple(judged.written),
        is_uncoded="OTHER" in judged.written,
        is_randomised=number in [place for place, _ in person.randomisations],
        status=judged.status,
        failing=tuple(judged.failing),
        unknown=tuple(judged.unknown),
    )


def agreement(everybody):
    rows = []
    for decision in DECISIONS:
        for status in STATUSES:
            cell = [one for one in everybody if (one.decision, one.status) == (decision, status)]
            apart = sum(one.decision == "INELIGIBLE" and one.is_of_no_criterion for one in cell)
            rows.append((decision, status, len(cell), apart, sum(bool(one.kinds) for one in cell)))
    return rows


def disagreements(everybody):
    rows = []
    for site in sorted({one.site for one in everybody}):
        own = [one for one in everybody if one.site == site]
        decided = sum(one.decision != "NOT_DECIDED" for one in own)
        kinds = [sum(kind in one.kinds for one in own) for kind in DISAGREEMENTS]
        kinds.insert(2, sum("ENROLLED_BUT_FAIL" in one.kinds and one.is_randomised for one in own))
        rows.append((site, len(own), decided, *kinds, sum(bool(one.kinds) for one in own)))
    return rows


def matrix(everybody):
    pairs = Counter((r, f) for one in everybody for r in one.recorded for f in one.found)
    wrote = Counter(r for one in everybody for r in one.recorded)
    found = Counter(f for one in everybody for f in one.found)
    return [(r, f, pairs[r, f], wrote[r], found[f]) for r in RECORDED for f in FOUND if pairs[r, f]]


def criteria(everybody):
    rows = []
    for code in COUNTED:
        wrote = [one for one in everybody if code in one.codes]
        fails = [one for one in everybody if code in one.failing and code not in one.codes]
        rows.append(
            (
                code,
                sum(code in one.failing for one in wrote),
                sum(code in one.unknown for one in wrote),
                sum(code not in (*one.failing, *one.unknown) for one in wrote),
                sum(one.decision == "INELIGIBLE" for one in fails),
                sum(one.decision != "INELIGIBLE" for one in fails),
            )
        )
    return rows
