"""How pairs of clicks are compared."""

from __future__ import annotations

import pytest

from tests.bench.batching import Compared, join


def test_a_pair_counts_by_its_ratio_and_not_by_its_milliseconds():
    """One pair was measured while the machine was ten times as slow."""
    compared = Compared(off=[200, 2000, 200, 200], on=[150, 1500, 160, 140])
    assert compared.gain == pytest.approx(0.25)
    assert compared.medians == (200, 155)
    least, most = compared.middle_half
    assert 0.2 <= least < 0.25 < most <= 0.3


def test_batching_that_costs_is_a_loss():
    assert Compared(off=[100, 100], on=[120, 120]).gain == pytest.approx(-0.2)


def test_several_comparisons_are_joined_pair_by_pair():
    one, other = Compared(off=[1, 2], on=[3, 4]), Compared(off=[5], on=[6])
    assert join([one, other]) == Compared(off=[1, 2, 5], on=[3, 4, 6])
