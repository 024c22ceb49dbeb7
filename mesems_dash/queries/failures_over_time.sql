-- How many screenings of each period fail?
-- Grain: one row per period without holes, from the first screening of the cut to its last, or as far as the dates
-- chosen go. Source: judged, cases (first and last screening), manifest.
with
-- include: selected
-- include: held_up
counted as (
    select
        date_trunc($step::varchar, screened_on)::date as period_from,
        count(*) as screenings,
        count(*) filter (where status = 'ineligible') as ineligible,
        count(*) filter (where status = 'unknown') as undecided,
        count(*) filter (where status = 'eligible') as eligible
    from held_up
    group by period_from
),
ends as (
    select
        coalesce($screened_from::date, min(screened_on)) as first_on,
        coalesce($screened_to::date, max(screened_on)) as last_on,
        greatest(min(screened_on), $screened_from::date) as drawn_from,
        least(max(screened_on), $screened_to::date) as drawn_to
    from cases
),
steps as (
    select
        case $step::varchar
            when 'month' then interval 1 month
            when 'quarter' then interval 3 month
            else interval 1 year
        end as step
),
periods as (
    select
        unnest(
            generate_series(date_trunc($step::varchar, drawn_from), date_trunc($step::varchar, drawn_to), steps.step)
        )::date as period_from
    from ends
    cross join steps
),
final as (
    select
        periods.period_from,
        (periods.period_from + steps.step - interval 1 day)::date as period_to,
        coalesce(counted.screenings, 0) as screenings,
        coalesce(counted.ineligible, 0) as ineligible,
        coalesce(counted.undecided, 0) as undecided,
        coalesce(counted.eligible, 0) as eligible
    from periods
    cross join steps
    left join counted on counted.period_from = periods.period_from
)
select
    final.period_from,
    final.period_to,
    final.screenings,
    final.ineligible,
    final.undecided,
    final.eligible,
    final.period_from >= coalesce($screened_from::date, final.period_from)
    and final.period_to <= least(coalesce($screened_to::date, final.period_to), manifest.as_of) as is_whole
from final
cross join manifest
order by final.period_from;
