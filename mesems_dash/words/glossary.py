"""The words of the dashboard, said once: what each means, what it counts, and on which pages it stands.

Criteria are not here: their words are in the rule sets that a cut keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mesems_dash.vocabulary import (
    DISAGREEMENT_LABELS,
    EXIT_LABELS,
    KIND_LABELS,
    SEQUENCE_LABELS,
    SETTLES_LABELS,
    STAGE_LABELS,
    STATUS_LABELS,
)
from mesems_dash.words.agreement import explain_kind
from mesems_dash.words.crossover import CROSSOVER_TERMS
from mesems_dash.words.phrases import join_words
from mesems_dash.words.shares import FEW

__all__ = ["GLOSSARY", "Term", "describe_differing", "group_terms"]

_WHERE: Final = {
    "who": ("overview", "funnel", "failures", "undecided", "agreement", "arms", "sites", "person", "data"),
    "status": ("overview", "funnel", "failures", "undecided", "agreement", "person"),
    "stages": ("overview", "funnel", "sites"),
    "exits": ("funnel", "sites"),
    "reasons": ("failures",),
    "kinds": ("failures", "person"),
    "undecided": ("overview", "undecided", "person"),
    "agreement": ("agreement", "overview", "failures"),
    "crossover": ("arms",),
    "recruitment": ("overview", "sites"),
    "shares": ("failures", "agreement"),
}
"""The pages on which the words of a group stand, by their path."""
_GROUPS: Final = {
    "who": "Who is counted, and as of when",
    "status": "What the data say",
    "stages": "Stages of the funnel",
    "exits": "Ways to leave",
    "reasons": "Reasons for failing",
    "kinds": "Kinds of reason",
    "undecided": "Undecided",
    "agreement": "Site against data",
    "crossover": "The crossover",
    "recruitment": "Recruitment",
    "shares": "Shares",
}


@dataclass(frozen=True)
class Term:
    """A word and what it means; `code` names it in a link, `pages` are the paths of the pages on which it stands."""

    code: str
    group: str
    name: str
    text: str

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages on which it stands, by their path."""
        return _WHERE[self.group]


_STAGES: Final = {
    "SCREENED": "Every person with at least one screening.",
    "CONSENTED": "Consent signed, at any screening.",
    "ELIGIBLE": "The site called a screening eligible. This is the site's decision, not what the data say.",
    "HARVESTED": "Bone marrow taken: a harvest with a date, or with an outcome that is no longer pending.",
    "RANDOMISED": "A randomisation is recorded.",
    "INFUSED_1": "The infusion at week 0 was given, or has a date and is not said to have been left out.",
    "INFUSED_2": "The infusion at week 24, likewise.",
    "COMPLETED": "The person completed the trial.",
}
_EXITS: Final = {
    "DIED": "Recorded as died.",
    "LOST": "Recorded as lost to follow-up.",
    "WITHDREW": "Withdrew, or withdrew before randomisation by the site's reason.",
    "DECLINED": "Declined, or declined consent by the site's reason. Declining is not inability to consent (E14).",
    "MANUFACTURING_FAILURE": "Before randomisation: the latest harvest failed, or the site gave this reason.",
    "SITE_CLOSED": "The site closed.",
    "FAILED_SCREENING": "Before randomisation: the site called the deciding screening ineligible.",
    "OTHER": "Another recorded reason.",
    "UNDER_WAY": "None of the above: the person may still go on.",
}
_KINDS: Final = {
    "permanent": "Nothing clears it: too old, ill too long, another malignancy, a blood disease, CIS.",
    "time_limited": "Time alone clears it, as a washout that runs out; where the record allows, a first date is given.",
    "clinical": "It clears only if the person changes or something new happens, as the EDSS or an infection.",
    "fixable": "Nothing is known to fail: a test, a date or an answer is missing, and may be obtained.",
}
_STATUSES: Final = {
    "eligible": "No counted criterion fails, and none is open.",
    "unknown": "No counted criterion fails, but at least one is open: the record allows both answers.",
    "ineligible": "At least one counted criterion fails, whatever else is missing.",
}
_SETTLES: Final = {
    "ALWAYS": "Any answer to this one question decides the screening, for or against.",
    "SOMETIMES": "At best some answers decide it; others leave it open.",
    "IF_AGAINST": "At best an answer that rules the person out decides it; otherwise something else stays open.",
    "NEVER": "No answer to this question alone decides it.",
}


def _label(group: str, labels: dict[str, str], texts: dict[str, str]) -> tuple[Term, ...]:
    """Make terms of a closed list, in its order."""
    return tuple(Term(code, group, name, texts[code]) for code, name in labels.items())


GLOSSARY: Final = (
    Term(
        "screening", "who", "Screening",
        "One check of one person against the criteria. People may be screened again; screenings are numbered 1, 2, "
        "... and each is judged by itself.",
    ),
    Term(
        "person", "who", "Person",
        "Counted once, however often screened. A person's status is that of the screening that decides: the "
        "randomised one, else the latest.",
    ),
    Term(
        "screen-failure", "who", "Screen failure",
        "A screening that is ineligible: by what the data say, or as the site called it. Each page says which of "
        "the two.",
    ),
    Term(
        "selected", "who", "N of M people",
        "M is everybody in the data cut, N those whom the filters leave. Filters look at each screening; a number "
        "of people looks at the screening that decides.",
    ),
    Term(
        "reference-date", "who", "Reference date",
        "The day at which a screening is judged: the actual randomisation, else the planned one, else the "
        "screening. What happened later does not count. If the day of a recorded randomisation cannot be used, "
        "reference date and status are unknown.",
    ),
    Term(
        "data-cut", "who", "Data cut",
        "What was known up to one day. Every import makes a new cut, and a cut never changes; what happened after "
        "its day is left out.",
    ),
    Term(
        "then-now", "who", "Then and now",
        "Then: judged at the reference date. Now: judged at the day of the data cut, supposing that nothing new has"
        " happened since; for the latest screening of everybody not yet randomised.",
    ),
    Term(
        "rule-set", "who", "Rule set",
        "The criteria as one set of limits and readings. By default every site is judged by its own; the panel can "
        "judge all sites by one of them.",
    ),
    *_label("status", STATUS_LABELS, _STATUSES),
    Term(
        "missing", "status", "Not recorded",
        "Never a pass and never a fail. A value that is missing or known in part stands for all values that the "
        "record allows; a test is decided only where all of them give the same answer.",
    ),
    Term(
        "counted", "status", "Counted criterion",
        "I1 to I4 and E4 to E14. E1 to E3 restate I1 for one subtype: they are shown, and never counted as further "
        "reasons.",
    ),
    Term(
        "reached", "stages", "Reached",
        "A stage counts as reached when it or a later one is recorded. A stage that nothing in the whole cut "
        "records is left out. A step recorded as not done before a later recorded one is listed as needing "
        "attention.",
    ),
    *_label("stages", STAGE_LABELS, _STAGES),
    Term(
        "exit", "exits", "Exit",
        "The way in which somebody left, the first that applies in the order below; everybody who has not completed"
        " has exactly one.",
    ),
    *_label("exits", EXIT_LABELS, _EXITS),
    Term(
        "any-reason", "reasons", "Any reason",
        "The criterion fails, alone or with others. Of the ineligible screenings; does not add up, as several may "
        "fail.",
    ),
    Term(
        "only-reason", "reasons", "Only reason",
        "The criterion is the sole one that fails; others beside it may be undecided, and are counted as such.",
    ),
    Term(
        "first-reason", "reasons", "First reason",
        "The criterion is the first that fails in protocol order, I1 to I4, then E4 to E14. These add up to all "
        "ineligible screenings; an earlier undecided criterion does not stand in the way.",
    ),
    Term(
        "undecided-on", "reasons", "Undecided on a criterion",
        "The record allows both answers. Counted of all selected screenings, also of those that fail something "
        "else.",
    ),
    Term("assessed", "reasons", "Assessed", "Screenings in which the criterion is decided, met or not met."),
    Term(
        "recorded", "reasons", "Recorded reason",
        "What the site wrote of a screening that it called ineligible; recorded E1 to E3 count as I1. Without any, "
        "the reason is “not stated”.",
    ),
    *_label("kinds", KIND_LABELS, _KINDS),
    Term(
        "one-value-away", "undecided", "One value away",
        "Undecided, and the answer to one single question would settle it, whichever way it falls.",
    ),
    *_label("undecided", SETTLES_LABELS, _SETTLES),
    Term(
        "same-decision", "agreement", "Same decision",
        "Site and data both say eligible, or both say ineligible. Compared where both decide by criteria: a "
        "screening called ineligible only because the person declined or withdrew, cells did not grow or the site "
        "closed is not compared.",
    ),
    *(Term(code, "agreement", name, explain_kind(code)) for code, name in DISAGREEMENT_LABELS.items()),
    Term(
        "period", "crossover", "Period",
        "Everybody gets both: one product at week 0 (period 1), the other at week 24 (period 2).",
    ),
    Term(
        "sequence", "crossover", "Sequence",
        "The order of the two products. It is known only to a process that was given the closed store; without it, "
        "only sums over both sequences are shown.",
    ),
    *_label(
        "crossover", SEQUENCE_LABELS,
        {
            "MSC_FIRST": "Allocated to cells at week 0 and placebo at week 24.",
            "PLACEBO_FIRST": "Allocated to placebo at week 0 and cells at week 24.",
        },
    ),
    *(Term(code, "crossover", name, text) for code, (name, text) in CROSSOVER_TERMS.items()),
    Term(
        "planned", "recruitment", "Planned",
        "The number of randomised people aimed at: of a site from its own target, of a month from the recruitment "
        "plan.",
    ),
    Term(
        "freshness", "recruitment", "Days since the last record",
        "From the latest event recorded of anybody at the site to the day of the cut. A site that is open and "
        "silent for more than 90 days needs attention.",
    ),
    Term(
        "interval", "shares", "95 % interval",
        "How far the share may lie from the one seen, by Wilson's method: of many samples like this one, 95 in 100 "
        f"such intervals hold the true share. A share of fewer than {FEW} is shown with caution.",
    ),
)  # fmt: skip
"""Every word, group by group."""


def group_terms(terms: tuple[Term, ...]) -> dict[str, list[Term]]:
    """Return the terms under the names of their groups, in the order of the glossary."""
    grouped = {name: [term for term in terms if term.group == group] for group, name in _GROUPS.items()}
    return {name: found for name, found in grouped.items() if found}


def describe_differing(criteria: list[str], title: str) -> str:
    """Say which criteria differ between rule sets from the one of that title."""
    if not criteria:
        return "They all ask for the same."
    return (
        f"What differs from {title} is marked: {join_words(criteria)}. All other criteria are the same in all of them."
    )
