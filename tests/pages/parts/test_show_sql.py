"""Every view shows its statement: on the page, ready to run, with the values of the filters and nobody's id."""

from __future__ import annotations

import pytest

from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import list_cuts
from tests.examples import every
from tests.pages.page_script import demo_stores, html, show_page

EXPECTED = {
    "funnel": {"funnel", "exits", "funnel_by", "stage_times"},
    "sites": {"sites"},
    "arms": {"arms_over_time", "arms_by_day", "arms_by"},
    "data": {"manifest", "source_files"},
}
"""By page the queries whose statements it shows, at least."""


def shown(app):
    """What a page shows: by query its statement."""
    names = [
        str(element.proto.body) for element in app.main if element.type == "html" and ".sql · " in element.proto.body
    ]
    names = [name.split(">")[1].split(".sql")[0] for name in names]
    return dict(zip(names, [block.value for block in app.code], strict=True))


ARMS = {
    "baseline": {"baseline"},
    "crossover": {"crossover_by_sequence", "second_infusions_by_sequence", "infusion_days_by_sequence"},
    "dose": {"doses"},
    "flow": {"flow"},
}
"""By view of the arms with the closed store, idem."""


@pytest.mark.parametrize("view", every(2, list(ARMS)))
def test_every_view_of_the_arms_shows_its_statement(view):
    assert ARMS[view] <= set(shown(show_page("arms", demo_stores(), view=view)))


@pytest.mark.parametrize("page", EXPECTED)
def test_every_view_shows_its_statement_and_it_runs(page):
    statements = shown(show_page(page, demo_stores(), subtype="RRMS"))
    assert EXPECTED[page] <= set(statements)
    cut = open_cut(list_cuts(demo_stores().open)[0].path)
    for name, sql in statements.items():
        if " closed." not in sql:
            cut.cursor().execute(sql).fetchall()
        assert "$" not in sql, name
    cut.close()


def test_the_overview_shows_the_statement_of_each_view(start):
    assert {"key_numbers", "accrual", "attention"} <= set(shown(start()))


def test_only_what_reads_the_closed_cut_says_so():
    def text(page, **address):
        return html(show_page(page, demo_stores(), **address))

    assert "reads the closed data cut" not in text("sites")  # a comment in its statement ends with "closed."
    assert "reads the closed data cut" in text("arms", view="baseline")


def test_the_filters_are_written_in():
    assert (
        "list_contains(['RRMS']::varchar[], subtype)"
        in shown(show_page("sites", demo_stores(), subtype="RRMS"))["sites"]
    )


def test_the_closed_cut_is_named_only_where_it_is_open():
    stores = demo_stores()
    assert " closed." in "".join(shown(show_page("arms", stores)).values())
    blind = stores.__class__(stores.open, None, own=stores.own)
    assert "closed" not in "".join(shown(show_page("arms", blind)).values())


def test_it_says_how_long_the_query_took():
    app = show_page("sites", demo_stores())
    assert any(" · ran in " in str(element.proto.body) for element in app.main if element.type == "html")
