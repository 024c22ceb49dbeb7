-- What is otherwise than in the cut before?
-- Grain: one row per thing that is; the first says which cut was compared with. Source: compared.
with
final as (
    select
        coalesce(
            list_position(
                [
                    'CUT_BEFORE', 'SAME_FILES', 'PERSON_GONE', 'RECORDS_GONE', 'SITE_GONE', 'SITE_HALVED', 'PERSON_NEW'
                ],
                what
            ),
            0
        ) as place,
        compared.*,
        source_files.rowid as file_place
    from compared
    left join source_files on source_files.file = compared.file
)
select
    what,
    cut_id,
    file,
    site_id,
    subject_id,
    before,
    after
from final
order by place, file_place, site_id, subject_id;
