-- How did the numbers in both sequences grow?
-- Grain: one row per month without holes, then one for no usable date. Source: judged, closed.allocations, manifest.
with
-- include: selected
-- include: allocated
counted as (
    select
        date_trunc('month', randomised_on)::date as month,
        count(*) filter (where sequence = 'MSC_FIRST') as msc_first,
        count(*) filter (where sequence = 'PLACEBO_FIRST') as placebo_first,
        count(*) filter (where sequence = 'NOT_RECORDED') as not_recorded
    from allocated
    group by date_trunc('month', randomised_on)::date
),
months as (
    select
        unnest(
            generate_series((select min(month) from counted), date_trunc('month', as_of)::date, interval 1 month)
        )::date as month
    from manifest
    union all
    select month
    from counted
    where month is null
),
by_month as (
    select
        months.month,
        coalesce(counted.msc_first, 0) as msc_first,
        coalesce(counted.placebo_first, 0) as placebo_first,
        coalesce(counted.not_recorded, 0) as not_recorded
    from months
    left join counted on counted.month is not distinct from months.month
),
final as (
    select
        month,
        msc_first,
        placebo_first,
        not_recorded,
        (sum(msc_first) over so_far)::bigint as cumulative_msc_first,
        (sum(placebo_first) over so_far)::bigint as cumulative_placebo_first
    from by_month
    window so_far as (order by month nulls last rows unbounded preceding)
)
select
    month,
    msc_first,
    placebo_first,
    not_recorded,
    cumulative_msc_first,
    cumulative_placebo_first,
    cumulative_msc_first - cumulative_placebo_first as imbalance
from final
order by month nulls last;
