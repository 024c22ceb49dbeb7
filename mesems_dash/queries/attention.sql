-- What needs attention today?
-- Grain: one row per matter. Source: judged (deciding screenings), people, sites, manifest. The lowest bit of a mask is
-- mask & -mask, and its place the number of bits below it.
with
-- include: selected
-- include: code_names
-- include: chosen_sites
kinds as (
    select
        unnest(range(6)) as place,
        unnest([
            'ONE_VALUE_AWAY', 'RANDOMISED_INELIGIBLE', 'CALLED_ELIGIBLE', 'CALLED_INELIGIBLE', 'INFUSION_OVERDUE',
            'STAGE_DISAGREES'
        ]) as kind
),
concerned as (
    select
        selected_people.*,
        people.subject_id,
        people.disagreeing_stages::bigint as disagreeing_stages,
        people.infused_1_on + 182 as due_on,
        selected_people.status = 'unknown'
        and selected_people.exit = 'UNDER_WAY'
        and selected_people.last_stage < 4
        and bit_count(selected_people.unknown) = 1 as is_one_value_away,
        selected_people.status = 'ineligible' and selected_people.last_stage >= 4 as is_randomised_ineligible,
        selected_people.status = 'ineligible'
        and selected_people.last_stage < 4
        and coalesce(selected_people.site_decision = 'ELIGIBLE', false) as is_called_eligible,
        selected_people.status = 'eligible'
        and coalesce(selected_people.site_decision = 'INELIGIBLE', false) as is_called_ineligible,
        coalesce(selected_people.exit = 'UNDER_WAY', false)
        and ((people.recorded_stages | people.refused_stages) & 64) = 0
        and coalesce(people.infused_1_on + 182 < manifest.as_of, false) as is_infusion_overdue,
        people.disagreeing_stages <> 0 as is_stage_disagreeing
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    cross join manifest
),
flagged as materialized (
    select *
    from concerned
    where is_one_value_away
        or is_randomised_ineligible
        or is_called_eligible
        or is_called_ineligible
        or is_infusion_overdue
        or is_stage_disagreeing
),
people_matters as (
    select
        kinds.place,
        kinds.kind,
        flagged.subject_id,
        flagged.subject_key,
        flagged.screening_key,
        flagged.site_id,
        case
            when kinds.kind = 'ONE_VALUE_AWAY' then code_names.names[bit_count(flagged.unknown::bigint - 1) + 1]
            when kinds.kind in ('RANDOMISED_INELIGIBLE', 'CALLED_ELIGIBLE')
                then code_names.names[bit_count((flagged.fails::bigint & (-flagged.fails::bigint)) - 1) + 1]
            when kinds.kind = 'STAGE_DISAGREES'
                then [
                    'SCREENED', 'CONSENTED', 'ELIGIBLE', 'HARVESTED', 'RANDOMISED', 'INFUSED_1', 'INFUSED_2'
                ][bit_count((flagged.disagreeing_stages & (-flagged.disagreeing_stages)) - 1) + 1]
        end as criterion,
        case
            when kinds.kind = 'RANDOMISED_INELIGIBLE' then coalesce(flagged.randomised_on, flagged.screened_on)
            when kinds.kind in ('CALLED_ELIGIBLE', 'CALLED_INELIGIBLE')
                then if(flagged.decided_lo = flagged.decided_hi, flagged.decided_lo, flagged.screened_on)
            when kinds.kind = 'INFUSION_OVERDUE' then flagged.due_on
            else flagged.screened_on
        end as since
    from flagged
    cross join kinds
    cross join code_names
    where case kinds.kind
        when 'ONE_VALUE_AWAY' then flagged.is_one_value_away
        when 'RANDOMISED_INELIGIBLE' then flagged.is_randomised_ineligible
        when 'CALLED_ELIGIBLE' then flagged.is_called_eligible
        when 'CALLED_INELIGIBLE' then flagged.is_called_ineligible
        when 'INFUSION_OVERDUE' then flagged.is_infusion_overdue
        else flagged.is_stage_disagreeing
    end
),
stale_sites as (
    select
        site_id,
        coalesce(last_record_on, activated_hi) as since
    from chosen_sites
    where is_open
),
matters as (
    select *
    from people_matters
    union all
    select
        6 as place,
        'STALE_SITE' as kind,
        null as subject_id,
        null as subject_key,
        null as screening_key,
        stale_sites.site_id,
        null as criterion,
        stale_sites.since
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
order by place, days_open, site_id, screening_key;
