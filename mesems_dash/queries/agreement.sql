-- How do the decisions of sites stand against what the data say?
-- Grain: one row per decision and status, zero or not. Source: judged.
with
-- include: selected
-- On bits 18 to 21 of `recorded` are reasons that are no criterion.
masks as (
    select
        site_decision,
        status,
        disagreements,
        (recorded & ~(15 << 18)::uinteger) = 0 as is_of_no_criterion,
        count(*) as screenings
    from selected
    group by site_decision, status, disagreements, is_of_no_criterion
),
decided as (
    select
        if(site_decision in ('ELIGIBLE', 'INELIGIBLE'), site_decision, 'NOT_DECIDED') as decision,
        status,
        screenings,
        disagreements <> 0 as is_disagreeing,
        is_of_no_criterion and site_decision = 'INELIGIBLE' as is_called_for_no_criterion
    from masks
),
decisions as (
    select
        unnest(range(3)) as decision_place,
        unnest(['ELIGIBLE', 'INELIGIBLE', 'NOT_DECIDED']) as decision
),
statuses as (
    select
        unnest(range(3)) as status_place,
        unnest(['eligible', 'unknown', 'ineligible']) as status
),
final as (
    select
        decisions.decision_place,
        statuses.status_place,
        decisions.decision,
        statuses.status,
        coalesce(sum(decided.screenings), 0)::bigint as screenings,
        coalesce(sum(decided.screenings) filter (where decided.is_called_for_no_criterion), 0)::bigint as no_criterion,
        coalesce(sum(decided.screenings) filter (where decided.is_disagreeing), 0)::bigint as disagreeing
    from decisions
    cross join statuses
    left join decided on decided.decision = decisions.decision and decided.status = statuses.status
    group by decisions.decision_place, statuses.status_place, decisions.decision, statuses.status
)
select
    decision,
    status,
    screenings,
    no_criterion,
    disagreeing
from final
order by decision_place, status_place;
