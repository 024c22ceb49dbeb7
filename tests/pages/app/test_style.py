"""The one style sheet: complete, the same for both themes, and nothing in it that makes every click dear."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mesems_dash.figures import theme
from mesems_dash.pages.app import style

PAGES = Path(style.__file__).parents[1]
SHEETS = sorted((PAGES / "static").glob("*.css"))


def test_every_sheet_is_in_it():
    written = style.write_style()
    assert SHEETS
    assert all(sheet.read_text(encoding="utf-8") in written for sheet in SHEETS)


def test_every_colour_that_a_rule_names_is_there_for_the_light_and_the_dark_page():
    written = style.write_style()
    set_by = r"(--mesems-[a-z]+)\s*:"
    elsewhere = {"--mesems-width"}  # by a drawing, see drawing.py
    assert set(re.findall(r"var\((--mesems-[a-z]+)", written)) - elsewhere <= set(re.findall(set_by, written))
    light = theme.STATUS_COLOURS["ineligible"]
    assert f"--mesems-against:light-dark({light},{theme.to_dark()[light]});" in written


@pytest.mark.parametrize("costly", ["[class", ":has("])
def test_no_rule_makes_the_browser_style_whole_trees_anew_when_a_class_changes(costly):
    rules = re.sub(r"/\*.*?\*/", "", style.write_style(), flags=re.DOTALL)
    assert costly not in rules


def test_no_page_brings_rules_of_its_own():
    bringing = {path.name for path in PAGES.rglob("*.py") if "<style" in path.read_text(encoding="utf-8")}
    assert bringing == {"server.py", "sign_in.py"}  # the start page, and the one for whoever is not let in
