-- Which values were forgotten, and what looks implausible?
-- Grain: one row per finding. Source: findings. When one person's cells were released is withheld.
with
final as (
    select
        source_files.rowid as place,
        findings.* replace (
            if(findings.file = 'harvests.csv' and findings."column" = 'released_on', 'withheld', findings.value) as value
        )
    from findings
    left join source_files on source_files.file = findings.file
)
select
    kind,
    file,
    line,
    "column",
    value,
    reason,
    subject_id,
    site_id
from final
order by place, file, line nulls first, "column", reason;
