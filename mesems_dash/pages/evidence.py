"""Who is behind one number of the screen failures, with one line of evidence each, and how a criterion is read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility import Facts, judge, load_rule_set
from mesems_dash.eligibility.describe import describe_criterion, describe_overall
from mesems_dash.figures.sites import name_sites
from mesems_dash.figures.words import name_decision, name_reasons
from mesems_dash.pages.cache import ask
from mesems_dash.queries import list_sites, read_facts
from mesems_dash.queries.exclusion_list import list_exclusions
from mesems_dash.vocabulary import CRITERIA, NOT_RECORDED

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.pages.view import View
    from mesems_dash.queries.exclusion_list import Count
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["MOST_PEOPLE", "explain_criterion", "list_people"]

MOST_PEOPLE: Final = 1_000
"""Rows that get their evidence written; a page with more says so."""


def list_people(view: View, *, criterion: str, subtype: str, count: Count) -> pd.DataFrame:
    """Return the screenings that one bar counts, in words: `list_exclusions` with `site`, `evidence` and names.

    `evidence` is blank past MOST_PEOPLE.
    """
    rows = ask(_list_with_evidence, view.cut, view.selection, criterion=criterion, subtype=subtype, count=count)
    sites = name_sites(ask(list_sites, view.cut, view.selection))
    return rows.assign(
        site=[sites.get(site, site) for site in rows["site_id"]],
        subtype=rows["subtype"].replace(NOT_RECORDED, "not recorded"),
        site_decision=[name_decision(value) for value in rows["site_decision"]],
        recorded=[name_reasons(value) for value in rows["recorded"]],
    )


def explain_criterion(view: View, criterion: str) -> str:
    """Return how the rule set in use reads the criterion, and where that stands; nothing for other reasons."""
    if criterion not in CRITERIA:
        return ""
    name = view.selection.rule_set or "registry"
    found = _load(name).criterion(criterion)
    return f"How we read it ({_load(name).title}): {found.reading}"


def _list_with_evidence(cut: Cut, selection: Selection, *, criterion: str, subtype: str, count: Count) -> pd.DataFrame:
    rows = list_exclusions(cut, selection, criterion=criterion, subtype=subtype, count=count)
    told = rows.head(MOST_PEOPLE)
    facts = read_facts(cut, [int(key) for key in told["screening_key"]])
    pairs = zip(told["screening_key"], told["ruleset"], strict=True)
    evidence = [_tell(_load(ruleset), facts.get(int(key)), criterion) for key, ruleset in pairs]
    return rows.assign(evidence=[*evidence, *[""] * (len(rows) - len(evidence))])


def _tell(rule_set: RuleSet, row: dict[str, Any] | None, criterion: str) -> str:
    if row is None:
        return ""
    facts = Facts.from_row(row)
    judgement = judge(rule_set, facts)
    if criterion not in CRITERIA:
        return describe_overall(judgement)
    return describe_criterion(judgement[criterion], facts)


@cache
def _load(name: str) -> RuleSet:
    return load_rule_set(name)
