-- How many screenings are selected, and of how many people?
-- Grain: one row. Source: judged. Who was screened once is counted with the screening; only the others are told apart.
with
-- include: selected
counted as (
    select
        count(*) as screenings,
        count(*) filter (where screenings = 1) as single
    from selected
),
repeated as (
    select count(distinct subject_key) as people
    from selected
    where screenings > 1
),
final as (
    select
        counted.screenings,
        counted.single + repeated.people as subjects
    from counted
    cross join repeated
)
select
    screenings,
    subjects
from final;
