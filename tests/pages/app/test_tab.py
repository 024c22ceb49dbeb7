"""What a tab remembers is taken as if it was typed, whatever a browser says; nobody is shown who may not be."""

from __future__ import annotations

import pytest
import streamlit as st

from mesems_dash.pages.app import tab
from mesems_dash.pages.parts.people_access import Chosen
from mesems_dash.pages.state import keys

NOTHING = {"person": None, "sql": None}


def recall(monkeypatch, text):
    state = {keys.TAB: {"recalled": text}}
    monkeypatch.setattr(st, "session_state", state)
    tab._recall()
    return {"person": state.get(keys.PERSON), "sql": state.get(keys.SQL_KEPT)}


def test_person_and_sql_come_back(monkeypatch):
    text = {"person": ["GEN-0003", 2], "sql": "select 1"}
    assert recall(monkeypatch, text) == {"person": Chosen("GEN-0003", 2), "sql": "select 1"}
    assert recall(monkeypatch, {"person": ["GEN-0003", None]})["person"] == Chosen("GEN-0003")


@pytest.mark.parametrize(
    "text",
    [None, "x", [], {"person": "GEN-0003"}, {"person": ["x" * 201, None]}, {"person": [1, 2]}, {"person": ["a", "b"]},
     {"sql": 7}, {"sql": "x" * 100_001}, {"reader": "somebody"}],
)  # fmt: skip
def test_anything_else_a_browser_says_changes_nothing(monkeypatch, text):
    assert recall(monkeypatch, text) == NOTHING
