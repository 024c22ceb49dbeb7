-- What became of every file of the bundle?
-- Grain: one row per file of the data model, in its order (that of insertion). Source: source_files. The SHA-256 of a
-- file with something that is withheld is withheld too: while there are few rows, one could try out on it what they say.
with
final as (
    select
        rowid as place,
        * replace (if(file in ('harvests.csv', 'dispositions.csv') and is_present, 'withheld', sha256) as sha256)
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
