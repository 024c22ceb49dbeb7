"""Small tables: text from data stays text, noughts are quiet, sums are set apart."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script():
    import pandas as pd

    from mesems_dash.pages.parts.html_table import show_html_table
    from mesems_dash.words.tables import Bar

    frame = pd.DataFrame(
        {"Site": ["<b>Genova</b>", "All"], "People": [1204, 0], "Share": [Bar("50 %", 50), "–"]}  # noqa: RUF001
    )
    show_html_table(frame, caption='Sites & "people"', has_sum=True, words=("Share",))


def shown():
    app = AppTest.from_function(script).run()
    assert not app.exception
    return str(app.main[0].proto.body)


def test_markup_in_a_name_is_shown_and_not_obeyed():
    assert "&lt;b&gt;Genova&lt;/b&gt;" in shown()
    assert "<b>Genova" not in shown()


def test_the_caption_is_the_name_of_the_region():
    assert 'aria-label="Sites &amp; &#34;people&#34;"' in shown()
    assert "<caption>Sites &amp; &#34;people&#34;</caption>" in shown()


def test_numbers_are_marked_by_thousands_and_nought_is_quiet():
    assert "<td>1,204</td>" in shown()
    assert '<td class="quiet">0</td>' in shown()


def test_the_sum_is_set_apart_and_a_bar_keeps_its_text():
    assert '<tr class=sum><th scope="row">All</th>' in shown()
    assert '<i style="width:50%"></i></b>50 %' in shown()
