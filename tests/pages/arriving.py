"""What a page is asked by an address, in plain Python: the session and the address are two dictionaries."""

from __future__ import annotations

import streamlit as st

from mesems_dash.pages.app import conditions
from mesems_dash.pages.state import address, filters, keys, narrowing


class Query(dict):
    """The address as Streamlit has it."""

    def get_all(self, key):
        values = self.get(key, [])
        return [values] if isinstance(values, str) else list(values)


def arrive_at(monkeypatch, cut, state, page="funnel"):
    """Returns the whole selection of a page and what it was asked; the boxes of the panel give back what they hold."""
    monkeypatch.setattr(filters, "_show_widgets", lambda *_: None)
    monkeypatch.setattr(filters, "_show_buttons", lambda *_: None)
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Query(state))
    address.arrive(page)
    asked = conditions.read_conditions(page, cut, filters.read_offer(cut))
    if page != keys.NARROWED_PAGE:
        return asked.selection, asked
    return narrowing.mark_selection(narrowing.filter_further(asked.selection)), asked
