-- How balanced are the sequences within subtypes, sites, countries, strata or sexes?
-- Grain: one row per group with anybody randomised. Source: judged (deciding screenings), randomisations,
-- closed.allocations.
with
-- include: selected
-- include: allocated
-- include: stratified
-- include: groups
counted as (
    select
        case $by::varchar
            when 'subtype' then subtype
            when 'site' then site_id
            when 'stratum' then stratum
            when 'sex' then sex
            else country
        end as group_value,
        count(*) filter (where sequence = 'MSC_FIRST') as msc_first,
        count(*) filter (where sequence = 'PLACEBO_FIRST') as placebo_first,
        count(*) filter (where sequence = 'NOT_RECORDED') as not_recorded,
        count(*) as randomised
    from stratified
    group by group_value
),
final as (
    select
        counted.*,
        group_order.place
    from counted
    left join group_order on group_order.group_value = counted.group_value and $by::varchar = 'subtype'
)
select
    group_value,
    msc_first,
    placebo_first,
    not_recorded,
    randomised,
    msc_first - placebo_first as imbalance
from final
order by place, group_value;
