"""The SQL page in a browser: run, be told what is wrong, change one's mind, take the rows along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.screen import Screen

ENDLESS = "select count(*) from range(100000000000) as a, range(1000000) as b"


def ask(screen: Screen, statement: str) -> Screen:
    """Types a statement, runs it by keyboard and waits for what comes of it."""
    field = screen.page.get_by_role("textbox", name="Statement")
    field.fill(statement)
    field.press("Control+Enter")
    return screen


def test_a_statement_is_run_and_its_rows_taken_along(screen):
    screen.turn_to("sql")
    ask(screen, "select subject_id, screening_no from screenings where screening_no = 1 order by all limit 3")
    screen.page.get_by_text(re.compile(r"^3 rows in ")).wait_for()
    screen.rest()
    assert screen.page.get_by_test_id("stDataFrame").count() == 1
    assert screen.state == []
    assert [row["screening_no"] for row in screen.download("CSV")] == ["1", "1", "1"]


@pytest.mark.thorough
def test_an_error_says_where_and_the_next_statement_runs(screen):
    screen.turn_to("sql")
    ask(screen, "select nothing_here\nfrom screenings")
    alert = screen.page.get_by_role("alert").filter(has_text="LINE 1: select nothing_here")
    alert.wait_for()
    ask(screen, "attach '/etc/passwd'")
    screen.page.get_by_text("ATTACH cannot run.").wait_for()
    screen.rest()
    assert ".duckdb" not in screen.text
    ask(screen, "select 1 as one")
    screen.page.get_by_text(re.compile(r"^1 row in ")).wait_for()


def test_a_long_statement_is_cancelled_while_it_runs(screen):
    screen.turn_to("sql")
    ask(screen, ENDLESS)
    screen.page.get_by_text(re.compile(r"^Running: \d+ s$")).wait_for()
    screen.page.get_by_role("button", name="Cancel").click()
    screen.page.get_by_text(re.compile(r"^Cancelled after \d")).wait_for()
    ask(screen.rest(), "select 40 + 2 as answer")
    screen.page.get_by_text(re.compile(r"^1 row in ")).wait_for()
