-- Which criteria fail together, and how often?
-- Grain: one row per combination, most frequent first, then one for all others where exact ones are asked for.
-- Source: judged. Candidates for "at least these" are what was seen, every criterion alone and every pair.
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
candidates as (
    select against as combination
    from failing
    union
    select one.bit | other.bit as combination
    from codes as one
    cross join codes as other
    where $how::varchar = 'at_least'
),
exact as (
    select
        against as combination,
        screenings
    from failing
    where $how::varchar = 'exactly'
),
at_least as (
    select
        candidates.combination,
        sum(failing.screenings)::bigint as screenings
    from candidates
    join failing on (failing.against & candidates.combination) = candidates.combination
    where $how::varchar = 'at_least'
    group by candidates.combination
),
-- Ties: fewer criteria first, then by protocol order, first criterion first; that is the order of the mirrored masks.
ranked as (
    select
        combination,
        screenings,
        bit_count(combination) as size,
        row_number() over (
            order by screenings desc, bit_count(combination), reverse(bin(combination | (1 << 24))) desc
        ) as place
    from (
        from exact
        union all
        from at_least
    ) as counted
    where bit_count(combination) >= $min_size::integer
    qualify place <= $most::integer
),
named as (
    select
        ranked.place,
        any_value(ranked.size)::integer as size,
        any_value(ranked.screenings) as screenings,
        string_agg(codes.criterion, ' ' order by codes.place) as criteria
    from ranked
    join codes on (ranked.combination & codes.bit) <> 0
    group by ranked.place
),
whole as (
    select
        count(*) as combinations,
        coalesce(sum(screenings), 0)::bigint as ineligible
    from failing
),
final as (
    select
        'combination' as part,
        named.place,
        named.criteria,
        named.size,
        1 as combinations,
        named.screenings,
        whole.ineligible
    from named
    cross join whole
    union all
    select
        'others' as part,
        $most::integer + 1 as place,
        null as criteria,
        null as size,
        whole.combinations - shown.combinations as combinations,
        whole.ineligible - shown.screenings as screenings,
        whole.ineligible
    from whole
    cross join (
        select
            count(*) as combinations,
            coalesce(sum(screenings), 0)::bigint as screenings
        from named
    ) as shown
    where $how::varchar = 'exactly' and whole.combinations > shown.combinations
)
select
    part,
    criteria,
    size,
    combinations,
    screenings,
    ineligible
from final
order by place;
