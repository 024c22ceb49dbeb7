-- What are the key numbers of a cut?
-- Grain: one row. Source: judged (deciding screenings), manifest, targets, sites.
with
-- include: selected
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
        count(*) filter (where first_screened_on > manifest.as_of - 90) as screened_90_days
    from selected_people
    cross join manifest
),
plan as (
    select
        max(cumulative_n) as target,
        max(cumulative_n) filter (where month <= (select as_of from manifest)) as target_by_now
    from targets
),
site_plan as (
    select sum(target_n)::bigint as target
    from sites
    where (len($sites::varchar[]) = 0 or list_contains($sites::varchar[], site_id))
        and (
            len($countries::varchar[]) = 0
            or list_contains($countries::varchar[], coalesce(country, 'NOT_RECORDED'))
        )
),
aimed as (
    select
        case
            when not $has_target::boolean then null
            when len($sites::varchar[]) + len($countries::varchar[]) > 0 then site_plan.target
            else coalesce(plan.target, site_plan.target)
        end::bigint as target,
        if(
            $has_target::boolean and len($sites::varchar[]) + len($countries::varchar[]) = 0, plan.target_by_now, null
        )::bigint as target_by_now
    from plan
    cross join site_plan
),
final as (
    select
        manifest.as_of,
        counted.*,
        aimed.target,
        aimed.target_by_now,
        counted.randomised_90_days * 365.25 / 12 / 90 as rate_per_month
    from manifest
    cross join counted
    cross join aimed
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
    (randomised / nullif(target, 0))::double as target_share,
    decided,
    failed,
    (failed / nullif(decided, 0))::double as failure_share,
    (undecided / nullif(screened, 0))::double as undecided_share,
    randomised_90_days,
    screened_90_days,
    rate_per_month::double as rate_per_month,
    case
        when randomised >= target then 0
        else (target - randomised) / nullif(rate_per_month, 0)
    end::double as months_to_target
from final;
