"""Reasons by subtype: zero rows stay, shares are of ineligible screenings, unknown is apart, a bar knows itself."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.figures.exclusions import draw_exclusions
from mesems_dash.words.exclusions import list_panels, name_bar
from mesems_dash.words.findings import exclusions as findings
from mesems_dash.words.tables import tabulate_exclusions

# 20 screenings, 8 of them ineligible: 5 RRMS (of 12), 3 SPMS (of 8); nobody with PPMS.
ROWS = [
    ("I1", "ALL", 5, 2, 5, 3, 17, 5),
    ("I1", "RRMS", 2, 0, 2, 1, 11, 2),
    ("I1", "SPMS", 3, 2, 3, 2, 6, 3),
    ("I1", "PPMS", 0, 0, 0, 0, 0, 0),
    ("E5", "ALL", 4, 3, 3, 0, 20, 4),
    ("E5", "RRMS", 4, 3, 3, 0, 12, 4),
    ("E5", "SPMS", 0, 0, 0, 0, 8, 0),
    ("E5", "PPMS", 0, 0, 0, 0, 0, 0),
    ("E14", "ALL", 0, 0, 0, 1, 19, 0),
    ("E14", "RRMS", 0, 0, 0, 1, 11, 0),
    ("E14", "SPMS", 0, 0, 0, 0, 8, 0),
    ("E14", "PPMS", 0, 0, 0, 0, 0, 0),
]
FRAME = pd.DataFrame(ROWS, columns=["criterion", "subtype", "any", "only", "first", "unknown", "assessed", "subjects"])


def panel(figure, place):
    return figure.data[place]


def test_only_subtypes_that_somebody_has_get_a_panel():
    assert list_panels(FRAME) == ["ALL", "RRMS", "SPMS"]


def test_bars_are_shares_of_the_ineligible_screenings_of_their_subtype():
    figure = draw_exclusions(FRAME, mode="any")
    assert list(panel(figure, 0).x) == [5 / 8, 4 / 8, 0]
    assert list(panel(figure, 1).x) == [2 / 5, 4 / 5, 0]


def test_labels_are_counts_and_nought_is_written():
    figure = draw_exclusions(FRAME, mode="any")
    assert list(panel(figure, 0).text) == ["<b>5</b>  62 %", "<b>4</b>  50 %", "0"]
    assert list(panel(figure, 1).text) == ["2", "4", "0"]


def test_a_criterion_that_nobody_fails_keeps_its_row():
    figure = draw_exclusions(FRAME, mode="any")
    assert list(panel(figure, 0).y) == ["I1", "E5", "E14"]
    assert list(figure.layout.yaxis.ticktext)[2] == "E14 Unable to consent"


def test_unknown_is_a_panel_of_its_own_of_all_screenings():
    last = draw_exclusions(FRAME, mode="any").data[-1]
    assert last.name == "Undecided"
    assert list(last.x) == [3 / 20, 0, 1 / 20]
    assert [trace.name for trace in draw_exclusions(FRAME, mode="any", has_unknown=False).data][-1] != "Undecided"


def test_a_bar_carries_what_it_counts_and_nought_cannot_be_chosen():
    figure = draw_exclusions(FRAME, mode="only")
    assert list(panel(figure, 1).customdata) == [None, ["E5", "RRMS", "only"], None]
    assert figure.data[-1].customdata[0] == ["I1", "ALL", "unknown"]


@pytest.mark.parametrize(("mode", "counts"), [("any", [5, 4, 0]), ("only", [2, 3, 0]), ("first", [5, 3, 0])])
def test_each_way_of_counting_draws_its_own_column(mode, counts):
    bar = panel(draw_exclusions(FRAME, mode=mode), 0)
    assert [round(share * 8) for share in bar.x] == counts


def test_a_phone_keeps_all_subtypes_and_the_undecided():
    figure = draw_exclusions(FRAME, mode="any")
    changes = figure.layout.meta["narrow"]["traces"]
    assert [change.get("visible", True) for change in changes] == [True, False, False, True]


@pytest.mark.parametrize(
    ("mode", "finding"),
    [
        ("any", "Active disease despite treatment (I1) fails most often: 5 of 8 ineligible screenings"),
        ("only", "Immunosuppressant washout (E5) is most often the only reason: 3 of 8 ineligible screenings"),
        ("first", "Active disease despite treatment (I1) is most often the first reason: 5 of 8 ineligible screenings"),
    ],
)
def test_the_finding_names_the_commonest_reason(mode, finding):
    assert findings.find_exclusions(FRAME, mode=mode) == finding


def test_recorded_reasons_are_called_so():
    assert findings.find_exclusions(FRAME, mode="any", is_derived=False) == (
        "Active disease despite treatment (I1) is recorded most often: 5 of 8 screenings recorded as ineligible"
    )
    assert findings.find_exclusions(FRAME, mode="first", is_derived=False).endswith(
        ": 5 of 8 screenings recorded as ineligible"
    )


def test_a_tie_names_both_and_nothing_says_nothing():
    tied = FRAME.assign(any=FRAME["any"].replace({4: 5}))
    assert findings.find_exclusions(tied, mode="any").startswith(
        "Active disease despite treatment (I1) and Immunosuppressant washout (E5) tie as any reason: 5 of 8"
    )
    none = FRAME.assign(any=0, only=0, first=0)
    assert findings.find_exclusions(none, mode="any") == "No screening is ineligible"
    only = FRAME.assign(only=0)
    assert findings.find_exclusions(only, mode="only") == "Of 8 ineligible screenings, none has a single reason"


def test_the_note_says_of_how_many_screenings():
    assert findings.explain_exclusions(FRAME, is_derived=True).startswith("8 of 20 screenings are ineligible")
    assert "Sites recorded 8 of 20 screenings as ineligible" in findings.explain_exclusions(FRAME, is_derived=False)


def test_the_words_list_those_with_none():
    text = findings.describe_exclusions(FRAME, mode="any")
    assert "Active disease despite treatment (I1) 5, Immunosuppressant washout (E5) 4" in text
    assert text.endswith("with none: Unable to consent (E14).")


def test_the_table_has_every_criterion_and_marks_what_restates_i1():
    table = tabulate_exclusions(FRAME, mode="any").set_index("Criterion")
    assert list(table.columns) == [
        "All subtypes", "Relapsing-remitting", "Secondary progressive", "Undecided", "Decided", "People, any reason",
    ]  # fmt: skip
    assert table.loc["I1 Active disease despite treatment", "All subtypes"] == "5 (62 %)"
    assert table.loc["E1 RRMS without I1", "Relapsing-remitting"] == "in I1"
    assert table.loc["E1 RRMS without I1", "Secondary progressive"] == "n/a"
    assert table.loc["E14 Unable to consent", "All subtypes"] == "0"


def test_recorded_reasons_that_are_no_criterion_have_their_words():
    more = pd.DataFrame([("NOT_STATED", "ALL", 1, 1, 1, 0, 20, 1)], columns=FRAME.columns)
    table = tabulate_exclusions(pd.concat([FRAME[FRAME["subtype"] == "ALL"], more]), mode="any")
    assert list(table["Criterion"])[-1] == "Not stated"


def test_a_bar_is_named_in_words():
    assert name_bar("E5", "ALL", "any") == "E5 Immunosuppressant washout"
    assert name_bar("E5", "RRMS", "unknown") == "E5 Immunosuppressant washout, relapsing-remitting: undecided"


def test_the_leader_is_the_first_in_protocol_order():
    assert findings.lead_exclusion(FRAME) == "I1"


def test_nobody_at_all_is_drawn_empty():
    nobody = FRAME.assign(any=0, only=0, first=0, unknown=0, assessed=0, subjects=0)
    assert len(draw_exclusions(nobody, mode="any").data) == 0
    assert tabulate_exclusions(nobody, mode="any").empty


def test_one_screening_is_said_in_the_singular():
    one = FRAME.head(1).assign(any=1, only=1, first=1, unknown=0, assessed=1, subjects=1)
    assert findings.find_exclusions(one, mode="any").endswith(": 1 of 1 ineligible screening")
    assert findings.find_exclusions(one, mode="any", is_derived=False).endswith(
        ": 1 of 1 screening recorded as ineligible"
    )
    assert findings.find_exclusions(one.assign(only=0), mode="only") == (
        "The only ineligible screening has several reasons"
    )
    assert "1 of 1 screening is ineligible according to the data" in findings.explain_exclusions(one, is_derived=True)
    assert "1 is not decided" in findings.explain_exclusions(one.assign(unknown=1), is_derived=False)
    assert (
        panel(draw_exclusions(one, mode="any"), 0).hovertext[0].endswith(" in 1 of 1 ineligible screening (1 person)")
    )
