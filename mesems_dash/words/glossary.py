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
    "status": "Status from data",
    "stages": "Stages of the funnel",
    "exits": "Exits",
    "reasons": "Reasons for failing",
    "kinds": "Kinds of reason",
    "undecided": "Undecided",
    "agreement": "Site vs data",
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
    "ELIGIBLE": "The site decided that a screening is eligible. This is the decision of the site, not the "
    "status from data.",
    "HARVESTED": "Bone marrow taken: a harvest with a date, or with an outcome that is no longer pending.",
    "RANDOMISED": "A randomisation is recorded.",
    "INFUSED_1": "The infusion at week 0 is recorded as given, or has a date and is not recorded as not given.",
    "INFUSED_2": "The same for the infusion at week 24.",
    "COMPLETED": "The person completed the trial.",
}
_EXITS: Final = {
    "DIED": "Recorded as died.",
    "LOST": "Recorded as lost to follow-up.",
    "WITHDREW": "Withdrew. Before randomisation, this includes people whose site reason is that they withdrew.",
    "DECLINED": "Declined, or declined consent as the reason of the site. Declining is not inability to consent (E14).",
    "MANUFACTURING_FAILURE": "Before randomisation: the latest harvest failed, or this is the reason of the site.",
    "SITE_CLOSED": "The site closed.",
    "FAILED_SCREENING": "Before randomisation: the site decided that the deciding screening is ineligible.",
    "OTHER": "Another recorded reason.",
    "UNDER_WAY": "None of the above: the person may still continue.",
}
_KINDS: Final = {
    "permanent": "It cannot change: too old, ill too long, another malignancy, a blood disease, CIS.",
    "time_limited": "Time alone resolves it, such as the end of a washout; where the record allows, the first "
    "possible date is given.",
    "clinical": "It resolves only if the person changes or something new happens, such as a new EDSS or the "
    "end of an infection.",
    "fixable": "Nothing is known to fail: a test, a date or an answer is missing and may be obtained.",
}
_STATUSES: Final = {
    "eligible": "No counted criterion fails and none is undecided.",
    "unknown": "No counted criterion fails, but at least one is undecided: the record allows both answers.",
    "ineligible": "At least one counted criterion fails, whatever else is missing.",
}
_SETTLES: Final = {
    "ALWAYS": "Any answer to this question decides the screening, as eligible or ineligible.",
    "SOMETIMES": "Some answers may decide it; others leave it undecided.",
    "IF_AGAINST": "An answer that makes the person ineligible may decide it; otherwise something else is "
    "still missing.",
    "NEVER": "No answer to this question alone decides it.",
}


def _label(group: str, labels: dict[str, str], texts: dict[str, str]) -> tuple[Term, ...]:
    """Make terms of a closed list, in its order."""
    return tuple(Term(code, group, name, texts[code]) for code, name in labels.items())


GLOSSARY: Final = (
    Term(
        "screening", "who", "Screening",
        "One check of one person against the criteria. People may be screened again; screenings are numbered 1, 2, "
        "... and each is assessed separately.",
    ),
    Term(
        "person", "who", "Person",
        "Counted once, however many screenings. A person's status is that of the screening that decides: the "
        "randomised one, else the latest.",
    ),
    Term(
        "screen-failure", "who", "Screen failure",
        "A screening that is ineligible, either derived from data or as decided by the site. Each page says which of "
        "the two.",
    ),
    Term(
        "selected", "who", "N of M people",
        "M is everybody in the data cut, N those within the filters. Filters apply to each screening; a number of "
        "people uses the screening that decides.",
    ),
    Term(
        "reference-date", "who", "Reference date",
        "The day at which a screening is assessed: the actual randomisation, else the planned one, else the "
        "screening. Later events do not count. If the date of a recorded randomisation cannot be used, reference "
        "date and status are unknown.",
    ),
    Term(
        "data-cut", "who", "Data cut",
        "What was known up to one day. Every import makes a new data cut, and a data cut never changes; later events "
        "are left out.",
    ),
    Term(
        "then-now", "who", "Then and now",
        "Then: assessed at the reference date. Now: assessed at the date of the data cut, if nothing new has "
        "happened since; for the latest screening of everybody not yet randomised.",
    ),
    Term(
        "rule-set", "who", "Rule set",
        "The criteria as one set of limits and readings. By default every site is assessed against its own; the "
        "panel can apply one rule set to all sites.",
    ),
    *_label("status", STATUS_LABELS, _STATUSES),
    Term(
        "missing", "status", "Not recorded",
        "Never a pass and never a fail. A value that is missing or partly known can be any value that the record "
        "allows; a test is decided only where all of them give the same answer.",
    ),
    Term(
        "counted", "status", "Counted criterion",
        "I1 to I4 and E4 to E14. E1 to E3 restate I1 for one subtype: they are shown, but not counted.",
    ),
    Term(
        "reached", "stages", "Reached",
        "A stage counts as reached when it or a later one is recorded. A stage that is not recorded anywhere in the "
        "data cut is left out. A step recorded as not done before a later step is listed as needing attention.",
    ),
    *_label("stages", STAGE_LABELS, _STAGES),
    Term(
        "exit", "exits", "Exit",
        "How a person left: the first that applies in the order below. Everybody who has not completed has exactly "
        "one exit.",
    ),
    *_label("exits", EXIT_LABELS, _EXITS),
    Term(
        "any-reason", "reasons", "Any reason",
        "The criterion fails, alone or with others. Of the ineligible screenings; counts do not add up, as several "
        "may fail.",
    ),
    Term(
        "only-reason", "reasons", "Only reason",
        "It is the only criterion that fails; others may be undecided.",
    ),
    Term(
        "first-reason", "reasons", "First reason",
        "The first criterion that fails in protocol order, I1 to I4, then E4 to E14. These add up to all ineligible "
        "screenings; earlier undecided criteria are skipped.",
    ),
    Term(
        "undecided-on", "reasons", "Undecided on a criterion",
        "The record allows both answers. Counted of all selected screenings, including those that fail another "
        "criterion.",
    ),
    Term("assessed", "reasons", "Decided on a criterion", "Screenings in which the criterion is met or not met."),
    Term(
        "recorded", "reasons", "Recorded reason",
        "What the site recorded for a screening that it decided ineligible; recorded E1 to E3 count as I1. Without "
        "any, the reason is “not stated”.",
    ),
    *_label("kinds", KIND_LABELS, _KINDS),
    Term(
        "one-value-away", "undecided", "One value away",
        "Undecided, and the answer to one question would decide it, whatever the answer.",
    ),
    *_label("undecided", SETTLES_LABELS, _SETTLES),
    Term(
        "same-decision", "agreement", "Same decision",
        "Site and data both say eligible, or both say ineligible. Compared where both decide by criteria: a "
        "screening that the site decided ineligible only because the person declined or withdrew, cells did not grow "
        "or the site closed is not compared.",
    ),
    *(Term(code, "agreement", name, explain_kind(code)) for code, name in DISAGREEMENT_LABELS.items()),
    Term(
        "period", "crossover", "Period",
        "Everybody gets both products: one at week 0 (period 1), the other at week 24 (period 2).",
    ),
    Term(
        "sequence", "crossover", "Sequence",
        "The order of the two products. Only an app started with the closed store has it; without it, only sums over "
        "both sequences are shown.",
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
        "The target number of randomised people: of a site from its own target, of a month from the recruitment plan.",
    ),
    Term(
        "freshness", "recruitment", "Days since the last record",
        "From the latest recorded event at the site to the date of the data cut. An open site without a record for "
        "more than 90 days needs attention.",
    ),
    Term(
        "interval", "shares", "95 % interval",
        "How far the true share may be from the one observed, by Wilson's method: of many samples like this one, 95 "
        f"in 100 such intervals contain it. A share of fewer than {FEW} is marked with a caution.",
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
        return "All rule sets are the same."
    return (
        f"What differs from {title} is marked: {join_words(criteria)}. All other criteria are the same in "
        "all rule sets."
    )
