-- How do the funnels of subtypes, sites or countries compare?
-- Grain: one row per group with anybody selected and stage. Source: judged (deciding screenings), people.
with
-- include: selected
-- include: stages
-- include: groups
counted as (
    select
        case $by::varchar when 'subtype' then subtype when 'site' then site_id else country end as group_value,
        last_stage,
        status,
        count(*) as subjects,
        sum(screenings) as screenings
    from selected_people
    group by group_value, last_stage, status
),
grid as (
    select
        present.group_value,
        stages.place,
        stages.stage
    from (select distinct group_value from counted) as present
    cross join stages
),
final as (
    select
        grid.group_value,
        group_order.place as group_place,
        grid.place,
        grid.stage,
        coalesce(sum(subjects), 0)::bigint as subjects,
        coalesce(sum(screenings), 0)::bigint as screenings,
        coalesce(sum(subjects) filter (where status = 'eligible'), 0)::bigint as eligible,
        coalesce(sum(subjects) filter (where status = 'unknown'), 0)::bigint as undecided,
        coalesce(sum(subjects) filter (where status = 'ineligible'), 0)::bigint as ineligible
    from grid
    left join counted on counted.group_value = grid.group_value and counted.last_stage >= grid.place
    left join group_order on group_order.group_value = grid.group_value and $by::varchar = 'subtype'
    group by grid.group_value, group_order.place, grid.place, grid.stage
)
select
    group_value,
    stage,
    subjects,
    screenings,
    eligible,
    undecided,
    ineligible
from final
order by group_place, group_value, place;
