"""Balance in sentences: errors named, gaps told, tests only where they mean something."""

from __future__ import annotations

import pandas as pd

from mesems_dash.reports.balance import Stratum
from mesems_dash.reports.balance_words import describe_check, describe_gaps, describe_split, explain_limits, list_errors
from mesems_dash.statistics.split import judge_split


def stratum(name="A", first=2, second=2, **more):
    return Stratum(
        **{"name": name, "first": first, "second": second, "not_recorded": 0, "undated": 0, "limit": 0, **more}
    )


GOOD = stratum()
BAD = stratum("B", 3, 1, beyond=2, beyond_on=pd.Timestamp("2018-03-01"))
PART = stratum("C", 9, 1, limit=None)


def test_strata_within_and_beyond_are_counted():
    rule = "within a stratum the sequences are at most 2 apart, and equal after every full block."
    assert describe_check((GOOD, GOOD), 4) == f"2 of 2 strata are within their blocks: {rule}"
    assert describe_check((GOOD, BAD, PART), 4) == (
        f"1 of 2 strata is within its blocks: {rule} The filters select part of 1 other: no limit."
    )
    assert describe_check((PART,), 4) == "The filters select part of every stratum, and blocks set no limit for a part."


def test_an_error_names_the_stratum_the_excess_and_the_day():
    (text,) = list_errors((GOOD, BAD, PART), 4, {"B": "Genova"})
    assert text == (
        "Stratum Genova: 2 people further apart than blocks of length 4 allow, first on 1 Mar 2018; "
        "now 3 cells first, 1 placebo first."
    )
    unsure = stratum("B", 5, 0, not_recorded=1, undated=1, beyond=1)
    assert list_errors((unsure,), 4, {})[0].startswith(
        "Stratum B: at least 1 person further apart than blocks of length 4 allow, counting people without "
        "a usable date"
    )


def test_what_is_missing_makes_the_check_a_lower_bound():
    assert describe_gaps((GOOD, BAD), {}) == ""
    gaps = describe_gaps((GOOD, stratum("B", not_recorded=2), stratum("C", undated=1)), {"C": "Genova"})
    assert gaps == (
        "2 people have no allocation recorded and 1 person has no usable date of randomisation, in B and Genova: the "
        "check there is a lower bound and may miss an error."
    )


def test_the_published_split_in_words():
    assert describe_split(judge_split(69, 75), 69) == (
        "69 of 144 allocated are cells first, 47.9 %; exact 95 % interval 39.5 % to 56.4 %, exact binomial "
        "test against one half: p = 0.6771."
    )


def test_of_few_no_test_is_shown():
    for split in (judge_split(0, 0), judge_split(19, 0)):
        assert describe_split(split, 19).startswith("Fewer than 20 people are allocated")
    assert "p < 0.0001" in describe_split(judge_split(20, 0), 20)


def test_groups_without_a_limit_are_told_why():
    assert explain_limits({"A": 1}, 1).startswith("Allowed:")
    assert explain_limits({"A": 1}, 2).endswith("the design sets no limit for the others.")
    assert explain_limits({}, 2).endswith("the design sets no limit for these groups.")
