"""Reads a rule set: by the name of a built-in one or from a TOML file of one's own.

A file may extend another (`extends = "registry"`, or a path beside it) and then gives only what differs: tables are
merged key by key, a criterion's rule is replaced whole, the branches of I1 one by one. `linter.py` judges the result.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.linter import Linter, leaf_node, rule_error
from mesems_dash.eligibility.rules import (
    BRANCHES,
    FACTS,
    Age,
    All,
    AnyOf,
    BySubtype,
    Category,
    Criterion,
    Duration,
    FailsBranch,
    Flag,
    Leaf,
    Limit,
    Never,
    Node,
    Not,
    Rise,
    RuleSet,
    Spaced,
    Test,
    Total,
    Within,
)
from mesems_dash.eligibility.toml_text import write_toml
from mesems_dash.errors import UsageError
from mesems_dash.vocabulary import CRITERIA, LEAVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from mesems_dash.eligibility.toml_text import Table, Value

BUILT_IN: Final = ("registry", "published_2021", "copenhagen", "london")
RIVALS: Final = {
    "within_months": "within_days",
    "within_days": "within_months",
    "max_age_months": "max_age_days",
    "max_age_days": "max_age_months",
}
FORMER_KINDS: Final = {"curing": "time_limited"}
LARGEST_FILE: Final = 1_000_000
IN_UTF_8: Final = "a TOML file in UTF-8"


def built_in_rule_sets() -> tuple[str, ...]:
    """Return the names of the rule sets that come with the program, the default first."""
    return BUILT_IN


def load_rule_set(name_or_path: str | Path) -> RuleSet:
    """Return the rule set of a built-in name, in any case of letters, or of a TOML file.

    Raises UsageError if there is neither such a name nor such a file, and RuleSetError if the file is faulty.
    """
    place = _locate(name_or_path)
    return _load(place) if isinstance(place, Path) else _load_built_in(place)


@cache
def _load_built_in(name: str) -> RuleSet:
    return _load(name)


def _load(place: str | Path) -> RuleSet:
    document, source, own = _resolve(place, trail=())
    Linter(document, source=source, own=own).check()
    return _build(document)


def parse_rule_set(toml: str, *, source: str) -> RuleSet:
    """Return the rule set of a resolved text, as `RuleSet.toml` has it and a cut keeps it.

    `source` is what errors call the text. Raises RuleSetError if it is faulty, or leaves out what it would inherit.
    """
    document = _parse(toml, source)
    Linter(document, source=source, own=frozenset(document)).check()
    return _build(document)


# ------------------------------------------------------------------ finding and reading
def _locate(name_or_path: str | Path) -> str | Path:
    if isinstance(name_or_path, str) and name_or_path in BUILT_IN:
        return name_or_path
    path = Path(name_or_path)
    if str(name_or_path).strip() and path.is_file():
        return path
    if str(name_or_path).lower() in BUILT_IN:
        return str(name_or_path).lower()
    known = ", ".join(BUILT_IN)
    message = f'no rule set "{name_or_path}"; expected one of {known}, or the path of a TOML file'
    raise UsageError(message)


def _read(place: str | Path) -> tuple[Table, str]:
    if isinstance(place, Path):
        source, raw = place.name, _read_bytes(place)
    else:
        source = f"{place}.toml"
        raw = (files("mesems_dash.eligibility") / "rulesets" / source).read_bytes()
    return _parse(_decode(raw, source), source), source


def _decode(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise rule_error(source, rule=None, key=None, found="not TOML", expected=IN_UTF_8) from error


def _parse(text: str, source: str) -> Table:
    try:
        return _rename_kinds(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise rule_error(source, rule=None, key=None, found=f"not TOML: {error}", expected=IN_UTF_8) from error


def _rename_kinds(document: Table) -> Table:
    """Return a document in which kinds of reason have their names of today; older files and cuts have former ones."""
    for leaf in document.values():
        if isinstance(leaf, dict) and isinstance(kind := leaf.get("kind"), str):
            leaf["kind"] = FORMER_KINDS.get(kind, kind)
    return document


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise rule_error(path.name, rule=None, key=None, found="not readable", expected="a TOML file") from error
    if len(raw) > LARGEST_FILE:
        raise rule_error(path.name, rule=None, key=None, found="over a megabyte", expected="a rule set")
    return raw


def _resolve(place: str | Path, *, trail: tuple[str | Path, ...]) -> tuple[Table, str, frozenset[str]]:
    document, source = _read(place)
    own = frozenset(document)
    base = document.pop("extends", None)
    if base is None:
        return document, source, own
    parent = _locate_parent(base, place, source)
    trail = (*trail, place)
    if parent in trail:
        path = " -> ".join(Path(step).name for step in (*trail, parent))
        raise rule_error(source, rule=None, key="extends", found=f"a loop ({path})", expected="a rule set outside it")
    inherited, _, _ = _resolve(parent, trail=trail)
    return _merge(inherited, document, source=source), source, own


def _locate_parent(base: Value, place: str | Path, source: str) -> str | Path:
    if isinstance(base, str) and base in BUILT_IN:
        return base
    beside = place.parent / base if isinstance(place, Path) and isinstance(base, str) and base else None
    if beside is not None and beside.is_file():
        return beside.resolve()
    expected = f"one of {', '.join(BUILT_IN)}, or a file in the same folder"
    raise rule_error(source, rule=None, key="extends", found=f'"{base}"', expected=expected)


# ------------------------------------------------------------------ extending
def _merge(base: Table, changes: Table, *, source: str) -> Table:
    merged = {key: value for key, value in base.items() if key not in {"name", "title", "version", "source"}}
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            merged[key] = _merge_table(base[key], value)
        elif key in (*CRITERIA, *LEAVES) and not isinstance(value, dict):
            raise rule_error(source, rule=key, key=None, found=str(value), expected="a table")
        else:
            merged[key] = value
    return merged


def _merge_table(base: Table, changes: Table) -> Table:
    dropped = {RIVALS.get(key) for key in changes} - changes.keys()
    merged = {key: value for key, value in base.items() if key not in dropped} | changes
    old, new = base.get("rule"), changes.get("rule")
    if _has_branches(old) and _has_branches(new):
        merged["rule"] = {"by_subtype": old["by_subtype"] | new["by_subtype"]}  # type: ignore[index]  # just checked
    return merged


def _has_branches(rule: Value) -> bool:
    return isinstance(rule, dict) and isinstance(rule.get("by_subtype"), dict)


# ------------------------------------------------------------------ building what has passed the linter
def _build(document: Table) -> RuleSet:
    used = {key: document[key] for key in ("name", "title", "version", "source")}
    criteria = tuple(_build_criterion(criterion, document) for criterion in CRITERIA)
    leaves = {leaf.id for criterion in criteria for leaf in criterion.leaves}
    tables = {key: document[key] for key in (*CRITERIA, *LEAVES) if key in CRITERIA or key in leaves}
    return RuleSet(**used, criteria=criteria, toml=write_toml(used | tables))


def _build_criterion(criterion_id: str, document: Table) -> Criterion:
    table = dict(document[criterion_id])
    rule = _build_node(table.pop("rule"), document)
    return Criterion(id=criterion_id, rule=rule, **table)


def _build_node(node: Value, document: Table) -> Node:  # noqa: PLR0911 -- one return per kind of node
    match node:
        case str(leaf):
            return _build_leaf(leaf, document)
        case {"by_subtype": branches}:
            built = tuple((subtype, _build_node(branches[subtype], document)) for subtype in BRANCHES)
            return BySubtype(branches=built, otherwise=_build_node(branches["otherwise"], document))
        case {"fails_branch": subtype}:
            return FailsBranch(subtype)
        case {"all": parts}:
            return All(tuple(_build_node(part, document) for part in parts))
        case {"any": parts}:
            return AnyOf(tuple(_build_node(part, document) for part in parts))
        case {"not": part}:
            return Not(_build_node(part, document))
        case _:
            return _build_test(node)


def _build_leaf(leaf: str, document: Table) -> Leaf:
    table = document[leaf]
    part = _build_node(leaf_node(table), document)
    return Leaf(leaf, table["label"], table["kind"], table.get("expiring", False), part)


def _build_test(node: Table) -> Test:
    if "never" in node:
        return Never()
    limits = {RENAMED.get(key, key): value for key, value in node.items()}
    for key in ("at_least", "at_most", "below", "normal_from", "normal_to", "rise", "rise_above", "up_to_score"):
        if key in limits:
            limits[key] = float(limits[key])
    return BUILDERS[FACTS[node["fact"]].kind](**limits)


RENAMED: Final = {"within_months": "months", "within_days": "days", "is": "is_"}
BUILDERS: Final[dict[str, Callable[..., Test]]] = {
    "latest": Within,
    "days": Total,
    "relapses": Spaced,
    "scores": Rise,
    "birth": Age,
    "onset": Duration,
    "number": Limit,
    "flag": Flag,
    "category": Category,
}
