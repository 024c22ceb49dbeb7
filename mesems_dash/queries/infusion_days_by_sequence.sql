-- On which day after the first infusion was the second given, in each sequence?
-- Grain: one row per sequence and day on which anybody was. Source: judged (deciding screenings), people, manifest,
-- closed.allocations.
with
-- include: selected
-- include: second_infusions
-- include: sequenced
final as (
    select
        sequence,
        day,
        timing,
        count(*) as people
    from sequenced
    where outcome = 'GIVEN' and day is not null
    group by sequence, day, timing
)
select
    sequence,
    day,
    timing,
    people
from final
order by case sequence when 'MSC_FIRST' then 0 when 'PLACEBO_FIRST' then 1 else 2 end, day;
