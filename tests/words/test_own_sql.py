"""Words around a reader's own SQL: what is left out is said, and every way to end has a sentence."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pytest

from mesems_dash.store.sandbox.runs import Kind
from mesems_dash.words.own_sql import describe_end, describe_rows, tabulate_columns


@pytest.mark.parametrize(
    ("rows", "is_cut_short", "has_cut_cells", "text"),
    [
        (1, False, False, "1 row in 0.2 s."),
        (0, False, False, "0 rows in 0.2 s."),
        (1_000, False, True, "1,000 rows in 0.2 s. Long texts are shortened and end with an ellipsis."),
        (1_001, False, False, "1,001 rows in 0.2 s. The table shows the first 1,000 rows, the download has 1,001."),
        (10, True, False, "The first 10 rows in 0.2 s; the result has more, which are left out."),
    ],
)
def test_what_is_left_out_is_said(rows, is_cut_short, has_cut_cells, text):
    said = describe_rows(rows, shown=1_000, seconds=0.2, is_cut_short=is_cut_short, has_cut_cells=has_cut_cells)
    assert said == text


@pytest.mark.parametrize("kind", sorted(set(get_args(Kind)) - {"rows"}))
def test_every_way_to_end_has_a_heading_and_a_sentence(kind):
    heading, text = describe_end(kind, "this", seconds=1.5, limit_seconds=20, memory_bytes=768 << 20, at_once=2)
    assert heading
    assert text


def test_columns_of_one_table_have_their_type_and_meaning():
    rows = [
        ("a", "line", "bigint"),
        ("a", "note", "varchar"),
        ("b", "line", "bigint"),
        ("a", "lists", "struct(lo date)[]"),
    ]
    shown = tabulate_columns(pd.DataFrame(rows, columns=["table", "column", "type"]), "a")
    assert shown.to_dict("list") == {
        "Column": ["line", "note", "lists"],
        "Type": ["bigint", "text", "list of structs"],
        "Meaning": ["line of the source file; the header is line 1", "", ""],
    }
