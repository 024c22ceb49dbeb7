"""Heads, states and the boundary: text is escaped, and no reader ever sees a traceback."""

from __future__ import annotations

import re
from datetime import date

from streamlit.testing.v1 import AppTest

from mesems_dash.pages.parts import layout

PERSON = "P-0042 was born on 1 May 1980"


def test_the_context_says_as_of_and_of_how_many():
    line = layout.show_context(date(2018, 6, 30), 1120, 2268, selection="Site: Genova.")
    assert line == "As of 30 Jun 2018 · 1,120 of 2,268 people · Site: Genova."


def test_the_context_can_count_screenings():
    assert layout.show_context(date(2018, 6, 30), 3, 4, unit="screenings") == "As of 30 Jun 2018 · 3 of 4 screenings"


def fail_with_a_message():
    from mesems_dash.errors import QueryError
    from mesems_dash.pages.parts import layout

    def render():
        raise QueryError("query funnel failed: <b>BinderException</b>", name="funnel", sql="select")

    layout.guard(render)


def fail_unexpectedly():
    from mesems_dash.pages.parts import layout

    def render():
        raise ValueError("P-0042 was born on 1 May 1980")

    layout.guard(render)


def html_of(app):
    return " ".join(element.proto.body for element in app.main if element.type == "html")


def test_an_error_of_ours_is_shown_in_its_own_words_and_escaped():
    app = AppTest.from_function(fail_with_a_message).run()
    assert not app.exception
    assert "query funnel failed: &lt;b&gt;" in html_of(app)


def test_any_other_error_is_a_number_on_the_page_and_in_the_log_without_its_message(caplog):
    app = AppTest.from_function(fail_unexpectedly).run()
    assert not app.exception
    shown = html_of(app)
    number = shown.split("error ")[1][:8]
    assert PERSON not in shown
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert PERSON not in caplog.text


def show_everything():
    import pandas as pd

    from mesems_dash.pages.parts import layout

    layout.synthetic_banner()
    layout.page_head("Sites <1>", "Two & three", "As of today")
    layout.kpi_grid([layout.Tile("Screened", "<12>", "of 14", "+2"), layout.Tile("Randomised", "3")])
    layout.empty_state("Nobody <is> selected.", "Take a filter away.")
    layout.section("Rows", "All of them")
    layout.show_table(pd.DataFrame({"a": [1]}), {"a": "A"}, key="t", alternative="One row.")


def test_text_from_data_is_escaped_everywhere():
    app = AppTest.from_function(show_everything).run()
    assert not app.exception
    shown = html_of(app)
    for escaped in ("Two &amp; three", "&lt;12&gt;", "Nobody &lt;is&gt; selected."):
        assert escaped in shown


def test_a_page_has_one_heading_of_level_one():
    app = AppTest.from_function(show_everything).run()
    assert re.findall(r"<h1.*?>(.*?)</h1>", html_of(app)) == ["Sites &lt;1&gt;"]


def test_a_button_takes_nothing_for_markup():
    assert layout.as_plain("![x](//host/y) *a* :red[b] $c$") == r"\!\[x\](//host/y) \*a\* \:red\[b\] \$c\$"


def test_an_ordinary_finding_stays_as_it_is():
    finding = "Genova: 11 of 24 (46 %); 3 sites + 2, 5-year plan"
    assert layout.as_plain(finding) == finding
