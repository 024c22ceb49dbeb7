-- How many screenings of each site fail, and for what most often?
-- Grain: one row per site that the selection does not leave out. Source: sites, judged.
with
-- include: selected
-- include: codes
-- include: held_up
masks as materialized (
    select
        site_id,
        against,
        status,
        count(*) as screenings
    from held_up
    group by site_id, against, status
),
counted as (
    select
        site_id,
        sum(screenings)::bigint as screenings,
        coalesce(sum(screenings) filter (where status = 'ineligible'), 0)::bigint as ineligible,
        coalesce(sum(screenings) filter (where status = 'unknown'), 0)::bigint as undecided,
        coalesce(sum(screenings) filter (where status = 'eligible'), 0)::bigint as eligible
    from masks
    group by site_id
),
by_code as (
    select
        masks.site_id,
        codes.criterion,
        codes.place,
        sum(masks.screenings)::bigint as screenings
    from masks
    join codes on (masks.against & codes.bit) <> 0
    group by masks.site_id, codes.criterion, codes.place
),
leaders as (
    select
        site_id,
        arg_max(criterion, 32 * screenings - place) as criterion,
        max(screenings) as screenings
    from by_code
    group by site_id
),
final as (
    select
        sites.site_id,
        sites.name,
        sites.country,
        coalesce(counted.screenings, 0) as screenings,
        coalesce(counted.ineligible, 0) as ineligible,
        coalesce(counted.undecided, 0) as undecided,
        coalesce(counted.eligible, 0) as eligible,
        leaders.criterion as leading_criterion,
        coalesce(leaders.screenings, 0) as leading_screenings
    from sites
    left join counted on counted.site_id = sites.site_id
    left join leaders on leaders.site_id = sites.site_id
    where (len($sites::varchar[]) = 0 or list_contains($sites::varchar[], sites.site_id))
        and (
            len($countries::varchar[]) = 0
            or list_contains($countries::varchar[], coalesce(sites.country, 'NOT_RECORDED'))
        )
)
select
    site_id,
    name,
    country,
    screenings,
    ineligible,
    undecided,
    eligible,
    leading_criterion,
    leading_screenings
from final
order by site_id;
