-- What became of every file of the bundle?
-- Grain: one row per file of the data model, in its order (that of insertion). Source: source_files.
with
final as (
    select
        rowid as place,
        *
    from source_files
)
select
    file,
    is_present,
    sha256,
    rows_in,
    rows_kept,
    rows_rejected,
    rows_after_cut
from final
order by place;
