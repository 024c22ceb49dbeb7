"""Failures by period: bars add up, marks know their period, few and half-covered periods are shown as such."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.failures_over_time import draw_failures_over_time
from mesems_dash.words.findings.failures import describe_failures_over_time, explain_shares, find_failures_over_time
from mesems_dash.words.lanes import name_period

COLUMNS = ["period_from", "period_to", "screenings", "ineligible", "undecided", "eligible", "is_whole"]
FRAME = pd.DataFrame(
    [
        ("2016-01-01", "2016-03-31", 100, 50, 20, 30, True),
        ("2016-04-01", "2016-06-30", 0, 0, 0, 0, True),
        ("2016-07-01", "2016-09-30", 10, 8, 0, 2, False),
    ],
    columns=COLUMNS,
).astype({"period_from": "datetime64[us]", "period_to": "datetime64[us]"})


@pytest.fixture
def traces():
    return draw_failures_over_time(FRAME, step="quarter").data


def test_failures_stand_on_the_base_line(traces):
    assert [trace.name for trace in traces[:3]] == ["Ineligible", "Undecided", "Eligible"]
    assert [list(trace.y) for trace in traces[:3]] == [[50, 0, 8], [20, 0, 0], [30, 0, 2]]


def test_a_mark_knows_its_period_and_status(traces):
    assert list(traces[0].customdata) == [
        ["time", "2016-01-01", "2016-03-31", "ineligible"],
        None,
        ["time", "2016-07-01", "2016-09-30", "ineligible"],
    ]
    assert traces[1].customdata[0][-1] == "unknown"
    assert [mark[-1] for mark in traces[4].customdata] == ["all", "all"]


def test_a_share_is_of_all_and_has_its_interval(traces):
    shares = traces[4]
    assert list(shares.y) == [0.5, 0.8]  # a period without screenings has none
    assert shares.y[0] + shares.error_y.array[0] == pytest.approx(0.5962, abs=5e-4)  # Wilson, 50 of 100
    assert shares.hovertext[1].endswith("(95 % interval 49 to 94 %; fewer than 20, interpret with caution)")


def test_few_are_hollow_and_a_period_not_covered_is_hatched(traces):
    solid, hollow = traces[4].marker.color
    assert solid != hollow
    assert list(traces[0].marker.pattern.shape) == ["", "", "/"]
    assert "Jul to Sep 2016 (incomplete)" in traces[0].hovertext[2]


@pytest.mark.parametrize(("step", "name"), [("month", "Jan 2016"), ("quarter", "Jan to Mar 2016"), ("year", "2016")])
def test_a_period_is_named_as_people_say_it(step, name):
    assert name_period({"period_from": FRAME["period_from"][0], "period_to": FRAME["period_to"][0]}, step) == name


def test_the_finding_states_the_share_and_who_stands_out():
    assert find_failures_over_time(FRAME, step="quarter") == (
        "58 of 110 screenings are ineligible (53 %); no quarter stands out"
    )
    more = FRAME.assign(ineligible=[50, 0, 95], screenings=[100, 0, 100])
    assert find_failures_over_time(more, step="quarter", is_derived=False) == (
        "145 of 200 screenings are recorded as ineligible (72 %); Jan to Mar 2016 stands out, 50 of 100, 50 %"
    )
    assert find_failures_over_time(FRAME.assign(ineligible=0, screenings=0), step="quarter") == "No screening"


def test_the_words_tell_every_period_with_anybody():
    assert describe_failures_over_time(FRAME, step="quarter") == (
        "Bars of screenings by quarter, and the share ineligible. "
        "Ineligible: Jan to Mar 2016 50 of 100; Jul to Sep 2016 8 of 10."
    )
    assert "undecided ones do not count as failures" in explain_shares()


def test_no_period_is_drawn_empty():
    figure = draw_failures_over_time(FRAME.head(0), step="month")
    assert not any(len(trace.x) for trace in figure.data)


def test_one_screening_is_said_in_the_singular():
    one = FRAME.head(1).assign(screenings=1, ineligible=1, undecided=0, eligible=0)
    assert (
        draw_failures_over_time(one, step="quarter")
        .data[0]
        .hovertext[0]
        .endswith("<br>Ineligible: 1 of 1 screening, 100 %")
    )
