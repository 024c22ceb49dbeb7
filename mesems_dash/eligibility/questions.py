"""The questions whose answers would decide an undecided person, and what each would settle if it alone were answered.

A question is what `gaps.py` asks for; one answer may close several tests, a confirmed therapy history for instance
three washouts. `answers.py` says what an answer may make of the tests that ask for it. Here the open criteria that
hold such a test are judged again for every such answer; the others stay as open as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.answers import Answer, list_answers
from mesems_dash.eligibility.describe import NO_SUBTYPE, Missing, find_open
from mesems_dash.eligibility.gaps import find_gaps, find_reference_gap
from mesems_dash.eligibility.rules import BRANCHES, TESTS, AnyOf, BySubtype, Not, Test
from mesems_dash.eligibility.truth import Truth, agree, all_, any_, not_
from mesems_dash.vocabulary import SETTLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mesems_dash.eligibility.facts import Facts
    from mesems_dash.eligibility.gaps import Gap
    from mesems_dash.eligibility.judgement import CriterionJudgement, Judged, Judgement
    from mesems_dash.eligibility.person import Person

__all__ = ["Question", "find_questions"]

ALWAYS_SETTLES, SOMETIMES, IF_AGAINST, NEVER_SETTLES = SETTLES
INELIGIBLE: Final = "ineligible"
UNKNOWN: Final = "unknown"
ELIGIBLE: Final = "eligible"


@dataclass(frozen=True, slots=True)
class Question:
    """What a site can be asked: `field` is file.column of the bundle, `settles` one of vocabulary.SETTLES.

    `criteria` are those it helps to decide, in protocol order.
    """

    field: str
    question: str
    criteria: tuple[str, ...]
    settles: str


def find_questions(judgement: Judgement, person: Person) -> tuple[Question, ...]:
    """Return what could be asked about an undecided screening, each question once, in protocol order.

    The fields and words are those of `missing_items`. `person` needs the rows of its relapses, scans, therapies and
    malignancies: facts do not tell whether one of them is in doubt or several are. Where that cannot be told for
    sure, a question is said to settle less. Without a reference date there is one question, about every criterion:
    nobody knows what else would be open.
    """
    if judgement.facts.reference_on is None:
        gap = find_reference_gap(judgement.facts)
        counted = (judged.criterion for judged in judgement.criteria if not judged.criterion.is_derived)
        return (Question(gap.asked_field, gap.question, tuple(criterion.id for criterion in counted), SOMETIMES),)
    is_open = [
        _Open(judged, tuple(_list_undecided(judged.tree)))
        for judged in judgement.criteria
        if judged.truth is None and not judged.criterion.is_derived
    ]
    tests = {one: find_gaps(one, judgement.facts) for criterion in is_open for one in criterion.tests}
    asked: dict[tuple[str, str], list[Missing]] = {}
    for missing in find_open(judgement):
        asked.setdefault((missing.gap.asked_field, missing.gap.question), []).append(missing)
    return tuple(
        Question(field, question, tuple(dict.fromkeys(one.criterion for one in missing)), settles)
        for (field, question), missing in asked.items()
        for settles in (_describe_gap(is_open, missing[0].gap, tests, judgement.facts, person),)
    )


def _list_undecided(judged: Judged) -> Iterator[Test | BySubtype]:
    """Yield what is open below a node and can change it: tests, and branchings by a subtype that is not known."""
    if judged.truth is None and isinstance(judged.node, (*TESTS, BySubtype)):
        yield judged.node
    for part in judged.parts:
        if part.is_in_play:
            yield from _list_undecided(part)


# ------------------------------------------------------------------ judged again
@dataclass(frozen=True, slots=True)
class _Open:
    """An undecided criterion, and what is undecided below it."""

    judged: CriterionJudgement
    undecided: tuple[Test | BySubtype, ...]

    @property
    def tests(self) -> tuple[Test, ...]:
        return tuple(node for node in self.undecided if isinstance(node, TESTS))

    @property
    def has_branches(self) -> bool:
        return any(isinstance(node, BySubtype) for node in self.undecided)

    def judge_again(self, answer: Answer, subtype: str | None) -> str:
        """Return the status that the criterion alone would give."""
        truth = _again(self.judged.tree, answer, subtype)
        if truth is None:
            return UNKNOWN
        return INELIGIBLE if truth is self.judged.against else ELIGIBLE


def _describe_gap(
    is_open: Sequence[_Open],
    gap: Gap,
    tests: Mapping[Test, tuple[Gap, ...]],
    facts: Facts,
    person: Person,
) -> str:
    """Say what the answer to one question settles, all others left open."""
    if gap == NO_SUBTYPE:
        touched = [one for one in is_open if one.has_branches]
        after = [[one.judge_again({}, subtype) for one in touched] for subtype in BRANCHES]
    else:
        answers = list_answers(gap, tests, facts, person)
        answered: set[Test] = set().union(*answers)
        touched = [one for one in is_open if not answered.isdisjoint(one.tests)]
        after = [[one.judge_again(answer, None) for one in touched] for answer in answers]
    untouched = [UNKNOWN] if len(touched) < len(is_open) else []
    return _settles({_overall((*changed, *untouched)) for changed in after})


def _overall(statuses: Sequence[str]) -> str:
    if INELIGIBLE in statuses:
        return INELIGIBLE
    return UNKNOWN if UNKNOWN in statuses else ELIGIBLE


def _settles(statuses: set[str]) -> str:
    if UNKNOWN not in statuses:
        return ALWAYS_SETTLES
    if statuses == {UNKNOWN}:
        return NEVER_SETTLES
    return IF_AGAINST if statuses == {UNKNOWN, INELIGIBLE} else SOMETIMES


def _again(judged: Judged, answer: Answer, subtype: str | None) -> Truth:
    """Return the truth of a node when some tests have another; `subtype` is one that has become known."""
    if judged.truth is not None:  # what is decided stays so, whatever becomes known
        return judged.truth
    if not judged.parts:
        return answer.get(judged.node) if isinstance(judged.node, TESTS) else None
    truths = [_again(part, answer, subtype) for part in judged.parts]
    if isinstance(judged.node, BySubtype):
        return _again_by_subtype(judged, judged.node, truths, subtype)
    if isinstance(judged.node, Not):
        return not_(truths[0])
    return any_(truths) if isinstance(judged.node, AnyOf) else all_(truths)


def _again_by_subtype(judged: Judged, node: BySubtype, truths: list[Truth], subtype: str | None) -> Truth:
    if subtype is not None:
        return truths[[name for name, _ in node.branches].index(subtype)]
    return agree(truth for part, truth in zip(judged.parts, truths, strict=True) if part.is_in_play)
