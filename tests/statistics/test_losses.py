"""Do two groups differ in whom they lost? Against published examples and every table with the same margins."""

from __future__ import annotations

from math import comb

import pytest

from mesems_dash.statistics.losses import compare_losses


def test_fishers_tea():
    """Three of four cups right in each row: p = 34/70 (Fisher, The Design of Experiments)."""
    assert compare_losses(lost=(3, 1), of=(4, 4)).p_value == pytest.approx(34 / 70)


def test_the_interval_is_newcombes():
    """56 of 70 against 48 of 80, and none of 10 against 0 of 20: Newcombe 1998, table II, method 10."""
    found = compare_losses(lost=(56, 48), of=(70, 80))
    assert found.difference == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    found = compare_losses(lost=(0, 0), of=(10, 20))
    assert (round(found.low, 4), round(found.high, 4)) == (-0.1611, 0.2775)


@pytest.mark.parametrize(("lost", "of"), [((3, 1), (63, 63)), ((0, 5), (12, 9)), ((7, 7), (7, 7)), ((0, 0), (3, 5))])
def test_the_p_sums_every_table_with_these_margins_that_is_no_likelier(lost, of):
    everybody, gone = sum(of), sum(lost)
    chances = {
        here: comb(of[0], here) * comb(of[1], gone - here) / comb(everybody, gone)
        for here in range(gone + 1)
        if here <= of[0] and gone - here <= of[1]
    }
    summed = sum(chance for chance in chances.values() if chance <= chances[lost[0]] * (1 + 1e-9))
    assert compare_losses(lost=lost, of=of).p_value == pytest.approx(summed)


def test_swapped_groups_differ_the_other_way():
    one, other = compare_losses(lost=(3, 1), of=(63, 60)), compare_losses(lost=(1, 3), of=(60, 63))
    assert (one.difference, one.low, one.high) == pytest.approx((-other.difference, -other.high, -other.low))
    assert one.p_value == pytest.approx(other.p_value)


@pytest.mark.parametrize("of", [(0, 3), (3, 0), (0, 0)])
def test_an_empty_group_cannot_be_compared(of):
    assert compare_losses(lost=(0, 0), of=of) is None
