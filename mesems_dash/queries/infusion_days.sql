-- On which day after the first infusion was the second given?
-- Grain: one row per day on which anybody was. Source: judged (deciding screenings), people, manifest.
with
-- include: selected
-- include: second_infusions
final as (
    select
        day,
        timing,
        count(*) as people
    from second_infusions
    where outcome = 'GIVEN' and day is not null
    group by day, timing
)
select
    day,
    timing,
    people
from final
order by day;
