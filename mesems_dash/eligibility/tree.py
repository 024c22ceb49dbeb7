"""A judged criterion as lines to lay out: what is asked, what the record says, how far it is from the limit.

`describe.explain` prints the same tree as plain text. A line knows where it stands: for the person, against them, still
open, or aside, where its answer changes nothing because another part has settled the criterion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.eligibility.clauses import describe_test
from mesems_dash.eligibility.describe import NO_SUBTYPE, describe_criterion, describe_promise
from mesems_dash.eligibility.foresight import find_promise
from mesems_dash.eligibility.gaps import find_gaps
from mesems_dash.eligibility.rules import BRANCHES, TESTS, All, AnyOf, BySubtype, FailsBranch, Leaf, Not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesems_dash.eligibility.facts import Facts
    from mesems_dash.eligibility.judgement import CriterionJudgement, Judged
    from mesems_dash.eligibility.rules import Node, Test
    from mesems_dash.eligibility.truth import Truth

__all__ = ["Line", "Outcome", "list_lines"]

Outcome = Literal["for", "against", "open", "aside"]
JOINTS: Final = {All: "all of these", AnyOf: "any of these", Not: "not this"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a criterion's tree, `depth` steps in.

    `label` names what is asked (blank where the test says it). `record` is the value with its date, `margin` the limit
    and how far the value is from it. `ask` is what to find out where it is undecided and matters. `kind` is the kind of
    reason where it counts against the person. `test` is None for a joint such as "any of these".
    """

    depth: int
    truth: Truth
    outcome: Outcome
    label: str
    record: str = ""
    margin: str = ""
    ask: tuple[str, ...] = ()
    kind: str = ""
    test: Test | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: how deep, which truth favours the person, and whether the nodes above share its answer."""

    depth: int
    good: bool
    above: Truth
    """The answer of every node above, as seen from the person: True in favour; "aside" is told by a different one."""
    counts: bool = True

    def below(self, truth: Truth, node: Node, *, deeper: bool = True) -> _Place:
        """Return the place of a node's parts."""
        good = self.good != isinstance(node, Not)
        return _Place(self.depth + deeper, good, _favours(truth, good=self.good), counts=self._counts(truth))

    def _counts(self, truth: Truth) -> bool:
        return self.counts and _favours(truth, good=self.good) is self.above

    def stand(self, truth: Truth) -> Outcome:
        """Return how a node of this truth stands."""
        favour = _favours(truth, good=self.good)
        if favour is True:
            return "for"
        if not self._counts(truth):
            return "aside"
        return "open" if favour is None else "against"


def _favours(truth: Truth, *, good: bool) -> Truth:
    return None if truth is None else truth is good


def list_lines(judged: CriterionJudgement, facts: Facts) -> tuple[Line, ...]:
    """Return the tree of a criterion line by line, top down; branches of other subtypes are left out.

    Without a reference date there is nothing to test: no line. E1 to E3 have one line, which says that they follow.
    """
    if facts.reference_on is None:
        return ()
    favour = _favours(judged.truth, good=not judged.against)
    if isinstance(judged.criterion.rule, FailsBranch):
        outcome: Outcome = "for" if favour else "aside"
        return (Line(0, judged.truth, outcome, "", describe_criterion(judged, facts)),)
    return tuple(_lines(judged.tree, facts, _Place(0, not judged.against, favour)))


def _lines(judged: Judged, facts: Facts, place: _Place) -> Iterator[Line]:
    node = judged.node
    if isinstance(node, TESTS):
        yield _build_line(judged, facts, place, "")
    elif isinstance(node, Leaf):
        yield from _leaf(judged, node, facts, place)
    elif isinstance(node, BySubtype):
        yield from _branches(judged, facts, place)
    else:
        yield Line(place.depth, judged.truth, place.stand(judged.truth), JOINTS[type(node)])
        for part in judged.parts:
            yield from _lines(part, facts, place.below(judged.truth, node))


def _leaf(judged: Judged, leaf: Leaf, facts: Facts, place: _Place) -> Iterator[Line]:
    kind = leaf.kind if place.stand(judged.truth) == "against" else ""
    if isinstance(leaf.part, TESTS):
        yield _build_line(judged.parts[0], facts, place, leaf.label, kind)
        return
    yield Line(place.depth, judged.truth, place.stand(judged.truth), leaf.label, kind=kind)
    yield from _lines(judged.parts[0], facts, place.below(judged.truth, leaf))


def _branches(judged: Judged, facts: Facts, place: _Place) -> Iterator[Line]:
    below = place.below(judged.truth, judged.node, deeper=facts.subtype is None)
    if facts.subtype is None:
        yield _no_subtype(judged, place)
    for subtype, part in zip((*BRANCHES, ""), judged.parts, strict=True):
        if part.is_in_play and facts.subtype is None:
            yield Line(place.depth, part.truth, place.stand(part.truth), f"if {subtype}")
        if part.is_in_play:
            yield from _lines(part, facts, below)


def _no_subtype(judged: Judged, place: _Place) -> Line:
    outcome = place.stand(judged.truth)
    ask = (NO_SUBTYPE.question,) if outcome == "open" else ()
    return Line(place.depth, judged.truth, outcome, "", NO_SUBTYPE.statement, ask=ask)


def _build_line(judged: Judged, facts: Facts, place: _Place, label: str, kind: str = "") -> Line:
    test = judged.node
    assert isinstance(test, TESTS)  # noqa: S101 -- the caller looked
    outcome = place.stand(judged.truth)
    clause = describe_test(test, judged.truth, facts, good=place.good)
    ask = tuple(gap.question for gap in find_gaps(test, facts)) if outcome == "open" else ()
    margin = clause.verdict + describe_promise(find_promise(test, facts, favour=place.good), [clause], facts)
    return Line(place.depth, judged.truth, outcome, label, clause.subject, margin.lstrip(";, "), ask, kind, test)
