"""The questions about the undecided: as a table, as a file, and said with what filtered them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from mesems_dash.vocabulary import SETTLES
from mesems_dash.words import questions as words

NAMES = {"GEN": "Genova", "LON": "London"}


def question(**changes):
    row = {
        "screening_key": 1, "subject_key": 1, "subject_id": "GEN-1", "screening_no": 2, "site_id": "GEN",
        "screened_on": date(2018, 1, 5), "days_open": 176, "field": "labs.HIV", "question": "What of HIV?",
        "criteria": "E4 E5", "settles": "ALWAYS", "site_decision": None, "is_randomised": False, "exit": "UNDER_WAY",
        "questions_total": 7,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_the_list_is_in_words_and_marks_the_randomised():
    row = words.tabulate_questions(question(is_randomised=True), NAMES).iloc[0]
    assert (row["Site"], row["For"], row["The answer"]) == ("Genova", "E4 E5", "Decides it")
    assert (row["Screened"], row["Days open"], row["Current status"]) == ("5 Jan 2018", 176, "Randomised")
    assert words.tabulate_questions(question(exit=None), NAMES)["Current status"][0] == "Completed"


@pytest.mark.parametrize("settles", SETTLES)
def test_every_answer_is_said_and_explained(settles):
    said = words.tabulate_questions(question(settles=settles), NAMES)["The answer"][0]
    assert f"{said}:" in words.explain_answers()


def test_the_list_says_what_it_leaves_out():
    assert words.find_questions(question()) == "7 questions to ask"
    assert words.describe_shown(question()) == "Showing the first 1 of 7; the download has all."
    assert words.describe_shown(question(questions_total=1)) == ""
    assert words.find_questions(question().head(0)) == "No question to ask"


@pytest.mark.parametrize(("changes", "said"), [
    ({}, ["Questions about everybody undecided"]),
    ({"field": "labs.HIV", "site": "Genova"},
     ["Questions about everybody undecided", "Missing: HIV test", "Site to ask: Genova"]),
    ({"settling": "only", "among": "waiting"},
     ["Questions about undecided people who are ongoing, not randomised",
      "Only questions whose answer alone decides the person"]),
])  # fmt: skip
def test_what_filters_the_list_is_said(changes, said):
    asked = {"field": None, "site": None, "settling": "any", "among": "everybody"}
    assert words.describe_asked(**asked | changes) == said
