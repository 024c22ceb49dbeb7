-- How many selected screenings has every option of the filters of Screen failures?
-- Grain: one row per facet and value that any of them has. Source: judged.
with
-- include: selected
-- screenings are grouped by their masks first; only then are bits looked at
grouped as materialized (
    select
        status,
        fails,
        leaf_fails,
        kinds,
        disagreements,
        if(site_decision = 'ELIGIBLE' or site_decision = 'INELIGIBLE', site_decision, 'NOT_DECIDED') as decision,
        if(site_decision = 'INELIGIBLE', recorded, 0) as written,
        count(*) as screenings
    from selected
    group by status, fails, leaf_fails, kinds, disagreements, decision, written
),
masks as (
    select 'criterion' as facet, fails::ubigint as mask, screenings
    from grouped
    union all
    select 'leaf' as facet, leaf_fails as mask, screenings
    from grouped
    union all
    select 'kind' as facet, kinds::ubigint as mask, screenings
    from grouped
    union all
    select 'site_says' as facet, disagreements::ubigint as mask, screenings
    from grouped
    union all
    select 'wrote' as facet, written::ubigint as mask, screenings
    from grouped
),
options as (
    select masks.facet, places.place, null as value, masks.screenings
    from masks
    cross join (select unnest(range(38)) as place) as places
    where (masks.mask & (1::ubigint << places.place)) <> 0
    union all
    select 'status' as facet, 0 as place, status as value, screenings
    from grouped
    union all
    select 'decision' as facet, 0 as place, decision as value, screenings
    from grouped
    union all
    select 'failing' as facet, bit_count(fails) as place, null as value, screenings
    from grouped
),
final as (
    select
        facet,
        place,
        value,
        sum(screenings)::bigint as screenings
    from options
    group by facet, place, value
)
select
    facet,
    place,
    value,
    screenings
from final
order by facet, place, value;
