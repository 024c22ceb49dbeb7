"""Kept rows into the tables of the cut, sorted by person, with what follows from other files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

    from mesems_dash.store.model import SourceModel

__all__ = ["write_table"]

SUBJECTS: Final = """
insert into subjects ({columns})
select {columns}
from scratch.typed_subjects
join (select subject_id, subject_key from scratch.people) using (subject_id)
order by subject_key
"""

EVENTS: Final = "insert into {table} ({columns}) select {columns} from scratch.typed_{table} order by "
SCREENINGS: Final = """
insert into screenings by name
with drawn as (
    select subject_key, screening_no, randomised_on
    from scratch.typed_randomisations
),
final as (
    select
        typed.* exclude (subtype),
        coalesce(typed.subtype, people.subtype) as subtype,
        case
            when drawn.subject_key is not null then drawn.randomised_on
            else coalesce(typed.planned_randomisation_on, typed.screened_on)
        end as reference_on,
        case
            when drawn.subject_key is not null and drawn.randomised_on is null then 'UNUSABLE'
            when drawn.subject_key is not null then 'RANDOMISED'
            when typed.planned_randomisation_on is not null then 'PLANNED'
            else 'SCREENED'
        end as reference_kind,
        cast(null as text) as contested,        -- `lost` says which are
        cast(row_number() over (order by typed.subject_key, typed.screening_no) as integer) as screening_key
    from scratch.typed_screenings as typed
    join scratch.people as people on people.subject_key = typed.subject_key
    left join drawn on drawn.subject_key = typed.subject_key and drawn.screening_no = typed.screening_no
)
select {columns}
from final
order by screening_key
"""


def write_table(connection: duckdb.DuckDBPyConnection, model: SourceModel) -> None:
    """Fill one table of the cut from the kept rows; screenings need the randomisations to have been read."""
    columns = ", ".join(f'"{name}"' for name in _columns_of(connection, model.table))
    connection.execute(_statement(model).format(columns=columns, table=model.table))


def _statement(model: SourceModel) -> str:
    if model.table == "screenings":
        return SCREENINGS
    if model.table == "subjects":
        return SUBJECTS
    order = "subject_key, line" if model.belongs_to_subject else "line"
    return EVENTS + order


def _columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [str(column[0]) for column in connection.execute(f"from {table} limit 0").description]
