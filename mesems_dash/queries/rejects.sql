-- Which rows could not be kept, and why?
-- Grain: one row per rejected row. Source: rejects. When one person's cells were released and what was written about
-- the end of their part are withheld; of a row that could not be parted into its columns (no column at fault, no
-- repeated row) everything, as they may stand anywhere.
with
told as (
    select
        * replace (
            if(file = 'harvests.csv' and "column" = 'released_on', 'withheld', value) as value,
            case
                when file not in ('harvests.csv', 'dispositions.csv') then row_text
                when "column" is null and not starts_with(reason, 'an identical row') then '{"row":"withheld"}'
                when json_exists(row_text, '/released_on')
                    then json_merge_patch(row_text, '{"released_on":"withheld"}')::varchar
                when json_exists(row_text, '/reason')
                    then json_merge_patch(row_text, '{"reason":"withheld"}')::varchar
                else row_text
            end as row_text
        )
    from rejects
),
final as (
    select
        source_files.rowid as place,
        told.*
    from told
    left join source_files on source_files.file = told.file
)
select
    file,
    line,
    "column",
    value,
    reason,
    row_text,
    subject_id,
    site_id
from final
order by place, file, line;
