"""Puts a judgement into English: one sentence of evidence per criterion, the whole tree, and what is missing.

It needs nothing but the facts and the rule set. `clauses.py` says a test, `gaps.py` what is missing, `wording.py` dates
and numbers; here they become sentences, from the parts of a tree that settle the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility.clauses import Clause, describe_test, format_spare
from mesems_dash.eligibility.evaluator import judge
from mesems_dash.eligibility.foresight import Promise, find_promise
from mesems_dash.eligibility.gaps import Gap, find_gaps, find_reference_gap
from mesems_dash.eligibility.rules import (
    BRANCHES,
    TESTS,
    All,
    AnyOf,
    BySubtype,
    FailsBranch,
    Leaf,
    Node,
    Not,
    RuleSet,
    Test,
)
from mesems_dash.eligibility.wording import chain, format_count, format_day, join
from mesems_dash.vocabulary import ALL_CRITERIA, CRITERION_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mesems_dash.eligibility.facts import Facts
    from mesems_dash.eligibility.judgement import CriterionJudgement, Judged, Judgement
    from mesems_dash.eligibility.truth import Truth

NO_SUBTYPE: Final = Gap("screenings.subtype", "MS subtype is not recorded", "Which MS subtype is it?")
STATUS_WORDS: Final = {
    "met": "met",
    "not_met": "not met",
    "present": "present",
    "absent": "absent",
    "unknown": "undecided",
}
MARKS: Final[dict[Truth, str]] = {True: "yes", False: "no", None: "open"}
CLEARING_WORDS: Final = {
    "permanent": "permanent",
    "time_limited": "clears with time alone",
    "clinical": "clears with change",
}


@dataclass(frozen=True, slots=True)
class MissingItem:
    """A value that would help to decide a criterion; `field` is file.column of the bundle."""

    field: str
    criterion: str
    question: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap and the criterion that it leaves undecided."""

    criterion: str
    gap: Gap


# ------------------------------------------------------------------ one sentence per criterion
def describe_criterion(judged: CriterionJudgement, facts: Facts) -> str:
    """Return one sentence that says why a criterion is as it is: values, dates, limits and margins."""
    if facts.reference_on is None:
        return _sentence([Clause(find_reference_gap(facts).statement)])
    clauses = tuple(_clauses(judged.tree, facts, good=not judged.against))
    promise = (
        None if judged.criterion.is_derived else find_promise(judged.criterion.rule, facts, favour=not judged.against)
    )
    return _sentence(clauses, describe_promise(promise, clauses, facts))


def describe_overall(judgement: Judgement) -> str:
    """Return one sentence that names the criteria that fail and those that are undecided."""
    if judgement.facts.reference_on is None:
        return _sentence([Clause(find_reference_gap(judgement.facts).statement)])
    counted = [judged for judged in judgement.criteria if not judged.criterion.is_derived]
    failing = [_name(judged) for judged in counted if judged.fails]
    undecided = [_name(judged) for judged in counted if judged.truth is None]
    if not failing and not undecided:
        return f"All {len(counted)} counted criteria pass on {format_day(judgement.facts.reference_on)}."
    parts = [f"Fails {join(failing)}"] if failing else []
    parts += [f"{'undecided' if failing else 'Undecided'} on {join(undecided)}"] if undecided else []
    return "; ".join(parts) + "."


def _name(judged: CriterionJudgement) -> str:
    return f"{judged.criterion.id} ({CRITERION_LABELS[judged.criterion.id]})"


def describe_promise(promise: Promise | None, clauses: Iterable[Clause], facts: Facts) -> str:
    """Return what time alone will do, to be put behind clauses; nothing where they say it themselves."""
    if promise is None or facts.reference_on is None:
        return ""
    clauses = tuple(clauses)
    is_said = any(clause.day == promise.day for clause in clauses)
    whole = "" if len(clauses) == 1 else "the criterion "  # else it would seem to be said of the last clause alone
    if promise.kind == "HOLDS":
        least = "" if promise.is_exact else "at least "
        spare = format_spare((promise.day - facts.reference_on).days)
        return "" if is_said else f"; {whole}holds until {least}{format_day(promise.day)}, {spare}"
    if promise.kind == "AFTER":
        return f", so {whole}passes no earlier than {format_day(promise.day)}"
    when = "then" if is_said else format_day(promise.day)
    return f", so {whole}passes from {when}{'' if promise.is_exact else ' at the latest'}"


def _sentence(clauses: Iterable[Clause], promise: str = "") -> str:
    """Join clauses, those of one subject together; a subject is not said twice."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for clause in dict.fromkeys(clauses):
        grouped.setdefault((clause.subject, clause.link), []).append(clause.verdict)
    said = [f"{subject}{link}{' and '.join(verdicts)}" for (subject, link), verdicts in grouped.items()]
    return chain(said) + promise + "."


def _clauses(judged: Judged, facts: Facts, *, good: bool) -> Iterator[Clause]:
    """Yield the clauses of the parts that settle a node; of all that are open where it is open."""
    node = judged.node
    if isinstance(node, TESTS):
        yield describe_test(node, judged.truth, facts, good=good)
    elif isinstance(node, FailsBranch):
        yield from _derived(judged, facts)
    elif isinstance(node, BySubtype):
        yield from _by_subtype(judged, facts, good=good)
    else:
        for part in _settling(judged, good=good):
            yield from _clauses(part, facts, good=good != isinstance(node, Not))


def _settling(judged: Judged, *, good: bool) -> Iterator[Judged]:
    """Yield the parts that make a node what it is: one false settles an `all`, one true an `any`.

    Of the parts of an `all` that is better false the first is enough: a man need not hear about contraception.
    """
    if isinstance(judged.node, Leaf | Not):
        return iter(judged.parts)
    parts = (part for part in judged.parts if part.truth is judged.truth and part.is_in_play)
    is_first_enough = isinstance(judged.node, All) and not good and judged.truth is not True
    return islice(parts, 1) if is_first_enough else parts


def _by_subtype(judged: Judged, facts: Facts, *, good: bool) -> Iterator[Clause]:
    in_play = [part for part in judged.parts if part.is_in_play]
    if facts.subtype is None:
        yield _no_subtype(judged)
    for part in in_play:
        if part.truth is judged.truth:
            yield from _clauses(part, facts, good=good)


def _no_subtype(judged: Judged) -> Clause:
    answers = {subtype: part.truth for subtype, part in zip(BRANCHES, judged.parts, strict=False)}
    words = {True: "met", False: "not met", None: "undecided"}
    if judged.truth is not None:
        return Clause(f"{NO_SUBTYPE.statement}, but {'met for every' if judged.truth else 'not met for any'} subtype")
    said = join(f"{words[truth]} for {subtype}" for subtype, truth in answers.items())
    return Clause(f"{NO_SUBTYPE.statement}: {said}")


def _derived(judged: Judged, facts: Facts) -> Iterator[Clause]:
    assert isinstance(judged.node, FailsBranch)  # noqa: S101 -- the caller looked
    subtype = judged.node.subtype
    if facts.subtype is None:
        passes = "its branch of I1 is met" if judged.truth is False else "whether this applies is unknown"
        yield Clause(f"{NO_SUBTYPE.statement}; {passes}")
    elif facts.subtype != subtype:
        yield Clause(f"Subtype is {facts.subtype}, not {subtype}")
    else:
        words = {True: "not met", False: "met", None: "undecided"}
        yield Clause(f"Follows from I1, which is {words[judged.truth]} for {subtype}")


# ------------------------------------------------------------------ the tree
def explain(rule_set: RuleSet, facts: Facts) -> str:
    """Return the whole tree in plain text: every test with value, limit and margin, and what is missing to decide."""
    judgement = judge(rule_set, facts)
    lines = [f"Rule set {rule_set.name} {rule_set.version}: {rule_set.title}", *_head(judgement), ""]
    for judged in judgement.criteria:
        lines += [*_explain_criterion(judged, facts), ""]
    lines += _explain_missing(judgement)
    return "\n".join(lines).rstrip() + "\n"


def _head(judgement: Judgement) -> Iterator[str]:
    on = judgement.facts.reference_on
    yield f"Reference date {format_day(on) if on else 'not usable'}"
    yield f"Overall: {STATUS_WORDS.get(judgement.status, judgement.status)}. {describe_overall(judgement)}"


def _explain_criterion(judged: CriterionJudgement, facts: Facts) -> Iterator[str]:
    criterion = judged.criterion
    yield f"{criterion.id:<4}{criterion.label}: {STATUS_WORDS[judged.status].upper()}"
    yield f"    {criterion.text}"
    if facts.reference_on is None:
        return
    if isinstance(criterion.rule, FailsBranch):
        yield f"    {describe_criterion(judged, facts)}"
    else:
        yield from _explain_node(judged.tree, facts, good=not judged.against, depth=1)


def _explain_node(judged: Judged, facts: Facts, *, good: bool, depth: int) -> Iterator[str]:
    node, indent = judged.node, "    " * depth
    if isinstance(node, TESTS):
        yield f"{indent}{_mark(judged.truth)} {_describe_line(node, judged.truth, facts, good=good)}"
    elif isinstance(node, Leaf):
        yield from _explain_leaf(judged, node, facts, good=good, depth=depth)
    elif isinstance(node, BySubtype):
        yield from _explain_branches(judged, facts, good=good, depth=depth)
    else:
        yield f"{indent}{_mark(judged.truth)} {_word(node)}"
        for part in judged.parts:
            yield from _explain_node(part, facts, good=good != isinstance(node, Not), depth=depth + 1)


def _describe_line(node: Test, truth: Truth, facts: Facts, *, good: bool) -> str:
    """Return a test in words, with what time alone makes of this test."""
    clause = describe_test(node, truth, facts, good=good)
    return f"{clause}{describe_promise(find_promise(node, facts, favour=good), [clause], facts)}"


def _explain_leaf(judged: Judged, leaf: Leaf, facts: Facts, *, good: bool, depth: int) -> Iterator[str]:
    indent = "    " * depth
    part = judged.parts[0]
    kind = f" [{CLEARING_WORDS[leaf.kind]}]" if judged.truth is (not good) else ""
    if isinstance(leaf.part, TESTS):
        yield (
            f"{indent}{_mark(judged.truth)} {leaf.label}: "
            f"{_describe_line(leaf.part, part.truth, facts, good=good)}{kind}"
        )
    else:
        yield f"{indent}{_mark(judged.truth)} {leaf.label}{kind}"
        yield from _explain_node(part, facts, good=good, depth=depth + 1)


def _explain_branches(judged: Judged, facts: Facts, *, good: bool, depth: int) -> Iterator[str]:
    indent = "    " * depth
    if facts.subtype is None:
        yield f"{indent}{_mark(judged.truth)} {_no_subtype(judged)}"
    for subtype, part in zip((*BRANCHES, facts.subtype or ""), judged.parts, strict=True):
        if part.is_in_play:
            yield f"{indent}{_mark(part.truth)} for {subtype}"
            yield from _explain_node(part, facts, good=good, depth=depth + 1)


def _word(node: Node) -> str:
    return {All: "all of", AnyOf: "any of", Not: "not"}[type(node)]


def _mark(truth: Truth) -> str:
    return f"[{MARKS[truth]:<4}]"


def _explain_missing(judgement: Judgement) -> Iterator[str]:
    items = find_missing(judgement)
    if items:
        fields = len({item.field for item in items})
        yield f"Missing to decide ({format_count(fields, 'value')}):"
        for item in items:
            criterion = "" if item.criterion == ALL_CRITERIA else f"{item.criterion:<4}"
            yield f"    {criterion}{item.question} ({item.field})"


# ------------------------------------------------------------------ what is missing
def missing_items(rule_set: RuleSet, facts: Facts) -> tuple[MissingItem, ...]:
    """Return the raw values that would help to decide what is undecided, in protocol order."""
    return find_missing(judge(rule_set, facts))


def find_missing(judgement: Judgement) -> tuple[MissingItem, ...]:
    """Return the raw values that would help to decide what a judgement leaves undecided, in protocol order."""
    if judgement.facts.reference_on is None:
        gap = find_reference_gap(judgement.facts)
        return (MissingItem(gap.asked_field, ALL_CRITERIA, gap.question),)
    items = (MissingItem(one.gap.asked_field, one.criterion, one.gap.question) for one in find_open(judgement))
    return tuple(dict.fromkeys(items))


def find_open(judgement: Judgement) -> tuple[Missing, ...]:
    """Return every gap that leaves a criterion undecided, in protocol order; the judgement has a reference date."""
    missing = (
        Missing(judged.criterion.id, gap)
        for judged in judgement.criteria
        if judged.truth is None and not judged.criterion.is_derived
        for gap in _open_gaps(judged.tree, judgement.facts, good=not judged.against)
    )
    return tuple(dict.fromkeys(missing))


def _open_gaps(judged: Judged, facts: Facts, *, good: bool) -> Iterator[Gap]:
    if judged.truth is not None:
        return
    if isinstance(judged.node, TESTS):
        yield from find_gaps(judged.node, facts)
    if isinstance(judged.node, BySubtype) and facts.subtype is None:
        yield NO_SUBTYPE
    for part in _settling(judged, good=good):
        yield from _open_gaps(part, facts, good=good != isinstance(judged.node, Not))


__all__ = [
    "Missing",
    "MissingItem",
    "describe_criterion",
    "describe_overall",
    "explain",
    "find_missing",
    "find_open",
    "missing_items",
]
