"""The flow diagram as text: every box is in it, its words are escaped, and its numbers add up."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesems_dash.figures import theme
from mesems_dash.figures.flow import draw_flow, draw_flow_file, draw_flow_narrow, measure_flow
from mesems_dash.vocabulary import EXITS, SEQUENCES, STAGES
from mesems_dash.words.findings import flow as findings
from mesems_dash.words.flow_boxes import list_boxes, tabulate_flow

COLUMNS = ["sequence", "after", "exit", "is_not_given", "reason", "people", "disagreeing"]
SVG = "{http://www.w3.org/2000/svg}"


def make_frame(*rows):
    """Rows of COLUMNS without the last, with nobody disagreeing."""
    return pd.DataFrame([(*row, 0) for row in rows], columns=COLUMNS)


TRIAL = make_frame(
    ("NOT_RANDOMISED", "CONSENTED", "FAILED_SCREENING", False, None, 20),
    ("NOT_RANDOMISED", "SCREENED", "DECLINED", False, None, 4),
    ("NOT_RANDOMISED", "ELIGIBLE", "OTHER", False, None, 1),
    ("NOT_RANDOMISED", "HARVESTED", "UNDER_WAY", False, None, 3),
    ("MSC_FIRST", "RANDOMISED", "UNDER_WAY", True, "Fever & chills", 1),
    ("MSC_FIRST", "RANDOMISED", "UNDER_WAY", False, None, 2),
    ("MSC_FIRST", "INFUSED_1", "WITHDREW", False, None, 1),
    ("MSC_FIRST", "COMPLETED", "COMPLETED", False, None, 5),
    ("PLACEBO_FIRST", "INFUSED_1", "UNDER_WAY", True, None, 1),
    ("PLACEBO_FIRST", "INFUSED_1", "LOST", True, None, 1),
    ("PLACEBO_FIRST", "INFUSED_1", "UNDER_WAY", False, None, 2),
    ("PLACEBO_FIRST", "INFUSED_2", "DIED", False, None, 1),
    ("PLACEBO_FIRST", "COMPLETED", "COMPLETED", False, None, 4),
)
NOBODY = make_frame()


def boxes_of(frame):
    """Every box by what it says, for each part of the diagram."""
    flow = list_boxes(frame)
    parts = [("", flow.enrolment), *((column.sequence, column.steps) for column in flow.columns)]
    return {
        (sequence, box.text): (box.people, dict(box.lines))
        for sequence, steps in parts
        for step in steps
        for box in (step.box, *step.sides)
    }


def read(svg):
    """The words of a drawing, each line as it stands there."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - we wrote it
    return [line.text.replace("\N{NO-BREAK SPACE}", " ") for line in root.iter(f"{SVG}text")]


def test_enrolment_says_who_was_excluded_and_why():
    boxes = boxes_of(TRIAL)
    assert boxes["", "Assessed for eligibility"] == (46, {})
    assert boxes["", "Excluded"] == (
        25,
        {"Not meeting eligibility criteria": 20, "Declined to participate": 4, "Other reasons": 1},
    )
    assert boxes["", "Still being assessed"] == (3, {})
    assert boxes["", "Randomised"] == (18, {})


def test_a_sequence_goes_through_both_periods():
    boxes = boxes_of(TRIAL)
    assert boxes["MSC_FIRST", "Allocated to cells first"] == (9, {})
    assert boxes["MSC_FIRST", "Did not receive first infusion"] == (1, {"Fever & chills": 1})
    assert boxes["MSC_FIRST", "Awaiting first infusion"] == (2, {})
    assert boxes["MSC_FIRST", "Received first infusion (cells), week 0"] == (6, {})
    assert boxes["MSC_FIRST", "Left before period 2"] == (1, {"Withdrew": 1})
    assert boxes["PLACEBO_FIRST", "Awaiting second infusion"] == (2, {})
    assert boxes["PLACEBO_FIRST", "Went on to period 2"] == (7, {})
    # without a reason, how they left; who is still there without one has none recorded
    assert boxes["PLACEBO_FIRST", "Did not receive second infusion"] == (
        2,
        {"Lost to follow-up": 1, "Reason not recorded": 1},
    )
    assert boxes["PLACEBO_FIRST", "Received second infusion (cells), week 24"] == (5, {})
    assert boxes["PLACEBO_FIRST", "Completed week 48"] == (4, {})


def test_people_without_an_allocation_are_a_third_column_only_where_there_are_some():
    assert [column.sequence for column in list_boxes(TRIAL).columns] == list(SEQUENCES)
    more = pd.concat([TRIAL, make_frame(("NOT_RECORDED", "INFUSED_1", "UNDER_WAY", False, None, 2))])
    boxes = boxes_of(more)
    assert boxes["NOT_RECORDED", "No allocation recorded"] == (2, {})
    assert boxes["NOT_RECORDED", "Received first infusion (product unknown), week 0"] == (2, {})
    assert measure_flow(more) > measure_flow(TRIAL)


def test_many_reasons_are_cut_to_the_commonest_and_still_add_up():
    frame = make_frame(
        *(("MSC_FIRST", "RANDOMISED", "UNDER_WAY", True, f"Reason {number}", 10 - number) for number in range(9))
    )
    people, lines = boxes_of(frame)["MSC_FIRST", "Did not receive first infusion"]
    assert list(lines) == ["Reason 0", "Reason 1", "Reason 2", "Reason 3", "Reason 4", "4 more reasons"]
    assert people == sum(lines.values()) == 10 + 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2


def tidy(leaf):
    """Make a leaf that can be: randomised or not as its stage says, a reason only for an infusion not given."""
    sequence, after, exit_, is_not_given, reason, people = leaf
    before, place = sequence == "NOT_RANDOMISED", STAGES.index(after)
    after = STAGES[place % 4] if before else STAGES[4 + place % 4]
    is_not_given = is_not_given and after in ("RANDOMISED", "INFUSED_1")
    exit_ = "COMPLETED" if after == "COMPLETED" else exit_
    return (sequence, after, exit_, is_not_given, reason if is_not_given else None, people)


leaves = st.tuples(
    st.sampled_from(["NOT_RANDOMISED", *SEQUENCES, "NOT_RECORDED"]),
    st.sampled_from(STAGES),
    st.sampled_from(EXITS),
    st.booleans(),
    st.sampled_from([None, "Fever", "Relapse", "Cells not released", "A", "B", "C", "D"]),
    st.integers(1, 500),
).map(tidy)


@given(st.lists(leaves, max_size=25))
def test_every_box_is_the_sum_of_what_follows_it(rows):
    frame = make_frame(*rows)
    flow = list_boxes(frame)
    assert flow.enrolment[0].box.people == frame["people"].sum()
    assert flow.enrolment[-1].box.people == sum(column.steps[0].box.people for column in flow.columns)
    for steps in (flow.enrolment, *(column.steps for column in flow.columns)):
        for step, following in pairwise(steps):
            assert step.box.people == sum(side.people for side in step.sides) + following.box.people
        for side in (side for step in steps for side in step.sides):
            assert side.kind == "waiting" or side.people == sum(people for _, people in side.lines)


# ---------------------------------------------------------------- drawn
@pytest.mark.parametrize("draw", [draw_flow, draw_flow_narrow, lambda frame: draw_flow_file(frame, ["As of today"])])
@pytest.mark.parametrize("frame", [TRIAL, NOBODY], ids=["trial", "nobody"])
def test_every_number_of_the_boxes_is_in_the_drawing(draw, frame):
    drawn = re.findall(r"\(n = ([\d,]+)\)", " ".join(read(draw(frame))))
    assert sorted(map(int, drawn)) == sorted(tabulate_flow(frame)["People"])


@pytest.mark.parametrize("draw", [draw_flow, draw_flow_narrow])
def test_it_is_one_picture_with_a_name_and_a_description(draw):
    root = ElementTree.fromstring(draw(TRIAL))  # noqa: S314 - we wrote it
    named = {node.get("id"): node.text for node in (root.find(f"{SVG}title"), root.find(f"{SVG}desc"))}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == list(named)
    assert list(named.values()) == [findings.find_flow(TRIAL), findings.describe_flow(TRIAL)]


def test_words_from_data_are_words():
    frame = make_frame(("MSC_FIRST", "RANDOMISED", "UNDER_WAY", True, "<script>alert(1)</script> & more", 1))
    assert "<script" not in draw_flow(frame)
    assert "<script>alert(1)</script> & more (n = 1)" in " ".join(read(draw_flow_narrow(frame)))


def test_words_stay_in_their_boxes():
    long = "Withdrew because of a long and complicated illness of a relative abroad " * 3
    frame = make_frame(("MSC_FIRST", "RANDOMISED", "UNDER_WAY", True, long, 1))
    for svg in (draw_flow(frame), draw_flow_narrow(frame)):
        root = ElementTree.fromstring(svg)  # noqa: S314 - we wrote it
        boxes = [[float(box.get(side)) for side in ("x", "y", "width", "height")] for box in root.iter(f"{SVG}rect")]
        for line in root.iter(f"{SVG}text"):
            x, y = float(line.get("x")), float(line.get("y"))
            letter = 13 * (0.61 if line.get("font-weight") == "600" else 0.53)  # of DejaVu Sans, the widest usual font
            around = [
                (left, wide) for left, top, wide, high in boxes if top < y < top + high and left < x < left + wide
            ]
            assert all(x + letter * len(line.text) <= left + wide for left, wide in around), line.text


def test_the_drawing_wears_the_colours_of_the_theme_and_follows_the_page():
    svg = draw_flow(TRIAL)
    light = set(re.findall(r"#[0-9a-f]{6}", svg))
    assert light <= set(theme.to_dark())
    page = theme.follow_page(svg)
    assert all(f"light-dark({colour},{theme.to_dark()[colour]})" in page for colour in light)


def test_a_file_says_whence_it_comes():
    words = " ".join(read(draw_flow_file(TRIAL, ["As of 30 Jun 2018 · Site: Genova", "Synthetic data."])))
    assert findings.find_flow(TRIAL) in words
    assert "As of 30 Jun 2018 · Site: Genova" in words
    assert "Synthetic data." in words


# ---------------------------------------------------------------- told
def test_the_finding_counts_both_sequences():
    assert findings.find_flow(TRIAL) == "10 of 18 people randomised were infused twice, 9 completed week 48"
    assert findings.find_flow(NOBODY) == "Nobody has been randomised yet"


def test_the_description_tells_every_box():
    text = findings.describe_flow(TRIAL)
    assert "excluded 25 (not meeting eligibility criteria 20, declined to participate 4, other reasons 1)" in text
    assert "Placebo first: allocated to placebo first 9" in text


def test_a_contradiction_is_told():
    assert "recorded as not given" not in findings.explain_flow(TRIAL)
    text = findings.explain_flow(TRIAL.assign(disagreeing=[1, *[0] * (len(TRIAL) - 1)]))
    assert "1 person counts as infused because a later step is recorded" in text
