"""Failures by site: rows in the order asked for, marks know their site, sites of few are hollow."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.failures_by_site import SORTS, draw_failures_by_site
from mesems_dash.words.findings.failures import describe_failures_by_site, find_failures_by_site

COLUMNS = [
    "site_id", "name", "country", "screenings", "ineligible", "undecided", "eligible", "leading_criterion",
    "leading_screenings",
]  # fmt: skip
FRAME = pd.DataFrame(
    [
        ("BAD", "Badalona", "ESP", 40, 10, 5, 25, "I1", 6),
        ("GEN", "Genova", "ITA", 60, 30, 10, 20, "E5", 12),
        ("NEW", None, None, 0, 0, 0, 0, None, 0),
        ("OTT", "Ottawa", "CAN", 10, 6, 0, 4, "OTHER", 4),
    ],
    columns=COLUMNS,
)


def names(figure):
    return list(figure.layout.yaxis.ticktext)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("share", ["Ottawa", "Genova", "Badalona", "NEW"]),
        ("screenings", ["Genova", "Badalona", "Ottawa", "NEW"]),
        ("name", ["Badalona", "Genova", "NEW", "Ottawa"]),
    ],
)
def test_sites_stand_in_the_order_asked_for(sort, expected):
    assert sort in SORTS
    assert names(draw_failures_by_site(FRAME, sort=sort)) == expected


def test_a_mark_knows_its_site_and_status():
    figure = draw_failures_by_site(FRAME, sort="name")
    ineligible, undecided = figure.data[:2]
    assert list(ineligible.customdata) == [
        ["site", "BAD", "ineligible"], ["site", "GEN", "ineligible"], None, ["site", "OTT", "ineligible"],
    ]  # fmt: skip
    assert undecided.customdata[3] is None
    assert list(figure.data[4].customdata) == [["site", "BAD", "all"], ["site", "GEN", "all"], ["site", "OTT", "all"]]


def test_a_site_of_few_is_hollow_and_says_so():
    shares = draw_failures_by_site(FRAME, sort="name").data[4]
    assert shares.marker.color[0] == shares.marker.color[1] != shares.marker.color[2]
    assert shares.hovertext[2] == (
        "Ottawa<br>ineligible: 6 of 10, 60 % (95 % interval 31 to 83 %; fewer than 20, interpret with "
        "caution)<br>most often Other, in 4 of 6 of them"
    )


def test_the_finding_states_the_share_and_who_stands_out():
    assert find_failures_by_site(FRAME) == "46 of 110 screenings are ineligible (42 %); no site stands out"
    apart = FRAME.assign(ineligible=[1, 30, 0, 6])
    assert find_failures_by_site(apart).endswith("; Badalona stands out, 1 of 40, 2 %")
    assert find_failures_by_site(FRAME.head(1)) == "10 of 40 screenings are ineligible (25 %)"


def test_the_words_tell_every_site():
    words = describe_failures_by_site(FRAME, is_derived=False)
    assert "Genova 30 of 60, most often Immunosuppressant washout (E5)" in words
    assert "NEW 0 of 0" in words


def test_a_name_from_the_data_is_no_markup():
    odd = FRAME.assign(name=["<b>x</b>", "Genova", None, "Ottawa"])
    assert "<b>" not in "".join(names(draw_failures_by_site(odd)))


def test_no_site_is_drawn_empty():
    assert names(draw_failures_by_site(FRAME.head(0))) == []


def test_one_screening_is_said_in_the_singular():
    one = FRAME.head(1).assign(screenings=1, ineligible=1, undecided=0, eligible=0, leading_screenings=1)
    assert find_failures_by_site(one) == "1 of 1 screening is ineligible (100 %)"
    assert draw_failures_by_site(one).data[0].hovertext[0] == "Badalona<br>Ineligible: 1 of 1 screening, 100 %"
