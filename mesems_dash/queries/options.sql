-- What can be chosen in the filter panel, and how many are behind it?
-- Grain: one row per key and value. Source: cases, sites, rulesets.
with
-- include: groups
by_all as (
    select
        site_id,
        country,
        subtype,
        sex,
        count(*) filter (where is_deciding) as subjects,
        count(*) as screenings
    from cases
    group by site_id, country, subtype, sex
),
by_site as (
    select
        sites.site_id as value,
        sites.name as label,
        coalesce(sum(by_all.subjects), 0) as subjects,
        coalesce(sum(by_all.screenings), 0) as screenings
    from sites
    left join by_all on by_all.site_id = sites.site_id
    group by sites.site_id, sites.name
),
by_country as (
    select
        coalesce(sites.country, 'NOT_RECORDED') as value,
        coalesce(sum(by_all.subjects), 0) as subjects,
        coalesce(sum(by_all.screenings), 0) as screenings
    from sites
    left join by_all on by_all.site_id = sites.site_id
    group by coalesce(sites.country, 'NOT_RECORDED')
),
final as (
    select 0 as part, 0 as place, 'site' as key, value, label, subjects, screenings
    from by_site
    union all
    select 1 as part, 0 as place, 'country' as key, value, null as label, subjects, screenings
    from by_country
    union all
    select
        2 as part,
        group_order.place,
        'subtype' as key,
        by_all.subtype as value,
        null as label,
        sum(by_all.subjects) as subjects,
        sum(by_all.screenings) as screenings
    from by_all
    join group_order on group_order.group_value = by_all.subtype
    group by group_order.place, by_all.subtype
    union all
    select
        3 as part,
        0 as place,
        'sex' as key,
        sex as value,
        null as label,
        sum(subjects) as subjects,
        sum(screenings) as screenings
    from by_all
    group by sex
    union all
    select
        4 as part,
        if(ruleset = 'registry', 0, 1) as place,
        'rule_set' as key,
        ruleset as value,
        title as label,
        null as subjects,
        null as screenings
    from rulesets
)
select
    key,
    value,
    label,
    subjects::bigint as subjects,
    screenings::bigint as screenings
from final
order by part, place, value;
