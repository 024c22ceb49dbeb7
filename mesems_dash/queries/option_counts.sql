-- How many screenings has every site, country, subtype and sex, among all and among those selected?
-- Grain: one row per key and value that any screening of the cut has. Source: judged.
with
-- include: selected
-- include: groups
grouped as (
    select site_id, country, subtype, sex, false as is_selected, count(*) as screenings
    from judged
    where judged_by = coalesce($rule_set::varchar, 'OWN')
    group by site_id, country, subtype, sex
    union all
    select site_id, country, subtype, sex, true as is_selected, count(*) as screenings
    from selected
    group by site_id, country, subtype, sex
),
counted as (
    select
        case
            when grouping(site_id) = 0 then 'site'
            when grouping(country) = 0 then 'country'
            when grouping(subtype) = 0 then 'subtype'
            else 'sex'
        end as key,
        coalesce(site_id, country, subtype, sex) as value,
        sum(screenings) filter (where not is_selected) as screenings_total,
        sum(screenings) filter (where is_selected) as screenings
    from grouped
    group by grouping sets ((site_id), (country), (subtype), (sex))
),
final as (
    select
        counted.key,
        counted.value,
        group_order.place,
        coalesce(counted.screenings_total, 0)::bigint as screenings_total,
        coalesce(counted.screenings, 0)::bigint as screenings
    from counted
    left join group_order on counted.key in ('subtype', 'sex') and group_order.group_value = counted.value
)
select
    key,
    value,
    screenings_total,
    screenings
from final
order by key, place, value;
