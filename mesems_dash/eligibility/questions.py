"""The questions whose answers would decide an undecided person, and what each would settle if it alone were answered.

A question is what `gaps.py` asks for; one answer may close several tests, a confirmed therapy history for instance
three washouts. `answers.py` says what an answer may make of the tests that ask for it. Here the open criteria are
judged again for every such answer, all else left as open as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.answers import list_answers
from mesems_dash.eligibility.describe import NO_SUBTYPE, Missing, find_open
from mesems_dash.eligibility.gaps import NO_REFERENCE, find_gaps
from mesems_dash.eligibility.rules import BRANCHES, TESTS, AnyOf, BySubtype, Not, Test
from mesems_dash.eligibility.truth import Truth, agree, all_, any_, not_
from mesems_dash.vocabulary import SETTLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mesems_dash.eligibility.gaps import Gap
    from mesems_dash.eligibility.judgement import CriterionJudgement, Judged, Judgement
    from mesems_dash.eligibility.person import Person

__all__ = ["Question", "find_questions"]

ALWAYS_SETTLES, SOMETIMES, IF_AGAINST, NEVER_SETTLES = SETTLES
INELIGIBLE: Final = "ineligible"
UNKNOWN: Final = "unknown"


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
    sure, a question is said to settle less. Without a reference date nobody knows what else would be open.
    """
    if judgement.facts.reference_on is None:
        return (Question(NO_REFERENCE.field, NO_REFERENCE.question, ("I1",), SOMETIMES),)
    is_open = [judged for judged in judgement.criteria if judged.truth is None and not judged.criterion.is_derived]
    tests = _list_tests(is_open, judgement)
    asked: dict[tuple[str, str], list[Missing]] = {}
    for missing in find_open(judgement):
        asked.setdefault((missing.gap.field, missing.gap.question), []).append(missing)
    return tuple(
        Question(field, question, tuple(dict.fromkeys(one.criterion for one in missing)), settles)
        for (field, question), missing in asked.items()
        for settles in (_tell(is_open, missing[0].gap, tests, judgement, person),)
    )


def _list_tests(is_open: Iterable[CriterionJudgement], judgement: Judgement) -> dict[Test, tuple[Gap, ...]]:
    """Return every undecided test of the open criteria with its gaps."""
    return {
        judged.node: find_gaps(judged.node, judgement.facts)
        for criterion in is_open
        for judged in _walk(criterion.tree)
        if isinstance(judged.node, TESTS) and judged.truth is None
    }


def _walk(judged: Judged) -> Iterator[Judged]:
    yield judged
    for part in judged.parts:
        if part.is_in_play:
            yield from _walk(part)


# ------------------------------------------------------------------ judged again
def _tell(
    is_open: list[CriterionJudgement],
    gap: Gap,
    tests: Mapping[Test, tuple[Gap, ...]],
    judgement: Judgement,
    person: Person,
) -> str:
    """Say what the answer to one question settles, all others left open."""
    if gap == NO_SUBTYPE:
        statuses = {_overall(is_open, {}, subtype) for subtype in BRANCHES}
    else:
        answers = list_answers(gap, tests, judgement.facts, person)
        statuses = {_overall(is_open, answer, None) for answer in answers}
    if UNKNOWN not in statuses:
        return ALWAYS_SETTLES
    if statuses == {UNKNOWN}:
        return NEVER_SETTLES
    return IF_AGAINST if statuses == {UNKNOWN, INELIGIBLE} else SOMETIMES


def _overall(is_open: Iterable[CriterionJudgement], answer: Mapping[Test, Truth], subtype: str | None) -> str:
    truths = [(_again(one.tree, answer, subtype), one.against) for one in is_open]
    if any(truth is against for truth, against in truths):
        return INELIGIBLE
    return UNKNOWN if any(truth is None for truth, _ in truths) else "eligible"


def _again(judged: Judged, answer: Mapping[Test, Truth], subtype: str | None) -> Truth:
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
