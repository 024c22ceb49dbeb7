"""Reasons as shares with intervals, and with axes swapped: of the right whole, few are hollow, marks are known."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.exclusion_shares import draw_exclusion_shares
from mesems_dash.figures.exclusions_swapped import draw_exclusions_swapped
from mesems_dash.words.exclusions import name_axis

# 60 screenings, 28 of them ineligible: 25 RRMS (of 50), 3 SPMS (of 10); nobody with PPMS.
ROWS = [
    ("I1", "ALL", 15, 2, 15, 3, 57, 15),
    ("I1", "RRMS", 12, 0, 12, 1, 49, 12),
    ("I1", "SPMS", 3, 2, 3, 2, 8, 3),
    ("I1", "PPMS", 0, 0, 0, 0, 0, 0),
    ("E5", "ALL", 14, 13, 13, 0, 60, 14),
    ("E5", "RRMS", 14, 13, 13, 0, 50, 14),
    ("E5", "SPMS", 0, 0, 0, 0, 10, 0),
    ("E5", "PPMS", 0, 0, 0, 0, 0, 0),
    ("E14", "ALL", 0, 0, 0, 1, 59, 0),
    ("E14", "RRMS", 0, 0, 0, 1, 49, 0),
    ("E14", "SPMS", 0, 0, 0, 0, 10, 0),
    ("E14", "PPMS", 0, 0, 0, 0, 0, 0),
]
FRAME = pd.DataFrame(ROWS, columns=["criterion", "subtype", "any", "only", "first", "unknown", "assessed", "subjects"])


@pytest.mark.parametrize(
    ("measure", "shares"),
    [("ineligible", [12 / 25, 14 / 25, 0]), ("assessed", [12 / 49, 14 / 50, 0])],
)
def test_a_share_is_of_its_subtype(measure, shares):
    figure = draw_exclusion_shares(FRAME, mode="any", measure=measure)
    assert list(figure.data[1].x) == shares  # all subtypes, RRMS, SPMS
    assert len(figure.data) == 3


def test_the_axis_names_what_a_share_is_of():
    title = draw_exclusion_shares(FRAME, mode="any").layout.annotations[-1].text
    assert title == "Share of ineligible screenings, with 95 % interval"
    assert name_axis("assessed", is_derived=True).startswith("Share of screenings decided on the criterion")
    assert name_axis("assessed", is_derived=False).startswith("Share of screenings decided by the site")


def test_few_are_hollow_and_their_panel_says_so():
    figure = draw_exclusion_shares(FRAME, mode="any")
    rrms, spms = figure.data[1:]
    assert set(rrms.marker.color) != set(spms.marker.color) == {figure.data[2].marker.color[0]}
    assert spms.marker.color[0] != spms.marker.line.color[0]
    assert figure.layout.annotations[2].text == "<b>SPMS</b><br>of 3, few"
    assert spms.hovertext[0].endswith("fewer than 20, interpret with caution)<br>of ineligible screenings")


def test_a_mark_is_a_bar_of_reasons_and_nought_cannot_be_chosen():
    figure = draw_exclusion_shares(FRAME, mode="only")
    assert list(figure.data[1].customdata) == [None, ["E5", "RRMS", "only"], None]


def test_whiskers_are_the_interval():
    dots = draw_exclusion_shares(FRAME, mode="any").data[2]  # SPMS: 3 of 3
    assert (dots.x[0], dots.error_x.array[0]) == (1, 0)
    assert 1 - dots.error_x.arrayminus[0] == pytest.approx(0.4385, abs=1e-4)  # 3 / (3 + z2)


def test_a_phone_keeps_the_panel_of_all_subtypes():
    narrow = draw_exclusion_shares(FRAME, mode="any").layout.meta["narrow"]
    assert [change.get("visible", True) for change in narrow["traces"]] == [True, False, False]


def test_swapped_axes_have_a_panel_for_each_criterion_that_anybody_fails():
    figure = draw_exclusions_swapped(FRAME, mode="any")
    assert [list(trace.x) for trace in figure.data] == [[15, 12, 3], [14, 14, 0]]
    assert list(figure.data[0].y) == ["ALL", "RRMS", "SPMS"]
    assert list(figure.data[1].customdata) == [["E5", "ALL", "any"], ["E5", "RRMS", "any"], None]
    assert list(figure.layout.yaxis.ticktext) == ["All", "RRMS", "SPMS"]


def test_swapped_axes_show_shares_too():
    figure = draw_exclusions_swapped(FRAME, mode="any", measure="assessed")
    assert list(figure.data[0].x) == [15 / 57, 12 / 49, 3 / 8]
    assert figure.layout.annotations[0].text == "Share of screenings decided on the criterion, with 95 % interval"


def test_swapped_axes_on_a_phone_keep_the_commonest_criteria():
    codes = ["I1", "I2", "I3", "I4", *(f"E{number}" for number in range(4, 10))]
    rows = [(code, "ALL", place, 0, place, 0, 99, place) for place, code in enumerate(codes, start=1)]
    narrow = draw_exclusions_swapped(pd.DataFrame(rows, columns=FRAME.columns), mode="any").layout.meta["narrow"]
    assert [change.get("visible", True) for change in narrow["traces"]] == [False, False, *[True] * 8]
    assert narrow["layout"]["annotations"][0]["text"] == "8 most frequent of 10. Screenings"


def test_nobody_at_all_is_drawn_empty():
    nobody = FRAME.assign(any=0, only=0, first=0, unknown=0, assessed=0, subjects=0)
    assert not draw_exclusion_shares(nobody, mode="any").data
    assert not draw_exclusions_swapped(nobody, mode="any", measure="assessed").data
