"""Taking a table away: each kind of file comes when its button is pressed, with the filtered rows."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

pytestmark = pytest.mark.browser


def test_each_kind_of_file_has_the_filtered_rows_and_says_the_filter(screen):
    screen.turn_to("sites", country="ITA")
    offered = {row["site_id"]: int(row["screened"]) for row in screen.download()}
    book = load_workbook(io.BytesIO(screen.download_file("XLSX")))
    heading, *rows = book["Data"].iter_rows(values_only=True)
    table = parquet.read_table(io.BytesIO(screen.download_file("Parquet")))
    in_xlsx = {row[heading.index("site_id")]: row[heading.index("screened")] for row in rows}
    in_parquet = dict(zip(table["site_id"].to_pylist(), table["screened"].to_pylist(), strict=True))
    assert offered == in_xlsx == in_parquet
    assert len(offered) >= 2
    about = dict(book["About"].iter_rows(values_only=True))
    assert "Italy" in about["filter"]
    assert about["filter"] == table.schema.metadata[b"mesems_filter"].decode()
