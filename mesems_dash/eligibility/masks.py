"""Writes the six masks of a verdict as SQL over the columns of a tree.

A leaf counts where it and every node above it go against the person, or are undecided. So the expression for the
leaves nests as the tree does: inside a node one looks only at rows in which that node counts, which are few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from mesems_dash.eligibility.rules import BRANCHES, BySubtype, Criterion, Leaf, Node, Not, RuleSet, parts_of
from mesems_dash.eligibility.truth import Truth, not_
from mesems_dash.vocabulary import BITS, LEAF_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

MASKS: Final = ("fails", "unknown", "derived_fails", "derived_unknown", "leaf_fails", "leaf_unknown")
Mask = tuple[str, str, set[str]]
"""A mask's name, its expression and the columns that it reads."""


class Columns(Protocol):
    """A rule set of which every node has a column."""

    rule_set: RuleSet

    def add(self, node: Node, name: str = "") -> str:
        """Return the column of a node."""


def write_masks(tree: Columns) -> Iterator[Mask]:
    """Yield every mask with its expression; criteria get their columns in protocol order."""
    criteria = {criterion: tree.add(criterion.rule, criterion.id.lower()) for criterion in tree.rule_set.criteria}
    counted = {criterion: column for criterion, column in criteria.items() if not criterion.is_derived}
    derived = {criterion: column for criterion, column in criteria.items() if criterion.is_derived}
    yield "fails", _join([_bit(c, column, wanted=_against(c)) for c, column in counted.items()]), set(counted.values())
    yield "unknown", _join([_bit(c, column, wanted=None) for c, column in counted.items()]), set(counted.values())
    yield "derived_fails", _join([_bit(c, column, wanted=True) for c, column in derived.items()]), set(derived.values())
    yield (
        "derived_unknown",
        _join([_bit(c, column, wanted=None) for c, column in derived.items()]),
        set(derived.values()),
    )
    for mask in ("fails", "unknown"):
        reads = {mask}
        wanted = {criterion: _against(criterion) if mask == "fails" else None for criterion in counted}
        parts = [_blame(tree, criterion.rule, truth, reads) for criterion, truth in wanted.items()]
        yield f"leaf_{mask}", _when(f"{mask} <> 0", _join(parts)), reads


def _against(criterion: Criterion) -> bool:
    return criterion.direction == "exclusion"


def _bit(criterion: Criterion, column: str, *, wanted: Truth) -> str:
    return _when(_is(column, wanted), f"{1 << BITS[criterion.id]}::uinteger")


def _blame(tree: Columns, node: Node, wanted: Truth, reads: set[str]) -> str:
    """Return the bits of the leaves at or below a node that are as wanted, all nodes between being so too."""
    if isinstance(node, Not):
        return _blame(tree, node.part, not_(wanted), reads)
    column = tree.add(node)
    reads.add(column)
    if isinstance(node, Leaf):
        return _when(_is(column, wanted), _leaf_bit(node))
    if isinstance(node, BySubtype):
        parts = _blame_branches(tree, node, wanted, reads)
    else:
        parts = [_blame(tree, part, wanted, reads) for part in parts_of(node)]
    return _when(_is(column, wanted), _join(parts)) if _has_leaves(node) else "0::ubigint"


def _blame_branches(tree: Columns, node: BySubtype, wanted: Truth, reads: set[str]) -> list[str]:
    reads.add("subtype")
    listed = ", ".join(f"'{subtype}'" for subtype in BRANCHES)
    parts = [
        _when(f"subtype = '{subtype}' or subtype is null", _blame(tree, node.branch(subtype), wanted, reads))
        for subtype in BRANCHES
    ]
    return [*parts, _when(f"subtype not in ({listed})", _blame(tree, node.otherwise, wanted, reads))]


def _has_leaves(node: Node) -> bool:
    return isinstance(node, Leaf) or any(_has_leaves(part) for part in parts_of(node))


def _leaf_bit(leaf: Leaf) -> str:
    return f"{1 << LEAF_BITS[leaf.id]}::ubigint"


def _is(column: str, wanted: Truth) -> str:
    if wanted is None:
        return f"{column} is null"
    return column if wanted else f"not {column}"


def _when(condition: str, bits: str) -> str:
    return f"case when {condition} then {bits} else 0 end"


def _join(parts: list[str]) -> str:
    return " | ".join(part for part in parts if part != "0::ubigint") or "0::ubigint"
