"""Kleene's tables, whole."""

from __future__ import annotations

import duckdb
import pytest

from mesems_dash.eligibility.truth import agree, all_, any_, not_

T, F, U = True, False, None
TABLE = [
    # one    other  and  or
    (T, T, T, T),
    (T, U, U, T),
    (T, F, F, T),
    (U, T, U, T),
    (U, U, U, U),
    (U, F, F, U),  # one false kills an "and", whatever is missing
    (F, T, F, T),  # one true settles an "or"
    (F, U, F, U),
    (F, F, F, F),
]


@pytest.mark.parametrize(("one", "other", "both", "either"), TABLE)
def test_and_or_are_those_of_kleene_and_of_sql(one, other, both, either):
    assert all_([one, other]) is both
    assert any_([one, other]) is either
    sql = duckdb.execute("select $1::boolean and $2::boolean, $1::boolean or $2::boolean", [one, other]).fetchone()
    assert sql == (both, either)


@pytest.mark.parametrize(("truth", "opposite"), [(T, F), (F, T), (U, U)])
def test_not_leaves_unknown_unknown(truth, opposite):
    assert not_(truth) is opposite


def test_nothing_at_all_is_true_for_all_false_for_any_and_agrees_on_nothing():
    assert all_([]) is True
    assert any_([]) is False
    assert agree([]) is None


@pytest.mark.parametrize(("one", "other", "both", "either"), TABLE)
def test_three_agree_only_where_all_say_the_same(one, other, both, either):
    assert agree([one, other, one]) is (one if one is other else None)
    assert all_([one, other, one]) is both
    assert any_([one, other, one]) is either
