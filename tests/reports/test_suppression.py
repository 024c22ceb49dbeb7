"""No count of a few people can be read or worked out: against every other table that agrees with what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesems_dash.reports.suppression import CountTable, Hidden, Sum, SuppressionError, find_witness, hide_small
from tests.examples import examples

BELOW = 5
COUNTS = st.integers(0, 6)
MOST = 8
"""Other tables are looked for below this number in a cell."""


def make_grid(rows):
    """A table with margins: cells (row, column), their sums under "all"."""
    height, width = range(len(rows)), range(len(rows[0]))
    values = {(r, c): rows[r][c] for r in height for c in width}
    values |= {(r, "all"): sum(rows[r]) for r in height}
    values |= {("all", c): sum(row[c] for row in rows) for c in width}
    values["all", "all"] = sum(map(sum, rows))
    sums = [Sum((r, "all"), tuple((r, c) for c in width)) for r in [*height, "all"]]
    sums += [Sum(("all", c), tuple((r, c) for r in height)) for c in [*width, "all"]]
    return CountTable(values=values, sums=tuple(sums))


def make_chain(left):
    """A funnel: who reached each stage, and unseen how many left after it; only the reached are in the file."""
    reached = [sum(left[place:]) for place in range(len(left))]
    values = {("reached", place): number for place, number in enumerate(reached)}
    values |= {("left", place): number for place, number in enumerate(left[:-1])}
    sums = tuple(Sum(("reached", place), (("reached", place + 1), ("left", place))) for place in range(len(left) - 1))
    unseen = frozenset(cell for cell in values if cell[0] == "left")
    return CountTable(values=values, sums=sums, unseen=unseen, sensitive=unseen)


def agrees(hidden, values, shown):
    """Whether a table could be the true one, for somebody who sees what is shown and reads the marks."""
    for cell, value in shown.items():
        mark = hidden.mark(cell)
        if mark is None and values[cell] != value:
            return False
        if mark == "<5" and not 0 < values[cell] < BELOW:
            return False
        if mark == "hidden" and not hidden.is_one_mark and 0 < values[cell] < BELOW:
            return False
    return True


def possible_values(table, hidden, others):
    """By cell every value that it has in some table that agrees with the file; `others` are all tables there may be."""
    shown = {cell: value for cell, value in table.values.items() if cell not in table.unseen}
    found = {cell: set() for cell in table.values}
    for other in others:
        if agrees(hidden, other.values, shown):
            for cell, value in other.values.items():
                found[cell].add(value)
    return found


def assert_nobody_is_found(table, others):
    hidden = hide_small(table, BELOW)
    found = possible_values(table, hidden, others)
    for cell, value in table.values.items():
        if 0 < value < BELOW:
            assert cell in table.unseen or hidden.mark(cell) in {"<5", "hidden"}
            assert len(found[cell]) > 1, f"{cell} can only be {value}"


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=2, max_size=2), min_size=2, max_size=2))
def test_no_small_count_of_a_table_with_margins_can_be_worked_out(rows):
    others = (make_grid([cells[:2], cells[2:]]) for cells in product(range(MOST), repeat=4))
    assert_nobody_is_found(make_grid(rows), others)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(COUNTS, min_size=4, max_size=4))
def test_no_small_count_of_a_row_can_be_worked_out(row):
    others = (make_grid([cells]) for cells in product(range(MOST), repeat=4))
    assert_nobody_is_found(make_grid([row]), others)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(COUNTS, min_size=4, max_size=4))
def test_no_small_difference_between_stages_can_be_worked_out(left):
    others = (make_chain(cells) for cells in product(range(MOST), repeat=4))
    assert_nobody_is_found(make_chain(left), others)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=2, max_size=5))
def test_every_small_count_of_a_larger_table_has_a_witness(rows):
    """A table that agrees with all that is shown, in which the count is another number: checked without the search."""
    table = make_grid(rows)
    hidden = hide_small(table, BELOW)
    for cell, value in table.values.items():
        if 0 < value < BELOW:
            moves = find_witness(table, hidden, cell)
            other = {one: value + moves.get(one, 0) for one, value in table.values.items()}
            assert other[cell] != value
            assert min(other.values()) >= 0
            assert agrees(hidden, other, table.values)
            assert all(other[one.whole] == sum(other[part] for part in one.parts) for one in table.sums)


# ---------------------------------------------------------------- by hand
def marks_of(table):
    hidden = hide_small(table, BELOW)
    return {cell: hidden.mark(cell) for cell in table.values if hidden.mark(cell)}


def test_large_counts_are_all_shown():
    assert marks_of(make_grid([[10, 20], [0, 40]])) == {}


def test_a_single_small_count_takes_one_more_in_its_row():
    table = CountTable(values={"a": 3, "b": 40, "all": 43}, sums=(Sum("all", ("a", "b")),))
    assert marks_of(table) == {"a": "<5", "b": "hidden"}


def test_a_single_small_count_of_a_table_takes_three_more_the_fewest_there_are():
    """A cell of a table with margins both ways is safe only with three more at the corners of a rectangle."""
    marks = marks_of(make_grid([[3, 40, 70], [20, 30, 90], [12, 13, 14]]))
    assert len(marks) == 4
    assert list(marks.values()).count("<5") == 1


def test_two_small_counts_protect_each_other():
    table = CountTable(values={"a": 3, "b": 2, "all": 5}, sums=(Sum("all", ("a", "b")),))
    assert marks_of(table) == {"a": "<5", "b": "<5"}


def test_two_that_can_only_be_four_each_do_not():
    """4 + 4 = 8 is the only way to make 8 of two numbers under five, so the sum goes too."""
    table = CountTable(values={"a": 4, "b": 4, "all": 8}, sums=(Sum("all", ("a", "b")),))
    assert marks_of(table) == {"a": "<5", "b": "<5", "all": "hidden"}


def test_where_the_mark_itself_would_tell_all_marks_are_the_same():
    """As above, but everybody knows the sum: only a mark that does not say "under five" leaves a doubt."""
    table = CountTable(
        values={"a": 4, "b": 4, "all": 8},
        sums=(Sum("all", ("a", "b")),),
        unseen=frozenset({"all"}),
        known=frozenset({"all"}),
    )
    assert marks_of(table) == {"a": "hidden", "b": "hidden"}


def test_a_count_that_is_known_elsewhere_cannot_be_hidden_and_the_error_says_so():
    table = CountTable(
        values={"a": 3, "copy": 3}, sums=(Sum("copy", ("a",)),), unseen=frozenset({"copy"}), known=frozenset({"copy"})
    )
    with pytest.raises(SuppressionError, match="could be worked out from what is shown elsewhere; choose more people"):
        hide_small(table, BELOW)


def test_a_difference_of_few_people_hides_a_stage_beside_it():
    marks = marks_of(make_chain([60, 2, 40, 30]))  # reached 132, 72, 70, 30
    assert marks in ({("reached", 1): "hidden"}, {("reached", 2): "hidden"})


def test_many_screenings_of_few_people_are_hidden():
    table = CountTable(values={"screenings": 7}, sums=(), few=frozenset({"screenings"}))
    assert marks_of(table) == {"screenings": "hidden"}


def test_nothing_is_hidden_that_nothing_needs():
    """Every further cell that is shown again gives some small count away."""
    table = make_grid([[3, 40, 70], [20, 2, 90], [12, 13, 14]])
    hidden = hide_small(table, BELOW)
    assert hidden.further
    for cell in hidden.further:
        fewer = Hidden(BELOW, hidden.small, hidden.further - {cell})
        assert any(find_witness(table, fewer, small) is None for small in hidden.small)
