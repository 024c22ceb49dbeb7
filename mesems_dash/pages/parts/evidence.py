"""Who is behind one number of the screen failures, with one line of evidence each, and how a criterion is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from mesems_dash.eligibility import Facts
from mesems_dash.eligibility.describe import describe_criterion, describe_overall
from mesems_dash.eligibility.evaluator import judge_criteria
from mesems_dash.pages.state.cache import cached_query, open_rule_sets
from mesems_dash.queries import list_sites, read_facts
from mesems_dash.vocabulary import CRITERIA, KIND_LABELS, KINDS, NOT_RECORDED
from mesems_dash.words.phrases import join_words, name_decision, name_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from mesems_dash.eligibility import Judgement, RuleSet
    from mesems_dash.eligibility.judgement import CriterionJudgement
    from mesems_dash.eligibility.rules import Criterion
    from mesems_dash.pages.state.view import View
    from mesems_dash.store.connection import Cut
    from mesems_dash.words.attention import Alert

__all__ = [
    "MOST_PEOPLE",
    "add_evidence",
    "describe_alert",
    "explain_criterion",
    "find_rule_sets",
    "name_kinds",
    "name_leaves",
    "put_in_words",
    "read_criterion",
]

MOST_PEOPLE: Final = 1_000
"""Rows that get their evidence written; a page with more says so."""
MOST_REASONS: Final = 2
"""Criteria told of one screening, where no criterion is asked for."""


def add_evidence(cut: Cut, rows: pd.DataFrame, criterion: str) -> pd.DataFrame:
    """Return rows of `list_screenings` with `evidence` and `kind`, blank past MOST_PEOPLE.

    Without a criterion, or with a reason that is none, both are of the verdict as a whole.
    """
    text = rows.head(MOST_PEOPLE)
    facts = read_facts(cut, [int(key) for key in text["screening_key"]])
    known = open_rule_sets(cut)
    asked = zip(text["screening_key"], text["ruleset"], text["failing"], strict=True)
    judged = [
        _judge(known[ruleset], facts.get(int(key)), [criterion] if criterion in CRITERIA else failing.split())
        for key, ruleset, failing in asked
    ]
    text = text.assign(
        evidence=[_describe_judgement(one, criterion) for one in judged],
        kind=[_describe_kinds(one, criterion) for one in judged],
    )
    return rows.join(text[["evidence", "kind"]]).fillna({"evidence": "", "kind": ""})


def put_in_words(rows: pd.DataFrame, sites: Mapping[str, str]) -> pd.DataFrame:
    """Return rows of `add_evidence` with `site` and with subtype, decision and recorded reasons in words."""
    return rows.assign(
        site=_translate(rows["site_id"], lambda site: sites.get(site, str(site))),
        subtype=rows["subtype"].replace(NOT_RECORDED, "not recorded"),
        site_decision=_translate(rows["site_decision"], name_decision),
        recorded=_translate(rows["recorded"], name_reasons),
    )


def _translate(column: pd.Series, translate: Callable[[Any], str]) -> pd.Series:
    """Return a column in words; each different value is translated once, a missing one as None."""
    words = {value: translate(value) for value in column.dropna().unique()}
    return column.map(words).fillna(translate(None))


def describe_alert(view: View, alert: Alert) -> list[str]:
    """Return one sentence of evidence for each row of a matter that concerns a criterion; blank for others."""
    sites = cached_query(list_sites, view.cut, view.selection)
    own = dict(zip(sites["site_id"], sites["ruleset"], strict=True))
    rows = alert.rows[:MOST_PEOPLE]
    text = cached_query(
        _describe_screenings,
        view.cut,
        keys=tuple(row["screening_key"] for row in rows),
        criteria=tuple(row["criterion"] for row in rows),
        rule_sets=tuple(view.selection.rule_set or own.get(row["site_id"], "registry") for row in rows),
    )
    return [*text["evidence"], *[""] * (len(alert.rows) - len(text))]


def _describe_screenings(
    cut: Cut, *, keys: tuple[int | None, ...], criteria: tuple[str | None, ...], rule_sets: tuple[str, ...]
) -> pd.DataFrame:
    facts = read_facts(cut, [key for key in keys if key is not None])
    known = open_rule_sets(cut)
    evidence = [
        _describe_judgement(
            _judge(known[rule_set], facts.get(key) if key is not None else None, [criterion]), criterion
        )
        if criterion in CRITERIA
        else ""
        for key, criterion, rule_set in zip(keys, criteria, rule_sets, strict=True)
    ]
    return pd.DataFrame({"evidence": evidence})


def find_rule_sets(view: View) -> tuple[RuleSet, ...]:
    """Return the rule sets that judge the selected sites: the chosen one, else each site's own, the registry first.

    They are the cut's own, so that readings and evidence belong to the verdicts beside them.
    """
    known = open_rule_sets(view.cut)
    if view.selection.rule_set:
        return (known[view.selection.rule_set],)
    own = {str(name) for name in cached_query(list_sites, view.cut, view.selection)["ruleset"]} or {"registry"}
    return tuple(known[name] for name in sorted(own, key=lambda name: (name != "registry", name)))


def explain_criterion(rule_sets: Sequence[RuleSet], criterion: str) -> str:
    """Return how the rule sets read the criterion, and which ones those are; nothing for other reasons."""
    if criterion not in CRITERIA:
        return ""
    titles = join_words(next(iter(_group_readings(rule_sets, criterion).values())))
    return f"How we read it ({titles}): {read_criterion(rule_sets, criterion)}"


def read_criterion(rule_sets: Sequence[RuleSet], criterion: str) -> str:
    """Return the reading of the first rule set, then by name those that differ; nothing for other reasons."""
    if criterion not in CRITERIA:
        return ""
    (first, _), *others = _group_readings(rule_sets, criterion).items()
    return " ".join([first.reading, *_describe_others(others)])


def _group_readings(rule_sets: Sequence[RuleSet], criterion: str) -> dict[Criterion, list[str]]:
    """Return the titles of the rule sets by what they make of the criterion, those of the first rule set first."""
    groups: dict[Criterion, list[str]] = {}
    for rule_set in rule_sets:
        groups.setdefault(rule_set.criterion(criterion), []).append(rule_set.title)
    return groups


def _describe_others(others: Sequence[tuple[Criterion, list[str]]]) -> list[str]:
    if not others:
        return []
    titles = [title for _, group in others for title in group]
    verb = "reads" if len(titles) == 1 else "read"
    text = [f"{join_words(group)}: {criterion.reading}" for criterion, group in others]
    return [f"{join_words(titles)} {verb} it differently.", *text]


def name_leaves(rule_sets: Sequence[RuleSet]) -> dict[str, str]:
    """Return the parts of I1 in the words of the first rule set that has them: "RRMS: A year of therapy"."""
    leaves = [leaf for rule_set in reversed(rule_sets) for leaf in rule_set.criterion("I1").leaves]
    return {leaf.id: ": ".join([*leaf.id.split(".")[1:2], leaf.label]) for leaf in leaves}


def name_kinds(rule_sets: Sequence[RuleSet], criterion: str) -> str:
    """Return the kinds of reason that a criterion's parts are, in the vocabulary's order; nothing for other reasons."""
    if criterion not in CRITERIA:
        return ""
    kinds = {leaf.kind for rule_set in rule_sets for leaf in rule_set.criterion(criterion).leaves}
    return "; ".join(KIND_LABELS[kind] for kind in KINDS if kind in kinds)


def _judge(rule_set: RuleSet, row: dict[str, Any] | None, wanted: Collection[str]) -> Judgement | None:
    """Judge by the criteria wanted alone, since many rows are judged at once; by all of them where none is."""
    if row is None:
        return None
    criteria = [one for one in rule_set.criteria if not wanted or one.id in wanted]
    return judge_criteria(rule_set, Facts.from_row(row), criteria)


def _describe_judgement(judgement: Judgement | None, criterion: str | None) -> str:
    if judgement is None:
        return ""
    if criterion in CRITERIA:
        return describe_criterion(judgement[str(criterion)], judgement.facts)
    return _describe_failing(judgement)


def _describe_failing(judgement: Judgement) -> str:
    """Tell the first few criteria that fail, each with its evidence; where none does, the verdict as a whole."""
    failing = _list_failing(judgement)
    if not failing:
        return describe_overall(judgement)
    text = [f"{one.criterion.id}: {describe_criterion(one, judgement.facts)}" for one in failing[:MOST_REASONS]]
    more = len(failing) - len(text)
    return " ".join([*text, f"And {more} more."] if more else text)


def _list_failing(judgement: Judgement) -> list[CriterionJudgement]:
    return [one for one in judgement.criteria if one.fails and not one.criterion.is_derived]


def _describe_kinds(judgement: Judgement | None, criterion: str) -> str:
    """Say what may clear the reason of this person: the kinds of the parts that fail, or that a value is missing."""
    if judgement is None:
        return ""
    judged = [judgement[criterion]] if criterion in CRITERIA else _list_failing(judgement)
    if criterion in CRITERIA and judged[0].truth is None:
        return KIND_LABELS["fixable"]
    kinds = {leaf.kind for one in judged for leaf in one.failing_leaves}
    return "; ".join(KIND_LABELS[kind] for kind in KINDS if kind in kinds)
