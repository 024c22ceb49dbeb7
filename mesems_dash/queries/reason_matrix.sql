-- Which criteria did sites record, and which fail in the data?
-- Grain: one row per code that a site may write (or none) and criterion that may fail (or none), where any. Source: judged.
with
-- include: selected
seen as not materialized (
    select
        site_decision,
        status,
        recorded,
        fails,
        count(*) as screenings
    from selected
    group by site_decision, status, recorded, fails
),
-- include: compared_codes
masks as materialized (
    select
        wrote,
        found,
        sum(screenings) as screenings
    from compared
    group by wrote, found
),
by_recorded as (
    select
        recorded_codes.recorded_place,
        recorded_codes.recorded,
        masks.found,
        sum(masks.screenings) as screenings
    from masks
    join recorded_codes on (masks.wrote & recorded_codes.recorded_bit) <> 0
    group by recorded_codes.recorded_place, recorded_codes.recorded, masks.found
),
cells as (
    select
        by_recorded.recorded_place,
        found_codes.found_place,
        by_recorded.recorded,
        found_codes.found,
        sum(by_recorded.screenings)::bigint as screenings
    from by_recorded
    join found_codes on (by_recorded.found & found_codes.found_bit) <> 0
    group by by_recorded.recorded_place, found_codes.found_place, by_recorded.recorded, found_codes.found
),
recorded_totals as (
    select
        recorded,
        sum(screenings)::bigint as screenings
    from by_recorded
    group by recorded
),
found_totals as (
    select
        found_codes.found,
        sum(masks.screenings)::bigint as screenings
    from masks
    join found_codes on (masks.found & found_codes.found_bit) <> 0
    group by found_codes.found
),
final as (
    select
        cells.*,
        recorded_totals.screenings as recorded_in_all,
        found_totals.screenings as found_in_all
    from cells
    join recorded_totals on recorded_totals.recorded = cells.recorded
    join found_totals on found_totals.found = cells.found
)
select
    recorded,
    found,
    screenings,
    recorded_in_all,
    found_in_all
from final
order by recorded_place, found_place;
