"""Site vs data: what agrees with what, of how many, and every number in the picture and in words."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from mesems_dash.figures import agreement, reason_matrix
from mesems_dash.vocabulary import DISAGREEMENT_LABELS, DISAGREEMENTS
from mesems_dash.words import worklist
from mesems_dash.words.agreement import (
    DISAGREEMENT_HEADS,
    explain_agreement,
    explain_kinds,
    find_agreement,
    find_kinds,
    find_opposites,
    tabulate_disagreements,
)
from mesems_dash.words.reason_matrix import find_recorded, tabulate_recorded

CELLS = pd.DataFrame(
    [
        ("ELIGIBLE", "eligible", 40, 0, 0),
        ("ELIGIBLE", "unknown", 6, 0, 6),
        ("ELIGIBLE", "ineligible", 4, 0, 4),
        ("INELIGIBLE", "eligible", 5, 3, 2),  # three declined
        ("INELIGIBLE", "unknown", 7, 1, 6),
        ("INELIGIBLE", "ineligible", 30, 2, 5),
        ("NOT_DECIDED", "eligible", 0, 0, 0),
        ("NOT_DECIDED", "unknown", 3, 0, 0),
        ("NOT_DECIDED", "ineligible", 5, 0, 0),
    ],
    columns=["decision", "status", "screenings", "no_criterion", "disagreeing"],
)
NONE = CELLS.assign(screenings=0, no_criterion=0, disagreeing=0)
KINDS = pd.DataFrame(
    [("GEN", 60, 55, 1, 3, 2, 1, 7, 13, 2), ("CPH", 40, 37, 1, 1, 0, 2, 5, 9, 1)],
    columns=["site_id", "screenings", "decided", *map(str.lower, DISAGREEMENTS), "disagreeing", "randomised_but_fail"],
)
MATRIX = pd.DataFrame(
    [
        ("I1", "I1", 8, 10, 9),
        ("I1", "I4", 2, 10, 2),
        ("I1", "UNDECIDED", 1, 10, 4),
        ("OTHER", "I1", 1, 1, 9),
        ("CALLED_ELIGIBLE", "UNDECIDED", 3, 43, 4),
        ("CALLED_ELIGIBLE", "NONE", 40, 43, 40),
    ],
    columns=["recorded", "found", "screenings", "recorded_in_all", "found_in_all"],
)
RECORDED = pd.DataFrame(
    [("I1", 8, 1, 1, 2, 5), ("E14", 0, 0, 0, 0, 0)],
    columns=["criterion", "borne_out", "recorded_undecided", "only_recorded", "only_data", "not_called"],
)


def cells(figure):
    """Text, what is told and customdata of every cell, by row and column's place."""
    bars = figure.data[0]
    rows = zip(bars.y, bars.base, bars.text, bars.hovertext, bars.customdata, strict=True)
    return {(row, round(base)): (text, wanted, custom) for row, base, text, wanted, custom in rows}


def test_agreement_is_of_what_both_decide_by_criteria():
    """40 + 28 alike, 4 + 2 not; who declined is compared with nothing."""
    assert find_agreement(CELLS) == ("Site and data agree in 68 of 74 screenings that both decide (92 %)")
    assert "6 screenings that the site decided ineligible only for another reason" in explain_agreement(CELLS)
    assert "68 of 74, 92 % (95 % interval" in explain_agreement(CELLS)


def test_opposite_decisions_are_counted_by_direction():
    assert find_opposites(CELLS) == (
        "Site and data contradict each other in 6 screenings: site ineligible in 2, eligible in 4"
    )
    assert find_opposites(NONE) == "Site and data never contradict each other"


def test_nothing_decided_says_so():
    assert find_agreement(NONE) == "No screening is decided by both the site and the data"


def test_nine_cells_and_their_sums():
    drawn = cells(agreement.draw_agreement(CELLS))
    assert drawn["INELIGIBLE", 0][0] == "<b>5</b>  12 %<br>2 differ"
    assert drawn["INELIGIBLE", 0][2] == ["INELIGIBLE", "eligible"]
    assert "3 only for another reason than a criterion" in drawn["INELIGIBLE", 0][1]
    assert drawn["NOT_DECIDED", 0] == ("0", drawn["NOT_DECIDED", 0][1], None)
    assert [drawn[row, 3][0] for row in ("ELIGIBLE", "INELIGIBLE", "NOT_DECIDED", "ALL")] == [
        "<b>50</b>", "<b>42</b>", "<b>8</b>", "<b>100</b>",
    ]  # fmt: skip
    assert [drawn["ALL", place][0] for place in range(3)] == ["<b>45</b>", "<b>16</b>", "<b>39</b>"]


def test_every_cell_says_in_words_what_its_colour_means():
    drawn = cells(agreement.draw_agreement(CELLS))
    meanings = {key: text.split("<br>")[-1] for key, (text, _, custom) in drawn.items() if custom}
    assert meanings == {
        ("ELIGIBLE", 0): "same",
        ("ELIGIBLE", 1): "undecided",
        ("ELIGIBLE", 2): "4 differ",
        ("INELIGIBLE", 0): "2 differ",
        ("INELIGIBLE", 1): "undecided",
        ("INELIGIBLE", 2): "same",
        ("NOT_DECIDED", 1): "no decision",
        ("NOT_DECIDED", 2): "no decision",
    }


def test_kinds_are_bars_in_the_order_of_the_list_and_a_zero_cannot_be_chosen():
    bars = agreement.draw_kinds(KINDS.assign(uncoded=0)).data[0]
    assert list(bars.y) == list(DISAGREEMENTS)
    assert list(bars.x) == [2, 4, 2, 0, 12]
    assert [custom and list(custom) for custom in bars.customdata] == [
        ["FAIL_BUT_PASS"], ["ENROLLED_BUT_FAIL"], ["OTHER_REASON"], None, ["CANNOT_DECIDE"],
    ]  # fmt: skip


def test_two_differences_in_one_screening_are_said():
    """2 + 4 + 2 + 3 + 12 = 23 differences in 22 screenings."""
    assert find_kinds(KINDS).startswith("Site and data disagree in 22 of 100 screenings; most often the record")
    assert "1 screening differs in two ways" in explain_kinds(KINDS)
    assert "in one way only" in explain_kinds(KINDS.assign(disagreeing=[14, 9]))


def test_no_difference_is_said():
    none = KINDS.assign(**dict.fromkeys([*(kind.lower() for kind in DISAGREEMENTS), "disagreeing"], 0))
    assert find_kinds(none) == "Site and data agree in all 100 screenings"
    assert agreement.draw_kinds(none).data[0].x == (0, 0, 0, 0, 0)


def test_one_screening_is_said_in_the_singular():
    none = dict.fromkeys((kind.lower() for kind in DISAGREEMENTS), 0)
    one = KINDS.head(1).assign(screenings=1, disagreeing=1, **none | {"uncoded": 1})
    assert find_kinds(one).startswith("Site and data disagree in 1 of 1 screening; most often the site")
    assert find_kinds(one.assign(disagreeing=0)) == "Site and data agree in the only screening"
    same = CELLS.assign(screenings=[1] + [0] * 8, no_criterion=0)
    assert find_agreement(same) == ("Site and data agree in 1 of 1 screening that both decide (100 %)")
    declined = NONE.assign(screenings=[0, 0, 0, 1, 0, 0, 0, 0, 0], no_criterion=[0, 0, 0, 1, 0, 0, 0, 0, 0])
    assert "is in the table, but is not compared" in explain_agreement(declined)


def test_sites_add_up_in_the_last_row():
    table = tabulate_disagreements(KINDS, {"GEN": "Genova"})
    assert table["Site"].tolist() == ["Genova", "CPH", "All"]
    assert table["Cannot confirm"].tolist() == [7, 5, 12]
    assert table["Share of all"].tolist() == ["22 %", "22 %", "22 %"]


# ---------------------------------------------------------------- criteria
def test_the_matrix_has_a_cell_for_every_pair():
    drawn = cells(reason_matrix.draw_matrix(MATRIX))
    assert drawn["I1", 0][0] == "8"
    assert drawn["I1", 0][2] == ["I1", "I1"]
    assert "2 of 10 screenings of the row" in drawn["I1", 1][1]
    assert len(drawn) == len(MATRIX)


def test_the_diagonal_looks_otherwise_than_the_rest():
    colours = dict(zip(zip(MATRIX["recorded"], MATRIX["found"], strict=True),
                       reason_matrix.draw_matrix(MATRIX).data[0].marker.color, strict=True))  # fmt: skip
    assert colours["I1", "I1"][:7] == colours["CALLED_ELIGIBLE", "NONE"][:7] != colours["I1", "I4"][:7]
    assert colours["I1", "UNDECIDED"][:7] not in (colours["I1", "I1"][:7], colours["I1", "I4"][:7])


def test_an_empty_matrix_is_drawn():
    assert len(reason_matrix.draw_matrix(MATRIX.head(0)).data[0].y) == 0
    assert find_recorded(RECORDED.tail(1)) == "No site has recorded a criterion"


def test_recorded_criteria_are_set_against_the_data():
    assert find_recorded(RECORDED) == ("Of 10 criteria recorded by sites, 8 fail in the data; undecided: 1, met: 1")
    row = tabulate_recorded(RECORDED).iloc[0].tolist()
    assert row == ["I1 Active disease despite treatment", 10, 8, 1, 1, "89 %", 15, 2, 5, "53 %"]


# ---------------------------------------------------------------- the worklist
NAMES = {"GEN": "Genova"}


def make_row(**changes):
    return {
        "subject_id": "P1", "screening_no": 1, "site_id": "GEN", "screened_on": None,
        "decision": "INELIGIBLE", "decided_on": None, "days_since_decision": None, "is_randomised": False,
        "status": "ineligible", "recorded": "", "site_text": None, "failing": "", "unknown": "", "disagreements": 0,
        "evidence": "", **changes,
    }  # fmt: skip


def as_frame(rows):
    return pd.DataFrame(rows, columns=list(make_row())).astype({"days_since_decision": "Int64"})


def bit(kind):
    return 1 << DISAGREEMENTS.index(kind)


@pytest.mark.parametrize(
    ("changes", "concerned"),
    [
        # the data pass: what the site recorded; the whole verdict where that is no criterion
        ({"status": "eligible", "recorded": "I4 E5", "disagreements": bit("FAIL_BUT_PASS")}, ("I4", "E5")),
        ({"status": "eligible", "recorded": "OTHER", "disagreements": bit("FAIL_BUT_PASS")}, ()),
        ({"failing": "E5 E7", "disagreements": bit("ENROLLED_BUT_FAIL")}, ("E5",)),
        ({"recorded": "E6", "failing": "E5 E7", "disagreements": bit("OTHER_REASON")}, ("E6", "E5")),
        ({"recorded": "OTHER", "failing": "E5 E7", "disagreements": bit("UNCODED")}, ("E5",)),
        ({"status": "unknown", "unknown": "I1 E4", "disagreements": bit("CANNOT_DECIDE")}, ("I1",)),
        ({"status": "unknown", "recorded": "E4", "unknown": "I1 E4", "disagreements": bit("CANNOT_DECIDE")}, ("E4",)),
        ({"recorded": "E7", "failing": "E5 E7"}, ("E7",)),  # site and data agree
    ],
)
def test_evidence_is_about_the_criterion_in_question(changes, concerned):
    assert worklist.list_concerned(make_row(**changes)) == concerned


@pytest.mark.parametrize(
    ("changes", "recorded", "data"),
    [
        ({"recorded": "OTHER", "failing": "E5 E7 E8", "disagreements": bit("UNCODED")}, "Other",
         "fails E5, also E7 and E8"),
        ({"recorded": "NOT_STATED", "site_text": "too old", "failing": "I2", "disagreements": bit("UNCODED")},
         "“too old”", "fails I2"),
        ({"recorded": "I4", "failing": "E5 E7"}, "I4", "fails E5 and E7"),
        ({"status": "unknown", "unknown": "E4"}, "", "undecided on E4"),
        ({"status": "eligible", "recorded": "I4 DECLINED_CONSENT"}, "I4, Declined consent", "eligible"),
    ],
)  # fmt: skip
def test_a_row_says_what_the_site_recorded_and_what_the_data_say(changes, recorded, data):
    row = make_row(**changes)
    assert (worklist.describe_recorded(row), worklist.describe_data(row)) == (recorded, data)


def test_a_worklist_of_one_kind_does_not_repeat_it():
    rows = [make_row(disagreements=bit("UNCODED"), failing="I2", screening_no=2)]
    assert "Disagreement" not in worklist.tabulate_worklist(as_frame(rows), NAMES, has_kinds=False)
    wanted = worklist.tabulate_worklist(as_frame(rows), NAMES, has_kinds=True).iloc[0]
    assert (wanted["Person"], wanted["Disagreement"]) == ("P1 (2)", "Other or free text")
    assert worklist.tabulate_worklist(as_frame([]), NAMES, has_kinds=True).empty


def test_a_file_has_codes_and_what_a_text_maps_to():
    rows = [make_row(disagreements=bit("UNCODED"), failing="I2 E5"), make_row(failing="E5")]
    table = worklist.to_file(as_frame(rows), NAMES)
    assert table["maps_to"].tolist() == ["I2", ""]
    assert table["site"].tolist() == ["Genova", "Genova"]
    assert table["difference"].tolist() == ["UNCODED", ""]
    assert list(worklist.to_file(as_frame([]), NAMES)) == list(table)


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (2, ""),
        (900, "Showing the first 2 of 900 screenings; the download has all."),
        (4000, "Showing the first 2 of 4,000 screenings; the download has all, with evidence for the first 1,000."),
    ],
)
def test_a_page_says_what_it_leaves_to_the_file(whole, said):
    frame = as_frame([make_row(), make_row()]).assign(of_screenings=whole)
    assert worklist.explain_worklist(frame, described=1000) == said
    assert worklist.count_worklist(frame) == f"{whole:,} screenings"
    assert worklist.count_worklist(frame.head(0)) == "0 screenings"


def test_choices_carry_their_counts():
    kinds = worklist.name_kinds(KINDS)
    parts = ["RANDOMISED_BUT_FAIL", "CALLED_BUT_FAIL"]
    assert list(kinds) == ["ANY", *DISAGREEMENTS[:2], *parts, *DISAGREEMENTS[2:], "EVERYTHING"]
    assert [re.search(r"[(](.+)[)]", kinds[code])[1] for code in ("ENROLLED_BUT_FAIL", *parts)] == ["4", "3", "1"]
    assert (kinds["ANY"], kinds["EVERYTHING"]) == ("Any disagreement (22)", "All screenings (100)")
    assert worklist.name_cells(CELLS)["ELIGIBLE", "unknown"] == "Site: eligible · Data: undecided (6)"
    assert worklist.name_pairs(MATRIX)["OTHER", "I1"].startswith("Recorded: Other; I1 Active disease")
    assert all(worklist.explain_choice(kind).endswith(".") for kind in kinds)
    assert set(DISAGREEMENT_LABELS) == set(DISAGREEMENT_HEADS)


@pytest.mark.parametrize(("kind", "boxes", "said"), [
    ("EVERYTHING", {}, []),
    ("ANY", {}, ["Site and data disagree"]),
    ("UNCODED", {"site": "Genova"},
     ["Disagreement: Site's reason is “other” or free text", "Site in the worklist: Genova"]),
    ("EVERYTHING", {"cell": ("ELIGIBLE", "unknown")}, ["Site: eligible · Data: undecided"]),
    ("EVERYTHING", {"pair": ("OTHER", "I1")},
     ["Recorded: Other; I1 Active disease despite treatment fails in the data"]),
])  # fmt: skip
def test_what_filters_the_worklist_is_said(kind, boxes, said):
    assert worklist.describe_choice(kind, **boxes) == said
