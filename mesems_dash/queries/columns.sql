-- Which tables and columns may be read by those who write SQL themselves?
-- Grain: one row per column. Source: the catalogue of the open cut.
with
readable as (
    select
        unnest($tables::text[]) as "table",
        unnest($rows::text[]) as "row",
        unnest(range(len($tables::text[]))) as place
),
final as (
    select
        readable.place,
        readable."table",
        readable."row",
        listed.column_index,
        listed.column_name as "column",
        if(listed.data_type like 'ENUM%', 'text', lower(listed.data_type)) as "type"
    from duckdb_columns() as listed
    join readable on readable."table" = listed.table_name
    where
        listed.database_name = 'opened'
        and listed.schema_name = 'main'
        and not list_contains($withheld::text[], listed.table_name || '.' || listed.column_name)
)
select
    "table",
    "row",
    "column",
    "type"
from final
order by place, column_index;
