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
