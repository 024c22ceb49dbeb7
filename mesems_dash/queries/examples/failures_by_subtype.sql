-- Which criteria keep screenings out, by MS subtype?
select
    verdict_rows.criterion,
    judged.subtype,
    count(*) as screenings,
    count(distinct judged.subject_key) as people
from judged
join verdict_rows
    on verdict_rows.screening_key = judged.screening_key
    and verdict_rows.ruleset = judged.ruleset
    and verdict_rows.basis = 'THEN'
where judged.judged_by = 'OWN' -- each site by its own rule set
    and verdict_rows.status in ('not_met', 'present')
group by all
order by screenings desc, criterion, subtype;
