"""How far apart blocks allow, against every order that blocks can have."""

from __future__ import annotations

from itertools import islice, permutations, product

import pytest

from mesems_dash.errors import UsageError
from mesems_dash.statistics.blocks import Joined, find_excess, limit_difference, limit_together


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


def one_a_day(order):
    return [Joined(first=one == 1, second=one == -1, unknown=one == 0) for one in order]


@pytest.mark.parametrize("block_length", [2, 4])
@pytest.mark.parametrize("people", range(7))
def test_a_list_of_blocks_is_never_found_beyond_and_every_other_that_shows_it_is(block_length, people):
    """Of all orders, exactly those are found that no list of blocks begins with as far apart at some point."""
    lists = lists_of(block_length, people)
    for order in product((1, -1), repeat=people):
        is_found = any(find_excess(one_a_day(order), Joined(), block_length))
        too_far = any(abs(sum(order[:n])) > max(abs(sum(one[:n])) for one in lists) for n in range(1, people + 1))
        assert is_found == too_far
        assert not (is_found and order in lists)


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("what", ["day", "sequence", "both"])
def test_what_is_not_recorded_never_makes_a_good_list_bad(place, what):
    """Whoever of the first four has no day, no sequence, or neither: every list of blocks stays within the design."""
    for order in lists_of(4, 6):
        people = one_a_day(order)
        blank = Joined(unknown=1) if what in {"sequence", "both"} else people[place]
        if what == "sequence":
            dated, undated = [*people[:place], blank, *people[place + 1 :]], Joined()
        else:
            dated, undated = [*people[:place], *people[place + 1 :]], blank
        assert not any(find_excess(dated, undated, 4)), order


@pytest.mark.parametrize(
    ("days", "undated", "excess"),
    [
        # the third of one sequence in a block of four: one beyond its half; level again at last
        (one_a_day([1, 1, 1, -1, -1, -1]), Joined(), (0, 0, 2, 2, 0, 0, 0)),
        # three on one day are three, in whatever order
        ([Joined(first=3)], Joined(), (2, 2)),
        # one without allocation may be the other sequence: 4 to 0 or 3 to 1 after four, 0 allowed: at least 2 beyond
        ([Joined(first=3, unknown=1)], Joined(), (2, 2)),
        # one without a day may have come first, but not at last
        ([Joined(first=2)], Joined(first=1), (0, 2)),
        ([], Joined(), (0,)),
    ],
)
def test_by_how_much_a_stratum_is_surely_beyond(days, undated, excess):
    assert find_excess(days, undated, 4) == excess
