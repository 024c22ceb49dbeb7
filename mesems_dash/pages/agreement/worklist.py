"""The worklist of Site against data: boxes that choose screenings, and a page of them, each with its evidence.

The boxes are the state; a click in a chart sets them. All of it is codes of closed lists, in the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import pandas as pd
import streamlit as st

from mesems_dash.eligibility import Facts, judge
from mesems_dash.eligibility.describe import describe_criterion, describe_overall
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.people_access import has_names
from mesems_dash.pages.parts.people_table import show_people
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, filters, keys
from mesems_dash.pages.state.cache import cached_query, open_rule_sets
from mesems_dash.queries import list_sites, read_facts
from mesems_dash.queries.disagreement_list import Behind, Decision, list_disagreements
from mesems_dash.vocabulary import ANY_DISAGREEMENT, DISAGREEING_OR_NOT, DISAGREEMENT_LABELS, ENROLLED_PARTS
from mesems_dash.words.rows import list_rows
from mesems_dash.words.sites import name_sites
from mesems_dash.words.worklist import (
    count_worklist,
    describe_choice,
    explain_choice,
    explain_worklist,
    list_concerned,
    name_cells,
    name_kinds,
    name_pairs,
    tabulate_worklist,
    to_file,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mesems_dash.eligibility import RuleSet
    from mesems_dash.pages.state.chart_click import ChartClick
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = [
    "Chosen",
    "choose_among_cells",
    "choose_among_pairs",
    "follow_cell",
    "follow_kind",
    "follow_pair",
    "show_worklist",
    "show_worklist_head",
]

MOST_SHOWN: Final = 200
MOST_TOLD: Final = 1_000
"""Rows of a file that get their evidence written."""
_ALL: Final = "all"


@dataclass(frozen=True)
class Chosen:
    """What the boxes choose, and the marks of the charts that stand for it; an empty mark is none."""

    behind: Behind

    @property
    def cell(self) -> tuple[str, ...]:
        """The mark in the table of decisions."""
        return _make_mark(self.behind.decision, self.behind.status)

    @property
    def bar(self) -> tuple[str, ...]:
        """The mark among the kinds."""
        return (self.behind.kind,) if self.behind.kind in DISAGREEMENT_LABELS else ()

    @property
    def pair(self) -> tuple[str, ...]:
        """The mark in the matrix."""
        return _make_mark(self.behind.recorded, self.behind.found)


def _make_mark(first: str | None, second: str | None) -> tuple[str, ...]:
    return (first, second) if first and second else ()


# ---------------------------------------------------------------- boxes
def choose_among_cells(view: View, kinds: pd.DataFrame, cells: pd.DataFrame) -> Chosen:
    """Show the boxes beside the table of decisions and return what they choose; frames as their queries give them."""
    kind, site, decision, status = _choose(view, kinds, "Decision and data", name_cells(cells), key=keys.AGREEMENT_CELL)
    return Chosen(Behind(kind, site, decision=cast("Decision | None", decision), status=status))


def choose_among_pairs(view: View, kinds: pd.DataFrame, matrix: pd.DataFrame) -> Chosen:
    """Show the boxes beside the matrix of criteria and return what they choose; frames as their queries give them."""
    kind, site, recorded, found = _choose(
        view, kinds, "Recorded and failing", name_pairs(matrix), key=keys.AGREEMENT_PAIR
    )
    return Chosen(Behind(kind, site, recorded=recorded, found=found))


def _choose(
    view: View, kinds: pd.DataFrame, label: str, names: Mapping[tuple[str, str], str], *, key: str
) -> tuple[str, str | None, str | None, str | None]:
    """Show the boxes and return the kind, the site and both halves of the chosen cell."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="agreement-boxes"):
        kind, site = _choose_kind_and_site(view, kinds)
        options = {_ALL: "Any", **{_join(*halves): name for halves, name in names.items()}}
        cell = choice.choose_from_list(label, options, key=key, default=_ALL)
    return (kind, site, *_split(cell))


def follow_cell(click: ChartClick | None) -> None:
    """Let the boxes say a chosen cell of the table of decisions, a difference or not; None clears them."""
    mark = None if click is None else click.customdata
    _set(DISAGREEING_OR_NOT if mark else ANY_DISAGREEMENT, keys.AGREEMENT_CELL, mark)


def follow_pair(click: ChartClick | None) -> None:
    """Let the boxes say a chosen cell of the matrix of criteria; None clears them."""
    mark = None if click is None else click.customdata
    _set(DISAGREEING_OR_NOT if mark else ANY_DISAGREEMENT, keys.AGREEMENT_PAIR, mark)


def follow_kind(click: ChartClick | None) -> None:
    """Let the boxes say a chosen kind of difference; None clears them."""
    mark = None if click is None else click.customdata
    _set(mark[0] if mark else ANY_DISAGREEMENT, keys.AGREEMENT_CELL, None)


def _choose_kind_and_site(view: View, kinds: pd.DataFrame) -> tuple[str, str | None]:
    names = _name_sites(view)
    sites = {_ALL: "All sites", **{site: names.get(site, site) for site in kinds["site_id"]}}
    kind = choice.choose_from_list("Disagreement", name_kinds(kinds), key=keys.AGREEMENT_KIND, default=ANY_DISAGREEMENT)
    site = choice.choose_from_list("Site", sites, key=keys.AGREEMENT_SITE, default=_ALL)
    return kind, None if site == _ALL else site


def _set(kind: str, key: str, mark: tuple[str, ...] | None) -> None:
    choice.set_choice(keys.AGREEMENT_KIND, kind)
    choice.set_choice(key, _join(*mark) if mark else _ALL)


def _join(first: str, second: str) -> str:
    return f"{first}.{second}"


def _split(code: str) -> tuple[str, str] | tuple[None, None]:
    if code == _ALL:
        return None, None
    first, _, second = code.partition(".")
    return first, second


# ---------------------------------------------------------------- rows
def show_worklist_head(view: View, chosen: Chosen) -> None:
    """Show the heading of the worklist: what is listed, and how many."""
    if not view.cut.scope.may_name_people:
        return
    rows = _read(view, chosen.behind)
    text = explain_choice(chosen.behind.kind, cell=chosen.cell, pair=chosen.pair)
    layout.section(f"Worklist: {count_worklist(rows)}", text)


def show_worklist(view: View, chosen: Chosen) -> None:
    """Show the chosen screenings, the first of them on the page and all as a file."""
    if not has_names(view):
        return
    rows, names = _read(view, chosen.behind), _name_sites(view)
    if rows.empty:
        layout.empty_state("No screening matches these choices.", "Choose another disagreement, site or cell above.")
        return
    show_people(
        view,
        tabulate_worklist(rows, names, has_kinds=chosen.behind.kind not in {**DISAGREEMENT_LABELS, **ENROLLED_PARTS}),
        key="agreement-worklist",
        caption="Worklist",
        keys=list(zip(rows["subject_key"].astype(int), rows["screening_no"].astype(int), strict=True)),
    )
    left_out = explain_worklist(rows, described=MOST_TOLD)
    if left_out:
        layout.note(left_out)
    with layout.foot():
        everybody = partial(_list_all, view, chosen.behind, names)
        offer_table(view, everybody, name="worklist", filter_sentence=_describe(view, chosen, names))
        show_sql(rows, key="agreement-worklist")


def _describe(view: View, chosen: Chosen, names: dict[str, str]) -> str:
    """Say in plain English what the file holds: the panel's filters and the boxes."""
    kind, site = chosen.behind.kind, chosen.behind.site
    phrases = describe_choice(
        kind, site=None if site is None else names.get(site, site), cell=chosen.cell, pair=chosen.pair
    )
    return filters.describe_selection(view.selection, filters.read_offer(view.cut), phrases)


def _name_sites(view: View) -> dict[str, str]:
    return name_sites(cached_query(list_sites, view.cut, view.selection))


def _read(view: View, behind: Behind) -> pd.DataFrame:
    return cached_query(_list_with_evidence, view.cut, _keep_asked(view.selection), behind=behind, most=MOST_SHOWN)


def _keep_asked(selection: Selection) -> Selection:
    return choice.leave_nobody(
        selection, keys.AGREEMENT_KIND, keys.AGREEMENT_SITE, keys.AGREEMENT_CELL, keys.AGREEMENT_PAIR
    )


def _list_all(view: View, behind: Behind, names: dict[str, str]) -> pd.DataFrame:
    """Return every row for a file, made when somebody asks for it and not remembered."""
    return to_file(_list_with_evidence(view.cut, view.selection, behind=behind, most=None), names)


def _list_with_evidence(cut: Cut, selection: Selection, *, behind: Behind, most: int | None) -> pd.DataFrame:
    rows = list_disagreements(cut, selection, behind=behind, most=most)
    text = list_rows(rows.head(MOST_TOLD))
    facts = read_facts(cut, [row["screening_key"] for row in text])
    known = open_rule_sets(cut)
    evidence = [
        _describe_row(known[row["ruleset"]], facts.get(row["screening_key"]), list_concerned(row)) for row in text
    ]
    return rows.assign(evidence=pd.Series(evidence, index=rows.index[: len(evidence)], dtype=object)).fillna(
        {"evidence": ""}
    )


def _describe_row(rule_set: RuleSet, row: dict[str, Any] | None, criteria: tuple[str, ...]) -> str:
    if row is None:
        return ""
    judgement = judge(rule_set, Facts.from_row(row))
    if not criteria:
        return describe_overall(judgement)
    return " ".join(f"{code}: {describe_criterion(judgement[code], judgement.facts)}" for code in criteria)
