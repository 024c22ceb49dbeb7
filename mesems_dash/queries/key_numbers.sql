-- What are the key numbers of a cut?
-- Grain: one row. Source: judged (deciding screenings), manifest, targets, sites.
with
-- include: selected
-- include: chosen_sites
counted as (
    select
        count(*) as screened,
        coalesce(sum(screenings), 0)::bigint as screenings,
        count(*) filter (where status = 'eligible') as eligible,
        count(*) filter (where status = 'unknown') as undecided,
        count(*) filter (where status = 'ineligible') as ineligible,
        count(*) filter (where last_stage >= 4) as randomised,
        count(*) filter (where last_stage >= 7) as completed,
        count(*) filter (where site_decision in ('ELIGIBLE', 'INELIGIBLE')) as decided,
        count(*) filter (where exit = 'FAILED_SCREENING') as failed,
        count(*) filter (where randomised_on > manifest.as_of - 90) as randomised_90_days,
        count(*) filter (where has_target and last_stage >= 4) as randomised_at_sites_with_target,
        count(*) filter (where has_target and randomised_on > manifest.as_of - 90) as randomised_90_days_there,
        count(*) filter (where first_screened_on > manifest.as_of - 90) as screened_90_days
    from selected_people
    cross join manifest
    left join (
        select
            site_id,
            target_n is not null as has_target
        from chosen_sites
    ) as plans on plans.site_id = selected_people.site_id
),
plan as (
    select
        max(cumulative_n) as target,
        max(cumulative_n) filter (where month <= (select as_of from manifest)) as target_by_now
    from targets
),
site_plan as (
    select sum(target_n)::bigint as target
    from chosen_sites
),
aims as (
    select
        plan.target as trial_target,
        plan.target_by_now,
        site_plan.target as sites_target,
        len($sites::varchar[]) + len($countries::varchar[]) = 0 as is_whole_trial
    from plan
    cross join site_plan
),
aimed as (
    select
        if(is_by_trial, trial_target, sites_target)::bigint as target,
        if(is_by_trial, target_by_now, null)::bigint as target_by_now,
        if(is_by_trial, counted.randomised, counted.randomised_at_sites_with_target) as randomised_of_target,
        if(is_by_trial, counted.randomised_90_days, counted.randomised_90_days_there) as randomised_90_days_of_target
    from (select *, is_whole_trial and trial_target is not null as is_by_trial from aims) as ways
    cross join counted
    where $has_target::boolean
),
final as (
    select
        manifest.as_of,
        counted.*,
        aimed.target,
        aimed.target_by_now,
        if(aimed.target is null, null, aimed.randomised_of_target) as randomised_of_target,
        counted.randomised_90_days * 365.25 / 12 / 90 as rate_per_month,
        aimed.randomised_90_days_of_target * 365.25 / 12 / 90 as rate_of_target
    from manifest
    cross join counted
    left join aimed on true
)
select
    as_of,
    screened,
    screenings,
    eligible,
    undecided,
    ineligible,
    randomised,
    completed,
    target,
    target_by_now,
    randomised_of_target,
    (randomised_of_target / nullif(target, 0))::double as target_share,
    decided,
    failed,
    (failed / nullif(decided, 0))::double as failure_share,
    (undecided / nullif(screened, 0))::double as undecided_share,
    randomised_90_days,
    screened_90_days,
    rate_per_month::double as rate_per_month,
    case
        when randomised_of_target >= target then 0
        else (target - randomised_of_target) / nullif(rate_of_target, 0)
    end::double as months_to_target
from final;
