"""How far apart blocks allow, against every order that blocks can have."""

from __future__ import annotations

from itertools import islice, permutations, product

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.statistics.blocks import limit_difference, limit_together


def lists_of(block_length, people):
    """Every start of a randomisation list of permuted blocks, +1 and -1, as long as so many people."""
    half = block_length // 2
    blocks = sorted(set(permutations([1] * half + [-1] * half)))
    whole = -(-people // block_length)
    return {
        tuple(islice((one for block in chosen for one in block), people)) for chosen in product(blocks, repeat=whole)
    }


@pytest.mark.parametrize("block_length", [2, 4, 6])
@pytest.mark.parametrize("people", range(8))
def test_the_limit_is_the_worst_of_all_lists(block_length, people):
    assert limit_difference(people, block_length) == max(abs(sum(one)) for one in lists_of(block_length, people))


@pytest.mark.parametrize("sizes", [(), (1,), (2, 2), (1, 3, 4), (5, 2, 3)])
def test_over_strata_the_limit_is_the_worst_of_all_lists_together(sizes):
    worst = max(abs(sum(map(sum, lists))) for lists in product(*(lists_of(4, people) for people in sizes)))
    assert limit_together(sizes, 4) == worst


def test_no_stratum_is_ever_further_apart_than_half_a_block():
    assert [limit_difference(people, 4) for people in range(9)] == [0, 1, 2, 1, 0, 1, 2, 1, 0]
    assert max(limit_difference(people, 10) for people in range(100)) == 5


@pytest.mark.parametrize("block_length", [0, 1, 3, -4])
def test_a_block_without_two_equal_halves_is_refused(block_length):
    with pytest.raises(UsageError, match="expected an even number from 2"):
        limit_difference(3, block_length)
