-- How many days lie between neighbouring steps of the funnel?
-- Grain: one row per step. Source: judged (deciding screenings), people (dates). Quartiles are interpolated between the
-- people in the middle, from a count per number of days: a histogram is small where a million people are not. A million
-- days stand for a step that was taken on no known day.
with
-- include: selected
-- include: stages
steps as (
    select
        lag(place) over (order by place) as from_place,
        lag(stage) over (order by place) as from_stage,
        place as to_place,
        stage as to_stage
    from stages
    qualify from_place is not null
),
dated as (
    select
        people.last_stage,
        recorded.mask,
        people.first_screened_on as screened_on,
        people.consented_on,
        people.eligible_on,
        people.harvested_on,
        people.randomised_on,
        people.infused_1_on,
        people.infused_2_on,
        people.completed_on,
        if((recorded.mask & 2) <> 0, people.consented_on, screened_on) as before_eligible_on,
        if((recorded.mask & 4) <> 0, people.eligible_on, before_eligible_on) as before_harvested_on,
        if((recorded.mask & 8) <> 0, people.harvested_on, before_harvested_on) as before_randomised_on,
        if((recorded.mask & 16) <> 0, people.randomised_on, before_randomised_on) as before_infused_1_on,
        if((recorded.mask & 32) <> 0, people.infused_1_on, before_infused_1_on) as before_infused_2_on,
        if((recorded.mask & 64) <> 0, people.infused_2_on, before_infused_2_on) as before_completed_on
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    cross join (select bit_or(1 << place) as mask from stages) as recorded
    where selected_people.last_stage > 0
),
waited as (
    select
        if(last_stage >= 1, coalesce(consented_on - screened_on, 1000000), null) as to_consented,
        if(last_stage >= 2, coalesce(eligible_on - before_eligible_on, 1000000), null) as to_eligible,
        if(last_stage >= 3, coalesce(harvested_on - before_harvested_on, 1000000), null) as to_harvested,
        if(last_stage >= 4, coalesce(randomised_on - before_randomised_on, 1000000), null) as to_randomised,
        if(last_stage >= 5, coalesce(infused_1_on - before_infused_1_on, 1000000), null) as to_infused_1,
        if(last_stage >= 6, coalesce(infused_2_on - before_infused_2_on, 1000000), null) as to_infused_2,
        if(last_stage >= 7, coalesce(completed_on - before_completed_on, 1000000), null) as to_completed
    from dated
),
counted as (
    select
        case
            when grouping(to_consented) = 0 then 1
            when grouping(to_eligible) = 0 then 2
            when grouping(to_harvested) = 0 then 3
            when grouping(to_randomised) = 0 then 4
            when grouping(to_infused_1) = 0 then 5
            when grouping(to_infused_2) = 0 then 6
            else 7
        end as to_place,
        coalesce(
            to_consented, to_eligible, to_harvested, to_randomised, to_infused_1, to_infused_2, to_completed
        ) as waited_days,
        nullif(waited_days, 1000000) as days,
        count(*) as people
    from waited
    group by grouping sets (
        (to_consented), (to_eligible), (to_harvested), (to_randomised), (to_infused_1), (to_infused_2), (to_completed)
    )
    having waited_days is not null
),
running as (
    select
        to_place,
        days,
        people,
        sum(people) over (partition by to_place order by days rows unbounded preceding) as so_far,
        sum(people) over (partition by to_place) as all_people
    from counted
    where days is not null
),
wanted as (
    select
        to_place,
        all_people,
        quantile,
        floor((all_people - 1) * quantile) as below,
        ceil((all_people - 1) * quantile) as above,
        (all_people - 1) * quantile - floor((all_people - 1) * quantile) as weight
    from (select distinct to_place, all_people from running) as totals
    cross join (select unnest([0.25, 0.5, 0.75]) as quantile) as quantiles
),
found as (
    select
        wanted.to_place,
        wanted.quantile,
        (1 - any_value(wanted.weight)) * min(running.days) filter (where running.so_far > wanted.below)
        + any_value(wanted.weight) * min(running.days) filter (where running.so_far > wanted.above) as days
    from wanted
    join running on running.to_place = wanted.to_place
    group by wanted.to_place, wanted.quantile
),
numbers as (
    select
        to_place,
        coalesce(sum(people) filter (where days is not null), 0)::bigint as people,
        coalesce(sum(people) filter (where days is null), 0)::bigint as missing
    from counted
    group by to_place
),
quartiles as (
    select
        to_place,
        any_value(days) filter (where quantile = 0.25) as lower_quartile,
        any_value(days) filter (where quantile = 0.5) as median,
        any_value(days) filter (where quantile = 0.75) as upper_quartile
    from found
    group by to_place
),
final as (
    select
        steps.to_place,
        steps.from_stage,
        steps.to_stage,
        coalesce(numbers.people, 0) as people,
        coalesce(numbers.missing, 0) as missing,
        quartiles.lower_quartile::double as lower_quartile,
        quartiles.median::double as median,
        quartiles.upper_quartile::double as upper_quartile
    from steps
    left join numbers on numbers.to_place = steps.to_place
    left join quartiles on quartiles.to_place = steps.to_place
)
select
    from_stage,
    to_stage,
    people,
    missing,
    lower_quartile,
    median,
    upper_quartile
from final
order by to_place;
