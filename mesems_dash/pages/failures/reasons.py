"""Reasons by MS subtype on Screen failures: chart and table, a part of the page that runs again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from mesems_dash.figures.exclusions import build_exclusions_chart
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.chart import show_chart
from mesems_dash.pages.parts.downloads import offer_table
from mesems_dash.pages.parts.evidence import find_rule_sets, name_kinds, read_criterion
from mesems_dash.pages.parts.html_table import TABLE, write_html_table
from mesems_dash.pages.parts.show_sql import show_sql
from mesems_dash.pages.state import choice, keys, narrowing
from mesems_dash.pages.state.cache import cached_chart, cached_query, remember
from mesems_dash.queries import count_exclusions
from mesems_dash.reports.counted import make_exclusions_safe
from mesems_dash.vocabulary import CRITERIA
from mesems_dash.words.exclusions import MEASURES
from mesems_dash.words.shares import CAUTION
from mesems_dash.words.tables import tabulate_exclusions

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd
    from markupsafe import Markup

    from mesems_dash.pages.state.cache import WrittenChart
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Selection

__all__ = ["show_reasons"]

COUNTS: Final = {"any": "Any reason", "only": "Only reason", "first": "First reason"}
AXES: Final = {"subtypes": "Subtypes", "criteria": "Criteria"}
HELP: Final = (
    "Any: the criterion fails. Only: it is the only one that fails; others may be undecided. First: "
    "the first that fails in protocol order; these add up to all ineligible screenings."
)
BY_SUBTYPE: Final = "Reasons by MS subtype"
"""The heading for any reason: that finding is in the head of the page."""
INTERVALS: Final = f"The line through a share is its 95 % interval (Wilson). Hollow: {CAUTION}."


@dataclass(frozen=True)
class _Source:
    """What is shown in one way or another: reasons, how each criterion is read and of what kind it is, and its key.

    The key is what `cache.remember` remembers under: whatever the rest comes from.
    """

    reasons: pd.DataFrame
    kinds: Mapping[str, str]
    readings: Mapping[str, str]
    is_derived: bool
    key: tuple[Hashable, ...]


@dataclass(frozen=True)
class _Shown:
    """Reasons shown in one way: all that is made of them, so that a click finds it in one piece."""

    chart: WrittenChart
    table: Markup


def show_reasons(view: View, selection: Selection) -> None:
    """Show the reasons of the selection, narrowed by the marks of all other views."""
    marked = narrowing.mark_selection(selection, without="reasons")
    reasons = cached_query(count_exclusions, view.cut, marked)
    key = ("reasons", view.cut.info.stamp, view.cut.scope, repr(view.selection), repr(marked))
    source = _Source(reasons, *_read_criteria(view), selection.reasons == "derived", key)
    layout.part(partial(_show, source, selection))
    with layout.foot():  # is the same however they are counted, so it need not run again
        offer_table(view, reasons, name=f"failures-{selection.reasons}", make_safe=make_exclusions_safe)
        show_sql(reasons, key="failures-reasons")


def _show(source: _Source, selection: Selection) -> None:
    head = st.container()
    with st.container(horizontal=True, key="failures-reasons-choices"):
        mode = choice.choose_segment("Counted as", COUNTS, key=keys.FAILURES_COUNT, default="any", help_text=HELP)
        measure = choice.choose_segment("Shown as", MEASURES, key=keys.FAILURES_SHARE, default="count")
        axes = choice.choose_segment("Arranged by", AXES, key=keys.FAILURES_AXES, default="subtypes")
    shown = remember((*source.key, mode, measure, axes), partial(_make, source, mode=mode, measure=measure, axes=axes))
    with head:
        layout.section(BY_SUBTYPE if mode == "any" else shown.chart.finding)
    show_chart(
        shown.chart,
        key=f"failures-reasons-{selection.reasons}",
        has_heading=False,
        name=narrowing.VIEWS["reasons"],
        selectable=True,
        chosen=narrowing.list_marks(selection).get("reasons", ()),
        listener="reasons",
    )
    if measure != "count":
        layout.note(INTERVALS)
    with st.expander("Every reason as a table", key=keys.FAILURES_TABLE):
        TABLE(key="failures-reasons-table", data={"html": shown.table})
        layout.note(
            "Screenings and their share of the ineligible ones. Kind: what may resolve a reason. Point at a "
            "criterion to see how it is read."
        )


# ---------------------------------------------------------------- what is made of them
def _make(source: _Source, *, mode: str, measure: str, axes: str) -> _Shown:
    options = {"mode": mode, "measure": measure, "axes": axes, "is_derived": source.is_derived}
    return _Shown(cached_chart(build_exclusions_chart, source.reasons, **options), _write_table(source, mode))


def _read_criteria(view: View) -> tuple[dict[str, str], dict[str, str]]:
    """Return by criterion of what kind it is and how it is read, for the rule sets that judge here."""
    rule_sets = find_rule_sets(view)
    names = tuple(rule_set.name for rule_set in rule_sets)
    return remember(
        ("criteria", view.cut.info.stamp, view.cut.scope, *names),
        lambda: (
            {code: name_kinds(rule_sets, code) for code in CRITERIA},
            {code: read_criterion(rule_sets, code) for code in CRITERIA},
        ),
    )


def _write_table(source: _Source, mode: str) -> Markup:
    table = tabulate_exclusions(source.reasons, mode=mode)
    codes = {label: label.split()[0] for label in table["Criterion"]}
    table.insert(len(table.columns), "Kind", [source.kinds.get(code, "") for code in codes.values()])
    tips = {label: source.readings.get(code, "") for label, code in codes.items()}
    return write_html_table(
        table, caption="Screenings by criterion and subtype, including zero", words=("Kind",), tips=tips
    )
