"""Intervals of shares: Wilson's, as published; never beyond 0 and 1; few are cautioned."""

from __future__ import annotations

import pytest

from mesems_dash.words.shares import Share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Stat Med 1998;17:857-72, table I, method 3 (score without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_as_published(part, whole, low, high):
    share = Share(part, whole)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


def test_the_interval_of_the_others_mirrors_it():
    share, others = Share(3, 40), Share(37, 40)
    assert share.low == pytest.approx(1 - others.high)
    assert Share(20, 20).high == 1.0
    assert Share(20, 20).low == pytest.approx(1 - 0.1611, abs=1e-4)


def test_a_share_of_nothing_may_be_anything():
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (0, 0, 1)
    assert Share(0, 0).describe() == "0 of 0, –"  # noqa: RUF001 - the dash that stands for no number


def test_a_share_is_said_with_its_interval_and_a_caution_for_few():
    assert Share(81, 263).describe() == "81 of 263, 31 % (95 % interval 26 to 37 %)"
    assert Share(1, 4).describe() == "1 of 4, 25 % (95 % interval 5 to 70 %; fewer than 20, interpret with caution)"
    assert (Share(1, 19).is_few, Share(1, 20).is_few) == (True, False)


def test_few_never_stand_out_and_many_only_beyond_chance():
    assert not Share(0, 19).stands_out(0.9)
    assert not Share(5, 20).stands_out(0.5)  # 95 %: 11 to 47 %, but one of twenty such is apart by chance
    assert Share(5, 40).stands_out(0.5)
