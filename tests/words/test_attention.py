"""What needs attention: every kind leads to its page, with the state that shows it."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from mesems_dash.pages.state.names import TITLES
from mesems_dash.vocabulary import ATTENTION_LABELS
from mesems_dash.words.attention import find_attention, find_overview, group_attention, tabulate_attention

COLUMNS = ["kind", "subject_id", "site_id", "criterion", "since", "days_open"]
KINDS = {"ONE_VALUE_AWAY": 3}
"""How many there are of a kind; one of every other."""


def rows(*given):
    frame = pd.DataFrame(given, columns=COLUMNS)
    return frame.assign(of_kind=[KINDS.get(kind, 1) for kind in frame["kind"]])


MATTERS = group_attention(
    rows(
        ("STALE_SITE", None, "S2", None, date(2018, 1, 1), 180),
        ("ONE_VALUE_AWAY", "P1", "S1", "E13", date(2018, 5, 1), 60),
        ("ONE_VALUE_AWAY", "P2", "S1", "E13", date(2018, 6, 1), 29),
        ("ONE_VALUE_AWAY", "P3", "S2", "I4", date(2018, 6, 2), 28),
        ("CALLED_INELIGIBLE", "P4", "S1", None, date(2018, 6, 3), 27),
        ("STAGE_DISAGREES", "P5", "S1", "HARVESTED", date(2018, 6, 3), 27),
    )
)
BY_KIND = {alert.kind: alert for alert in MATTERS}
SITES = pd.DataFrame({"site_id": ["S1", "S2"], "name": ["Genova", None]})


def test_kinds_come_in_a_fixed_order_and_those_without_rows_are_left_out():
    assert [alert.kind for alert in MATTERS] == [
        "ONE_VALUE_AWAY", "CALLED_INELIGIBLE", "STAGE_DISAGREES", "STALE_SITE",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ATTENTION_LABELS)
def test_every_kind_has_its_words_and_a_page(kind):
    (alert,) = group_attention(rows((kind, "P1", "S1", None, date(2018, 5, 1), 60)))
    assert alert.label == ATTENTION_LABELS[kind]
    assert alert.explanation.endswith(".")
    assert alert.page in TITLES


def test_one_value_away_leads_to_what_settles_it():
    nearest = BY_KIND["ONE_VALUE_AWAY"]
    assert (nearest.page, nearest.query) == ("undecided", {"settling": "only", "whom": "waiting"})


def test_other_kinds_lead_to_their_page():
    assert (BY_KIND["STALE_SITE"].page, BY_KIND["STALE_SITE"].query) == ("sites", {"site": ["S2"]})
    assert (BY_KIND["STAGE_DISAGREES"].page, BY_KIND["STAGE_DISAGREES"].query) == ("funnel", {})


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("RANDOMISED_INELIGIBLE", {"differ": "RANDOMISED_BUT_FAIL"}),
        ("CALLED_ELIGIBLE", {"differ": "CALLED_BUT_FAIL"}),
        ("CALLED_INELIGIBLE", {"differ": "FAIL_BUT_PASS"}),
    ],
)
def test_a_decision_that_disagrees_leads_to_site_against_data(kind, query):
    (alert,) = group_attention(rows((kind, "P1", "S1", None, date(2018, 5, 1), 60)))
    assert (alert.page, alert.link, alert.query) == ("agreement", "Show on Site vs data", query)


def test_a_kind_counts_more_than_its_first_rows():
    frame = rows(("ONE_VALUE_AWAY", "P1", "S1", "E13", date(2018, 5, 1), 60))
    (alert,) = group_attention(frame)
    assert (alert.count, len(alert.rows)) == (3, 1)


def test_no_address_carries_a_person():
    assert not any(re.search(r"P\d", str(alert.query.values())) for alert in MATTERS)


def test_the_table_is_in_words_and_without_empty_columns():
    table = tabulate_attention(BY_KIND["ONE_VALUE_AWAY"], SITES)
    assert table.to_dict("records")[0] == {
        "Person": "P1", "Site": "Genova", "About": "E13 Kidney function or no MRI", "Since": "1 May 2018",
        "Days open": 60,
    }  # fmt: skip
    assert list(tabulate_attention(BY_KIND["STALE_SITE"], SITES).columns) == ["Site", "Since", "Days open"]
    assert tabulate_attention(BY_KIND["STAGE_DISAGREES"], SITES)["About"][0] == "Cells harvested"


def test_the_finding_counts_all_matters():
    assert find_attention(MATTERS) == "6 items need attention"
    assert find_attention(()) == "Nothing needs attention"
    assert group_attention(rows()) == ()


def test_the_overview_says_total_and_matters():
    numbers = pd.DataFrame({"randomised": [31], "target": pd.array([None], dtype="Int64")})
    assert find_overview(numbers, ()) == "31 people randomised; nothing needs attention"
    planned = numbers.assign(target=160)
    assert find_overview(planned, MATTERS) == "31 of 160 planned people randomised; 6 items need attention"
