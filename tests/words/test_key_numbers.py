"""The six key numbers: each says of how many, and how it moved since the cut before."""

from __future__ import annotations

from datetime import date

import pandas as pd

from mesems_dash.words.key_numbers import build_key_numbers, describe_cut_before

NOW = {
    "as_of": date(2018, 6, 30), "screened": 40, "screenings": 44, "undecided": 5, "randomised": 12, "completed": 6,
    "target": 20, "decided": 30, "failed": 15, "randomised_90_days": 6, "rate_per_month": 2.0, "months_to_target": 4.0,
}  # fmt: skip
BEFORE = {**NOW, "as_of": date(2017, 12, 31), "screened": 35, "undecided": 7, "failed": 10, "decided": 25}


def describe(now=NOW, before=None):
    frames = [None if row is None else pd.DataFrame([row]) for row in (now, before)]
    return {text.label: text for text in build_key_numbers(*frames)}


def test_there_are_six_and_each_leads_to_a_page():
    text = describe()
    assert list(text) == ["Randomised", "Randomised per month", "Screened", "Screen failures", "Undecided", "Completed"]
    assert all(number.page for number in text.values())


def test_every_number_says_of_how_many():
    assert [number.of for number in describe().values()] == [
        "of 20 planned", "4 months to target", "in 44 screenings", "15 of 30 decided", "of 40 screened",
        "of 12 randomised",
    ]  # fmt: skip


def test_changes_are_since_the_cut_before_and_say_which():
    text = describe(before=BEFORE)
    assert text["Screened"].change == "+5 since Dec 2017"
    assert text["Undecided"].change == "\N{MINUS SIGN}2 since Dec 2017"
    assert text["Randomised"].change == "no change"
    assert text["Screen failures"].change == "was 40 % in Dec 2017"
    assert "31 Dec 2017" in describe_cut_before(pd.DataFrame([BEFORE]))


def test_without_a_cut_before_nothing_is_compared():
    assert {number.change for number in describe().values()} == {""}
    assert describe_cut_before(None) == "There is no earlier data cut to compare with."


def test_without_a_plan_the_whole_is_the_screened():
    text = describe({**NOW, "target": None, "months_to_target": None})
    assert text["Randomised"].of == "of 40 screened"
    assert text["Randomised per month"].of == "6 in 90 days"


def test_a_reached_target_says_so_and_nobody_decided_is_a_dash():
    text = describe({**NOW, "months_to_target": 0.0, "failed": 0, "decided": 0})
    assert text["Randomised per month"].of == "target reached"
    assert text["Screen failures"].value == "–"  # noqa: RUF001 - a share of nothing
