"""A newer cut is offered, never forced; an older one can be looked at; one that is gone is said, with a choice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from mesems_dash.pages.state import keys


@pytest.fixture
def import_later(store, three_people):
    """Puts a cut of 31 December 2018 beside that of the store, and returns its path."""

    def put():
        three_people(store, as_of=date(2018, 12, 31))
        return max(store.glob("*.duckdb"))

    return put


def as_of(app):
    shown = " ".join(element.proto.body for element in app.main if element.type == "html")
    return shown.split('class="mesems-context">')[1].split(" ·")[0]


def offered(app):
    return [button.label for button in app.button if button.key == keys.SHOW_NEWER_CUT]


def test_a_cut_that_appears_is_offered_and_shown_when_asked_for(start, import_later):
    app = start()
    import_later()
    app.run()
    assert as_of(app) == "As of 30 Jun 2018"
    assert offered(app) == ["Show it"]
    app.button(key=keys.SHOW_NEWER_CUT).click().run()
    assert as_of(app) == "As of 31 Dec 2018"
    assert offered(app) == []


def test_a_session_that_begins_later_sees_the_newest_cut(start, import_later):
    import_later()
    app = start()
    assert as_of(app) == "As of 31 Dec 2018"
    assert offered(app) == []


def test_an_older_cut_can_be_chosen_and_is_in_the_address(start, import_later):
    import_later()
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

    monkeypatch.setattr("mesems_dash.pages.app.newer_cut._find_newest", fail)
    app = start()
    shown = " ".join(element.proto.body for element in app.main if element.type == "html")
    assert not app.exception
    assert "Cannot look for newer data cuts at this time." in shown
    assert "P-0042" not in shown
    assert as_of(app) == "As of 30 Jun 2018"


def test_a_cut_whose_manifest_could_not_be_read_at_first_is_offered_later(start, import_later, tmp_path):
    app = start()
    path = import_later()
    away = path.rename(tmp_path / "away")
    path.write_text("a network drive has only the beginning")
    app.run()
    assert offered(app) == []
    away.replace(path)
    app.run()
    assert offered(app) == ["Show it"]


# ---------------------------------------------------------------- a cut that is gone
def text(app):
    return [element.proto.body for element in app.main if "no longer available" in str(element.proto)]


def choices(app):
    return [button.label for button in app.button if str(button.key).startswith(keys.CUT_CHOICE)]


@pytest.mark.parametrize(
    ("cut_id", "which"),
    [("2017-11-30_20261129T000000000000", "as of 30 Nov 2017"), ("none", "&#34;none&#34;")],
)
def test_a_cut_that_is_not_here_is_said_until_one_is_chosen(start, cut_id, which):
    app = start(cut=cut_id)
    assert not app.exception
    (line,) = text(app)
    assert (
        f"This data cut is no longer available ({which}). The data cut of 30 Jun 2018 is shown instead. Choose one:"
        in line
    )
    assert app.query_params["cut"] == cut_id
    assert text(app.run()) == [line]
    assert choices(app) == ["Show 30 Jun 2018 (newest)"]
    app.button(key=f"{keys.CUT_CHOICE}-0").click().run()
    assert text(app) == []
    assert "cut" not in app.query_params


def test_a_page_whose_cut_is_removed_says_so_at_the_next_step(start, import_later):
    path = import_later()
    app = start()
    path.unlink()
    app.run()
    assert not app.exception
    assert as_of(app) == "As of 30 Jun 2018"
    assert "This data cut is no longer available (as of 31 Dec 2018)." in text(app)[0]


def test_a_cut_that_was_withdrawn_says_when_and_why(start, monkeypatch):
    line = SimpleNamespace(
        cut_id="2017-11-30_20261129T000000000000",
        as_of=date(2017, 11, 30),
        withdrawn_at=datetime(2026, 11, 29, 9, 0, tzinfo=UTC),
        reason="a wrong <export>.",
    )
    monkeypatch.setattr("mesems_dash.pages.app.gone.find_withdrawn", lambda *_: line)
    shown = " ".join(element.proto.body for element in start(cut=line.cut_id).main if element.type == "html")
    assert "The data cut of 30 Nov 2017 was withdrawn on 29 Nov 2026: a wrong &lt;export&gt;. The data cut of" in shown
