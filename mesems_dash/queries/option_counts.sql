-- How many selected screenings has every site, country, subtype and sex?
-- Grain: one row per key and value that any of them has. Source: judged.
with
-- include: selected
-- include: groups
counted as (
    select
        case
            when grouping(site_id) = 0 then 'site'
            when grouping(country) = 0 then 'country'
            when grouping(subtype) = 0 then 'subtype'
            else 'sex'
        end as key,
        coalesce(site_id, country, subtype, sex) as value,
        count(*) as screenings
    from selected
    group by grouping sets ((site_id), (country), (subtype), (sex))
),
final as (
    select
        counted.key,
        counted.value,
        group_order.place,
        counted.screenings
    from counted
    left join group_order on counted.key in ('subtype', 'sex') and group_order.group_value = counted.value
)
select
    key,
    value,
    screenings
from final
order by key, place, value;
