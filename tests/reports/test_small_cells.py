"""A file of closed counts names its small cells; what counts nobody is none of them."""

from __future__ import annotations

import pandas as pd

from mesems_dash.reports.small_cells import SMALL_CELLS, describe_small_cells, mark_small_cells

TABLE = pd.DataFrame(
    {
        "Period": [1, 1, 2],
        "Sequence": ["Cells first", "Placebo first", "Cells first"],
        "Assigned": pd.array([5, 4, None], dtype="Int64"),
        "Lost": [0, 1, 3],
        "Share": [0.1, 0.2, 0.3],
        "Difference": [1, 2, -1],
    }
)


def test_counts_of_one_to_four_are_named_row_by_row():
    assert mark_small_cells(TABLE)[SMALL_CELLS].tolist() == ["", "Assigned; Lost", "Lost"]


def test_no_value_changes_and_the_marked_file_says_for_whom_it_is_not():
    marked = mark_small_cells(TABLE)
    pd.testing.assert_frame_equal(marked.drop(columns=SMALL_CELLS), TABLE)
    (text,) = describe_small_cells(marked)
    assert "not for blinded readers" in text


def test_a_table_without_small_cells_stays_as_it_is():
    whole = TABLE.assign(Assigned=[5, 9, 0], Lost=[0, 12, 5])
    assert mark_small_cells(whole) is whole
    assert describe_small_cells(whole) == ()
    assert mark_small_cells(TABLE.head(0)).empty
