-- How many screenings has every option of the filters of Screen failures, among all and among those selected?
-- Grain: one row per facet and value that any screening of the cut has. Source: judged.
with
-- include: selected
-- screenings are grouped by their masks first; only then are bits looked at
grouped as (
    select
        status,
        fails,
        leaf_fails,
        kinds,
        disagreements,
        if(site_decision = 'ELIGIBLE' or site_decision = 'INELIGIBLE', site_decision, 'NOT_DECIDED') as decision,
        if(site_decision = 'INELIGIBLE', recorded, 0) as written,
        false as is_selected,
        count(*) as screenings
    from judged
    where judged_by = coalesce($rule_set::varchar, 'OWN')
    group by status, fails, leaf_fails, kinds, disagreements, decision, written
    union all
    select
        status,
        fails,
        leaf_fails,
        kinds,
        disagreements,
        if(site_decision = 'ELIGIBLE' or site_decision = 'INELIGIBLE', site_decision, 'NOT_DECIDED') as decision,
        if(site_decision = 'INELIGIBLE', recorded, 0) as written,
        true as is_selected,
        count(*) as screenings
    from selected
    group by status, fails, leaf_fails, kinds, disagreements, decision, written
),
masks as (
    select 'criterion' as facet, is_selected, fails::ubigint as mask, sum(screenings) as screenings
    from grouped
    group by is_selected, fails
    union all
    select 'leaf' as facet, is_selected, leaf_fails as mask, sum(screenings) as screenings
    from grouped
    group by is_selected, leaf_fails
    union all
    select 'kind' as facet, is_selected, kinds::ubigint as mask, sum(screenings) as screenings
    from grouped
    group by is_selected, kinds
    union all
    select 'site_says' as facet, is_selected, disagreements::ubigint as mask, sum(screenings) as screenings
    from grouped
    group by is_selected, disagreements
    union all
    select 'wrote' as facet, is_selected, written::ubigint as mask, sum(screenings) as screenings
    from grouped
    group by is_selected, written
),
counted as (
    select
        facet,
        places.place,
        null as value,
        sum(screenings) filter (where not is_selected) as screenings_total,
        sum(screenings) filter (where is_selected) as screenings
    from masks
    cross join (select unnest(range(38)) as place) as places
    where (mask & (1::ubigint << places.place)) <> 0
    group by facet, places.place
    union all
    select
        'status' as facet,
        0 as place,
        status as value,
        sum(screenings) filter (where not is_selected) as screenings_total,
        sum(screenings) filter (where is_selected) as screenings
    from grouped
    group by status
    union all
    select
        'decision' as facet,
        0 as place,
        decision as value,
        sum(screenings) filter (where not is_selected) as screenings_total,
        sum(screenings) filter (where is_selected) as screenings
    from grouped
    group by decision
    union all
    select
        'failing' as facet,
        bit_count(fails) as place,
        null as value,
        sum(screenings) filter (where not is_selected) as screenings_total,
        sum(screenings) filter (where is_selected) as screenings
    from grouped
    group by bit_count(fails)
),
final as (
    select
        facet,
        place,
        value,
        coalesce(screenings_total, 0)::bigint as screenings_total,
        coalesce(screenings, 0)::bigint as screenings
    from counted
)
select
    facet,
    place,
    value,
    screenings_total,
    screenings
from final
order by facet, place, value;
