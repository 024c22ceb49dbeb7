"""The wall: a process without the closed store shows pooled progress and why, whatever a reader does."""

from __future__ import annotations

import json

import pytest

from tests.browser.app import run_cli

BETRAYING = ("MSC_FIRST", "PLACEBO_FIRST", "Cells first", "Placebo first", "cells first", "placebo first")


@pytest.fixture
def blinded(new_screen, blinded_app):
    return new_screen(blinded_app)


def test_with_the_closed_store_the_page_warns_that_it_is_unblinded(screen):
    assert "Unblinded" in screen.open("arms").text


def test_without_the_closed_store_nothing_on_the_page_tells_a_sequence(blinded):
    blinded.open("arms")
    page = blinded.page.content()
    assert [word for word in BETRAYING if word in page] == []
    assert "closed store" in blinded.text


def test_without_the_closed_store_the_address_cannot_ask_for_more(blinded):
    blinded.open("arms", split="site", sequence="MSC_FIRST", closed="1")
    page = blinded.page.content()
    assert [word for word in BETRAYING if word in page.replace("sequence=MSC_FIRST", "")] == []


def test_pooled_progress_equals_the_query(blinded, blinded_app):
    done = run_cli("query", "crossover", "--store", blinded_app.store)
    rows = json.loads(done.stdout)
    text = blinded.open("arms").page.content()
    assert [row["stage"] for row in rows] == ["RANDOMISED", "INFUSED_1", "INFUSED_2", "COMPLETED"]
    assert all(f"{row['pooled_count']}" in text for row in rows)
