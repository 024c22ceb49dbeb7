-- Which values were forgotten, and what looks implausible?
-- Grain: one row per finding. Source: findings.
with
final as (
    select
        source_files.rowid as place,
        findings.*
    from findings
    left join source_files on source_files.file = findings.file
)
select
    kind,
    file,
    line,
    "column",
    value,
    reason
from final
order by place, file, line nulls first, "column", reason;
