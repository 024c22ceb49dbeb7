-- How many people were screened, called eligible and randomised in each month, against the plan?
-- Grain: one row per month without holes, then one for randomisations on no usable date. Source: judged (deciding
-- screenings), people (first month of the cut), targets, manifest.
with
-- include: selected
ends as (
    select
        date_trunc('month', manifest.as_of)::date as cut_month,
        least(
            coalesce(starts.first_month, date_trunc('month', manifest.as_of)::date),
            coalesce(plan.first_month, date_trunc('month', manifest.as_of)::date)
        ) as first_month,
        greatest(
            date_trunc('month', manifest.as_of)::date,
            coalesce(plan.last_month, date_trunc('month', manifest.as_of)::date)
        ) as last_month
    from manifest
    cross join (
        select
            date_trunc('month', least(min(first_screened_on), min(eligible_month), min(randomised_on)))::date as first_month
        from people
    ) as starts
    cross join (select min(month) as first_month, max(month) as last_month from targets) as plan
),
months as (
    select
        unnest(generate_series(first_month, last_month, interval 1 month))::date as month
    from ends
),
counted as (
    select
        date_trunc('month', first_screened_on)::date as screened_month,
        eligible_month,
        date_trunc('month', randomised_on)::date as randomised_month,
        last_stage >= 4 as was_randomised,
        count(*) as people
    from selected_people
    group by screened_month, eligible_month, randomised_month, was_randomised
),
screened as (
    select
        screened_month as month,
        sum(people) as people
    from counted
    group by screened_month
),
eligible as (
    select
        eligible_month as month,
        sum(people) as people
    from counted
    where eligible_month is not null
    group by eligible_month
),
randomised as (
    select
        randomised_month as month,
        sum(people) as people
    from counted
    where was_randomised
    group by randomised_month
),
plan as (
    select
        month,
        max(cumulative_n) as target
    from targets
    group by month
),
by_month as (
    select
        months.month,
        coalesce(screened.people, 0)::bigint as screened,
        coalesce(eligible.people, 0)::bigint as eligible,
        coalesce(randomised.people, 0)::bigint as randomised,
        plan.target
    from months
    left join screened on screened.month = months.month
    left join eligible on eligible.month = months.month
    left join randomised on randomised.month = months.month
    left join plan on plan.month = months.month
),
final as (
    select
        by_month.month,
        by_month.screened,
        by_month.eligible,
        by_month.randomised,
        if(
            by_month.month <= ends.cut_month,
            sum(by_month.randomised) over (order by by_month.month rows unbounded preceding),
            null
        )::bigint as cumulative,
        by_month.target
    from by_month
    cross join ends
    union all
    select
        null as month,
        0 as screened,
        0 as eligible,
        randomised.people::bigint as randomised,
        (select sum(people) from randomised)::bigint as cumulative,
        null as target
    from randomised
    where randomised.month is null
)
select
    month,
    screened,
    eligible,
    randomised,
    cumulative,
    target
from final
order by month nulls last;
