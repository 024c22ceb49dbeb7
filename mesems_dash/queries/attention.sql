-- What needs attention today?
-- Grain: one row per alert, of each kind the first $most (all without it); $kind keeps one kind. Source: judged
-- (deciding screenings; where site and data disagree every screening, by the bits of vocabulary.DISAGREEMENTS), people,
-- missing, sites, manifest. Kinds are told apart by masks and flags alone; what names a person is looked up for the rows
-- that stay. The lowest bit of a mask is mask & -mask, and its place the number of bits below it.
with
-- include: selected
-- include: code_names
-- include: chosen_sites
settling as materialized (          -- the first question that settles somebody undecided whatever the answer
    select
        screening_key,
        min_by(criteria, place) as criteria
    from missing
    where judged_by = coalesce($rule_set::varchar, 'OWN')
        and settles = 'ALWAYS'
    group by screening_key
),
on_the_way as materialized (        -- what only the person's own course tells
    select
        people.subject_key,
        people.disagreeing_stages,
        people.infused_1_on + $target_days::integer + $window_days::integer as due_on,
        ((people.recorded_stages | people.refused_stages) & 64) = 0
        and coalesce(people.infused_1_on + $target_days::integer + $window_days::integer < manifest.as_of, false) as is_overdue
    from people
    cross join manifest
    where people.disagreeing_stages <> 0
        or (
            ((people.recorded_stages | people.refused_stages) & 64) = 0
            and coalesce(people.infused_1_on + $target_days::integer + $window_days::integer < manifest.as_of, false)
        )
),
one_value_away as not materialized (
    select
        selected_people.screening_key,
        selected_people.subject_key,
        selected_people.site_id,
        settling.criteria::bigint as codes,
        selected_people.screened_on as since
    from selected_people
    join settling on settling.screening_key = selected_people.screening_key
    where selected_people.status = 'unknown'
        and selected_people.exit = 'UNDER_WAY'
        and selected_people.last_stage < 4
),
randomised_ineligible as not materialized (
    select
        screening_key,
        subject_key,
        site_id,
        fails::bigint as codes,
        coalesce(randomised_on, screened_on) as since
    from selected
    where (disagreements & 2) <> 0 and is_randomised
),
called_eligible as not materialized (
    select
        screening_key,
        subject_key,
        site_id,
        fails::bigint as codes,
        if(decided_lo = decided_hi, decided_lo, screened_on) as since
    from selected
    where (disagreements & 2) <> 0 and not is_randomised
),
called_ineligible as not materialized (
    select
        screening_key,
        subject_key,
        site_id,
        0::bigint as codes,
        if(decided_lo = decided_hi, decided_lo, screened_on) as since
    from selected
    where (disagreements & 1) <> 0
),
infusion_overdue as not materialized (
    select
        selected_people.screening_key,
        selected_people.subject_key,
        selected_people.site_id,
        0::bigint as codes,
        on_the_way.due_on as since
    from selected_people
    join on_the_way on on_the_way.subject_key = selected_people.subject_key
    where on_the_way.is_overdue and selected_people.exit = 'UNDER_WAY'
),
stage_disagrees as not materialized (
    select
        selected_people.screening_key,
        selected_people.subject_key,
        selected_people.site_id,
        on_the_way.disagreeing_stages::bigint as codes,
        selected_people.screened_on as since
    from selected_people
    join on_the_way on on_the_way.subject_key = selected_people.subject_key
    where on_the_way.disagreeing_stages <> 0
),
stale_site as not materialized (
    select
        null::integer as screening_key,
        null::integer as subject_key,
        chosen_sites.site_id,
        0::bigint as codes,
        coalesce(chosen_sites.last_record_on, chosen_sites.activated_hi) as since
    from chosen_sites
    cross join manifest
    where chosen_sites.is_open
        and manifest.as_of - coalesce(chosen_sites.last_record_on, chosen_sites.activated_hi) > $stale_days::integer
),
-- include: first_alerts
final as (
    select
        alerts.place,
        alerts.kind,
        people.subject_id,
        alerts.subject_key,
        alerts.screening_key,
        alerts.site_id,
        case
            when alerts.codes = 0 then null
            when alerts.kind = 'STAGE_DISAGREES'
                then [
                    'SCREENED', 'CONSENTED', 'ELIGIBLE', 'HARVESTED', 'RANDOMISED', 'INFUSED_1', 'INFUSED_2'
                ][bit_count((alerts.codes & (-alerts.codes)) - 1) + 1]
            else code_names.names[bit_count((alerts.codes & (-alerts.codes)) - 1) + 1]
        end as criterion,
        alerts.since,
        manifest.as_of - alerts.since as days_open,
        alerts.of_kind
    from alerts
    cross join manifest
    cross join code_names
    left join people on people.subject_key = alerts.subject_key
)
select
    kind,
    subject_id,
    subject_key,
    screening_key,
    site_id,
    criterion,
    since,
    days_open,
    of_kind
from final
order by place, days_open, site_id, screening_key;
