-- How far did every person come, how did they leave, and when?
-- Grain: one row per subject with a screening, for a range of subjects. Source: cases and every file of events. When
-- cells were released is no record here: a person's last record is shown, and the day could betray the product.
insert into people
with
screened as (
    select
        cases.subject_key,
        any_value(cases.subject_id) as subject_id,
        any_value(cases.site_id) as site_id,
        any_value(cases.country) as country,
        count(*)::integer as screenings,
        max(cases.screening_key) filter (where cases.is_deciding) as screening_key,
        max(cases.site_decision) filter (where cases.is_deciding) as decision,
        max(cases.recorded) filter (where cases.is_deciding) as reasons,
        min(cases.screened_on) as first_screened_on,
        bool_or(screenings.consent_signed_lo is not null) as has_consented,
        min(screenings.consent_signed_lo)
            filter (where screenings.consent_signed_lo = screenings.consent_signed_hi) as consented_on,
        coalesce(bool_or(cases.site_decision = 'ELIGIBLE'), false) as is_called_eligible,
        min(cases.decided_lo)
            filter (where cases.site_decision = 'ELIGIBLE' and cases.decided_lo = cases.decided_hi) as eligible_on,
        min(
            if(
                date_trunc('month', cases.decided_lo) = date_trunc('month', cases.decided_hi),
                date_trunc('month', cases.decided_lo),
                date_trunc('month', cases.screened_on)
            )::date
        ) filter (where cases.site_decision = 'ELIGIBLE') as eligible_month
    from cases
    join screenings on screenings.screening_key = cases.screening_key
    where cases.subject_key between $subject_from and $subject_to
        and screenings.subject_key between $subject_from and $subject_to
    group by cases.subject_key
),
harvested as (
    select
        subject_key,
        bool_or(harvested_lo is not null or coalesce(outcome in ('OK', 'FAILED'), false)) as has_harvest,
        min(harvested_lo) filter (where harvested_lo = harvested_hi) as harvested_on,
        coalesce(
            arg_max(coalesce(outcome, 'PENDING'), (coalesce(harvested_hi, date '0001-01-01'), line)) = 'FAILED', false
        ) as is_last_failed
    from harvests
    where subject_key between $subject_from and $subject_to
    group by subject_key
),
randomised as (
    select
        subject_key,
        arg_min(coalesce(randomised_on, date '9999-12-31'), screening_no) as randomised_on
    from randomisations
    where subject_key between $subject_from and $subject_to
    group by subject_key
),
infused as (
    select
        subject_key,
        coalesce(bool_or(infusion_no = 1 and coalesce(given, infused_lo is not null)), false) as has_infusion_1,
        coalesce(bool_or(infusion_no = 2 and coalesce(given, infused_lo is not null)), false) as has_infusion_2,
        coalesce(bool_or(infusion_no = 1 and not given), false) as is_refused_1,
        coalesce(bool_or(infusion_no = 2 and not given), false) as is_refused_2,
        min(infused_lo) filter (
            where infusion_no = 1 and coalesce(given, true) and infused_lo = infused_hi
        ) as infused_1_on,
        min(infused_lo) filter (
            where infusion_no = 2 and coalesce(given, true) and infused_lo = infused_hi
        ) as infused_2_on
    from infusions
    where subject_key between $subject_from and $subject_to
    group by subject_key
),
disposed as (
    select
        subject_key,
        coalesce(bool_or(status = 'COMPLETED'), false) as is_completed,
        min(on_lo) filter (where status = 'COMPLETED' and on_lo = on_hi) as completed_on,
        coalesce(bool_or(status = 'DIED'), false) as is_died,
        coalesce(bool_or(status = 'LOST'), false) as is_lost,
        coalesce(bool_or(status = 'WITHDRAWN'), false) as is_withdrawn,
        coalesce(bool_or(status = 'DECLINED'), false) as is_declined,
        coalesce(bool_or(status = 'SITE_CLOSED'), false) as is_site_closed,
        coalesce(bool_or(status = 'OTHER'), false) as is_other
    from dispositions
    where subject_key between $subject_from and $subject_to
    group by subject_key
),
events as (
    select subject_key, screened_on as recorded_on from screenings
    union all
    select subject_key, decided_lo from screenings
    union all
    select subject_key, consent_signed_lo from screenings
    union all
    select subject_key, onset_lo from relapses
    union all
    select subject_key, assessed_lo from edss
    union all
    select subject_key, scanned_lo from mri
    union all
    select subject_key, collected_lo from labs
    union all
    select subject_key, started_lo from therapies
    union all
    select subject_key, diagnosed_lo from malignancies
    union all
    select subject_key, harvested_lo from harvests
    union all
    select subject_key, randomised_on from randomisations
    union all
    select subject_key, infused_lo from infusions
    union all
    select subject_key, on_lo from dispositions
),
latest as (
    select
        subject_key,
        max(recorded_on) as last_record_on
    from events
    where subject_key between $subject_from and $subject_to
    group by subject_key
),
gathered as (
    select
        screened.*,
        harvested.harvested_on,
        nullif(randomised.randomised_on, date '9999-12-31') as randomised_on,
        infused.infused_1_on,
        infused.infused_2_on,
        disposed.completed_on,
        latest.last_record_on,
        coalesce(harvested.is_last_failed, false) as is_last_harvest_failed,
        coalesce(disposed.is_died, false) as is_died,
        coalesce(disposed.is_lost, false) as is_lost,
        coalesce(disposed.is_withdrawn, false) as is_withdrawn,
        coalesce(disposed.is_declined, false) as is_declined,
        coalesce(disposed.is_site_closed, false) as is_site_closed,
        coalesce(disposed.is_other, false) as is_other,
        (
            1
            + if(screened.has_consented, 2, 0)
            + if(screened.is_called_eligible, 4, 0)
            + if(coalesce(harvested.has_harvest, false), 8, 0)
            + if(randomised.subject_key is not null, 16, 0)
            + if(coalesce(infused.has_infusion_1, false), 32, 0)
            + if(coalesce(infused.has_infusion_2, false), 64, 0)
            + if(coalesce(disposed.is_completed, false), 128, 0)
        )::utinyint as recorded_stages,
        (
            if(screened.decision = 'INELIGIBLE' and not screened.is_called_eligible, 4, 0)
            + if(coalesce(infused.is_refused_1, false), 32, 0)
            + if(coalesce(infused.is_refused_2, false), 64, 0)
        )::utinyint as refused_stages
    from screened
    left join harvested on harvested.subject_key = screened.subject_key
    left join randomised on randomised.subject_key = screened.subject_key
    left join infused on infused.subject_key = screened.subject_key
    left join disposed on disposed.subject_key = screened.subject_key
    left join latest on latest.subject_key = screened.subject_key
),
placed as (
    select
        gathered.*,
        case
            when recorded_stages >= 128 then 7
            when recorded_stages >= 64 then 6
            when recorded_stages >= 32 then 5
            when recorded_stages >= 16 then 4
            when recorded_stages >= 8 then 3
            when recorded_stages >= 4 then 2
            when recorded_stages >= 2 then 1
            else 0
        end::utinyint as last_stage
    from gathered
),
left_by as (
    select
        placed.*,
        last_stage >= 4 as is_randomised,
        (reasons & (1 << 18)) <> 0 as has_declined,
        (reasons & (1 << 19)) <> 0 as has_withdrawn,
        (reasons & (1 << 20)) <> 0 as has_manufacturing_failure,
        (reasons & (1 << 21)) <> 0 as has_site_closed,
        (reasons & (1 << 22)) <> 0 as has_other
    from placed
),
final as (
    select
        subject_key,
        subject_id,
        site_id,
        country,
        screening_key,
        screenings,
        recorded_stages,
        refused_stages,
        (refused_stages & ((1 << last_stage) - 1))::utinyint as disagreeing_stages,
        last_stage,
        case
            when last_stage = 7 then null
            when is_died then 'DIED'
            when is_lost then 'LOST'
            when is_withdrawn or (has_withdrawn and not is_randomised) then 'WITHDREW'
            when is_declined or (has_declined and not is_randomised) then 'DECLINED'
            when not is_randomised and (is_last_harvest_failed or has_manufacturing_failure) then 'MANUFACTURING_FAILURE'
            when is_site_closed or (has_site_closed and not is_randomised) then 'SITE_CLOSED'
            when not is_randomised and decision = 'INELIGIBLE' then 'FAILED_SCREENING'
            when is_other or (has_other and not is_randomised and decision is distinct from 'PENDING') then 'OTHER'
            else 'UNDER_WAY'
        end as exit,
        first_screened_on,
        eligible_month,
        consented_on,
        eligible_on,
        harvested_on,
        randomised_on,
        infused_1_on,
        infused_2_on,
        completed_on,
        last_record_on
    from left_by
)
select
    subject_key,
    subject_id,
    site_id,
    country,
    screening_key,
    screenings,
    recorded_stages,
    refused_stages,
    disagreeing_stages,
    last_stage,
    exit,
    first_screened_on,
    eligible_month,
    consented_on,
    eligible_on,
    harvested_on,
    randomised_on,
    infused_1_on,
    infused_2_on,
    completed_on,
    last_record_on
from final
order by subject_key;
