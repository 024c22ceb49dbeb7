"""A chart that fails in a browser leaves a line in the server's log, with nothing about anybody and not too often."""

from __future__ import annotations

import logging

import pytest

from mesems_dash.pages.parts.chart_failures import describe_failure, log_failure

RENAMED = {
    "part": "labels",
    "kind": "TypeError",
    "message": "Cannot read properties of undefined (reading '_toppaper')",
}


def lines(caplog, *failures, session=None):
    """What is logged of these failures of one chart in one session."""
    session = {} if session is None else session
    with caplog.at_level(logging.WARNING, logger="mesems_dash"):
        for failure in failures:
            log_failure("reasons", failure, session)
    return [record.getMessage() for record in caplog.records]


def test_the_line_names_chart_part_and_reason(caplog):
    reason = "TypeError: Cannot read properties of undefined (reading '_toppaper')"
    assert lines(caplog, RENAMED) == [f"chart reasons: labels failed in a browser: {reason}"]


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        # an error of JSON cites the figure
        ("SyntaxError", 'Unexpected token R, ..."site":Rossi "... is not valid JSON', "SyntaxError"),
        # a quoted value that is no word of our scripts
        ("TypeError", "undefined (reading 'Rossi')", "TypeError: undefined (reading ...)"),
        ("Error", 'no "GEN-0001" and no `Maria B`', "Error: no ... and no ..."),
        # ids, dates and amounts bare in the text
        ("RangeError", "invalid date 1964-02-29 of GEN-0001 (37.5)", "RangeError: invalid date ... of ... (...)"),
        # a line of its own, or letters that a terminal obeys
        ("Error", "first\nchart x: all is well\x1b[2J", "Error: first chart x: all is well ..."),
        ("no kind\n", "", "Error"),
    ],
)
def test_what_could_be_data_or_another_line_is_left_out(kind, message, expected):
    described = describe_failure("reasons", {"part": "marks", "kind": kind, "message": message})
    assert described == f"chart reasons: marks failed in a browser: {expected}"


def test_a_long_message_is_cut():
    assert len(describe_failure("reasons", {**RENAMED, "message": "long " * 1000})) < 300


def test_a_part_that_does_not_exist_is_not_repeated():
    assert describe_failure("reasons", {**RENAMED, "part": "Rossi"}).startswith("chart reasons: something failed")


def test_the_same_failure_is_logged_once_in_a_session(caplog):
    assert len(lines(caplog, RENAMED, RENAMED)) == 1


def test_a_session_has_few_lines(caplog):
    many = [{**RENAMED, "message": word} for word in "abcdefghijklmnopqrstuvwxyz"]
    assert len(lines(caplog, *many)) == 10


@pytest.mark.parametrize("nothing", [None, "text", 5, []])
def test_what_is_no_report_is_not_logged(nothing, caplog):
    assert lines(caplog, nothing) == []
