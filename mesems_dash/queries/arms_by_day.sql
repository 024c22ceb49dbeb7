-- How did every stratum fill, day by day?
-- Grain: one row per stratum and day of randomisation, no usable date last. Source: judged (deciding screenings),
-- randomisations, closed.allocations.
with
-- include: selected
-- include: allocated
-- include: stratified
counted as (
    select
        stratum,
        randomised_on,
        count(*) filter (where sequence = 'MSC_FIRST') as msc_first,
        count(*) filter (where sequence = 'PLACEBO_FIRST') as placebo_first,
        count(*) filter (where sequence = 'NOT_RECORDED') as not_recorded
    from stratified
    group by stratum, randomised_on
),
final as (
    select
        counted.*,
        stratum_sizes.stratum_people
    from counted
    join stratum_sizes on stratum_sizes.stratum = counted.stratum
)
select
    randomised_on,
    stratum,
    msc_first,
    placebo_first,
    not_recorded,
    stratum_people
from final
order by randomised_on nulls last, stratum;
