"""Whatever a text holds, HTML shows it as it is: each builder writes the tags that it writes for a plain word."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from markupsafe import Markup
from streamlit.testing.v1 import AppTest

from mesems_dash.access import Reader, Role
from mesems_dash.eligibility import load_rule_set
from mesems_dash.eligibility.tree import Line
from mesems_dash.errors import MesemsError
from mesems_dash.figures import svg
from mesems_dash.pages.app import entrance, sign_in
from mesems_dash.pages.definitions.criteria_text import write_comparison
from mesems_dash.pages.definitions.glossary_html import Entry, write_entries
from mesems_dash.pages.parts import layout
from mesems_dash.pages.parts.html_table import write_html_table
from mesems_dash.pages.person import html as person
from mesems_dash.pages.state import choice, markup, refusals
from mesems_dash.pages.state.gate import Visitor
from mesems_dash.words.tables import Bar

NASTY = """<script>alert("1")</script> <b title='x'>&amp; {0} {name} %s %(name)s {"""
PLAIN = "☃" * len(NASTY)


def write_table(text, **options):
    frame = pd.DataFrame({text: [text], "n": [text], "bar": [Bar(text, 50)]})
    return write_html_table(frame, caption=text, words=("n",), tips={text: text}, **options)


def compare_rule_sets(text):
    first = load_rule_set("registry")
    criteria = [replace(one, reading=text) for one in first.criteria]
    return write_comparison([replace(first, title=text), replace(first, title=text, criteria=tuple(criteria))])


BUILDERS = {
    "a table": write_table,
    "a table whose rows open": lambda text: write_table(text, opens="Open {}"),
    "items": lambda text: markup.write_items([text]),
    "definitions": lambda text: write_entries([Entry(text, text, text, ((text, text),), (text,))]),
    "rule sets": compare_rule_sets,
    "facts": lambda text: person.write_facts({text: text}),
    "a line of a criterion": lambda text: person._write_line(Line(0, None, "open", text, text, text, (text,))),
    "a mark": lambda text: person._mark("for", text),
    "a line of a drawing": lambda text: svg.write_text(text, 0, 0),
    "a drawing": lambda text: svg.frame_drawing((), width=1, height=1, name="n", title=text, description=text),
}


SHOWN = {
    "the head of a page": lambda text: layout.page_head(text, text, text),
    "a heading": lambda text: layout.section(text, text, place=text),
    "a note": layout.note,
    "notes": lambda text: layout.notes([text, text]),
    "a link down the page": lambda text: layout.point_to(text, text),
    "a tile": lambda text: layout._show_tile(layout.Tile(text, text, text, text)),
    "nothing to show": lambda text: layout.empty_state(text, text),
    "an alarm": lambda text: layout.alarm(text, [text]),
    "an error": lambda text: layout.error_state(MesemsError(text)),
    "a refused choice": lambda text: choice._show_refused("k", [text]),
    "a refused filter": lambda text: refusals.show_refusals([refusals.Refusal("k", text, text)], lambda _: None),
    "who looks": lambda text: entrance.show_reader(Reader(text, Role.INVESTIGATOR, (text,))),
}


class Reading(HTMLParser):
    """The tags with their attributes' names, and all that is read: text and attributes."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.texts.extend(value or "" for _, value in attrs)

    def handle_endtag(self, tag):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def read(written):
    reading = Reading()
    reading.feed(str(written))
    reading.close()
    return reading


def assert_it_stays_text(write):
    plain, nasty = read(write(PLAIN)), read(write(NASTY))
    assert nasty.tags == plain.tags
    said = [text.count(PLAIN) for text in plain.texts]
    assert sum(said) > 0
    assert [text.count(NASTY) for text in nasty.texts] == said


@pytest.mark.parametrize("write", BUILDERS.values(), ids=BUILDERS)
def test_a_text_stays_a_text_in_html(write):
    assert isinstance(write(PLAIN), Markup)
    assert_it_stays_text(write)


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_a_text_stays_a_text_on_a_page(show, monkeypatch):
    """In plain Python: what `show_html` is given, whoever calls it."""

    def write(text):
        shown = []
        for module in (layout, choice, refusals, entrance):
            monkeypatch.setattr(module, "show_html", lambda given, **_: shown.append(given))
        show(text)
        assert all(isinstance(one, Markup) for one in shown)
        return Markup("").join(shown)

    assert_it_stays_text(write)


def test_a_text_stays_a_text_on_the_page_for_who_is_not_let_in():
    assert_it_stays_text(lambda text: sign_in.show_sign_in(Visitor(None, text, may_sign_in=True), text).body.decode())


def show_a_plain_text():
    from mesems_dash.pages.state.markup import show_html

    show_html("<b>Genova</b>")


def test_a_plain_text_at_the_door_is_shown_as_it_is():
    app = AppTest.from_function(show_a_plain_text).run()
    assert app.main[0].proto.body == "&lt;b&gt;Genova&lt;/b&gt;"
