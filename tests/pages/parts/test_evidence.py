"""Evidence is written by the rules that judged the cut, as the cut keeps them, not by those of today's program."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from mesems_dash.eligibility import load_rule_set
from mesems_dash.pages.state.cache import open_rule_sets
from mesems_dash.store.connection import open_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.store.importer import import_bundle
from tests.pages.page_script import html, show_page, table

if TYPE_CHECKING:
    from pathlib import Path

OLD_READING = "As it was read in those days."


@pytest.fixture
def old_store(tmp_path, write_bundle):
    """A cut in which P2 has EDSS 7.0, judged when the upper limit of the registry's rules was 6.0."""
    bundle = write_bundle(tmp_path / "bundle", edss="subject_id,assessed_on,score\nP2,2014-01-15,7.0\n")
    info = import_bundle(bundle, tmp_path / "store", as_of=date(2015, 6, 1))
    _rewrite(info.path, "at_most = 6.5", "at_most = 6.0")
    return tmp_path / "store"


def _rewrite(path: Path, today: str, then: str) -> None:
    registry = load_rule_set("registry")
    assert today in registry.toml
    old = registry.toml.replace(today, then).replace(registry.criterion("I4").reading, OLD_READING)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update rulesets set toml = ? where ruleset = 'registry'", [old])


def test_evidence_and_reading_are_those_of_the_rules_stored_in_the_cut(old_store, tmp_path):
    app = show_page("failures", Stores(old_store, None, tmp_path / "own"), mark="reasons~I4~ALL~any")
    assert not app.exception
    (row,) = table(app, "Screenings in this selection")
    assert row["Person"].startswith("P2")
    assert "6.0" in row["Evidence"]
    assert "6.5" not in row["Evidence"]
    assert OLD_READING in html(app)


def test_two_cuts_keep_their_own_rules(old_store, tmp_path):
    bundle = tmp_path / "bundle"
    new = open_cut(import_bundle(bundle, old_store, as_of=date(2015, 6, 1)).path)
    old = open_cut(min(old_store.glob("2015-06-01*.duckdb")))
    readings = [open_rule_sets(cut)["registry"].criterion("I4").reading for cut in (old, new, old)]
    assert readings == [OLD_READING, load_rule_set("registry").criterion("I4").reading, OLD_READING]
    old.close()
    new.close()
