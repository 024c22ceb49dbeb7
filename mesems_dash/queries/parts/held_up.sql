-- codes: what is counted, in protocol order; as sites wrote also what is no criterion. E1..E3 only restate I1 and never are.
codes as (
    select
        criterion,
        1::uinteger << place::uinteger as bit,
        place
    from (
        select
            unnest([
                'I1', 'I2', 'I3', 'I4', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14',
                'DECLINED_CONSENT', 'WITHDREW_BEFORE_RANDOMISATION', 'MANUFACTURING_FAILURE', 'SITE_CLOSED', 'OTHER',
                'NOT_STATED'
            ]) as criterion,
            unnest([0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]) as place
    ) as numbered
    where $is_recorded::boolean or place < 18
),
-- held_up: each screening selected with the codes that stand against it, those undecided and its status: by the data, or
-- by what the site decided. Without a decision every code is undecided.
held_up as not materialized (
    select
        site_id,
        screened_on,
        if($is_recorded::boolean, if(site_decision = 'INELIGIBLE', recorded, 0), fails)::uinteger as against,
        case
            when not $is_recorded::boolean then unknown
            when site_decision in ('ELIGIBLE', 'INELIGIBLE') then 0
            else (1 << 24) - 1
        end::uinteger as undecided,
        case
            when not $is_recorded::boolean then status
            when site_decision = 'INELIGIBLE' then 'ineligible'
            when site_decision = 'ELIGIBLE' then 'eligible'
            else 'unknown'
        end as status
    from selected
),
