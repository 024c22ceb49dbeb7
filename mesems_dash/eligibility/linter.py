"""Says what is wrong with a rule set: file, rule, key, what was found and what was expected.

It reads the resolved document (nothing left to extend, see `loader.py`) and raises RuleSetError at the first fault;
what passes here can be built without further checks. The keys that a test takes follow from the kind of its fact.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final, NoReturn

from mesems_dash.eligibility.rules import BRANCHES, DATED_FLAGS, FACTS
from mesems_dash.errors import RuleSetError
from mesems_dash.vocabulary import CRITERIA, DERIVED, INCLUSION, KINDS, LEAVES, SUBTYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mesems_dash.eligibility.toml_text import Table, Value

HEAD: Final = ("name", "title", "version", "source")
WORDS: Final = ("direction", "label", "text", "reading", "source")
REASONS: Final = tuple(kind for kind in KINDS if kind != "fixable")
NODE_KEYS: Final = ("all", "any", "not")
CODES: Final = {"subtype": SUBTYPES, "sex": ("F", "M")}

# What a key may hold: a word for it, its type, the least and the greatest value.
NUMBERS: Final = {
    "within_months": ("a whole number of months, 1 to 1200", int, 1, 1200),
    "within_days": ("a whole number of days, 1 to 36500", int, 1, 36500),
    "at_least_days": ("a whole number of days, 1 to 36500", int, 1, 36500),
    "apart_days": ("a whole number of days, 1 to 36500", int, 1, 36500),
    "at_least_years": ("a whole number of years, 0 to 120", int, 0, 120),
    "at_most_years": ("a whole number of years, 0 to 120", int, 0, 120),
    "max_age_months": ("a whole number of months, 1 to 1200", int, 1, 1200),
    "max_age_days": ("a whole number of days, 1 to 36500", int, 1, 36500),
    "at_least": ("a number", float, 0, 1e6),
    "at_most": ("a number", float, 0, 1e6),
    "below": ("a number", float, 0, 1e6),
    "normal_from": ("a number", float, 0, 1e6),
    "normal_to": ("a number", float, 0, 1e6),
    "rise": ("an EDSS step from 0.5 to 10", float, 0.5, 10),
    "rise_above": ("an EDSS step from 0.5 to 10", float, 0.5, 10),
    "up_to_score": ("an EDSS score from 0 to 10", float, 0, 10),
}
EDSS_KEYS: Final = frozenset({"rise", "rise_above", "up_to_score"})

# kind of fact: (keys of which exactly one is given, keys all of which are given, keys that may be left out)
TEST_KEYS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "latest": (("within_months", "within_days"), (), ()),
    "days": ((), ("at_least_days",), ()),
    "relapses": ((), ("within_months", "apart_days"), ()),
    "scores": ((), ("within_months", "rise", "up_to_score", "rise_above"), ()),
    "birth": (("at_least_years", "at_most_years"), (), ()),
    "onset": (("at_least_years", "at_most_years"), (), ()),
    "number": (("at_least", "at_most", "below"), (), ("max_age_months", "max_age_days")),
    "flag": ((), ("is",), ("max_age_months", "max_age_days", "cleared_by", "normal_from", "normal_to")),
    "category": ((), ("is",), ()),
}


class Linter:
    """Checks one resolved document; `own` are the top-level keys that the file itself gives."""

    def __init__(self, document: Table, *, source: str, own: frozenset[str]) -> None:
        self.document = document
        self.source = source
        self.own = own

    def check(self) -> None:
        """Raise RuleSetError at the first fault."""
        self._check_head()
        for criterion in CRITERIA:
            self._check_criterion(criterion)
        self._check_unused()
        self._check_order()

    # ---- the file as a whole
    def _check_head(self) -> None:
        for key in HEAD:
            self._check_text(None, key, self.document.get(key))
        if not re.fullmatch(r"[a-z0-9_]+", self.document["name"]):
            self._fail(None, "name", describe(self.document["name"]), "lower-case letters, digits and _")
        known = (*HEAD, "extends", *CRITERIA, *LEAVES)
        for key, value in self.document.items():
            self._check_known(None, key, known)
            if key in CRITERIA or key in LEAVES:
                self._check_table(key, None, value)

    def _check_unused(self) -> None:
        used = {name for criterion in CRITERIA for name in references(self.document[criterion]["rule"])}
        for leaf in LEAVES:
            if leaf in self.own and leaf not in used:
                self._fail(leaf, None, "a leaf that no rule uses", f"a rule of {leaf.split('.')[0]} that names it")

    # ---- a criterion
    def _check_criterion(self, criterion: str) -> None:
        if criterion not in self.document:
            self._fail(criterion, None, "nothing", f"a table [{criterion}]: every criterion is needed")
        table = self.document[criterion]
        for key in table:
            self._check_known(criterion, key, (*WORDS, "rule"))
        for key in WORDS:
            self._check_text(criterion, key, table.get(key))
        direction = "inclusion" if criterion in INCLUSION else "exclusion"
        if table["direction"] != direction:
            self._fail(criterion, "direction", describe(table["direction"]), f'"{direction}"')
        if "rule" not in table:
            self._fail(criterion, "rule", "nothing", "a leaf or a table of rules")
        self._check_shape(criterion, table["rule"])
        self._check_node(criterion, "rule", table["rule"], seen=set())

    def _check_shape(self, criterion: str, rule: Value) -> None:
        own_subtype = dict(zip(DERIVED, BRANCHES, strict=True)).get(criterion)
        if own_subtype and rule != {"fails_branch": own_subtype}:
            self._fail(criterion, "rule", describe(rule), f'{{ fails_branch = "{own_subtype}" }}')
        if criterion == "I1" and not (isinstance(rule, dict) and set(rule) == {"by_subtype"}):
            self._fail(criterion, "rule", describe(rule), "a table [I1.rule.by_subtype]")

    # ---- a tree
    def _check_node(self, rule: str, key: str, node: Value, *, seen: set[str]) -> None:
        if isinstance(node, str):
            self._check_reference(rule, key, node, seen)
            return
        self._check_table(rule, key, node)
        if set(node) == {"by_subtype"} and rule == "I1":
            self._check_branches(node["by_subtype"])
        elif set(node) == {"fails_branch"} and rule in DERIVED:
            return
        elif "fact" in node:
            self._check_test(rule, node)
        else:
            self._check_parts(rule, key, node, seen)

    def _check_parts(self, rule: str, key: str, node: Table, seen: set[str]) -> None:
        if len(node) != 1:
            self._fail(rule, key, describe(node), "a leaf, or one of all, any, not, or a test with its fact")
        word, parts = next(iter(node.items()))
        self._check_known(rule, word, NODE_KEYS)
        if word == "not":
            parts = [parts]
        if not isinstance(parts, list) or not parts:
            self._fail(rule, word, describe(parts), "a list of at least one rule")
        for part in parts:
            self._check_node(rule, word, part, seen=seen)

    def _check_branches(self, branches: Value) -> None:
        self._check_table("I1", "by_subtype", branches)
        for key in branches:
            self._check_known("I1", key, (*BRANCHES, "otherwise"))
        for key in (*BRANCHES, "otherwise"):
            if key not in branches:
                self._fail("I1", key, "nothing", "a rule for each of " + ", ".join((*BRANCHES, "otherwise")))
            self._check_node("I1", key, branches[key], seen=set())

    def _check_reference(self, rule: str, key: str, name: str, seen: set[str]) -> None:
        criterion = rule.split(".", maxsplit=1)[0]
        known = tuple(leaf for leaf in LEAVES if leaf.startswith(f"{criterion}."))
        if rule in LEAVES or name not in known:
            self._fail(
                rule, key, describe(name), self._hint(f"a leaf of {criterion} ({', '.join(known)})", name, known)
            )
        if name in seen:
            self._fail(rule, key, f"{name} a second time", "each leaf once")
        seen.add(name)
        if name not in self.document:
            self._fail(rule, key, describe(name), f'a table ["{name}"] that says what it tests')
        self._check_leaf(name, self.document[name])

    # ---- a leaf
    def _check_leaf(self, leaf: str, table: Table) -> None:
        self._check_text(leaf, "label", table.get("label"))
        if table.get("kind") not in REASONS:
            self._fail(leaf, "kind", describe(table.get("kind")), "one of " + ", ".join(REASONS))
        if not isinstance(table.get("expiring", False), bool):
            self._fail(leaf, "expiring", describe(table["expiring"]), "true or false")
        node = leaf_node(table)
        if "never" in node:
            if node != {"never": True}:
                self._fail(leaf, "never", describe(node), "never = true without another test")
        elif "fact" in node or not any(key in node for key in NODE_KEYS):
            self._check_test(leaf, node)
        else:
            self._check_node(leaf, "rule", node, seen=set())

    # ---- a test
    def _check_test(self, rule: str, node: Table) -> None:
        fact = node.get("fact")
        if not isinstance(fact, str) or fact not in FACTS:
            self._fail(rule, "fact", describe(fact), self._hint("a fact in the catalogue", str(fact), FACTS))
        one_of, needed, optional = TEST_KEYS[FACTS[fact].kind]
        self._check_keys(rule, node, fact, (*one_of, *needed, *optional))
        given = [key for key in one_of if key in node]
        if one_of and len(given) != 1:
            self._fail(
                rule, "fact", " and ".join(given) or "no limit", f"exactly one of {', '.join(one_of)} for {fact}"
            )
        for key in needed:
            if key not in node:
                self._fail(rule, key, "nothing", self._expected(fact, key))
        for key in node.keys() - {"fact"}:
            self._check_value(rule, fact, key, node[key])
        self._check_result(rule, fact, node)

    def _check_keys(self, rule: str, node: Table, fact: str, allowed: tuple[str, ...]) -> None:
        for key in node:
            if key == "fact" or key in allowed:
                continue
            takes = f"one of {', '.join(('fact', *allowed))} for {fact}"
            self._fail(rule, key, "an unknown key", self._hint(takes, key, allowed))

    def _check_value(self, rule: str, fact: str, key: str, value: Value) -> None:
        expected = self._expected(fact, key)
        if key == "is":
            is_right = value in CODES[fact] if fact in CODES else isinstance(value, bool)
        elif key == "cleared_by":
            is_right = isinstance(value, str) and value in FACTS and FACTS[value].kind == "number"
        else:
            is_right = is_number(key, value)
            is_step = fact not in {"edss", "edss_rise"} or not isinstance(value, int | float) or value * 2 % 1 == 0
            is_right = is_right and (is_step or key.endswith("months"))
        if not is_right:
            self._fail(rule, key, describe(value), expected)

    def _check_result(self, rule: str, fact: str, node: Table) -> None:
        ages = [key for key in ("max_age_months", "max_age_days") if key in node]
        if len(ages) > 1:
            self._fail(rule, ages[1], "given with max_age_months", "one age, in months or in days")
        if FACTS[fact].kind != "flag":
            return
        clearing = [key for key in ("cleared_by", "normal_from", "normal_to") if key in node]
        if clearing and len(clearing) != 3:  # noqa: PLR2004 -- the three keys just named
            self._fail(rule, clearing[0], "without the others", "cleared_by, normal_from and normal_to together")
        if ages and fact not in DATED_FLAGS and not clearing:
            self._fail(
                rule,
                ages[0],
                f"given for {fact}",
                f"a dated result ({', '.join(sorted(DATED_FLAGS))}), which can be too old",
            )
        if clearing and node["normal_from"] > node["normal_to"]:
            self._fail(
                rule, "normal_from", describe(node["normal_from"]), f"no more than normal_to ({node['normal_to']})"
            )

    def _expected(self, fact: str, key: str) -> str:
        if key == "is":
            return "one of " + ", ".join(CODES[fact]) if fact in CODES else "true or false"
        if key == "cleared_by":
            return "a fact that is a number (" + ", ".join(n for n, f in FACTS.items() if f.kind == "number") + ")"
        if fact == "edss" and key in {"at_least", "at_most", "below"}:
            return "an EDSS score in half steps"
        return NUMBERS[key][0] + (" in half steps" if key in EDSS_KEYS else "")

    # ---- limits that contradict one another
    def _check_order(self) -> None:
        for criterion in CRITERIA:
            for tests in self._conjunctions(self.document[criterion]["rule"]):
                self._check_limits(criterion, tests)

    def _conjunctions(self, node: Value) -> Iterator[list[Table]]:
        if isinstance(node, dict) and "all" in node:
            parts = [self.document[part] if isinstance(part, str) else part for part in node["all"]]
            yield [part for part in parts if "fact" in part]

    def _check_limits(self, criterion: str, tests: Iterable[Table]) -> None:
        for lower_key, upper_key in (("at_least", "at_most"), ("at_least_years", "at_most_years")):
            lowers = {test["fact"]: test[lower_key] for test in tests if lower_key in test}
            for test in tests:
                lower = lowers.get(test["fact"])
                if upper_key in test and lower is not None and lower > test[upper_key]:
                    expected = f"no more than {upper_key} ({test[upper_key]})"
                    self._fail(criterion, lower_key, f"{lower} for {test['fact']}", expected)

    # ---- small checks
    def _check_text(self, rule: str | None, key: str, value: Value) -> None:
        if not isinstance(value, str) or not value.strip():
            self._fail(rule, key, describe(value), "a text")

    def _check_table(self, rule: str, key: str | None, value: Value) -> None:
        if not isinstance(value, dict):
            self._fail(rule, key, describe(value), "a table")

    def _check_known(self, rule: str | None, key: str, known: Iterable[str]) -> None:
        known = tuple(known)
        if key not in known:
            listed = "a criterion, a leaf or one of " + ", ".join((*HEAD, "extends"))
            expected = listed if rule is None else "one of " + ", ".join(known)
            self._fail(rule, key, "an unknown key", self._hint(expected, key, known))

    def _hint(self, expected: str, found: str, known: Iterable[str]) -> str:
        near = difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)
        return f'{expected}; did you mean "{near[0]}"?' if near else expected

    def _fail(self, rule: str | None, key: str | None, found: str, expected: str) -> NoReturn:
        raise rule_error(self.source, rule=rule, key=key, found=found, expected=expected)


def rule_error(source: str, *, rule: str | None, key: str | None, found: str, expected: str) -> RuleSetError:
    """Return the error that names file, rule and key, with what was found and what was expected."""
    place = "".join((f" [{rule}]" if rule else "", f" {key}" if key else ""))
    message = f"{source}:{place} is {found}; expected {expected}"
    return RuleSetError(message, source=source, rule=rule, key=key, expected=expected)


def references(node: Value) -> Iterator[str]:
    """Yield every leaf that a rule names."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for part in node:
            yield from references(part)
    elif isinstance(node, dict) and "fact" not in node and "fails_branch" not in node:
        for part in node.values():
            yield from references(part)


def leaf_node(table: Table) -> Table:
    """Return the rule of a leaf: its table without the words about it."""
    return {key: value for key, value in table.items() if key not in {"label", "kind", "expiring"}}


def is_number(key: str, value: Value) -> bool:
    """Whether a value is a number of the type and range that a key takes."""
    _, kind, least, greatest = NUMBERS[key]
    if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float):
        return False
    return bool(least <= value <= greatest)


def describe(value: Value) -> str:
    """Return a value of a file as it may stand in a message: text in quotes, nothing for what is not there."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
