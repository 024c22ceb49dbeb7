"""What cannot be right together: values that are forgotten and reported, and doubts that are only reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from mesems_dash.store.model import SourceModel

__all__ = ["run_checks"]


def run_checks(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Run the checks of one file on its kept rows, in order."""
    if model.table == "subjects":
        connection.execute("""
            create table scratch.people as
            select
                cast(row_number() over (order by subject_id) as integer) as subject_key,
                subject_id,
                site_id,
                subtype,
                birth_lo,
                birth_hi
            from scratch.typed_subjects
        """)
