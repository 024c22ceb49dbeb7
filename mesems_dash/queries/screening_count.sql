-- How many screenings are selected, and of how many people?
-- Grain: one row. Source: judged.
with
-- include: selected
final as (
    select
        count(*) as screenings,
        count(distinct subject_key) as subjects
    from selected
)
select
    screenings,
    subjects
from final;
