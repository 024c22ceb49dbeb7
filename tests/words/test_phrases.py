"""How numbers, dates and codes are said."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from mesems_dash.figures.accrual import draw_accrual
from mesems_dash.figures.balance import draw_arms_by
from mesems_dash.figures.funnel import draw_funnel_by
from mesems_dash.figures.sites import draw_sites
from mesems_dash.words import phrases
from mesems_dash.words.sites import name_sites

LINK = '<a href="https://example.org">Genova</a>'
SITE = {"site_id": "<b>S1</b>", "name": LINK, "screened": 2, "randomised": 1, "target": 3}
SITES = pd.DataFrame([SITE, {**SITE, "site_id": "S2"}])
NOTES = pd.DataFrame({"on": [date(2018, 5, 2)], "label": [LINK]})
MONTHS = pd.DataFrame(
    {"month": [date(2018, 5, 1)], "screened": [2], "eligible": [1], "randomised": [1], "cumulative": [1], "target": [1]}
)
STAGES = pd.DataFrame(
    [("<b>S1</b>", "SCREENED", 2), ("<b>S1</b>", "RANDOMISED", 1)], columns=["group_value", "stage", "subjects"]
)
ARMS = pd.DataFrame(
    [("<b>S1</b>", 1, 0, 0, 1, 1)],
    columns=["group_value", "msc_first", "placebo_first", "not_recorded", "randomised", "imbalance"],
)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, "–"),  # noqa: RUF001 - a share of nothing is a dash
        (0, 5, "0 %"),
        (1, 1000, "<1 %"),  # something is never nought
        (999, 1000, ">99 %"),  # not all is never all
        (5, 5, "100 %"),
        (1, 3, "33 %"),
        (7, 5, "140 %"),  # a site beyond its plan
    ],
)
def test_a_share_never_rounds_something_to_nothing(part, whole, said):
    assert phrases.format_share(part, whole) == said


def test_one_is_singular_and_thousands_are_marked():
    assert phrases.format_people(1) == "1 person"
    assert phrases.format_people(1204) == "1,204 people"
    assert phrases.format_things(1, "day") == "1 day"
    assert phrases.format_of(12, 1040) == "12 of 1,040"
    assert phrases.format_part(1, 1, "person", "people") == "1 of 1 person"
    assert phrases.format_part(12, 1040, "person", "people") == "12 of 1,040 people"
    cases = ((1, 1), (0, 1), (1, 9), (2, 9), (0, 9))
    verbs = ["fails", "fails", "fails", "fail", "fail"]
    assert [phrases.agree(part, whole, "fails", "fail") for part, whole in cases] == verbs


def test_a_fall_has_a_true_minus():
    assert [phrases.format_change(change) for change in (3, 0, -1200)] == ["+3", "no change", "\N{MINUS SIGN}1,200"]


@pytest.mark.parametrize("missing", [None, pd.NaT, pd.NA])
def test_what_is_missing_is_a_dash(missing):
    assert phrases.format_date(missing) == phrases.NOTHING
    assert phrases.format_month(missing) == phrases.NOTHING
    assert phrases.format_count(missing) == phrases.NOTHING
    assert phrases.format_days(missing) == phrases.NOTHING


def test_a_date_is_said_in_english_whatever_the_machine_speaks():
    assert phrases.format_date(date(2018, 6, 3)) == "3 Jun 2018"
    assert phrases.format_date(pd.Timestamp("2018-12-31")) == "31 Dec 2018"
    assert phrases.format_month(date(2018, 6, 3)) == "Jun 2018"


def test_lists_are_joined_as_people_do():
    assert [phrases.join_words(list("abc"[:length])) for length in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_abbreviations_keep_their_capitals():
    assert phrases.lower_first("EDSS range") == "EDSS range"
    assert phrases.lower_first("Age") == "age"


def test_codes_become_words_and_unknown_ones_stay():
    assert phrases.name_criterion("E5") == "E5 Immunosuppressant washout"
    assert phrases.name_criterion("SITE_CLOSED") == "Site closed"
    assert phrases.name_reason("X9") == "X9"
    assert phrases.name_reasons("I1 SITE_CLOSED") == "I1, Site closed"
    assert phrases.name_reasons(None) == ""
    assert phrases.name_decision("INELIGIBLE") == "Ineligible"
    assert phrases.name_group("NOT_RECORDED") == "Not recorded"


@pytest.mark.parametrize(
    "figure",
    [
        draw_sites(SITES),
        draw_funnel_by(STAGES, name_sites(SITES)),
        draw_funnel_by(STAGES),
        draw_arms_by(ARMS, name_sites(SITES)),
        draw_arms_by(ARMS),
        draw_accrual(MONTHS, NOTES, as_of=date(2018, 6, 30)),
    ],
    ids=["sites", "funnel", "funnel of ids", "arms", "arms of ids", "accrual"],
)
def test_names_from_data_are_letters_in_a_figure_never_markup(figure):
    sent = json.dumps(json.loads(figure.to_json()))
    assert "\\u2039" in sent
    assert "<a" not in sent
    assert "<b>S1" not in sent
