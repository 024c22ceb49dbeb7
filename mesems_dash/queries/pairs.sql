-- Which two criteria fail together, and how often does each fail at all?
-- Grain: one row per unordered pair of criteria, one per criterion with itself. Source: judged.
with
-- include: selected
-- include: codes
-- include: held_up
failing as materialized (
    select
        against,
        count(*) as screenings
    from held_up
    where against <> 0
    group by against
),
pairs as (
    select
        one.place,
        other.place as other_place,
        one.criterion,
        other.criterion as other,
        one.bit | other.bit as bits
    from codes as one
    join codes as other on other.place >= one.place
),
counted as (
    select
        pairs.bits,
        sum(failing.screenings)::bigint as screenings
    from pairs
    join failing on (failing.against & pairs.bits) = pairs.bits
    group by pairs.bits
),
final as (
    select
        pairs.place,
        pairs.other_place,
        pairs.criterion,
        pairs.other,
        coalesce(counted.screenings, 0) as screenings
    from pairs
    left join counted on counted.bits = pairs.bits
)
select
    criterion,
    other,
    screenings
from final
order by place, other_place;
