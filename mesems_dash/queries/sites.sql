-- How is each site doing, and how fresh are its data?
-- Grain: one row per site that the selection does not leave out. Source: sites, judged (deciding screenings; each
-- screening for the last one), cases (the last of anybody), people (last record), manifest.
with
-- include: selected
-- include: chosen_sites
counted as (
    select
        site_id,
        count(*) as screened,
        sum(screenings)::bigint as screenings,
        count(*) filter (where exit = 'FAILED_SCREENING') as failed,
        count(*) filter (where status = 'unknown') as undecided,
        count(*) filter (where status = 'eligible') as data_eligible,
        count(*) filter (where status = 'ineligible') as data_ineligible,
        count(*) filter (where last_stage >= 2) as eligible,
        count(*) filter (where last_stage >= 4) as randomised,
        count(*) filter (where last_stage >= 7) as completed,
        max(randomised_on) as last_randomised_on,
        max(if(decided_lo = decided_hi, decided_lo, screened_on))
            filter (where exit = 'FAILED_SCREENING') as last_failed_on
    from selected_people
    group by site_id
),
last_screenings as (
    select
        site_id,
        max(screened_on) as last_screened_on
    from selected
    group by site_id
),
all_screenings as (
    select
        site_id,
        max(screened_on) as last_screened_on
    from cases
    group by site_id
),
final as (
    select
        chosen_sites.site_id,
        chosen_sites.name,
        chosen_sites.country,
        chosen_sites.ruleset,
        if(chosen_sites.activated_lo = chosen_sites.activated_hi, chosen_sites.activated_lo, null) as activated_on,
        if(chosen_sites.closed_lo = chosen_sites.closed_hi, chosen_sites.closed_lo, null) as closed_on,
        chosen_sites.is_open,
        chosen_sites.last_record_on,
        manifest.as_of - chosen_sites.last_record_on as days_since_last_record,
        coalesce(counted.screened, 0) as screened,
        coalesce(counted.screenings, 0) as screenings,
        coalesce(counted.failed, 0) as failed,
        coalesce(counted.undecided, 0) as undecided,
        coalesce(counted.data_eligible, 0) as data_eligible,
        coalesce(counted.data_ineligible, 0) as data_ineligible,
        coalesce(counted.eligible, 0) as eligible,
        coalesce(counted.randomised, 0) as randomised,
        coalesce(counted.completed, 0) as completed,
        chosen_sites.target_n as target,
        if(chosen_sites.target_n is null, null, coalesce(counted.randomised, 0)) as randomised_of_target,
        last_screenings.last_screened_on,
        counted.last_failed_on,
        counted.last_randomised_on,
        manifest.as_of - last_screenings.last_screened_on as days_since_last_screening,
        manifest.as_of - all_screenings.last_screened_on as days_since_last_screening_of_all,
        manifest.as_of - counted.last_failed_on as days_since_last_failed,
        manifest.as_of - counted.last_randomised_on as days_since_last_randomisation
    from chosen_sites
    cross join manifest
    left join counted on counted.site_id = chosen_sites.site_id
    left join last_screenings on last_screenings.site_id = chosen_sites.site_id
    left join all_screenings on all_screenings.site_id = chosen_sites.site_id
)
select
    site_id,
    name,
    country,
    ruleset,
    activated_on,
    closed_on,
    is_open,
    last_record_on,
    days_since_last_record,
    screened,
    screenings,
    failed,
    undecided,
    data_eligible,
    data_ineligible,
    eligible,
    randomised,
    completed,
    target,
    randomised_of_target,
    last_screened_on,
    last_failed_on,
    last_randomised_on,
    days_since_last_screening,
    days_since_last_screening_of_all,
    days_since_last_failed,
    days_since_last_randomisation
from final
order by site_id;
