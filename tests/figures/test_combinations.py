"""The UpSet plot: dots stand for what fails, columns are chosen whole, what is not drawn is told."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.combinations import MOST_COLUMNS, draw_combinations
from mesems_dash.words.findings.failures import describe_combinations, explain_combinations, find_combinations

# 20 ineligible screenings: 9 I1 alone, 6 I1 with E5, 3 E5 with E6, 2 in two other combinations
ROWS = [
    ("combination", "I1", 1, 1, 9, 20),
    ("combination", "I1 E5", 2, 1, 6, 20),
    ("combination", "E5 E6", 2, 1, 3, 20),
    ("others", None, None, 2, 2, 20),
]
FRAME = pd.DataFrame(ROWS, columns=["part", "criteria", "size", "combinations", "screenings", "ineligible"])
REASONS = pd.DataFrame(
    [(code, "ALL", n) for code, n in (("I1", 16), ("I2", 1), ("E5", 10), ("E6", 4), ("E14", 0))] + [("I1", "RRMS", 3)],
    columns=["criterion", "subtype", "any"],
)
COUNTS, EMPTY, LINES, DOTS, HITS, SIZES = range(6)


@pytest.fixture
def traces():
    return draw_combinations(FRAME, REASONS, how="exactly").data


def spots(trace):
    return list(zip(trace.x, trace.y, strict=True))


def test_dots_stand_where_a_criterion_is_part_of_a_combination(traces):
    assert spots(traces[DOTS]) == [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2)]  # rows I1, E5, E6
    assert spots(traces[EMPTY]) == [(0, 1), (0, 2), (1, 2), (2, 0)]
    assert spots(traces[LINES]) == [(0, 0), (0, 0), (0, None), (1, 0), (1, 1), (1, None), (2, 1), (2, 2), (2, None)]


def test_criteria_of_no_combination_have_no_row(traces):
    assert list(traces[SIZES].x) == [16, 10, 4]
    assert [custom[0] for custom in traces[SIZES].customdata] == ["I1", "E5", "E6"]


def test_a_column_is_chosen_whole(traces):
    assert list(traces[HITS].customdata)[1] == ["combination", "I1 E5", "exactly"]
    assert list(traces[HITS].y) == [1, 1, 1]
    assert traces[HITS].hovertext[1] == (
        "I1 Active disease despite treatment<br>E5 Immunosuppressant washout<br>and no other fails: 6 of 20 "
        "ineligible screenings, 30 %"
    )
    assert all(traces[place].hoverinfo == "skip" for place in (COUNTS, EMPTY, LINES, DOTS))


def text(figure):
    return [note.text for note in figure.layout.annotations]


def test_what_is_not_drawn_is_told_where_combinations_are_exact():
    assert text(draw_combinations(FRAME, REASONS, how="exactly")) == [
        "Fails in all",
        "2 of 20<br>ineligible screenings<br>have another combination",
    ]
    assert text(draw_combinations(FRAME, REASONS, how="at_least")) == ["Fails in all"]


def test_a_phone_has_fewer_columns_and_tells_the_more_others():
    many = pd.DataFrame(
        [
            ("combination", " ".join(("I1", "I2", "E5", "E6")[: 1 + n % 4]), 1 + n % 4, 1, 30 - n, 1000)
            for n in range(30)
        ],
        columns=FRAME.columns,
    )
    figure = draw_combinations(many, REASONS, how="exactly")
    narrow = figure.layout.meta["narrow"]
    assert len(figure.data[HITS].x) == MOST_COLUMNS
    assert len(narrow["traces"][HITS]["x"]) == len(narrow["traces"][HITS]["customdata"]) == 8
    # eight columns of 30, 29, ... 23 stand for 212
    assert narrow["layout"]["annotations"][1]["text"].startswith("788 of 1,000")


ACTIVITY = "Active disease despite treatment (I1)"
WASHOUT = "Immunosuppressant washout (E5)"


def test_the_finding_names_the_commonest():
    assert find_combinations(FRAME, how="exactly") == (
        f"{ACTIVITY} alone is most frequent, 9 of 20 ineligible screenings; combined: {ACTIVITY} and {WASHOUT}, 6"
    )
    assert find_combinations(FRAME, how="at_least", is_derived=False) == (
        f"{ACTIVITY} and {WASHOUT} are recorded together most often: 6 of 20 screenings recorded as ineligible"
    )


def test_the_finding_of_single_reasons_and_of_none():
    single = FRAME.head(1)
    others = FRAME.iloc[[0, 3]]
    alone = f"{ACTIVITY} alone is most frequent, 9 of 20 ineligible screenings; "
    assert find_combinations(single, how="exactly") == f"{alone}no two criteria fail together"
    assert find_combinations(others, how="exactly") == f"{alone}every combination shown has one criterion"
    assert find_combinations(FRAME.iloc[1:], how="exactly") == (
        f"{ACTIVITY} and {WASHOUT} and nothing else is the most frequent combination: 6 of 20 ineligible screenings"
    )
    assert find_combinations(FRAME.head(0), how="exactly") == "No screening is ineligible"


def test_no_pair_at_least_is_not_nobody_ineligible():
    """Asked for two criteria or more, a frame is empty too where everybody fails a single one."""
    assert find_combinations(FRAME.head(0), how="at_least") == "No two criteria fail together"
    assert find_combinations(FRAME.head(0), how="at_least", is_derived=False) == (
        "No two criteria are recorded together"
    )


def test_one_screening_is_said_in_the_singular():
    one = FRAME.iloc[[1]].assign(screenings=1, ineligible=1)
    assert find_combinations(one, how="at_least").endswith(" most often: 1 of 1 ineligible screening")
    assert find_combinations(one, how="exactly", is_derived=False).endswith(": 1 of 1 screening recorded as ineligible")
    assert text(draw_combinations(one, REASONS, how="exactly"))[1] == "The only<br>ineligible screening<br>is shown"
    assert text(draw_combinations(FRAME.iloc[[0]].assign(screenings=19), REASONS, how="exactly"))[1] == (
        "1 of 20<br>ineligible screenings<br>has another combination"
    )


def test_readers_are_told_which_combinations_are_offered_and_what_adds_up():
    assert explain_combinations("exactly").startswith("Exactly these: ")
    assert explain_combinations("exactly").endswith(" add up.")
    told_at_least = explain_combinations("at_least")
    assert "do not add up" in told_at_least
    assert "all pairs of criteria" in told_at_least
    assert told_at_least.endswith("larger sets that some screening has exactly.")


def test_the_words_tell_every_combination_and_the_others():
    words = describe_combinations(FRAME, how="exactly")
    assert "Immunosuppressant washout (E5) and Interferon or glatiramer washout (E6) 3" in words
    assert words.endswith("; 2 other combinations 2.")


def test_nobody_ineligible_is_drawn_empty():
    figure = draw_combinations(FRAME.head(0), REASONS, how="exactly")
    assert not any(len(trace.x) for trace in figure.data)
    assert describe_combinations(FRAME.head(0), how="at_least").endswith(": none.")
