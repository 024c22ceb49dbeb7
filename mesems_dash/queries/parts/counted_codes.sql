-- the end of a count by code and subtype: `codes` are counted, `held_up` has one row per screening with the codes that
-- stand against it and those that are undecided. Screenings are grouped by their masks first; only then are bits looked
-- at. People with one screening are counted with it, the others one by one.
subtypes as (
    select
        unnest(range(6)) as subtype_place,
        unnest(['RRMS', 'SPMS', 'PPMS', 'CIS', 'NOT_RECORDED', 'ALL']) as subtype
),
masks as (
    select
        subtype,
        against,
        undecided,
        count(*) as screenings,
        count(*) filter (where held_up.screenings = 1) as single
    from held_up
    group by subtype, against, undecided
),
repeated as (
    select
        subject_key,
        subtype,
        bit_or(against) as against
    from held_up
    where screenings > 1 and against <> 0
    group by subject_key, subtype
),
repeated_masks as (
    select
        subtype,
        against,
        count(*) as people
    from repeated
    group by subtype, against
    union all
    select
        'ALL' as subtype,
        against,
        count(*) as people
    from (
        select
            subject_key,
            bit_or(against) as against
        from repeated
        group by subject_key
    ) as whole_people
    group by against
),
by_subtype as (
    select
        codes.criterion,
        masks.subtype,
        sum(screenings) filter (where (against & bit) <> 0) as any_reason,
        sum(screenings) filter (where against = bit) as only_reason,
        sum(screenings) filter (where (against & (2 * bit - 1)) = bit) as first_reason,
        sum(screenings) filter (where (undecided & bit) <> 0) as unknown,
        sum(screenings) filter (where (undecided & bit) = 0) as assessed,
        sum(single) filter (where (against & bit) <> 0) as single
    from masks
    cross join codes
    group by codes.criterion, masks.subtype
),
with_all as (
    select
        criterion,
        if(grouping(subtype) = 1, 'ALL', subtype) as subtype,
        sum(any_reason) as any_reason,
        sum(only_reason) as only_reason,
        sum(first_reason) as first_reason,
        sum(unknown) as unknown,
        sum(assessed) as assessed,
        sum(single) as single
    from by_subtype
    group by grouping sets ((criterion, subtype), (criterion))
),
people_again as (
    select
        codes.criterion,
        repeated_masks.subtype,
        sum(repeated_masks.people) filter (where (repeated_masks.against & codes.bit) <> 0) as people
    from repeated_masks
    cross join codes
    group by codes.criterion, repeated_masks.subtype
),
final as (
    select
        codes.place,
        subtypes.subtype_place,
        codes.criterion,
        subtypes.subtype,
        coalesce(with_all.any_reason, 0)::bigint as "any",
        coalesce(with_all.only_reason, 0)::bigint as "only",
        coalesce(with_all.first_reason, 0)::bigint as "first",
        coalesce(with_all.unknown, 0)::bigint as unknown,
        coalesce(with_all.assessed, 0)::bigint as assessed,
        (coalesce(with_all.single, 0) + coalesce(people_again.people, 0))::bigint as subjects
    from codes
    cross join subtypes
    left join with_all on with_all.criterion = codes.criterion and with_all.subtype = subtypes.subtype
    left join people_again on people_again.criterion = codes.criterion and people_again.subtype = subtypes.subtype
)
select
    criterion,
    subtype,
    "any",
    "only",
    "first",
    unknown,
    assessed,
    subjects
from final
order by place, subtype_place;
