-- stages: the steps of the funnel in this cut; one that nothing in the whole cut records is left out, SCREENED never.
stages as (
    select
        steps.place,
        steps.stage
    from (
        select
            unnest(range(8)) as place,
            unnest([
                'SCREENED', 'CONSENTED', 'ELIGIBLE', 'HARVESTED', 'RANDOMISED', 'INFUSED_1', 'INFUSED_2', 'COMPLETED'
            ]) as stage
    ) as steps
    cross join (select coalesce(bit_or(recorded_stages), 0)::integer | 1 as mask from people) as recorded
    where (recorded.mask & (1 << steps.place)) <> 0
),
