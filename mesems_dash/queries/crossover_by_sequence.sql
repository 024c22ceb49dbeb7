-- How far are people through the crossover, by sequence and period?
-- Grain: one row per sequence and period. Source: judged (deciding screenings), closed.allocations.
with
-- include: selected
-- include: allocated
counted as (
    select
        sequence,
        last_stage,
        count(*) as people
    from allocated
    group by sequence, last_stage
),
sequences as (
    select
        unnest([0, 1]) as place,
        unnest(['MSC_FIRST', 'PLACEBO_FIRST']) as sequence
    union all
    select distinct
        2 as place,
        sequence
    from counted
    where sequence = 'NOT_RECORDED'
),
periods as (
    select
        unnest([1, 2]) as period,
        unnest([5, 6]) as infused_stage,
        unnest([6, 7]) as completed_stage
),
final as (
    select
        sequences.place,
        sequences.sequence,
        periods.period,
        coalesce(sum(counted.people), 0)::bigint as assigned,
        coalesce(sum(counted.people) filter (where counted.last_stage >= infused_stage), 0)::bigint as infused,
        coalesce(sum(counted.people) filter (where counted.last_stage >= completed_stage), 0)::bigint as completed
    from sequences
    cross join periods
    left join counted on counted.sequence = sequences.sequence
    group by sequences.place, sequences.sequence, periods.period
)
select
    sequence,
    period,
    assigned,
    infused,
    completed
from final
order by place, period;
