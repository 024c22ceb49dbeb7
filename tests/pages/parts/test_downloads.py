"""One quiet control per table: three kinds of file, made when one is asked for, and none that cannot hold the rows."""

from __future__ import annotations

import io
from datetime import date
from functools import partial

import pandas as pd
import pytest
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

from mesems_dash.access import LOCAL, Reader, Role
from mesems_dash.errors import AccessError
from mesems_dash.pages.parts import downloads
from mesems_dash.pages.state.gate import Pass
from mesems_dash.reports.tables import Origin
from tests.pages.page_script import demo_stores, show_page

ORIGIN = Origin(name="n", cut_id="cut", as_of=date(2018, 6, 30), filter_sentence="Everyone", rule_set="registry")


@pytest.fixture(scope="module")
def sites():
    return show_page("sites", demo_stores())


def buttons(app):
    return {button.label: button for button in app.get("download_button")}


def test_a_table_is_offered_as_three_kinds_of_file(sites):
    assert list(buttons(sites)) == ["CSV", "XLSX", "Parquet"]
    assert not any(button.disabled for button in buttons(sites).values())


def test_a_table_too_long_for_a_sheet_is_not_offered_as_xlsx(monkeypatch):
    monkeypatch.setattr(downloads, "XLSX_ROWS", 2)
    offered = buttons(show_page("sites", demo_stores()))
    assert [label for label, button in offered.items() if button.disabled] == ["XLSX"]
    assert "An XLSX sheet holds at most 2 rows; choose CSV or Parquet." in offered["XLSX"].help


def test_no_file_is_made_before_one_is_asked_for(monkeypatch):
    made = []
    kinds = [downloads.FILE_KINDS[0].__class__("CSV", "csv", "text/csv", lambda *given: made.append(given) or b"")]
    monkeypatch.setattr(downloads, "FILE_KINDS", kinds)
    assert list(buttons(show_page("sites", demo_stores()))) == ["CSV"]
    assert made == []


def test_rows_that_no_screen_shows_are_read_when_a_file_is_made():
    read = []

    def list_all():
        read.append(1)
        return pd.DataFrame({"n": [1, 2]})

    content = downloads._write(downloads.FILE_KINDS[0], list_all, ORIGIN)  # what the button calls
    assert read == [1]
    assert content.decode("utf-8-sig").splitlines()[1].startswith("1,")


def test_a_file_says_the_filter_of_its_page_and_that_the_people_are_made_up(monkeypatch):
    taken = []
    monkeypatch.setattr(downloads, "_show_control", lambda frame, origin, **_: taken.append((frame, origin)))
    show_page("sites", demo_stores(), subtype="PPMS")
    ((frame, origin),) = taken
    said = parquet.read_table(io.BytesIO(downloads.FILE_KINDS[2].write(frame, origin, None))).schema.metadata
    assert b"Primary progressive" in said[b"mesems_filter"]
    assert said[b"mesems_note"] == b"Synthetic data: no real patient is described."
    assert isinstance(frame, pd.DataFrame)


def test_a_table_with_a_picture_offers_it_last_and_makes_it_when_asked():
    def script():
        from datetime import date

        import pandas as pd

        from mesems_dash.pages.parts import downloads
        from mesems_dash.reports.tables import Origin

        origin = Origin(name="n", cut_id="c", as_of=date(2018, 6, 30), filter_sentence="Everyone", rule_set="registry")
        downloads._show_control(pd.DataFrame({"n": [1]}), origin, label="Download", picture=lambda _: 1 / 0)

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert list(buttons(app)) == ["CSV", "XLSX", "Parquet", "SVG"]


class Log:
    """What an access log is given."""

    def __init__(self):
        self.lines = []

    def write(self, reader, what, **more):
        self.lines.append((reader, what, more))


def press(monkeypatch, reading, made):
    log = Log()
    monkeypatch.setattr(downloads.gate, "find_log", lambda: log)
    file = downloads.File(label="CSV", suffix="csv", mime="text/csv", make=lambda: made.append(1) or b"rows")
    return log, partial(downloads._take, file, ORIGIN, reading, subject_id="")  # what the button calls


def test_a_file_that_is_taken_is_logged_with_what_it_is_of(monkeypatch):
    log, take = press(monkeypatch, Pass(None, LOCAL), made := [])
    assert log.lines == made == []
    assert take() == b"rows"
    said = {"where": "n.csv", "selection": "Everyone", "cut_id": "cut", "subject_id": ""}
    assert log.lines == [(LOCAL, "export", said)]


def test_nothing_is_made_nor_logged_for_who_is_no_longer_the_one_of_then(monkeypatch):
    log, take = press(monkeypatch, Pass(None, Reader("pi@genova.example", Role.INVESTIGATOR, ("GEN",))), made := [])
    with pytest.raises(AccessError, match="Your access has changed"):
        take()
    assert log.lines == made == []
