"""Writes the six masks of a verdict as SQL over the columns of a tree.

A leaf counts where it and every node above it go against the person, or are undecided. So the expression for the
leaves nests as the tree does: inside a node one looks only at rows in which that node counts, which are few. A
criterion that goes against somebody is not undecided, so one `case` settles both; they are gathered in words: bit n
says that it goes against, bit n + HALF that it is undecided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from mesems_dash.eligibility.rules import BRANCHES, BySubtype, Criterion, Leaf, Node, Not, RuleSet, parts_of
from mesems_dash.eligibility.truth import Truth, not_
from mesems_dash.vocabulary import BITS, LEAF_BITS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MASKS: Final = ("fails", "unknown", "derived_fails", "derived_unknown", "leaf_fails", "leaf_unknown")
HALF: Final = 31
"""Bits in half a word; a whole one fits into SQL's signed bigint."""
LOWER: Final = (1 << HALF) - 1
NOTHING: Final = "0"
Word = tuple[str, str, set[str]]
"""A word's name, its expression and the columns that it reads."""


class Columns(Protocol):
    """A rule set of which every node has a column."""

    rule_set: RuleSet

    def add(self, node: Node, name: str = "") -> str:
        """Return the column of a node."""

    def may_be(self, subtype: str) -> str:
        """Return the column that says whether somebody may be of a subtype."""


def write_words(tree: Columns) -> Iterator[Word]:
    """Yield the words that the masks are read from; criteria get their columns in protocol order."""
    criteria = {criterion: tree.add(criterion.rule, criterion.id.lower()) for criterion in tree.rule_set.criteria}
    yield "criteria", _join([_criterion_bits(c, column) for c, column in criteria.items()]), set(criteria.values())
    for name, places in _leaf_words().items():
        reads: set[str] = set()
        parts = [_leaves_of(tree, c, places, reads) for c in criteria if not c.is_derived and _sole_leaf(c) is None]
        yield name, _join(parts), reads


def read_masks(rule_set: RuleSet) -> Mapping[str, str]:
    """Return the expression of the status (of the cut's type `verdict_status`) and of every mask, over the words."""
    counted, derived = (
        sum(1 << BITS[c.id] for c in rule_set.criteria if c.is_derived is is_derived) for is_derived in (False, True)
    )
    leaves = {
        "leaf_fails": [_shifted(f"({name} & {LOWER})", places.start) for name, places in _leaf_words().items()],
        "leaf_unknown": [_shifted(f"({name} >> {HALF})", places.start) for name, places in _leaf_words().items()],
    }
    for shift, bits in _single_leaves(rule_set).items():
        leaves["leaf_fails"].append(_shifted(f"(criteria & {bits})", shift))
        leaves["leaf_unknown"].append(_shifted(f"(criteria >> {HALF} & {bits})", shift))
    fails, unknown = f"(criteria & {counted})", f"(criteria >> {HALF} & {counted})"
    named = {status: f"'{status}'::verdict_status" for status in STATUSES}
    status = (
        f"case when {fails} <> 0 then {named['ineligible']} when {unknown} <> 0 then {named['unknown']}"
        f" else {named['eligible']} end"
    )
    masks = (fails, unknown, f"criteria & {derived}", f"criteria >> {HALF} & {derived}")
    return {"status": status, **dict(zip(MASKS, masks, strict=False)), **{k: " | ".join(v) for k, v in leaves.items()}}


def _leaf_words() -> Mapping[str, range]:
    """Return for every word of leaves the places that it holds."""
    starts = range(0, len(LEAF_BITS), HALF)
    return {f"leaves_{word}": range(start, start + HALF) for word, start in enumerate(starts, 1)}


def _sole_leaf(criterion: Criterion) -> Leaf | None:
    """Return the leaf that a criterion is, if it is nothing else: both then have one answer, and one bit is enough."""
    return criterion.rule if isinstance(criterion.rule, Leaf) else None


def _single_leaves(rule_set: RuleSet) -> Mapping[int, int]:
    """Return the bits of the criteria that are one leaf, by how far their leaves' bits lie above them."""
    found: dict[int, int] = {}
    for criterion in rule_set.criteria:
        leaf = _sole_leaf(criterion)
        if leaf is not None and not criterion.is_derived:
            shift = LEAF_BITS[leaf.id] - BITS[criterion.id]
            found[shift] = found.get(shift, 0) | 1 << BITS[criterion.id]
    return found


def _shifted(expression: str, places: int) -> str:
    return f"({expression} << {places})" if places else expression


def _against(criterion: Criterion) -> bool:
    return criterion.is_derived or criterion.direction == "exclusion"


def _criterion_bits(criterion: Criterion, column: str) -> str:
    bit = 1 << BITS[criterion.id]
    return _count(column, str(bit), str(bit << HALF), against=_against(criterion))


def _count(column: str, fails: str, unknown: str, *, against: bool) -> str:
    if against:
        return f"case when {column} then {fails} when {column} is null then {unknown} else 0 end"
    return f"case when {column} then 0 when {column} is null then {unknown} else {fails} end"


def _leaves_of(tree: Columns, criterion: Criterion, places: range, reads: set[str]) -> str:
    node, against = criterion.rule, _against(criterion)
    fails, unknown = (_blame_below(tree, node, wanted, places, reads) for wanted in (against, None))
    if fails == NOTHING:
        return NOTHING
    column = tree.add(node)
    reads.add(column)
    return _count(column, fails, unknown, against=against)


def _blame(tree: Columns, node: Node, wanted: Truth, places: range, reads: set[str]) -> str:
    """Return the bits of the leaves at or below a node that are as wanted, all nodes between being so too."""
    below = _blame_below(tree, node, wanted, places, reads)
    if below == NOTHING:
        return NOTHING
    column = tree.add(node)
    reads.add(column)
    return _when(_is(column, wanted), below)


def _blame_below(tree: Columns, node: Node, wanted: Truth, places: range, reads: set[str]) -> str:
    """Return the same for rows in which the node itself is as wanted."""
    if isinstance(node, Not):
        return _blame(tree, node.part, not_(wanted), places, reads)
    if isinstance(node, Leaf):
        return _leaf_bit(node, wanted, places)
    if isinstance(node, BySubtype):
        return _blame_branches(tree, node, wanted, places, reads)
    return _join([_blame(tree, part, wanted, places, reads) for part in parts_of(node)])


def _blame_branches(tree: Columns, node: BySubtype, wanted: Truth, places: range, reads: set[str]) -> str:
    may_be = {subtype: tree.may_be(subtype) for subtype in BRANCHES}
    reads.update(may_be.values())
    blame = _blame if wanted is None else _blame_below  # if the node is false, so is every branch that may apply
    parts = {may_be[s]: blame(tree, node.branch(s), wanted, places, reads) for s in BRANCHES}
    cases = [_when(condition, bits) for condition, bits in parts.items() if bits != NOTHING]
    otherwise = _blame(tree, node.otherwise, wanted, places, reads)
    if otherwise != NOTHING:
        cases.append(f"case when {' or '.join(may_be.values())} then 0 else {otherwise} end")
    return _join(cases)


def _leaf_bit(leaf: Leaf, wanted: Truth, places: range) -> str:
    place = LEAF_BITS[leaf.id]
    if place not in places:
        return NOTHING
    return str(1 << (place - places.start + (HALF if wanted is None else 0)))


def _is(column: str, wanted: Truth) -> str:
    if wanted is None:
        return f"{column} is null"
    return column if wanted else f"not {column}"


def _when(condition: str, bits: str) -> str:
    return f"case when {condition} then {bits} else 0 end"


def _join(parts: list[str]) -> str:
    return " | ".join(part for part in parts if part != NOTHING) or NOTHING
