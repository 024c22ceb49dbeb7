"""What a rule set says of one screening: a truth for every node, a status for every criterion, masks as stored.

`evaluator.py` makes judgements, `describe.py` puts them into English.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.rules import Leaf, Not
from mesems_dash.eligibility.truth import Truth, not_
from mesems_dash.vocabulary import BITS, LEAF_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mesems_dash.eligibility.facts import Facts
    from mesems_dash.eligibility.rules import Criterion, Node, RuleSet

STATUSES: Final[dict[str, dict[Truth, str]]] = {
    "inclusion": {True: "met", False: "not_met", None: "unknown"},
    "exclusion": {True: "present", False: "absent", None: "unknown"},
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A node with its truth and the nodes below; `is_in_play` is False for a branch of another subtype."""

    node: Node
    truth: Truth
    parts: tuple[Judged, ...]
    is_in_play: bool = True


@dataclass(frozen=True, slots=True)
class CriterionJudgement:
    """A criterion with its answer: `truth` of its rule, `status` in the words of the data model."""

    criterion: Criterion
    tree: Judged

    @property
    def truth(self) -> Truth:
        """Whether the rule holds; None is unknown."""
        return self.tree.truth

    @property
    def status(self) -> str:
        """One of met, not_met, present, absent, unknown."""
        return STATUSES[self.criterion.direction][self.truth]

    @property
    def against(self) -> bool:
        """The truth that counts against the person: False for an inclusion, True for an exclusion."""
        return self.criterion.direction == "exclusion"

    @property
    def fails(self) -> bool:
        """Whether it counts against the person."""
        return self.truth is self.against

    @property
    def failing_leaves(self) -> tuple[Leaf, ...]:
        """The leaves that count against the person, all nodes above them doing so too."""
        return tuple(dict.fromkeys(_blame(self.tree, self.against)))

    @property
    def unknown_leaves(self) -> tuple[Leaf, ...]:
        """The leaves that are undecided, all nodes above them undecided too."""
        return tuple(dict.fromkeys(_blame(self.tree, None)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule set says of one screening; masks have the bits of `vocabulary`, as table `verdicts` has."""

    rule_set: RuleSet
    facts: Facts
    criteria: tuple[CriterionJudgement, ...]

    def __getitem__(self, criterion_id: str) -> CriterionJudgement:
        return next(judged for judged in self.criteria if judged.criterion.id == criterion_id)

    @property
    def status(self) -> str:
        """One of eligible, ineligible, unknown."""
        if self.fails:
            return "ineligible"
        return "unknown" if self.unknown else "eligible"

    @property
    def fails(self) -> int:
        """Mask of the counted criteria that count against the person."""
        return _mask(judged for judged in self.criteria if judged.fails and not judged.criterion.is_derived)

    @property
    def unknown(self) -> int:
        """Mask of the counted criteria that are undecided."""
        return _mask(judged for judged in self.criteria if judged.truth is None and not judged.criterion.is_derived)

    @property
    def derived_fails(self) -> int:
        """Mask of E1 to E3 that are present."""
        return _mask(judged for judged in self.criteria if judged.fails and judged.criterion.is_derived)

    @property
    def derived_unknown(self) -> int:
        """Mask of E1 to E3 that are undecided."""
        return _mask(judged for judged in self.criteria if judged.truth is None and judged.criterion.is_derived)

    @property
    def leaf_fails(self) -> int:
        """Mask of the leaves that count against the person."""
        return sum(1 << LEAF_BITS[leaf.id] for judged in self.criteria for leaf in judged.failing_leaves)

    @property
    def leaf_unknown(self) -> int:
        """Mask of the leaves that are undecided."""
        return sum(1 << LEAF_BITS[leaf.id] for judged in self.criteria for leaf in judged.unknown_leaves)


def _mask(judgements: Iterator[CriterionJudgement]) -> int:
    return sum(1 << BITS[judged.criterion.id] for judged in judgements)


def _blame(judged: Judged, wanted: Truth) -> Iterator[Leaf]:
    if judged.truth is not wanted or not judged.is_in_play:
        return
    if isinstance(judged.node, Leaf):
        yield judged.node
        return
    below = not_(wanted) if isinstance(judged.node, Not) else wanted
    for part in judged.parts:
        yield from _blame(part, below)
