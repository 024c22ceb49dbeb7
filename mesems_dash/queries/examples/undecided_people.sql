-- Who is undecided, and for which criteria?
select
    cases.subject_id,
    judged.site_id,
    judged.subtype,
    judged.screened_on,
    string_agg(verdict_rows.criterion, ', ' order by verdict_rows.criterion) as undecided
from judged
join cases
    on cases.screening_key = judged.screening_key
join verdict_rows
    on verdict_rows.screening_key = judged.screening_key
    and verdict_rows.ruleset = judged.ruleset
    and verdict_rows.basis = 'THEN'
where judged.judged_by = 'OWN'
    and judged.is_deciding
    and judged.status = 'unknown'
    and verdict_rows.status = 'unknown'
group by all
order by judged.site_id, cases.subject_id;
