"""The undecided in words, bars and tables: what is coloured settles, what is grey only helps."""

from __future__ import annotations

import pandas as pd
import pytest

from mesems_dash.eligibility.rules import FACTS
from mesems_dash.figures import undecided as words
from mesems_dash.vocabulary import MISSING_LABELS
from mesems_dash.words.undecided import explain_undecided, find_missing_fields, find_undecided, tabulate_undecided_sites

SITES = pd.DataFrame(
    {
        "site_id": ["GEN", "LON", "STO"],
        "people": [50, 30, 20],
        "undecided": [4, 3, 0],
        "one_value": [3, 1, 0],
        "several": [1, 2, 0],
        "randomised": [1, 0, 0],
        "questions": [6, 7, 0],
        "longest_open": pd.array([1200, 40, None], dtype="Int64"),
    }
)
FIELDS = pd.DataFrame(
    {
        "field": ["labs.CSF_OCB", "labs.HIV", "mri.gel_count"],
        "people": [5, 2, 3],
        "settled": [3, 2, 0],
        "helped": [2, 0, 3],
    }
)
NAMES = {"GEN": "Genova", "LON": "London"}


def test_the_finding_names_the_value_that_settles_most():
    assert find_undecided(SITES, FIELDS) == (
        "7 of 100 people are undecided; the oligoclonal bands in the CSF would decide 3"
    )
    nothing = FIELDS.assign(settled=0)
    assert find_undecided(SITES, nothing).endswith("no single value would decide anyone for certain")
    assert find_undecided(SITES.assign(undecided=0), FIELDS.head(0)) == "None of 100 people is undecided"


@pytest.mark.parametrize(("people", "undecided", "said"), [
    ([1, 0, 0], [1, 0, 0], "1 of 1 person is undecided; "),
    ([9, 0, 0], [1, 0, 0], "1 of 9 people is undecided; "),
    ([9, 0, 0], [2, 0, 0], "2 of 9 people are undecided; "),
    ([1, 0, 0], [0, 0, 0], "The only person is not undecided"),
])  # fmt: skip
def test_one_person_is_said_in_the_singular(people, undecided, said):
    assert find_undecided(SITES.assign(people=people, undecided=undecided), FIELDS).startswith(said)


@pytest.mark.parametrize(("settled", "title"), [
    ([3, 2, 0], "The oligoclonal bands in the CSF would decide 3 people"),
    ([2, 2, 0], "The oligoclonal bands in the CSF and the HIV test would decide 2 people each"),
    ([0, 0, 0], "No single value would decide anyone for certain"),
])  # fmt: skip
def test_the_chart_is_called_by_its_leader(settled, title):
    assert find_missing_fields(FIELDS.assign(settled=settled)) == title


def test_bars_carry_what_they_count_and_add_up():
    settled, helped = words.draw_missing(FIELDS).data
    assert [a + b for a, b in zip(settled.x, helped.x, strict=True)] == [5, 2, 3]
    assert list(settled.customdata) == [["labs.CSF_OCB", "settled"], ["labs.HIV", "settled"], None]
    assert list(helped.customdata) == [["labs.CSF_OCB", "helped"], None, ["mri.gel_count", "helped"]]
    texts = [note.text for note in words.draw_missing(FIELDS).layout.annotations]
    assert texts == ["<b>3</b> + 2", "<b>2</b>", "<b>0</b> + 3"]


def test_a_choice_frames_its_bar():
    assert words.frame_bar(FIELDS, "labs.CSF_OCB", "only") == ("labs.CSF_OCB", "settled")
    assert words.frame_bar(FIELDS, "labs.CSF_OCB", "any") == ("labs.CSF_OCB", "helped")
    assert words.frame_bar(FIELDS, "labs.HIV", "any") == ("labs.HIV", "settled")
    assert words.frame_bar(FIELDS, "every", "any") is None


def test_the_note_counts_the_randomised():
    assert explain_undecided(SITES).endswith("1 person is already randomised (see the list).")
    assert "randomised" not in explain_undecided(SITES.assign(randomised=0))


def test_sites_add_up_and_those_without_anybody_are_left_out():
    table = tabulate_undecided_sites(SITES, NAMES)
    assert list(table["Site"]) == ["Genova", "London", "All sites"]
    for name in ("Undecided", "One value away", "Several values away", "Questions"):
        assert table[name].iloc[:-1].sum() == table[name].iloc[-1]
    assert table["Longest open"].iloc[-1] == "1,200 d"


def test_every_field_that_a_rule_reads_has_words():
    derived = {"relapses.onset_on", "subjects.birth_date"}  # named, but asked for by another field
    assert {fact.field for fact in FACTS.values()} | derived <= set(MISSING_LABELS)
