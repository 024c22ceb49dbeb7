-- Which rows could not be kept, and why?
-- Grain: one row per rejected row. Source: rejects.
with
final as (
    select
        source_files.rowid as place,
        rejects.*
    from rejects
    left join source_files on source_files.file = rejects.file
)
select
    file,
    line,
    "column",
    value,
    reason,
    row_text
from final
order by place, file, line;
