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


def test_a_fault_while_looking_for_a_newer_cut_is_words_and_leaves_the_page(start, monkeypatch):
    def fail():
        raise ValueError("P-0042 was born on 1 May 1980")

    monkeypatch.setattr("mesems_dash.pages.newer._find_newest", fail)
    app = start()
    shown = " ".join(element.proto.body for element in app.main if element.type == "html")
    assert not app.exception
    assert "Newer data cuts cannot be looked for just now." in shown
    assert "P-0042" not in shown
    assert as_of(app) == "As of 30 Jun 2018"


def test_a_cut_whose_manifest_could_not_be_read_at_first_is_offered_later(start, store, tmp_path):
    app = start()
    path = import_bundle(tmp_path / "bundle", store, as_of=date(2018, 12, 31)).path
    away = path.rename(tmp_path / "away")
    path.write_text("a network drive has only the beginning")
    app.run()
    assert offered(app) == []
    away.replace(path)
    app.run()
    assert offered(app) == ["Show it"]
