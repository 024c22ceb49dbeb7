"""What is assumed of the design, and what the environment may say of it."""

from __future__ import annotations

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.reports.assumptions import format_window, read_block_length, read_window_days


@pytest.mark.parametrize(("text", "length"), [("", 4), (" ", 4), ("2", 2), (" 6 ", 6), ("100", 100)])
def test_blocks_are_of_four_unless_said_otherwise(monkeypatch, text, length):
    monkeypatch.setenv("MESEMS_BLOCK_LENGTH", text)
    assert read_block_length() == length


def test_without_the_variable_blocks_are_of_four(monkeypatch):
    monkeypatch.delenv("MESEMS_BLOCK_LENGTH", raising=False)
    assert read_block_length() == 4


@pytest.mark.parametrize("text", ["3", "0", "102", "-4", "4.0", "four", "٤"])
def test_a_length_that_no_block_has_is_refused(monkeypatch, text):
    monkeypatch.setenv("MESEMS_BLOCK_LENGTH", text)
    with pytest.raises(UsageError, match="expected an even whole number from 2 to 100"):
        read_block_length()


@pytest.mark.parametrize(("text", "days"), [("", 14), ("  ", 14), ("0", 0), ("7", 7), (" 84 ", 84)])
def test_the_window_is_of_two_weeks_unless_said_otherwise(monkeypatch, text, days):
    monkeypatch.setenv("MESEMS_CROSSOVER_WINDOW_DAYS", text)
    assert read_window_days() == days


@pytest.mark.parametrize("text", ["-1", "85", "7.5", "two", "1e1", "²"])
def test_a_window_that_is_no_number_of_days_is_refused(monkeypatch, text):
    monkeypatch.setenv("MESEMS_CROSSOVER_WINDOW_DAYS", text)
    with pytest.raises(UsageError, match="expected a whole number of days from 0 to 84"):
        read_window_days()


def test_a_window_is_given_in_days():
    assert format_window(7).endswith("7 days before and after it are in time")
    assert "only that day is in time" in format_window(0)
