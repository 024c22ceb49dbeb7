-- How many days lie between neighbouring steps of the funnel?
-- Grain: one row per step. Source: judged (deciding screenings), people (dates). Quartiles are interpolated between the
-- people in the middle, from a count per number of days: a histogram is small where a million people are not.
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
        [
            people.first_screened_on, people.consented_on, people.eligible_on, people.harvested_on,
            people.randomised_on, people.infused_1_on, people.infused_2_on, people.completed_on
        ] as dates
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    where selected_people.last_stage > 0
),
counted as (
    select
        steps.to_place,
        dated.dates[steps.to_place + 1] - dated.dates[steps.from_place + 1] as days,
        count(*) as people
    from dated
    join steps on dated.last_stage >= steps.to_place
    group by steps.to_place, days
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
