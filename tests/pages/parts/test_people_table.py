"""The table whose rows open a person: what the browser gets, and what a press of a row does."""

from __future__ import annotations

import json

import pandas as pd
from streamlit.testing.v1 import AppTest

from mesems_dash.pages.parts.html_table import write_html_table


def script():
    from pathlib import Path

    import pandas as pd

    from mesems_dash.access import LOCAL
    from mesems_dash.pages.parts.people_table import show_people
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.demo_cuts import Stores

    view = View(None, None, Selection(), "", Stores(Path(), None, Path()), LOCAL)
    frame = pd.DataFrame({"Person": ["P<1>", "P2"], "Fails": ["I4", "E5 E7"]})
    show_people(view, frame, key="people", caption="People & more", keys=[(7341, 1), (8652, 2)])


def test_the_browser_is_given_row_numbers_and_no_key():
    app = AppTest.from_function(script).run()
    assert not app.exception
    (element,) = app.main.children.values()
    text = json.dumps(str(element.proto))
    assert "data-row" in text
    assert "7341" not in text
    assert "8652" not in text


def test_row_headings_are_buttons_that_say_what_they_do():
    html = write_html_table(
        pd.DataFrame({"Person": ["P<1>", "P2"], "Fails": ["I4", "E5"]}), caption="", opens="Open {}"
    )
    assert '<button type="button" data-row="0" aria-label="Open P&lt;1&gt;">P&lt;1&gt;</button>' in html
    assert '<button type="button" data-row="1" aria-label="Open P2">P2</button>' in html
    assert "P<1>" not in html


def test_a_table_that_opens_nothing_has_no_button():
    assert "<button" not in write_html_table(pd.DataFrame({"Person": ["P1"], "Fails": ["I4"]}), caption="")


def long_script():
    from pathlib import Path

    import pandas as pd

    from mesems_dash.access import LOCAL
    from mesems_dash.pages.parts.people_table import show_people
    from mesems_dash.pages.state.view import View
    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.demo_cuts import Stores

    view = View(None, None, Selection(), "", Stores(Path(), None, Path()), LOCAL)
    frame = pd.DataFrame({"Person": [f"P{place}" for place in range(201)]})
    show_people(view, frame, key="people", caption="People", keys=[(place, 1) for place in range(201)])


def test_a_long_table_ends_after_200_rows_and_says_so():
    app = AppTest.from_function(long_script).run()
    assert not app.exception
    table, line = app.main.children.values()
    assert str(table.proto).count("<tr>") == 1 + 200
    assert "Showing the first 200 of 201 rows; the download has all." in line.proto.body
