"""The filters of Screen failures: every option with its count now and without filters, all in one small component.

The component (static/facets.js) only shows and asks; what is chosen is held by `narrowing.py`, so that a link and Undo
work the same as a click.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.pages.failures.sentences import MATCH_LABELS, MEASURE_LABELS, name_site_decision
from mesems_dash.pages.parts.component import make_component
from mesems_dash.pages.state import keys, narrowing
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.queries.facets import count_facets, count_options
from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import DISAGREEMENT_LABELS, KIND_LABELS, STATUS_LABELS
from mesems_dash.words.phrases import name_criterion, name_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mesems_dash.pages.state.filters import Offer
    from mesems_dash.pages.state.view import View

__all__ = ["show_facets"]

Numbers = dict[tuple[str, str], int]
"""Screenings by facet and value."""

_FACETS: Final = make_component("facets")
_COUNTED_AS: Final = {
    keys.STATUS: "status",
    keys.DECISION: "decision",
    keys.CRITERION: "criterion",
    keys.KIND: "kind",
    keys.LEAF: "leaf",
    keys.WROTE: "wrote",
    keys.SITE_SAYS: "site_says",
}
_TITLES: Final = {
    keys.STATUS: "Status from data",
    keys.DECISION: "Site decision",
    keys.CRITERION: "Criteria that fail",
    keys.KIND: "Kind of reason",
    keys.LEAF: "Parts of I1 that fail",
    keys.WROTE: "Recorded by site",
    keys.SITE_SAYS: "Site vs data",
}
_COMMON: Final = {
    keys.SUBTYPE: "MS subtype",
    keys.SEX: "Sex",
    keys.SITE: "Site",
    keys.COUNTRY: "Country",
}
"""Filters of the panel, which counts people; here they are counted as all else is."""
_STEPS: Final = {keys.FAILING: 1, keys.AGE: 1, keys.EDSS: 0.5, keys.DURATION: 0.5, keys.RELAPSE: 1}


def show_facets(view: View, narrowed: Selection, *, offer: Offer, leaf_names: Mapping[str, str]) -> None:
    """Show every filter with its counts, among those selected and in the whole cut; choosing one starts a new run.

    The panel's filters are shown here too, by the names that it offers. `leaf_names` are the parts of I1 in words.
    """
    state = narrowing.read_state()
    now, whole = _count(view, narrowed), _count(view, Selection(rule_set=narrowed.rule_set))
    names = _names(leaf_names)
    is_recorded = narrowed.reasons == "recorded"
    groups = [_group(key, state, (now, whole), names[key], is_recorded=is_recorded) for key in narrowing.CHOICES]
    groups += [_common_group(key, (now, whole), offer) for key in _COMMON]
    ranges = [_range(key, state) for key in narrowing.RANGES]
    data = {"groups": groups, "ranges": ranges, "wide": bool(state[keys.WIDE]), "wideKey": keys.WIDE}
    _FACETS(key=keys.FACETS, data=data, on_change_change=_take)


def _count(view: View, selection: Selection) -> Numbers:
    facets, common = cached_query(count_facets, view.cut, selection), cached_query(count_options, view.cut, selection)
    rows = chain(
        zip(facets["facet"], facets["value"], facets["screenings"].tolist(), strict=True),
        zip(common["key"], common["value"], common["screenings"].tolist(), strict=True),
    )
    return {(facet, value): screenings for facet, value, screenings in rows}


def _names(leaf_names: Mapping[str, str]) -> dict[str, Callable[[str], str]]:
    return {
        keys.STATUS: STATUS_LABELS.__getitem__,
        keys.DECISION: name_site_decision,
        keys.CRITERION: name_criterion,
        keys.KIND: KIND_LABELS.__getitem__,
        keys.LEAF: lambda code: leaf_names.get(code, code),
        keys.WROTE: name_reason,
        keys.SITE_SAYS: DISAGREEMENT_LABELS.__getitem__,
    }


def _group(
    key: str,
    state: Mapping[str, list[str]],
    numbers: tuple[Numbers, Numbers],
    name: Callable[[str], str],
    *,
    is_recorded: bool,
) -> dict[str, Any]:
    is_written = key == keys.CRITERION and is_recorded
    facet = "wrote" if is_written else _COUNTED_AS[key]
    codes = [code for code in narrowing.CHOICES[key] if (facet, code) in numbers[1] or code in state[key]]
    options = [_option(facet, code, name(code), numbers, is_on=code in state[key]) for code in codes]
    group = {"key": key, "title": "Criteria recorded by sites" if is_written else _TITLES[key], "options": options}
    return group if key != keys.CRITERION else {**group, **_modes(state)}


def _common_group(key: str, numbers: tuple[Numbers, Numbers], offer: Offer) -> dict[str, Any]:
    chosen = st.session_state[key]
    codes = [value for facet, value in numbers[1] if facet == key and value in offer[key]]
    options = [_option(key, code, offer[key][code].name, numbers, is_on=code in chosen) for code in codes]
    return {"key": key, "title": _COMMON[key], "options": options}


def _option(facet: str, code: str, label: str, numbers: tuple[Numbers, Numbers], *, is_on: bool) -> dict[str, Any]:
    counts = tuple(counted.get((facet, code), 0) for counted in numbers)
    return {"value": code, "label": label, "on": is_on, "counts": counts}


def _modes(state: Mapping[str, list[str]]) -> dict[str, Any]:
    chosen = next(iter(state[keys.MATCH]), "any")
    modes = [{"value": code, "label": label, "on": code == chosen} for code, label in MATCH_LABELS.items()]
    return {"modeKey": keys.MATCH, "modes": modes}


def _range(key: str, state: Mapping[str, list[str]]) -> dict[str, Any]:
    label, _, unit = MEASURE_LABELS[key]
    least, _, most = next(filter(narrowing.is_range, state[key]), "..").partition("..")
    return {"key": key, "title": label, "unit": unit, "least": least, "most": most, "step": _STEPS[key]}


def _take() -> None:
    """Hold what was chosen; the run that follows shows it."""
    change = st.session_state[keys.FACETS].get("change")
    if change and change["key"] in _COMMON:
        st.session_state[change["key"]] = [str(value) for value in change["values"]]
    elif change:
        narrowing.set_values(str(change["key"]), [str(value) for value in change["values"]])
