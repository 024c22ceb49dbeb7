"""What a page is asked: the panel, its own filters, and what the address has beside them; and what cannot be honoured.

One rule for every condition, on every page as in `query`: what this data cut does not know leaves nobody, and is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from mesems_dash.pages.failures import sentences
from mesems_dash.pages.state import address, choice, filters, keys, narrowing
from mesems_dash.pages.state.refusals import Refusal, keep_values
from mesems_dash.queries.asked import describe_code, match_code, quote
from mesems_dash.queries.marks import read_mark, split_mark
from mesems_dash.queries.selection import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mesems_dash.pages.state.filters import Offer
    from mesems_dash.pages.state.narrowing import State
    from mesems_dash.queries.selection import Reasons, Selection
    from mesems_dash.store.connection import Cut

__all__ = ["Conditions", "read_conditions", "remove"]

_REASONS: Final = dict.fromkeys(REASONS, "")


@dataclass(frozen=True)
class Conditions:
    """Whom a page counts, that in plain English, and what was asked that cannot be honoured."""

    selection: Selection
    sentence: str
    refusals: tuple[Refusal, ...]


def read_conditions(page: str, cut: Cut, offer: Offer) -> Conditions:
    """Show the filter panel and return what the page is asked; its own filters are read by the page itself."""
    is_narrowed = page == keys.NARROWED_PAGE
    if is_narrowed:
        narrowing.follow_address()
    selection = filters.filter_panel(cut, offer, keys.NARROWING if is_narrowed else ())
    refusals = filters.list_refusals(cut, offer)
    further: list[str] = []
    if is_narrowed:
        selection, more = _follow_reasons(selection)
        refusals += [*more, *narrowing.list_refusals(narrowing.read_state(), selection.reasons, offer[keys.SITE])]
    elif page in keys.COUNTING:
        selection, more = _read_reasons(selection)
        state = narrowing.read_elsewhere()
        refusals += [*more, *narrowing.list_refusals(state, selection.reasons, offer[keys.SITE])]
        selection, further = _narrow_elsewhere(selection, state, offer)
        refusals += _name_further(state, refusals)
    refusals += _list_unknown_keys()
    return Conditions(selection, filters.describe_selection(selection, offer, further), tuple(refusals))


def remove(refusals: Sequence[Refusal]) -> None:
    """Take conditions away, in the session and in the address; for callbacks."""
    for refusal in refusals:
        if refusal.key in keys.FILTERS:
            filters.remove(refusal)
        elif refusal.key in keys.NARROWING:
            narrowing.remove(refusal)
        elif refusal.key == keys.FAILURES_REASONS:
            choice.set_choice(refusal.key, REASONS[0])
            address.write(refusal.key, [])
        else:
            address.write(refusal.key, [])


def _follow_reasons(selection: Selection) -> tuple[Selection, list[Refusal]]:
    """Return the selection with the kind of reasons that the page's own control has, before it is shown."""
    refused = choice.list_refused(_REASONS, key=keys.FAILURES_REASONS, default=REASONS[0])
    return _ask_reasons(selection, st.session_state[keys.FAILURES_REASONS], refused)


def _read_reasons(selection: Selection) -> tuple[Selection, list[Refusal]]:
    """Return the selection with the kind of reasons that the address of another page has."""
    found = list(dict.fromkeys(address.read_all().get(keys.FAILURES_REASONS, [])))
    code = match_code(found[0], REASONS) if len(found) == 1 else None
    return _ask_reasons(selection, code or REASONS[0], keep_values(found) if code is None else [])


def _ask_reasons(selection: Selection, code: str, refused: Sequence[str]) -> tuple[Selection, list[Refusal]]:
    asked = replace(selection, reasons=cast("Reasons", code), is_nobody=selection.is_nobody or bool(refused))
    key = keys.FAILURES_REASONS
    return asked, [Refusal(key, value, describe_code(key, value, REASONS)) for value in refused]


def _narrow_elsewhere(selection: Selection, state: State, offer: Offer) -> tuple[Selection, list[str]]:
    """Return the selection narrowed by what the address has of another page's filters, and a phrase for each."""
    filtered = narrowing.filter_further(selection, state)
    names = {value: option.name for value, option in offer[keys.SITE].items()}
    marks = [split_mark(text)[1] for text in state[keys.MARK]]
    removed = [
        sentences.describe_mark(mark, filtered.reasons, names)
        for mark in marks
        if read_mark(mark, filtered.reasons) is not None
    ]
    phrases = [*sentences.describe_filters(filtered, {}), *(f"From charts: {words}" for words in removed)]
    return narrowing.filter_elsewhere(selection, state), phrases


def _name_further(state: State, refusals: Sequence[Refusal]) -> list[Refusal]:
    """Name what narrows a page that has no such filter, so that it can be removed there too."""
    refused = {(refusal.key, refusal.value) for refusal in refusals}
    asked = [(key, value) for key, values in state.items() for value in values if (key, value) not in refused]
    return [Refusal(key, value, f"The address also filters by {key} {quote(value)}") for key, value in asked]


def _list_unknown_keys() -> list[Refusal]:
    """Name what the address has that nothing here is called; it chooses nobody, and hides nobody."""
    unknown = [key for key in address.read_all() if key not in keys.ADDRESS]
    return [
        Refusal(key, "", f"The address has {quote(key)}, which is not a filter here and has no effect")
        for key in unknown
    ]
