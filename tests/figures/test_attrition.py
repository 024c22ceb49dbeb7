"""Attrition: bars and numbers add up, a step knows what came before it, a nought cannot be chosen."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.attrition import draw_attrition
from mesems_dash.words.findings.failures import describe_attrition, find_attrition

# 20 screenings: 8 fail I1 (3 nothing else), 6 fail E5 (4 of them I1 too, 2 nothing else), nobody fails E14; 7 eligible
COLUMNS = ("part", "criterion", "earlier", "excluded", "remaining", "marginal", "unknown", "gain", "gain_eligible")
ROWS = [
    ("start", None, None, None, 20, None, None, None, None, None, None),
    ("step", "I1", "", 8, 12, 8, 2, 3, 1, None, None),
    ("step", "E5", "I1", 2, 10, 6, 0, 2, 2, None, None),
    ("step", "E14", "I1 E5", 0, 10, 0, 1, 0, 0, None, None),
    ("end", None, None, None, 10, None, None, None, None, 7, 3),
]
FRAME = pd.DataFrame(ROWS, columns=[*COLUMNS, "eligible", "undecided"]).astype(
    dict.fromkeys((*COLUMNS[3:], "eligible", "undecided"), "Int64")
)


@pytest.fixture
def traces():
    figure = draw_attrition(FRAME, order="protocol")
    return list(figure.data)


def test_what_a_step_takes_out_stands_behind_what_it_leaves(traces):
    left, excluded = traces[:2]
    assert list(left.x) == [20, 12, 10, 10]
    assert list(excluded.base) == [12, 10, 10]
    assert list(excluded.x) == [8, 2, 0]


def test_what_is_left_is_split_into_eligible_and_undecided(traces):
    eligible, undecided = traces[3:5]
    assert (list(eligible.base), list(eligible.x)) == ([0], [7])
    assert (list(undecided.base), list(undecided.x)) == ([7], [3])
    assert [trace.customdata[0] for trace in (eligible, undecided)] == [["status", "eligible"], ["status", "unknown"]]


def test_a_step_is_chosen_by_its_whole_row_and_knows_what_came_before(traces):
    hits = traces[2]
    assert list(hits.x) == [20, 20, 20]
    assert list(hits.customdata) == [
        ["attrition", "I1", "protocol", ""],
        ["attrition", "E5", "protocol", "I1"],
        None,
    ]


def test_a_criterion_by_itself_is_chosen_as_in_the_reasons(traces):
    marginal, gain = traces[5:7]
    assert list(marginal.x) == [8, 6, 0]
    assert list(marginal.customdata) == [["I1", "ALL", "any"], ["E5", "ALL", "any"], None]
    assert list(gain.customdata) == [["I1", "ALL", "only"], ["E5", "ALL", "only"], None]


def test_a_step_tells_those_left_who_are_undecided_on_it(traces):
    hits = traces[2]
    assert hits.hovertext[0] == (
        "I1 Active disease despite treatment<br>excludes 8 of 20 remaining, leaves 12 of 20<br>2 of those "
        "remaining are undecided on it"
    )


def test_only_marks_that_can_be_chosen_answer_the_pointer(traces):
    assert all(trace.hoverinfo == "skip" for trace in traces if trace.customdata is None)


def test_a_phone_leaves_out_the_bars_of_each_criterion_by_itself(traces):
    figure = draw_attrition(FRAME, order="protocol")
    changes = figure.layout.meta["narrow"]["traces"]
    hidden = [trace.name for trace, change in zip(traces, changes, strict=True) if change.get("visible") is False]
    assert hidden == ["Any", "Only"]  # the bars; their numbers stay


def test_the_finding_names_what_would_bring_back_most():
    assert find_attrition(FRAME) == (
        "10 of 20 screenings fail no criterion; without Active disease despite treatment (I1) it would be 3 more"
    )
    assert find_attrition(FRAME, is_derived=False) == (
        "10 of 20 screenings were not recorded as ineligible; most often the only reason is Active disease "
        "despite treatment (I1) (3)"
    )


def test_a_tie_names_both_and_nothing_says_nothing():
    tied = FRAME.assign(gain=FRAME["gain"].replace({2: 3}))
    assert find_attrition(tied).endswith(
        "most often the only reason: Active disease despite treatment (I1) and Immunosuppressant washout (E5), 3 each"
    )
    assert find_attrition(FRAME.assign(gain=FRAME["gain"] * 0)).endswith("; none of the others has a single reason")
    everybody = FRAME.iloc[[0, 4]].assign(remaining=20)
    assert find_attrition(everybody) == "20 of 20 screenings fail no criterion"


def test_the_words_tell_every_step_that_anybody_fails():
    text = describe_attrition(FRAME)
    assert text.startswith("Steps from 20 screenings: Active disease despite treatment (I1) excludes 8 and leaves 12")
    assert "Unable to consent" not in text
    assert text.endswith("Remaining at the end: 7 eligible, 3 undecided.")


def test_nobody_at_all_is_drawn_empty():
    nobody = FRAME.assign(**{name: FRAME[name] * 0 for name in (*COLUMNS[3:], "eligible", "undecided")})
    figure = draw_attrition(nobody, order="greatest")
    assert not any(mark for trace in figure.data for mark in trace.customdata or ())
    assert find_attrition(nobody) == "0 of 0 screenings fail no criterion"


@pytest.mark.parametrize(("left", "whole", "derived", "recorded"), [
    (1, 1, "1 of 1 screening fails no criterion", "1 of 1 screening was not recorded as ineligible"),
    (0, 1, "0 of 1 screening fails no criterion", "0 of 1 screening was not recorded as ineligible"),
    (1, 20, "1 of 20 screenings fails no criterion", "1 of 20 screenings was not recorded as ineligible"),
    (2, 20, "2 of 20 screenings fail no criterion", "2 of 20 screenings were not recorded as ineligible"),
])  # fmt: skip
def test_one_screening_is_said_in_the_singular(left, whole, derived, recorded):
    few = FRAME.iloc[[0, 4]].assign(remaining=[whole, left])
    assert find_attrition(few).split(";")[0] == derived
    assert find_attrition(few, is_derived=False).split(";")[0] == recorded
