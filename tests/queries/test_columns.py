"""What there is to read: every readable table and column once, what is withheld left out."""

from __future__ import annotations

from mesems_dash.queries.columns import list_columns
from mesems_dash.store.sandbox import READABLE


def test_tables_come_in_their_order_and_say_what_a_row_is(six):
    columns = list_columns(six)
    assert list(dict.fromkeys(columns["table"])) == [table for table in READABLE if table in set(columns["table"])]
    assert dict(zip(columns["table"], columns["row"], strict=True)).items() <= READABLE.items()
    assert not columns.duplicated(["table", "column"]).any()


def test_columns_come_in_their_own_order_with_their_types(six):
    columns = list_columns(six)
    edss = columns[columns["table"] == "edss"]
    assert list(edss["column"]) == ["subject_key", "assessed_lo", "assessed_hi", "score", "doubt", "line"]
    assert list(edss["type"]) == ["integer", "date", "date", "double", "varchar", "bigint"]


def test_what_is_withheld_is_not_listed(six):
    columns = list_columns(six)
    harvests = columns.loc[columns["table"] == "harvests", "column"]
    assert list(harvests) == ["subject_key", "harvested_lo", "harvested_hi", "outcome", "line"]
    assert not columns["column"].str.contains("released").any()
    assert not set(columns["table"]) & {"allocations", "doses"}
