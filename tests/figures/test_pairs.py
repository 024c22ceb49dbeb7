"""The triangle of pairs: each pair once, criteria alone on the diagonal, a nought cannot be chosen."""

from __future__ import annotations

import pandas as pd

from mesems_dash.figures.pairs import draw_pairs
from mesems_dash.words.findings.failures import describe_pairs, find_pairs

ROWS = [
    ("I1", "I1", 8),
    ("I1", "I2", 0),
    ("I1", "E5", 4),
    ("I1", "E14", 0),
    ("I2", "I2", 3),
    ("I2", "E5", 1),
    ("I2", "E14", 0),
    ("E5", "E5", 6),
    ("E5", "E14", 0),
    ("E14", "E14", 0),
]
FRAME = pd.DataFrame(ROWS, columns=["criterion", "other", "screenings"])


def test_cells_are_a_triangle_of_the_criteria_that_anybody_fails():
    cells = draw_pairs(FRAME).data[0]
    assert list(zip(cells.x, [base + 0.45 for base in cells.base], strict=True)) == [
        (0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2),
    ]  # fmt: skip
    assert list(cells.text) == ["<b>8</b>", "", "<b>3</b>", "4", "1", "<b>6</b>"]


def test_a_cell_knows_its_pair_and_nought_cannot_be_chosen():
    cells = draw_pairs(FRAME).data[0]
    assert list(cells.customdata) == [
        ["pair", "I1", "I1"],
        None,
        ["pair", "I2", "I2"],
        ["pair", "I1", "E5"],
        ["pair", "I2", "E5"],
        ["pair", "E5", "E5"],
    ]
    assert cells.hovertext[3] == (
        "I1 Active disease despite treatment<br>E5 Immunosuppressant washout<br>"
        "both fail in 4 screenings: 50 % of those with I1, 67 % of those with E5"
    )


def test_more_screenings_are_a_stronger_shade():
    colours = draw_pairs(FRAME).data[0].marker.color
    pairs = [colours[place] for place in (1, 4, 3)]  # 0, 1 and 4 screenings
    assert [int(colour[-2:], 16) for colour in pairs] == sorted(int(colour[-2:], 16) for colour in pairs)
    assert len(set(pairs)) == 3


def test_a_phone_keeps_the_criteria_that_fail_most_in_protocol_order():
    codes = [f"E{number}" for number in range(4, 14)]
    many = pd.DataFrame(
        [
            (one, other, place if one == other else 0)
            for place, one in enumerate(codes, 1)
            for other in codes[place - 1 :]
        ],
        columns=FRAME.columns,
    )
    layout = draw_pairs(many).layout.meta["narrow"]["layout"]
    assert layout["xaxis"]["ticktext"] == ["E6", "E7", "E8", "E9", "E10", "E11", "E12", "E13"]
    assert layout["annotations"][0]["text"].endswith("8 most frequent of 10")


def test_the_finding_says_what_part_of_each_the_pair_is():
    assert find_pairs(FRAME) == (
        "Active disease despite treatment (I1) and Immunosuppressant washout (E5) fail together most often, "
        "in 4 screenings: 50 % of those with I1, 67 % of those with E5"
    )
    tied = FRAME.assign(screenings=FRAME["screenings"].replace({1: 4}))
    assert find_pairs(tied) == "2 pairs fail together most often, in 4 screenings each"
    assert find_pairs(FRAME.assign(screenings=0), is_derived=False) == "No two criteria are recorded together"


def test_the_words_tell_each_alone_and_the_pairs():
    words = describe_pairs(FRAME)
    assert "Age (I2) 3" in words
    assert words.endswith("Most frequent pairs: I1 with E5 4; I2 with E5 1.")


def test_nobody_at_all_is_drawn_empty():
    assert not len(draw_pairs(FRAME.assign(screenings=0)).data[0].x)
