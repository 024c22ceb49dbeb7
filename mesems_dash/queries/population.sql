-- How many people and screenings are selected, of how many?
-- Grain: one row. Source: judged, cases, people.
with
-- include: selected
final as (
    select
        count(*) filter (where is_deciding) as subjects,
        (select count(*) from people) as subjects_total,
        count(*) as screenings,
        (select count(*) from cases) as screenings_total
    from selected
)
select
    subjects,
    subjects_total,
    screenings,
    screenings_total
from final;
