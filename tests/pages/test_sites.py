"""Sites: one row each, sums below, sorted as asked."""

from __future__ import annotations

import pytest

from mesems_dash.queries import Selection, list_sites
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.demo_cuts import Stores
from tests.examples import every
from tests.pages.page_script import demo_stores, finding, show_page, table

SUMMED = ("Screened", "Failed", "Undecided", "Randomised")


@pytest.mark.parametrize("address", every(2, [{"subtype": "PPMS"}, {}, {"country": "ITA"}]))
def test_rows_add_up_to_the_last(address):
    app = show_page("sites", demo_stores(), **address)
    assert not app.exception
    *rows, last = table(app, "Sites: people screened")
    for name in SUMMED:
        assert sum(int(row[name]) for row in rows) == int(last[name])


def test_rows_are_the_querys():
    expected = list_sites(open_cut(find_cut(demo_stores().open).path), Selection()).set_index("name")
    *rows, _ = table(show_page("sites", demo_stores()), "Sites: people screened")
    assert {row["Site"]: int(row["Randomised"]) for row in rows} == expected["randomised"].to_dict()
    assert [int(row["Randomised"]) for row in rows] == sorted(expected["randomised"], reverse=True)


def test_the_order_follows_the_address():
    *rows, _ = table(show_page("sites", demo_stores(), order="failed"), "Sites: people screened")
    failed = [int(row["Failed"]) for row in rows]
    assert failed == sorted(failed, reverse=True)


def test_a_site_with_nobody_is_a_row_too(store):
    app = show_page("sites", Stores(store, None, store), sex="M")
    assert not app.exception
    assert [row["Site"] for row in table(app, "Sites: people screened")] == ["Genova", "Copenhagen", "All"]
    assert finding(app).startswith("0 of 2 sites have randomised")
