-- How many screenings fall out at each criterion, one after another, and how many does each keep out by itself?
-- Grain: one row for the start, one per criterion in the order asked for, one for the end. Source: judged.
-- Greatest-first goes round by round: each takes the criterion that keeps out most of those still there.
with recursive
-- include: selected
-- include: codes
-- include: held_up
masks as materialized (
    select
        against,
        undecided,
        status,
        count(*) as screenings
    from held_up
    group by against, undecided, status
),
failing as materialized (
    select
        against,
        sum(screenings)::bigint as screenings
    from masks
    where against <> 0
    group by against
),
rounds as (
    select
        0 as round,
        0::uinteger as bit,
        0::uinteger as gone
    union all
    select
        chosen.round + 1 as round,
        chosen.bit,
        chosen.gone | chosen.bit as gone
    from (
        select
            candidates.round,
            candidates.gone,
            arg_max(candidates.bit, 32 * candidates.screenings - candidates.place) as bit
        from (
            select
                rounds.round,
                rounds.gone,
                codes.bit,
                codes.place,
                sum(failing.screenings)::bigint as screenings
            from rounds
            cross join codes
            cross join failing
            where $sequence::varchar = 'greatest'
                and (failing.against & rounds.gone) = 0
                and (failing.against & codes.bit) <> 0
            group by rounds.round, rounds.gone, codes.bit, codes.place
        ) as candidates
        group by candidates.round, candidates.gone
    ) as chosen
),
numbered as (
    select
        codes.criterion,
        codes.bit,
        row_number() over (order by rounds.round nulls last, codes.place) as place
    from codes
    left join rounds on rounds.bit = codes.bit
),
steps as (
    select
        criterion,
        bit,
        place,
        coalesce(sum(bit) over before, 0)::uinteger as earlier_bits,
        coalesce(string_agg(criterion, ' ') over before, '') as earlier
    from numbered
    window before as (order by place rows between unbounded preceding and 1 preceding)
),
counted as (
    select
        steps.place,
        sum(screenings) filter (where (against & bit) <> 0 and (against & earlier_bits) = 0) as excluded,
        sum(screenings) filter (where (undecided & bit) <> 0 and (against & earlier_bits) = 0) as unknown,
        sum(screenings) filter (where (against & bit) <> 0) as marginal,
        sum(screenings) filter (where against = bit) as gain,
        sum(screenings) filter (where against = bit and undecided = 0) as gain_eligible
    from steps
    cross join masks
    group by steps.place
),
ends as (
    select
        coalesce(sum(screenings), 0)::bigint as screenings,
        coalesce(sum(screenings) filter (where status = 'eligible'), 0)::bigint as eligible,
        coalesce(sum(screenings) filter (where status = 'unknown'), 0)::bigint as undecided
    from masks
),
final as (
    select
        'start' as part,
        0 as place,
        null::varchar as criterion,
        null::varchar as earlier,
        null::bigint as excluded,
        ends.screenings as remaining,
        null::bigint as marginal,
        null::bigint as unknown,
        null::bigint as gain,
        null::bigint as gain_eligible,
        null::bigint as eligible,
        null::bigint as undecided
    from ends
    union all
    select
        'step' as part,
        steps.place,
        steps.criterion,
        steps.earlier,
        coalesce(counted.excluded, 0)::bigint as excluded,
        (ends.screenings - sum(coalesce(counted.excluded, 0)) over (order by steps.place))::bigint as remaining,
        coalesce(counted.marginal, 0)::bigint as marginal,
        coalesce(counted.unknown, 0)::bigint as unknown,
        coalesce(counted.gain, 0)::bigint as gain,
        coalesce(counted.gain_eligible, 0)::bigint as gain_eligible,
        null::bigint as eligible,
        null::bigint as undecided
    from steps
    cross join ends
    left join counted on counted.place = steps.place
    union all
    select
        'end' as part,
        99 as place,
        null::varchar as criterion,
        null::varchar as earlier,
        null::bigint as excluded,
        ends.eligible + ends.undecided as remaining,
        null::bigint as marginal,
        null::bigint as unknown,
        null::bigint as gain,
        null::bigint as gain_eligible,
        ends.eligible,
        ends.undecided
    from ends
)
select
    part,
    criterion,
    earlier,
    excluded,
    remaining,
    marginal,
    unknown,
    gain,
    gain_eligible,
    eligible,
    undecided
from final
order by place;
