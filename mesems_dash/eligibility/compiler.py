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
from mesems_dash.eligibility.predicates import Guard, Predicate
from mesems_dash.eligibility.rules import (
    BRANCHES,
    All,
    AnyOf,
    BySubtype,
    Criterion,
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
from mesems_dash.vocabulary import BITS, LEAF_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LISTS: Final = (Rise, Spaced)
VERDICT: Final = (
    "ruleset",
    "screening_key",
    "basis",
    "status",
    "fails",
    "unknown",
    "derived_fails",
    "derived_unknown",
    "leaf_fails",
    "leaf_unknown",
)


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """A statement and its values; `$key_from` and `$key_to` (both included) are the caller's to bind."""

    sql: str
    parameters: Mapping[str, Any]


def compile_rule_set(rule_set: RuleSet) -> CompiledRules:
    """Return the statement that fills `verdicts` from `facts` for the screening keys `$key_from` to `$key_to`."""
    ladder = Ladder()
    tree = _Tree(ladder, rule_set)
    for criterion in rule_set.criteria:
        tree.add_criterion(criterion)
    tree.add_masks()
    ladder.bind("ruleset", rule_set.name)
    final = {
        "ruleset": "$ruleset",
        "screening_key": "screening_key",
        "basis": "basis",
        "status": "case when fails <> 0 then 'ineligible' when unknown <> 0 then 'unknown' else 'eligible' end",
    } | {name: name for name in VERDICT[4:]}
    header = "-- Judges every screening by one rule set, a row of `verdicts` per row of `facts`. See compiler.py.\n"
    return CompiledRules(header + f"insert into verdicts ({', '.join(VERDICT)})\n{ladder.write(final)}", ladder.values)


def compile_criterion(rule_set: RuleSet, criterion_id: str) -> CompiledRules:
    """Return a query for one criterion: `screening_key, basis, truth` (its rule: true, false or null = unknown)."""
    ladder = Ladder()
    tree = _Tree(ladder, rule_set)
    truth = tree.add(rule_set.criterion(criterion_id).rule)
    header = f"-- Judges every screening by {criterion_id} alone. See compiler.py.\n"
    final = {"screening_key": "screening_key", "basis": "basis", "truth": truth}
    return CompiledRules(header + ladder.write(final), ladder.values)


# ------------------------------------------------------------------ the tree
class _Tree:
    """Adds nodes, tests and masks of one rule set to a ladder; equal nodes become one column."""

    def __init__(self, ladder: Ladder, rule_set: RuleSet) -> None:
        self.ladder = ladder
        self.rule_set = rule_set
        self.names: dict[Node, str] = {}
        self.guards = _guards(rule_set)
        self.masks: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def add(self, node: Node, name: str = "") -> str:
        """Add a node with everything below it and return its column."""
        if node not in self.names:
            self.names[node] = self._add(node, name)
        return self.names[node]

    def _add(self, node: Node, name: str) -> str:
        if isinstance(node, BySubtype):
            return self._add_by_subtype(node)
        if isinstance(node, FailsBranch):
            branch = self._add_branch(self.rule_set.by_subtype, node.subtype)
            expression = f"(subtype = '{node.subtype}') and not {branch}"
            return self.ladder.add(f"fails_{node.subtype.lower()}", expression, ("subtype", branch))
        if isinstance(node, Leaf):
            return self.add(node.part, column_name(node.id))
        if not parts_of(node):
            return self._add_test(node, name or f"test_{len(self.names)}")  # type: ignore[arg-type]  # no parts: a test
        name = name or f"node_{len(self.names)}"
        parts = [self.add(part, f"{name}_{place}") for place, part in enumerate(parts_of(node), 1)]
        return self.ladder.add(name, _join(node, parts), parts)

    def _add_branch(self, node: BySubtype, subtype: str) -> str:
        branch = node.branch(subtype)
        return self.add(branch, f"branch_{subtype.lower()}")

    def _add_by_subtype(self, node: BySubtype) -> str:
        columns = {subtype: self._add_branch(node, subtype) for subtype in BRANCHES}
        otherwise = self.add(node.otherwise)
        cases = " ".join(f"when subtype = '{subtype}' then {column}" for subtype, column in columns.items())
        agreed = (
            f"case when {' and '.join(columns.values())} then true "
            f"when {' and '.join('not ' + column for column in columns.values())} then false end"
        )
        expression = f"case {cases} when subtype is null then {agreed} else {otherwise} end"
        return self.ladder.add("by_subtype", expression, ("subtype", otherwise, *columns.values()))

    def _add_test(self, node: Test, name: str) -> str:
        expression, reads = Predicate(self.ladder, name, self._guard(node)).write(node)
        return self.ladder.add(name, expression, reads)

    def _guard(self, node: Test) -> Guard:
        if node not in self.guards:
            return Guard()
        subtypes, siblings = self.guards[node]
        columns = [self.add(sibling) for sibling in siblings]
        listed = " or ".join(f"subtype = '{subtype}'" for subtype in subtypes)
        parts = (f"(subtype is null or {listed})", *(f"{column} is distinct from true" for column in columns))
        return Guard(" and ".join(parts), ("subtype", *columns))

    # ---- criteria, leaves and masks
    def add_criterion(self, criterion: Criterion) -> None:
        """Add a criterion with its leaves' part in the masks."""
        truth = self.add(criterion.rule, criterion.id.lower())
        against = criterion.direction == "exclusion"
        bit = 1 << BITS[criterion.id]
        prefix = "derived_" if criterion.is_derived else ""
        self._count(f"{prefix}fails", bit, truth if against else f"not {truth}", {truth})
        self._count(f"{prefix}unknown", bit, f"{truth} is null", {truth})
        if not criterion.is_derived:
            self._blame(criterion.rule, against=against, above=())
            self._blame_unknown(criterion.rule, above=())

    def _count(self, mask: str, bit: int, condition: str, reads: set[str]) -> None:
        kind = "ubigint" if mask.startswith("leaf") else "uinteger"
        part = f"case when {condition} then {bit}::{kind} else 0::{kind} end"
        self.masks.setdefault(mask, []).append((part, frozenset(reads)))

    def _blame(self, node: Node, *, against: bool, above: tuple[str, ...]) -> None:
        """Count the leaves that are against the person; `above` are conditions that the leaf itself does not imply."""
        column = self.add(node)
        if isinstance(node, Leaf):
            condition = " and ".join((*above, column if against else f"not {column}"))
            self._count("leaf_fails", 1 << LEAF_BITS[node.id], condition, {column, *_words(above)})
        elif isinstance(node, Not):
            self._blame(node.part, against=not against, above=above)
        elif isinstance(node, BySubtype):
            for subtype, part in (*((s, node.branch(s)) for s in BRANCHES), ("", node.otherwise)):
                condition = self._in_play(subtype, f"{column} is false")
                self._blame(part, against=against, above=(*above, condition))
        else:
            # a part that is against implies this node only in an `all` under False or an `any` under True
            is_implied = isinstance(node, AnyOf) if against else isinstance(node, All)
            own = () if is_implied else (column if against else f"not {column}",)
            for part in parts_of(node):
                self._blame(part, against=against, above=(*above, *own))

    def _blame_unknown(self, node: Node, *, above: tuple[str, ...]) -> None:
        column = self.add(node)
        if isinstance(node, Leaf):
            condition = " and ".join((*above, f"{column} is null"))
            self._count("leaf_unknown", 1 << LEAF_BITS[node.id], condition, {column, *_words(above)})
        elif isinstance(node, BySubtype):
            for subtype, part in (*((s, node.branch(s)) for s in BRANCHES), ("", node.otherwise)):
                condition = self._in_play(subtype, f"{column} is null")
                self._blame_unknown(part, above=(*above, condition))
        else:
            for part in parts_of(node):
                self._blame_unknown(part, above=(*above, f"{column} is null"))

    def _in_play(self, subtype: str, condition: str) -> str:
        """Add a column that says whether a branch is looked at and its node is as `condition` says."""
        column = "by_subtype"
        listed = ", ".join(f"'{one}'" for one in BRANCHES)
        is_looked_at = f"(subtype = '{subtype}' or subtype is null)" if subtype else f"subtype not in ({listed})"
        kind = "open" if condition.endswith("null") else "failing"
        name = f"{subtype.lower() or 'otherwise'}_{kind}"
        return self.ladder.add(name, f"{condition} and {is_looked_at}", (column, "subtype"))

    def add_masks(self) -> None:
        """Add the six masks; one with nothing to count is 0."""
        for mask in VERDICT[4:]:
            parts = self.masks.get(mask, [("0", frozenset())])
            expression = "\n            | ".join(part for part, _ in parts)
            self.ladder.add(mask, expression, frozenset().union(*(reads for _, reads in parts)))


def _words(conditions: Iterable[str]) -> set[str]:
    return {condition.removeprefix("not ").removesuffix(" is null") for condition in conditions}


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
    for node in walk(branch):
        if isinstance(node, AnyOf) and any(test in walk(part) for part in node.parts):
            others = (part for part in node.parts if test not in walk(part))
            return tuple(part for part in others if not any(isinstance(below, LISTS) for below in walk(part)))
    return ()
