"""Site vs data: the page shows its queries, and its boxes, like a link, choose the worklist."""

from __future__ import annotations

import pytest

from mesems_dash.pages.parts import downloads
from mesems_dash.queries import Selection
from mesems_dash.queries.agreement import count_agreement
from mesems_dash.queries.disagreement_list import Behind, list_disagreements
from mesems_dash.queries.disagreements import count_disagreements
from mesems_dash.queries.recorded_criteria import count_recorded_criteria
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import find_cut
from mesems_dash.store.demo_cuts import Stores
from mesems_dash.vocabulary import DISAGREEING_OR_NOT
from tests.pages.page_script import demo_stores, finding, headings, html, show_page, table


@pytest.fixture
def cut():
    opened = open_cut(find_cut(demo_stores().open).path)
    yield opened
    opened.close()


def worklist_size(app):
    return int(next(text for text in headings(app) if text.startswith("Worklist")).split()[1].replace(",", ""))


def test_the_page_shows_its_queries(cut):
    app = show_page("agreement", demo_stores())
    assert not app.exception
    kinds = count_disagreements(cut, Selection())
    assert worklist_size(app) == kinds["disagreeing"].sum()
    rows = {row["Site"]: row for row in table(app, "Screenings by site")}
    assert int(rows["All"]["Cannot confirm"]) == kinds["cannot_decide"].sum()
    assert len(rows) == len(kinds) + 1
    assert "screenings that both decide" in finding(app)


@pytest.mark.parametrize(
    ("address", "behind"),
    [
        ({"differ": "UNCODED"}, Behind("UNCODED")),
        ({"differ": "CANNOT_DECIDE", "at": "GEN"}, Behind("CANNOT_DECIDE", "GEN")),
        (
            {"differ": "EVERYTHING", "cell": "INELIGIBLE.eligible"},
            Behind(DISAGREEING_OR_NOT, decision="INELIGIBLE", status="eligible"),
        ),
        (
            {"differ": "EVERYTHING", "compare": "criteria", "pair": "I1.I3"},
            Behind(DISAGREEING_OR_NOT, recorded="I1", found="I3"),
        ),
    ],
)
def test_a_link_chooses_the_worklist(cut, address, behind):
    app = show_page("agreement", demo_stores(), **address)
    assert not app.exception
    listed = list_disagreements(cut, Selection(), behind=behind)
    assert len(listed) > 0
    assert worklist_size(app) == len(listed)


def test_boxes_choose_the_worklist_and_the_address_keeps_codes_only(cut):
    app = show_page("agreement", demo_stores())
    app.selectbox(key="differ").set_value("EVERYTHING").run()
    app.selectbox(key="cell").set_value("ELIGIBLE.ineligible").run()
    expected = count_agreement(cut, Selection()).set_index(["decision", "status"])["screenings"]
    assert worklist_size(app) == expected["ELIGIBLE", "ineligible"]
    assert app.query_params["cell"] == "ELIGIBLE.ineligible"


def test_criteria_are_compared_one_by_one(cut):
    app = show_page("agreement", demo_stores(), compare="criteria")
    rows = {row["Criterion"].split()[0]: row for row in table(app, "Screenings by criterion")}
    expected = count_recorded_criteria(cut, Selection()).set_index("criterion")["borne_out"]
    assert {code: int(row["… and fails"]) for code, row in rows.items()} == expected.to_dict()
    assert "How we read it" not in html(app)


def test_every_view_shows_its_statement():
    shown = [block.value for block in show_page("agreement", demo_stores(), sex="F").code]
    shown += [block.value for block in show_page("agreement", demo_stores(), compare="criteria", sex="F").code]
    assert len(shown) == 7
    assert all("list_contains(['F']::varchar[], sex)" in sql for sql in shown)


def test_a_code_that_is_none_is_dropped():
    app = show_page("agreement", demo_stores(), differ="<b>", cell="I1.NOWHERE", at="P1")
    assert not app.exception
    assert app.selectbox(key="cell").value == "all"


def test_three_people_and_nobody(store):
    stores = Stores(store, None, store)
    assert not show_page("agreement", stores).exception
    assert not show_page("agreement", stores, compare="criteria").exception
    assert "None of 3 people match the filters." in html(show_page("agreement", stores, sex="M", subtype="RRMS"))


def test_an_empty_worklist_says_so(store):
    app = show_page("agreement", Stores(store, None, store), differ="UNCODED")
    assert "No screening matches these choices." in html(app)


@pytest.mark.parametrize(("address", "said"), [
    ({}, "Site and data disagree. Assessed against each site's own rule set."),
    ({"differ": "EVERYTHING"}, "Everyone screened, no filter. Assessed against each site's own rule set."),
    ({"subtype": "RRMS", "differ": "CANNOT_DECIDE", "at": "GEN"},
     ("Subtype: Relapsing-remitting; Disagreement: Record cannot confirm the site's decision; Site in "
      "the worklist: Genova. Assessed against each site's own rule set.")),
    ({"differ": "EVERYTHING", "cell": "INELIGIBLE.eligible"},
     "Site: ineligible · Data: eligible. Assessed against each site's own rule set."),
])  # fmt: skip
def test_the_file_of_the_worklist_says_what_filtered_it(monkeypatch, address, said):
    taken = {}
    monkeypatch.setattr(downloads, "_show_control", lambda _, origin, **__: taken.update({origin.name: origin}))
    show_page("agreement", demo_stores(), **address)
    assert taken["worklist"].filter_sentence == said
