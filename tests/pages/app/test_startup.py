"""The first start: a store without a cut says what to do; the demo is built where nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mesems_dash.errors import StoreError
from mesems_dash.pages.app import startup
from mesems_dash.store import demo_cuts

DASHBOARD = Path(__file__).parents[3] / "dashboard.py"


def html_of(app):
    return " ".join(element.proto.body for element in app.main if element.type == "html")


def test_a_given_store_without_a_cut_says_how_to_import(tmp_path, monkeypatch):
    monkeypatch.setenv("MESEMS_STORE", str(tmp_path / "nothing"))
    app = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    assert not app.exception
    assert "python -m mesems_dash import" in html_of(app)


def test_half_a_login_says_what_is_missing_and_offers_no_way_in(monkeypatch):
    monkeypatch.setenv("MESEMS_ACCESS", "access.toml")  # and no [auth] in any secrets
    app = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    assert not app.exception
    assert "add [auth] to the secrets" in html_of(app)
    assert not app.button


def test_a_demo_that_cannot_be_built_is_a_message(tmp_path, monkeypatch):
    def fail(progress):
        progress("Demo as of 2017-06-30: reading sites.csv", 0.1)
        raise StoreError("the disk is full")

    monkeypatch.delenv("MESEMS_STORE", raising=False)
    monkeypatch.setattr(demo_cuts, "_DATA", tmp_path)
    monkeypatch.setattr(startup, "build_demo_cuts", fail)
    app = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    assert not app.exception
    assert "the disk is full" in html_of(app)


@pytest.mark.parametrize("page", ["overview", "funnel", "failures", "arms", "sites", "data"])
def test_every_page_is_a_module_with_a_render(page):
    from importlib import import_module

    assert callable(import_module(f"mesems_dash.pages.{page}").render)


def test_a_store_of_damaged_files_is_a_message(tmp_path, monkeypatch):
    (tmp_path / "2018-06-30_20180701T120000000000.duckdb").write_bytes(b"not a database")
    monkeypatch.setenv("MESEMS_STORE", str(tmp_path))
    app = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    assert not app.exception
    assert "is a complete data cut" in html_of(app)
