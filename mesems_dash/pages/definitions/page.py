"""Definitions: every word, stage, status and denominator, and every criterion as the rule sets of the cut have it.

A link lands on a word (`?term=any-reason`), a criterion (`?term=E5`) or the words of a page (`?term=on.funnel`). What
somebody types into the search box is never in the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.pages.definitions.criteria_text import list_criteria, list_differing, write_comparison
from mesems_dash.pages.definitions.glossary_html import Entry, find_entries, write_entries
from mesems_dash.pages.definitions.page_words import ON, has_words, name_page_words
from mesems_dash.pages.parts import frame, layout
from mesems_dash.pages.parts.html_table import show_html_table
from mesems_dash.pages.state import choice, keys
from mesems_dash.pages.state.cache import open_rule_sets
from mesems_dash.pages.state.markup import show_html
from mesems_dash.pages.state.names import TITLES
from mesems_dash.reports.bounds import tabulate_bounds
from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.glossary import GLOSSARY, Term, describe_differing, group_terms
from mesems_dash.words.phrases import format_things, join_words, name_criterion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.pages.state.view import View

__all__ = ["render"]

TITLE: Final = "Definitions"
ALL: Final = "all"
_SHOWS_CRITERIA: Final = frozenset(name_page_words(path) for path in ("failures", "undecided", "agreement", "person"))


def render(view: View) -> None:
    """Show the page."""
    rule_sets = _sort(open_rule_sets(view.cut).values())
    words = format_things(len(GLOSSARY), "word")
    text = (
        f"{words}, {format_things(len(CRITERIA), 'criterion', 'criteria')}, {format_things(len(rule_sets), 'rule set')}"
    )
    frame.show_whole_head(view, TITLE, text)
    with st.container(horizontal=True, vertical_alignment="bottom", key="definitions-boxes"):
        chosen = choice.choose_from_list("Show", _list_options(), key=keys.DEFINITIONS_TERM, default=ALL)
        wanted = st.text_input("Search", key=keys.DEFINITIONS_SEARCH, placeholder="For example: washout, undecided, E5")
    terms = [term for term in GLOSSARY if _is_shown(term, chosen)]
    criteria = [entry for entry in list_criteria(rule_sets) if _is_criterion_shown(entry.code, chosen)]
    found = _show_words(terms, wanted) + _show_criteria(criteria, wanted)
    if not found:
        layout.empty_state("No definition contains all of these words.", "Search for fewer words, or show everything.")
    elif chosen in {ALL, *_SHOWS_CRITERIA} and not wanted:
        _show_rule_sets(rule_sets)
        _show_bounds()


def _sort(rule_sets: Iterable[RuleSet]) -> list[RuleSet]:
    return sorted(rule_sets, key=lambda rule_set: (rule_set.name != "registry", rule_set.name))


def _list_options() -> dict[str, str]:
    pages = {name_page_words(path): f"Words on {title}" for path, title in TITLES.items() if has_words(path)}
    criteria = {code: name_criterion(code) for code in CRITERIA}
    return {ALL: "Everything", **pages, **{term.code: term.name for term in GLOSSARY}, **criteria}


def _is_shown(term: Term, chosen: str) -> bool:
    return chosen in (ALL, term.code) or chosen.removeprefix(ON) in term.pages


def _is_criterion_shown(code: str, chosen: str) -> bool:
    return chosen in {ALL, code, *_SHOWS_CRITERIA}


def _show_words(terms: list[Term], wanted: str) -> int:
    shown = 0
    for group, members in group_terms(tuple(terms)).items():
        entries = find_entries([Entry(term.code, term.name, term.text) for term in members], wanted)
        if entries:
            pages = [TITLES[path] for path in members[0].pages if path in TITLES]
            layout.section(group, f"On {join_words(pages)}.")
            show_html(write_entries(entries))
        shown += len(entries)
    return shown


def _show_criteria(criteria: list[Entry], wanted: str) -> int:
    entries = find_entries(criteria, wanted)
    if entries:
        layout.section("Criteria", "In plain words, as in the first rule set; the registry text is its source.")
        show_html(write_entries(entries))
    return len(entries)


def _show_rule_sets(rule_sets: list[RuleSet]) -> None:
    differing = list_differing(rule_sets)
    title = rule_sets[0].title
    layout.section("Rule sets side by side", describe_differing(differing, title))
    if differing:
        show_html(write_comparison(rule_sets))


def _show_bounds() -> None:
    layout.section(
        "Plausible values", "A value outside these limits counts as not recorded, and the import report lists it."
    )
    show_html_table(
        tabulate_bounds(), caption="Plausible values of each column", words=("Columns", "Plausible"), is_wrapping=True
    )
