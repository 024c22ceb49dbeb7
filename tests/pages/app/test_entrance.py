"""A login as the pages' script sees it: what a role is offered, what ends a login, which looks are logged."""

from __future__ import annotations

import json
import time

import pytest
import streamlit as st

from mesems_dash.pages.app import navigation
from mesems_dash.pages.state import gate, keys
from mesems_dash.pages.state.names import PAGES
from tests.pages.page_script import demo_stores, html
from tests.pages.test_overview import links

ACCESS = """\
[[people]]
email = "pi@trial.example"
role = "investigator"
sites = ["GEN"]

[[people]]
email = "chair@trial.example"
role = "committee"

[[people]]
email = "dm@trial.example"
role = "data manager"

[[people]]
email = "stats@trial.example"
role = "statistician"
"""
NEEDS = {
    "pi": {"nothing", "people"},
    "chair": {"nothing"},
    "dm": {"nothing", "people", "everything", "log"},
    "stats": {"nothing", "people", "everything"},
}
"""Who is offered pages that need what."""


@pytest.fixture
def claims():
    """What the provider said of whoever looks; a test changes it between two runs."""
    return {"is_logged_in": True, "sub": "7", "aud": "dash", "email_verified": True, "exp": time.time() + 3600}


@pytest.fixture
def access_file(tmp_path, monkeypatch, claims):
    path = tmp_path / "access.toml"
    path.write_text(ACCESS)
    monkeypatch.setattr(gate, "read_login", lambda: gate.Login(path, "dash"))
    monkeypatch.setattr(gate, "is_signed_in", lambda: True)
    monkeypatch.setattr(gate, "_read_claims", lambda: claims)
    monkeypatch.setenv("MESEMS_ACCESS_LOG", str(tmp_path / "access-log.jsonl"))
    return path


@pytest.fixture
def come_in(start, access_file, claims):  # noqa: ARG001 - a login is set up
    def begin(name, **address):
        claims["email"] = f"{name}@trial.example"
        return start(**address)

    return begin


@pytest.mark.parametrize("name", ["pi", "chair", "dm"])
def test_the_navigation_offers_the_pages_of_a_role(come_in, name):
    offered = [link.label for link in links(come_in(name))]
    assert [page.title for page in PAGES if page.title in offered] == [
        page.title for page in PAGES if page.needs in NEEDS[name]
    ]


def test_a_login_ends_while_somebody_looks(come_in, claims):
    app = come_in("dm")
    assert "3 of 3 people" in html(app)
    claims["exp"] = time.time() - 1
    said = html(app.run())
    assert "Your login has expired" in said
    assert "3 of 3 people" not in said
    assert links(app) == []


def test_who_is_taken_off_the_list_sees_nothing_at_the_next_step(come_in, access_file):
    app = come_in("dm")
    access_file.write_text(ACCESS.replace("dm@", "gone@"))
    app.sidebar.multiselect(key=keys.SEX).set_value(["F"]).run()
    assert "have no access to this dashboard" in html(app)
    assert "of 3 people" not in html(app)


def test_a_look_at_closed_data_is_logged_without_what_the_address_says(come_in, monkeypatch, access_file):
    arms = next(page for page in PAGES if page.path == "arms")
    choose = navigation._choose_page
    monkeypatch.setattr(navigation, "_choose_page", lambda: choose() and arms)
    monkeypatch.setenv("MESEMS_STORE", str(demo_stores().open))
    monkeypatch.setenv("MESEMS_CLOSED_STORE", str(demo_stores().closed))
    st.cache_resource.clear()
    app = come_in("stats", site="TOU-0001", view="TOU-0001", subject="TOU-0001")
    assert not app.exception
    (line,) = (access_file.parent / "access-log.jsonl").read_text().splitlines()
    looked = json.loads(line)
    assert (looked["who"], looked["what"], looked["where"]) == ("stats@trial.example", "closed data", "arms")
    assert "TOU-0001" not in line
