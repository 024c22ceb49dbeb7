-- How far are people through the crossover, both sequences together?
-- Grain: one row per stage from RANDOMISED on, recorded or not. Source: judged (deciding screenings).
with
-- include: selected
counted as (
    select
        last_stage,
        count(*) as people
    from selected_people
    where last_stage >= 4
    group by last_stage
),
steps as (
    select
        unnest([4, 5, 6, 7]) as place,
        unnest(['RANDOMISED', 'INFUSED_1', 'INFUSED_2', 'COMPLETED']) as stage
),
final as (
    select
        steps.place,
        steps.stage,
        coalesce(sum(counted.people), 0)::bigint as pooled_count
    from steps
    left join counted on counted.last_stage >= steps.place
    group by steps.place, steps.stage
)
select
    stage,
    pooled_count
from final
order by place;
