-- What needs attention today?
-- Grain: one row per matter. Source: judged (deciding screenings), people, sites, manifest. The lowest bit of a mask is
-- mask & -mask, and its place the number of bits below it.
with
-- include: selected
-- include: code_names
concerned as (
    select
        selected_people.*,
        people.disagreeing_stages::bigint as disagreeing_stages,
        people.refused_stages,
        people.recorded_stages,
        people.infused_1_on,
        if(
            selected_people.decided_lo = selected_people.decided_hi,
            selected_people.decided_lo,
            selected_people.screened_on
        ) as called_on,
        code_names.names[bit_count((fails::bigint & (-fails::bigint)) - 1) + 1] as first_failing,
        code_names.names[bit_count(unknown::bigint - 1) + 1] as only_unknown,
        [
            'SCREENED', 'CONSENTED', 'ELIGIBLE', 'HARVESTED', 'RANDOMISED', 'INFUSED_1', 'INFUSED_2', 'COMPLETED'
        ] as stage_names
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    cross join code_names
),
one_value_away as (
    select
        *,
        0 as place,
        'ONE_VALUE_AWAY' as kind,
        only_unknown as criterion,
        screened_on as since
    from concerned
    where status = 'unknown' and exit = 'UNDER_WAY' and last_stage < 4 and bit_count(unknown) = 1
),
randomised_ineligible as (
    select
        *,
        1 as place,
        'RANDOMISED_INELIGIBLE' as kind,
        first_failing as criterion,
        coalesce(randomised_on, screened_on) as since
    from concerned
    where status = 'ineligible' and last_stage >= 4
),
called_eligible as (
    select
        *,
        2 as place,
        'CALLED_ELIGIBLE' as kind,
        first_failing as criterion,
        called_on as since
    from concerned
    where status = 'ineligible' and site_decision = 'ELIGIBLE' and last_stage < 4
),
called_ineligible as (
    select
        *,
        3 as place,
        'CALLED_INELIGIBLE' as kind,
        null as criterion,
        called_on as since
    from concerned
    where status = 'eligible' and site_decision = 'INELIGIBLE'
),
infusion_overdue as (
    select
        concerned.*,
        4 as place,
        'INFUSION_OVERDUE' as kind,
        null as criterion,
        concerned.infused_1_on + 182 as since
    from concerned
    cross join manifest
    where concerned.exit = 'UNDER_WAY'
        and ((concerned.recorded_stages | concerned.refused_stages) & 64) = 0
        and concerned.infused_1_on + 182 < manifest.as_of
),
stage_disagrees as (
    select
        *,
        5 as place,
        'STAGE_DISAGREES' as kind,
        stage_names[bit_count((disagreeing_stages & (-disagreeing_stages)) - 1) + 1] as criterion,
        screened_on as since
    from concerned
    where disagreeing_stages <> 0
),
last_records as (
    select
        site_id,
        max(last_record_on) as last_record_on
    from people
    group by site_id
),
stale_sites as (
    select
        sites.site_id,
        coalesce(last_records.last_record_on, sites.activated_hi) as since
    from sites
    left join last_records on last_records.site_id = sites.site_id
    where sites.closed_lo is null
        and (len($sites::varchar[]) = 0 or list_contains($sites::varchar[], sites.site_id))
        and (
            len($countries::varchar[]) = 0
            or list_contains($countries::varchar[], coalesce(sites.country, 'NOT_RECORDED'))
        )
),
matters as (
    select place, kind, subject_id, subject_key, screening_key, site_id, criterion, since
    from one_value_away
    union all
    select place, kind, subject_id, subject_key, screening_key, site_id, criterion, since
    from randomised_ineligible
    union all
    select place, kind, subject_id, subject_key, screening_key, site_id, criterion, since
    from called_eligible
    union all
    select place, kind, subject_id, subject_key, screening_key, site_id, criterion, since
    from called_ineligible
    union all
    select place, kind, subject_id, subject_key, screening_key, site_id, criterion, since
    from infusion_overdue
    union all
    select place, kind, subject_id, subject_key, screening_key, site_id, criterion, since
    from stage_disagrees
    union all
    select 6, 'STALE_SITE', null, null, null, stale_sites.site_id, null, stale_sites.since
    from stale_sites
    cross join manifest
    where manifest.as_of - stale_sites.since > $stale_days::integer
),
final as (
    select
        matters.*,
        manifest.as_of - matters.since as days_open
    from matters
    cross join manifest
)
select
    kind,
    subject_id,
    subject_key,
    screening_key,
    site_id,
    criterion,
    since,
    days_open
from final
order by place, days_open, site_id, subject_id;
