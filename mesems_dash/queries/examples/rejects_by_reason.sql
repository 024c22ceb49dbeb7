-- Which rows could not be kept, by file and reason?
select
    file,
    coalesce("column", 'whole row') as at_fault,
    reason,
    count(*) as "rows",
    min(line) as first_line
from rejects
group by all
order by "rows" desc, file, at_fault, reason;
