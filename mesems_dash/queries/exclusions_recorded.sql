-- Which reasons keep people out, by MS subtype, as sites wrote?
-- Grain: one row per code that a site may write and subtype, ALL last. Source: judged. Screenings are grouped by
-- their masks first; only then are bits looked at. People with one screening are counted with it, the others one by one.
with
-- include: selected
-- include: reasons
subtypes as (
    select
        unnest(range(6)) as subtype_place,
        unnest(['RRMS', 'SPMS', 'PPMS', 'CIS', 'NOT_RECORDED', 'ALL']) as subtype
),
masks as (
    select
        subtype,
        if(site_decision = 'INELIGIBLE', recorded, 0::uinteger) as codes,
        coalesce(site_decision in ('ELIGIBLE', 'INELIGIBLE'), false) as is_decided,
        count(*) as screenings,
        count(*) filter (where selected.screenings = 1) as single
    from selected
    group by subtype, codes, is_decided
),
repeated as (
    select
        subject_key,
        subtype,
        bit_or(recorded) as codes
    from selected
    where screenings > 1 and site_decision = 'INELIGIBLE'
    group by subject_key, subtype
),
repeated_masks as (
    select
        subtype,
        codes,
        count(*) as people
    from repeated
    group by subtype, codes
    union all
    select
        'ALL' as subtype,
        codes,
        count(*) as people
    from (
        select
            subject_key,
            bit_or(codes) as codes
        from repeated
        group by subject_key
    ) as whole_people
    group by codes
),
by_subtype as (
    select
        reasons.criterion,
        masks.subtype,
        sum(screenings) filter (where (codes & bit) <> 0) as any_reason,
        sum(screenings) filter (where codes = bit) as only_reason,
        sum(screenings) filter (where (codes & (2 * bit - 1)) = bit) as first_reason,
        sum(screenings) filter (where not is_decided) as unknown,
        sum(screenings) filter (where is_decided) as assessed,
        sum(single) filter (where (codes & bit) <> 0) as single
    from masks
    cross join reasons
    group by reasons.criterion, masks.subtype
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
        reasons.criterion,
        repeated_masks.subtype,
        sum(repeated_masks.people) filter (where (repeated_masks.codes & reasons.bit) <> 0) as people
    from repeated_masks
    cross join reasons
    group by reasons.criterion, repeated_masks.subtype
),
final as (
    select
        reasons.place,
        subtypes.subtype_place,
        reasons.criterion,
        subtypes.subtype,
        coalesce(with_all.any_reason, 0)::bigint as "any",
        coalesce(with_all.only_reason, 0)::bigint as "only",
        coalesce(with_all.first_reason, 0)::bigint as "first",
        coalesce(with_all.unknown, 0)::bigint as unknown,
        coalesce(with_all.assessed, 0)::bigint as assessed,
        (coalesce(with_all.single, 0) + coalesce(people_again.people, 0))::bigint as subjects
    from reasons
    cross join subtypes
    left join with_all on with_all.criterion = reasons.criterion and with_all.subtype = subtypes.subtype
    left join people_again on people_again.criterion = reasons.criterion and people_again.subtype = subtypes.subtype
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
