"""The filters of Screen failures: every option with its count now and without filters, all in one small component.

The component (static/facets.js) only shows and asks; what is chosen is held by `narrowing.py`, so that a link and Undo
work the same as a click.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from mesems_dash.figures.words import name_criterion, name_reason
from mesems_dash.pages import keys, narrowing
from mesems_dash.pages.sentences import MATCH_LABELS, MEASURE_LABELS, name_site_decision
from mesems_dash.vocabulary import DISAGREEMENT_LABELS, KIND_LABELS, STATUS_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from mesems_dash.pages.filters import Offer

__all__ = ["show_facets"]

_STATIC: Final = Path(__file__).parent / "static"
_FACETS: Final = st.components.v2.component(
    "mesems_facets",
    html='<div class="mesems-facets"></div>',
    css=(_STATIC / "facets.css").read_text(encoding="utf-8"),
    js=(_STATIC / "facets.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
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
    keys.STATUS: "Status by the data",
    keys.DECISION: "Decision of the site",
    keys.CRITERION: "Criteria that fail",
    keys.KIND: "Kind of reason",
    keys.LEAF: "Parts of I1 that fail",
    keys.WROTE: "Recorded by the site",
    keys.SITE_SAYS: "Site against data",
}
_COMMON: Final = {
    keys.SUBTYPE: "MS subtype",
    keys.SEX: "Sex",
    keys.SITE: "Site",
    keys.COUNTRY: "Country",
}
"""Filters of the panel, which counts people; here they are counted as all else is."""
_STEPS: Final = {keys.FAILING: 1, keys.AGE: 1, keys.EDSS: 0.5, keys.DURATION: 0.5, keys.RELAPSE: 1}


def show_facets(
    counts: pd.DataFrame, common: pd.DataFrame, *, offer: Offer, leaf_names: Mapping[str, str], is_recorded: bool
) -> None:
    """Show every filter with its counts (of `count_facets`); choosing one starts a run in which it holds.

    `common` are the counts of the panel's filters (of `count_options`), which are shown here too, by the names that the
    panel offers. `leaf_names` are the parts of I1 in words. With `is_recorded` criteria are those that sites wrote.
    """
    state = narrowing.read_state()
    names = _names(leaf_names)
    rows = list(zip(counts["facet"], counts["value"], counts["screenings"], counts["screenings_total"], strict=True))
    numbers = {(facet, value): (int(now), int(everything)) for facet, value, now, everything in rows}
    groups = [_group(key, state, numbers, names[key], is_recorded=is_recorded) for key in narrowing.CHOICES]
    groups += [_common_group(key, common, offer) for key in _COMMON]
    ranges = [_range(key, state) for key in narrowing.RANGES]
    data = {"groups": groups, "ranges": ranges, "wide": bool(state[keys.WIDE]), "wideKey": keys.WIDE}
    _FACETS(key=keys.FACETS, data=data, on_change_change=_take)


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
    numbers: Mapping[tuple[str, str], tuple[int, int]],
    name: Callable[[str], str],
    *,
    is_recorded: bool,
) -> dict[str, Any]:
    is_written = key == keys.CRITERION and is_recorded
    facet = "wrote" if is_written else _COUNTED_AS[key]
    counted = {code: numbers.get((facet, code)) for code in narrowing.CHOICES[key]}
    options = [
        {"value": code, "label": name(code), "on": code in state[key], "counts": found or (0, 0)}
        for code, found in counted.items()
        if found or code in state[key]
    ]
    group = {"key": key, "title": "Criteria that sites wrote" if is_written else _TITLES[key], "options": options}
    return group if key != keys.CRITERION else {**group, **_modes(state)}


def _common_group(key: str, common: pd.DataFrame, offer: Offer) -> dict[str, Any]:
    rows = common[common["key"] == key]
    options = [
        {"value": value, "label": offer[key][value].name, "on": value in st.session_state[key], "counts": (now, whole)}
        for value, now, whole in zip(
            rows["value"], rows["screenings"].tolist(), rows["screenings_total"].tolist(), strict=True
        )
        if value in offer[key]
    ]
    return {"key": key, "title": _COMMON[key], "options": options}


def _modes(state: Mapping[str, list[str]]) -> dict[str, Any]:
    chosen = next(iter(state[keys.MATCH]), "any")
    modes = [{"value": code, "label": label, "on": code == chosen} for code, label in MATCH_LABELS.items()]
    return {"modeKey": keys.MATCH, "modes": modes}


def _range(key: str, state: Mapping[str, list[str]]) -> dict[str, Any]:
    label, _, unit = MEASURE_LABELS[key]
    least, _, most = (state[key][0] if state[key] else "..").partition("..")
    return {"key": key, "title": label, "unit": unit, "least": least, "most": most, "step": _STEPS[key]}


def _take() -> None:
    """Hold what was chosen; the run that follows shows it."""
    change = st.session_state[keys.FACETS].get("change")
    if change and change["key"] in _COMMON:
        st.session_state[change["key"]] = [str(value) for value in change["values"]]
    elif change:
        narrowing.set_values(str(change["key"]), [str(value) for value in change["values"]])
