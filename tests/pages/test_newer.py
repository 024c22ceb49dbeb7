"""A newer cut is offered, never forced; an older one can be looked at."""

from __future__ import annotations

from datetime import date

from mesems_dash.pages import keys
from mesems_dash.store.importer import import_bundle


def as_of(app):
    shown = " ".join(element.proto.body for element in app.main if element.type == "html")
    return shown.split('class="mesems-context">')[1].split(" ·")[0]


def offered(app):
    return [button.label for button in app.button if button.key == keys.SHOW_NEWER_CUT]


def test_a_cut_that_appears_is_offered_and_shown_when_asked_for(start, store, tmp_path):
    app = start()
    import_bundle(tmp_path / "bundle", store, as_of=date(2018, 12, 31))
    app.run()
    assert as_of(app) == "As of 30 Jun 2018"
    assert offered(app) == ["Show it"]
    app.button(key=keys.SHOW_NEWER_CUT).click().run()
    assert as_of(app) == "As of 31 Dec 2018"
    assert offered(app) == []


def test_a_session_that_begins_later_sees_the_newest_cut(start, store, tmp_path):
    import_bundle(tmp_path / "bundle", store, as_of=date(2018, 12, 31))
    app = start()
    assert as_of(app) == "As of 31 Dec 2018"
    assert offered(app) == []


def test_an_older_cut_can_be_chosen_and_is_in_the_address(start, store, tmp_path):
    import_bundle(tmp_path / "bundle", store, as_of=date(2018, 12, 31))
    app = start()
    older = app.sidebar.selectbox(key=keys.CUT).options[1]
    app.sidebar.selectbox(key=keys.CUT).select_index(1).run()
    assert older == "30 Jun 2018"
    assert as_of(app) == "As of 30 Jun 2018"
    assert app.query_params["cut"][:10] == "2018-06-30"
    assert offered(app) == []
