"""The app over a store of three people, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"


@pytest.fixture(scope="session", autouse=True)
def no_packaged_components():
    """AppTest asks every installed package for components, again for every app; none has any, and all take a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield


@pytest.fixture
def store(tmp_path, write_bundle, three_people, monkeypatch):
    """A store of one cut as of 2018-06-30, given to the app; what an earlier test remembered is forgotten."""
    write_bundle(tmp_path / "bundle")
    folder = three_people(tmp_path / "store")
    monkeypatch.setenv("MESEMS_STORE", str(folder))
    monkeypatch.setenv("MESEMS_CLOSED_STORE", "")
    st.cache_data.clear()
    st.cache_resource.clear()
    return folder


@pytest.fixture
def start(store):
    """Starts the app over the store, at `/` with filters in its address."""

    def begin(**address):
        assert store.is_dir()
        app = AppTest.from_file(str(DASHBOARD), default_timeout=30)
        for key, value in address.items():
            app.query_params[key.rstrip("_")] = value
        return app.run()

    return begin
