-- Where, and in which of five ways, do sites and data disagree?
-- Grain: one row per site with any selected screening. Source: judged. The bits: vocabulary.DISAGREEMENTS.
with
-- include: selected
masks as (
    select
        site_id,
        disagreements,
        is_randomised,
        coalesce(site_decision in ('ELIGIBLE', 'INELIGIBLE'), false) as is_decided,
        count(*) as screenings
    from selected
    group by site_id, disagreements, is_randomised, is_decided
),
final as (
    select
        site_id,
        sum(screenings)::bigint as screenings,
        coalesce(sum(screenings) filter (where is_decided), 0)::bigint as decided,
        coalesce(sum(screenings) filter (where (disagreements & 1) <> 0), 0)::bigint as fail_but_pass,
        coalesce(sum(screenings) filter (where (disagreements & 2) <> 0), 0)::bigint as enrolled_but_fail,
        coalesce(sum(screenings) filter (where (disagreements & 2) <> 0 and is_randomised), 0)::bigint as randomised_but_fail,
        coalesce(sum(screenings) filter (where (disagreements & 4) <> 0), 0)::bigint as other_reason,
        coalesce(sum(screenings) filter (where (disagreements & 8) <> 0), 0)::bigint as uncoded,
        coalesce(sum(screenings) filter (where (disagreements & 16) <> 0), 0)::bigint as cannot_decide,
        coalesce(sum(screenings) filter (where disagreements <> 0), 0)::bigint as disagreeing
    from masks
    group by site_id
)
select
    site_id,
    screenings,
    decided,
    fail_but_pass,
    enrolled_but_fail,
    randomised_but_fail,
    other_reason,
    uncoded,
    cannot_decide,
    disagreeing
from final
order by site_id;
