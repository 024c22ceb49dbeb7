"""Through the crossover, pooled for everybody and by sequence only behind the wall."""

from __future__ import annotations

import pytest

from mesems_dash.errors import StoreError
from mesems_dash.queries.crossover import count_crossover, count_crossover_by_sequence
from mesems_dash.queries.selection import Selection
from tests.queries.frames import rows_of


def test_pooled_counts_need_no_closed_store(six_blinded):
    assert rows_of(count_crossover(six_blinded, Selection())) == [
        ("RANDOMISED", 1),
        ("INFUSED_1", 1),
        ("INFUSED_2", 1),
        ("COMPLETED", 1),
    ]


def test_by_sequence_and_period(six):
    assert rows_of(count_crossover_by_sequence(six, Selection())) == [
        # sequence, period, assigned, infused, completed
        ("MSC_FIRST", 1, 1, 1, 1),
        ("MSC_FIRST", 2, 1, 1, 1),
        ("PLACEBO_FIRST", 1, 0, 0, 0),
        ("PLACEBO_FIRST", 2, 0, 0, 0),
    ]


def test_without_the_closed_store_there_is_nothing_to_show(six_blinded):
    with pytest.raises(StoreError, match="only pooled counts can be shown"):
        count_crossover_by_sequence(six_blinded, Selection())
