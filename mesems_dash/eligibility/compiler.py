"""Turns a rule set into one SQL statement that judges every row of `facts`.

The statement is a ladder of CTEs: each column is computed once, in the first step in which all that it reads is
there, and carried on only as far as something needs it. Kleene's logic is SQL's own AND, OR and NOT. Values are bound
as named parameters; identifiers come from the catalogue of facts (`rules.FACTS`) and the ids of leaves, never from
what somebody wrote. Work on lists (EDSS rise, two relapses) is done only for rows whose answer can depend on it.
`evaluator.py` is the reference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility.ladder import Ladder
from mesems_dash.eligibility.list_predicates import Guard
from mesems_dash.eligibility.masks import MASKS, read_masks, write_words
from mesems_dash.eligibility.predicates import Predicate
from mesems_dash.eligibility.rules import (
    BRANCHES,
    All,
    AnyOf,
    BySubtype,
    FailsBranch,
    Leaf,
    Node,
    Not,
    Rise,
    RuleSet,
    Spaced,
    Test,
    parts_of,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LISTS: Final = (Rise, Spaced)
VERDICT: Final = (
    "ruleset",
    "screening_key",
    "basis",
    "status",
    *MASKS,
)


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """A statement and its values; `$key_from` and `$key_to` (both included) are the caller's to bind."""

    sql: str
    parameters: Mapping[str, Any]


def compile_rule_set(rule_set: RuleSet) -> CompiledRules:
    """Return the statement that fills `verdicts` from `facts` for the screening keys `$key_from` to `$key_to`."""
    ladder = Ladder()
    tree = Tree(ladder, rule_set)
    for word, expression, reads in write_words(tree):
        ladder.add(word, expression, reads)
    ladder.bind("ruleset", rule_set.name)
    final = {
        "ruleset": "$ruleset",
        "screening_key": "screening_key",
        "basis": "basis",
        **read_masks(rule_set),
    }
    header = "-- Judges every screening by one rule set, a row of `verdicts` per row of `facts`. See compiler.py.\n"
    return CompiledRules(header + f"insert into verdicts ({', '.join(VERDICT)})\n{ladder.write(final)}", ladder.values)


def compile_criterion(rule_set: RuleSet, criterion_id: str) -> CompiledRules:
    """Return a query for one criterion: `screening_key, basis, truth` (its rule: true, false or null = unknown)."""
    ladder = Ladder()
    tree = Tree(ladder, rule_set)
    truth = tree.add(rule_set.criterion(criterion_id).rule)
    header = f"-- Judges every screening by {criterion_id} alone. See compiler.py.\n"
    final = {"screening_key": "screening_key", "basis": "basis", "truth": truth}
    return CompiledRules(header + ladder.write(final), ladder.values)


# ------------------------------------------------------------------ the tree
class Tree:
    """Adds nodes, tests and masks of one rule set to a ladder; equal nodes become one column."""

    def __init__(self, ladder: Ladder, rule_set: RuleSet) -> None:
        self.ladder = ladder
        self.rule_set = rule_set
        self.names: dict[Node, str] = {}
        self.guards = _guards(rule_set)

    def add(self, node: Node, name: str = "") -> str:
        """Add a node with everything below it and return its column."""
        if node not in self.names:
            self.names[node] = self._add(node, name)
        return self.names[node]

    def may_be(self, subtype: str) -> str:
        """Add whether a person may be of a subtype, as far as is recorded (never null), and return its column."""
        expression = f"subtype is null or subtype = '{subtype}'"
        return self.ladder.add(f"may_be_{subtype.lower()}", expression, ("subtype",))

    def _add(self, node: Node, name: str) -> str:
        if isinstance(node, BySubtype):
            return self._add_by_subtype(node)
        if isinstance(node, FailsBranch):
            branch = self._add_branch(self.rule_set.by_subtype, node.subtype)
            may_be = self.may_be(node.subtype)
            unrecorded = f"when subtype is null then case when {branch} then false end"
            expression = f"case {unrecorded} when {may_be} then not {branch} else false end"
            return self.ladder.add(f"fails_{node.subtype.lower()}", expression, ("subtype", may_be, branch))
        if isinstance(node, Leaf):
            return self.add(node.part, column_name(node.id))
        if not parts_of(node):
            return self._add_test(node, name or f"test_{len(self.names)}")  # type: ignore[arg-type]  # no parts: a test
        name = name or f"node_{len(self.names)}"
        for place, part in enumerate(parts_of(node), 1):
            self.add(part, f"{name}_{place}")
        return self.ladder.add(name, *self._spell_out(node))

    def _spell_out(self, node: Node) -> tuple[str, tuple[str, ...]]:
        """Return a node over the columns of its tests, so that it need not wait for the nodes between, and these."""
        if isinstance(node, Leaf):
            return self._spell_out(node.part)
        if not isinstance(node, (All, AnyOf, Not)):
            column = self.add(node)
            return column, (column,)
        parts = [self._spell_out(part) for part in parts_of(node)]
        return f"({_join(node, [text for text, _ in parts])})", tuple(name for _, reads in parts for name in reads)

    def _add_branch(self, node: BySubtype, subtype: str) -> str:
        branch = node.branch(subtype)
        return self.add(branch, f"branch_{subtype.lower()}")

    def _add_by_subtype(self, node: BySubtype) -> str:
        columns = {subtype: self._add_branch(node, subtype) for subtype in BRANCHES}
        otherwise = self.add(node.otherwise)
        may_be = {subtype: self.may_be(subtype) for subtype in BRANCHES}
        cases = " ".join(f"when {may_be[subtype]} then {column}" for subtype, column in columns.items())
        agreed = (
            f"case when {' and '.join(columns.values())} then true "
            f"when {' and '.join('not ' + column for column in columns.values())} then false end"
        )
        expression = f"case when subtype is null then {agreed} {cases} else {otherwise} end"
        return self.ladder.add("by_subtype", expression, ("subtype", otherwise, *columns.values(), *may_be.values()))

    def _add_test(self, node: Test, name: str) -> str:
        expression, reads = Predicate(self.ladder, name, self._guard(node)).write(node)
        return self.ladder.add(name, expression, reads)

    def _guard(self, node: Test) -> Guard:
        if node not in self.guards:
            return Guard()
        subtypes, siblings = self.guards[node]
        columns = [self.add(sibling) for sibling in siblings]
        may_be = [self.may_be(subtype) for subtype in subtypes]
        parts = (f"({' or '.join(may_be)})", *(f"{column} is distinct from true" for column in columns))
        return Guard(" and ".join(parts), (*may_be, *columns))


def _join(node: Node, parts: list[str]) -> str:
    match node:
        case All():
            return " and ".join(parts)
        case AnyOf():
            return " or ".join(parts)
        case _:
            return f"not {parts[0]}"


def column_name(leaf_id: str) -> str:
    """Return the column of a leaf: `I1.RRMS.GEL` is `i1_rrms_gel`."""
    return leaf_id.lower().replace(".", "_")


def _guards(rule_set: RuleSet) -> dict[Node, tuple[tuple[str, ...], tuple[Node, ...]]]:
    """Return, for each list test that only I1 reads: the subtypes that need it, the siblings that settle it if true."""
    everywhere = Counter(node for criterion in rule_set.criteria for node in walk(criterion.rule))
    inside: dict[Node, list[str]] = {}
    siblings: dict[Node, tuple[Node, ...]] = {}
    for subtype, branch in rule_set.by_subtype.branches:
        for node in walk(branch):
            if isinstance(node, LISTS):
                inside.setdefault(node, []).append(subtype)
                siblings[node] = _siblings(branch, node)
    return {
        node: (tuple(dict.fromkeys(subtypes)), siblings[node] if len(subtypes) == 1 else ())
        for node, subtypes in inside.items()
        if everywhere[node] == len(subtypes)
    }


def _siblings(branch: Node, test: Node) -> tuple[Node, ...]:
    """Return what settles the `any` around a test: once it is true, nobody asks for the test (a `not` would)."""
    if any(isinstance(node, Not) for node in walk(branch)):
        return ()
    for node in walk(branch):
        if isinstance(node, AnyOf) and any(test in walk(part) for part in node.parts):
            others = (part for part in node.parts if test not in walk(part))
            return tuple(part for part in others if not any(isinstance(below, LISTS) for below in walk(part)))
    return ()
