"""The funnel: every person is in one colour, shares say of how many, exits add up."""

from __future__ import annotations

import pandas as pd

from mesems_dash.figures.funnel import draw_funnel, draw_funnel_by, draw_stage_times
from mesems_dash.words.findings import funnel as findings
from mesems_dash.words.tables import tabulate_exits

# 10 screened, 8 consented, 4 randomised, 3 completed; 2 declined, 4 failed, 1 still under way
FUNNEL = pd.DataFrame(
    [
        ("SCREENED", None, 10, 5, 2, 3),
        ("CONSENTED", None, 8, 5, 1, 2),
        ("RANDOMISED", None, 4, 4, 0, 0),
        ("COMPLETED", None, 3, 3, 0, 0),
        (None, "DECLINED", 2, 0, 1, 1),
        (None, "FAILED_SCREENING", 4, 1, 1, 2),
        (None, "UNDER_WAY", 1, 1, 0, 0),
    ],
    columns=["stage", "exit", "subjects", "eligible", "undecided", "ineligible"],
)
EXITS = pd.DataFrame(
    [
        ("SCREENED", "DECLINED", 2),
        ("CONSENTED", "FAILED_SCREENING", 4),
        ("INFUSED_1", "UNDER_WAY", 1),  # a stage that this funnel leaves out
    ],
    columns=["after", "exit", "subjects"],
)
BY = pd.DataFrame(
    [("RRMS", "SCREENED", 8), ("RRMS", "RANDOMISED", 2), ("CIS", "SCREENED", 2), ("CIS", "RANDOMISED", 1)],
    columns=["group_value", "stage", "subjects"],
)


def test_the_colours_of_a_bar_add_up_to_its_people():
    figure = draw_funnel(FUNNEL)
    assert [trace.name for trace in figure.data] == ["Eligible", "Undecided", "Ineligible"]
    assert [sum(people) for people in zip(*(trace.x for trace in figure.data), strict=True)] == [10, 8, 4, 3]


def test_each_bar_says_its_share_of_the_step_before_and_of_the_start():
    texts = [label.text for label in draw_funnel(FUNNEL).layout.annotations]
    assert texts[:3] == ["People", "of step before", "of screened"]
    assert texts[3:5] == ["<b>10</b>", "100 %"]
    assert texts[5:8] == ["<b>8</b>", "80 %", "80 %"]
    assert texts[8:11] == ["<b>4</b>", "50 %", "40 %"]


def test_a_phone_gets_the_same_numbers():
    figure = draw_funnel(FUNNEL)
    narrow = figure.layout.meta["narrow"]["layout"]["annotations"]
    numbers = [label["text"] for label in narrow if label["yref"] == "y"]
    assert numbers == [label.text for label in figure.layout.annotations if label.yref == "y"]


def test_every_row_of_the_table_adds_up():
    table = tabulate_exits(FUNNEL, EXITS)
    exits = table.drop(columns=["Stage", "Reached", "Went on"]).sum(axis=1)
    assert (exits + table["Went on"] == table["Reached"]).all()
    assert list(table["Went on"][:2]) == list(table["Reached"][1:3])
    assert dict(table.iloc[-1])["Failed screening"] == 4


def test_an_exit_after_a_stage_left_out_stands_with_the_stage_before():
    table = tabulate_exits(FUNNEL, EXITS).set_index("Stage")
    assert table.loc["Randomised", "Ongoing"] == 1


def test_the_table_shows_every_exit_zero_or_not():
    assert "Died" in tabulate_exits(FUNNEL, EXITS).columns


def test_findings_say_of_how_many():
    assert findings.find_funnel(FUNNEL) == "4 of 10 people screened were randomised, 40 %"
    assert findings.find_exits(FUNNEL) == "6 people have left, 4 of them failed screening; 1 ongoing"


def test_a_funnel_of_one_leaver_or_none_is_said_in_grammar():
    nobody = FUNNEL.assign(subjects=[1, 1, 0, 0, 0, 0, 1])
    assert findings.find_exits(nobody) == "Nobody has left; 1 ongoing"
    assert findings.find_funnel(nobody) == "1 person screened, nobody randomised yet"
    one = FUNNEL.assign(subjects=[1, 1, 0, 0, 1, 0, 0])
    assert findings.find_exits(one) == "1 person has left: declined; 0 ongoing"
    assert findings.find_funnel(FUNNEL.assign(subjects=1)) == "1 of 1 person screened was randomised, 100 %"
    assert findings.find_funnel(FUNNEL.assign(subjects=[4, 4, 1, 0, 2, 1, 0])) == (
        "1 of 4 people screened was randomised, 25 %"
    )


def test_an_empty_funnel_is_drawn_and_said():
    empty = FUNNEL.assign(subjects=0, eligible=0, undecided=0, ineligible=0)
    assert findings.find_funnel(empty) == "Nobody has been screened"
    assert len(draw_funnel(empty).data) == 3


def test_side_by_side_shows_people_and_share_of_the_group():
    (heat,) = draw_funnel_by(BY).data
    assert [list(row) for row in heat.text] == [
        ["<b>8</b>  100 %", "<b>2</b>  25 %"],
        ["<b>2</b>  100 %", "<b>1</b>  50 %"],
    ]
    assert [list(row) for row in heat.z] == [[1, 0.25], [1, 0.5]]
    assert list(heat.y) == ["Relapsing-remitting", "Clinically isolated syndrome"]


def test_the_best_group_is_named_and_sites_by_their_name():
    assert findings.find_funnel_by(BY) == "Clinically isolated syndrome has the largest share randomised, 1 of 2"
    sites = BY.replace({"group_value": {"RRMS": "S1", "CIS": "S2"}})
    assert findings.find_funnel_by(sites, {"S2": "Genova"}).startswith("Genova has")
    assert list(draw_funnel_by(sites, {"S2": "Genova"}).data[0].y) == ["S1", "Genova"]


def test_side_by_side_of_nobody_says_so():
    assert findings.find_funnel_by(BY.iloc[:0]) == "No group has randomised people yet"
    assert findings.describe_funnel_by(BY.iloc[:0]).endswith("nobody.")


TIMES = pd.DataFrame(
    [
        ("SCREENED", "CONSENTED", 5, 1, -2.0, 3.0, 9.0),  # consent may be dated before the screening
        ("CONSENTED", "RANDOMISED", 4, 0, 20.0, 35.4, 50.0),
        ("RANDOMISED", "COMPLETED", 0, 2, None, None, None),
    ],
    columns=["from_stage", "to_stage", "people", "missing", "lower_quartile", "median", "upper_quartile"],
)


def test_medians_are_drawn_on_their_middle_half_and_a_step_without_dates_says_so():
    *spans, dots = draw_stage_times(TIMES).data
    assert list(dots.x) == [3.0, 35.4]
    assert [list(span.x) for span in spans[:2]] == [[-2.0, 9.0], [20.0, 50.0]]
    assert spans[2].text == ("no two dates recorded",)


def test_the_longest_step_is_found():
    assert findings.find_stage_times(TIMES) == "The longest step, consent to randomisation, takes 35 days at the median"
    assert findings.find_stage_times(TIMES.iloc[2:]) == "No step has two recorded dates yet"
