"""The access log: a look at a person is written under a pseudonym, and the data manager reads whom it was about."""

from __future__ import annotations

import json

from mesems_dash.access import Reader, Role
from tests.pages.page_script import demo_stores, show_page, table

MANAGER = Reader("dm@trial.example", Role.DATA_MANAGER)


def test_a_look_at_a_person_is_logged_and_the_data_manager_reads_at_whom(tmp_path, monkeypatch):
    log = tmp_path / "access-log.jsonl"
    monkeypatch.setenv("MESEMS_ACCESS_LOG", str(log))
    page = show_page("person", demo_stores(), reader=MANAGER)
    assert not page.text_input(key="person-id").set_value("TOU-0001").run().exception
    looked = json.loads(log.read_text())
    assert (looked["who"], looked["what"]) == ("dm@trial.example", "person")
    assert "TOU-0001" not in log.read_text()
    assert "TOU-0001" in [
        row["Person"] for row in table(show_page("access", demo_stores(), reader=MANAGER), "Access log, latest first")
    ]
