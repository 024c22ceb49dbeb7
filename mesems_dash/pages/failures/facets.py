"""The filters of Screen failures: every option with its count now and without filters, all in one small component.

The component (static/facets.js) only shows and asks; what is chosen is held by `narrowing.py`, so that a link and Undo
work the same as a click.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.pages.parts.component import make_component
from mesems_dash.pages.state import keys, narrowing
from mesems_dash.pages.state.cache import cached_query
from mesems_dash.pages.state.filter_catalogue import FAILURES, PANEL, list_of_kind, name_code
from mesems_dash.queries.facets import count_facets, count_options
from mesems_dash.queries.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mesems_dash.pages.state.filter_catalogue import Filter, Names
    from mesems_dash.pages.state.filters import Offer
    from mesems_dash.pages.state.view import View

__all__ = ["show_facets"]

Numbers = dict[tuple[str, str], int]
"""Screenings by facet and value."""

_FACETS: Final = make_component("facets")
_CHOICES: Final = list_of_kind(FAILURES, "codes")
_RANGES: Final = list_of_kind(FAILURES, "range")
_COMMON: Final = sorted(list_of_kind(PANEL, "codes"), key=lambda one: not one.codes)
"""Filters of the panel, which counts people, the short lists first; here they are counted as all else is."""
_MATCH: Final = next(one for one in FAILURES if one.key == keys.MATCH)


def show_facets(view: View, narrowed: Selection, *, offer: Offer, leaf_names: Mapping[str, str]) -> None:
    """Show every filter with its counts, among those selected and in the whole cut; choosing one starts a new run.

    The panel's filters are shown here too, by the names that it offers. `leaf_names` are the parts of I1 in words.
    """
    state = narrowing.read_state()
    numbers = _count(view, narrowed), _count(view, Selection(rule_set=narrowed.rule_set))
    names = {keys.LEAF: leaf_names}
    is_recorded = narrowed.reasons == "recorded"
    groups = [_group(one, state, numbers, names, is_recorded=is_recorded) for one in _CHOICES]
    groups += [_common_group(one, numbers, offer) for one in _COMMON]
    ranges = [_range(one, state) for one in _RANGES]
    data = {"groups": groups, "ranges": ranges, "wide": bool(state[keys.WIDE]), "wideKey": keys.WIDE}
    _FACETS(key=keys.FACETS, data=data, on_change_change=_take)


def _count(view: View, selection: Selection) -> Numbers:
    facets, common = cached_query(count_facets, view.cut, selection), cached_query(count_options, view.cut, selection)
    rows = chain(
        zip(facets["facet"], facets["value"], facets["screenings"].tolist(), strict=True),
        zip(common["key"], common["value"], common["screenings"].tolist(), strict=True),
    )
    return {(facet, value): screenings for facet, value, screenings in rows}


def _group(
    one: Filter,
    state: Mapping[str, list[str]],
    numbers: tuple[Numbers, Numbers],
    names: Names,
    *,
    is_recorded: bool,
) -> dict[str, Any]:
    is_written = one.key == keys.CRITERION and is_recorded
    facet = "wrote" if is_written else one.counted_as or one.key
    codes = [code for code in one.offered or one.codes if (facet, code) in numbers[1] or code in state[one.key]]
    options = [
        _option(facet, code, name_code(one, code, names), numbers, is_on=code in state[one.key]) for code in codes
    ]
    group = {"key": one.key, "title": "Criteria recorded by sites" if is_written else one.title, "options": options}
    return group if one.key != keys.CRITERION else {**group, **_modes(state)}


def _common_group(one: Filter, numbers: tuple[Numbers, Numbers], offer: Offer) -> dict[str, Any]:
    chosen, offered = st.session_state[one.key], offer[one.key]
    codes = [value for facet, value in numbers[1] if facet == one.key and value in offered]
    options = [_option(one.key, code, offered[code].name, numbers, is_on=code in chosen) for code in codes]
    return {"key": one.key, "title": one.title, "options": options}


def _option(facet: str, code: str, label: str, numbers: tuple[Numbers, Numbers], *, is_on: bool) -> dict[str, Any]:
    counts = tuple(counted.get((facet, code), 0) for counted in numbers)
    return {"value": code, "label": label, "on": is_on, "counts": counts}


def _modes(state: Mapping[str, list[str]]) -> dict[str, Any]:
    chosen = next(iter(state[keys.MATCH]), _MATCH.codes[0])
    modes = [{"value": code, "label": _MATCH.name(code), "on": code == chosen} for code in _MATCH.codes]
    return {"modeKey": keys.MATCH, "modes": modes}


def _range(one: Filter, state: Mapping[str, list[str]]) -> dict[str, Any]:
    least, _, most = next(filter(narrowing.is_range, state[one.key]), "..").partition("..")
    return {"key": one.key, "title": one.title, "unit": one.unit, "least": least, "most": most, "step": one.step}


def _take() -> None:
    """Hold what was chosen; the run that follows shows it."""
    change = st.session_state[keys.FACETS].get("change")
    if change and change["key"] in keys.FILTERS:
        st.session_state[change["key"]] = [str(value) for value in change["values"]]
    elif change:
        narrowing.set_values(str(change["key"]), [str(value) for value in change["values"]])
