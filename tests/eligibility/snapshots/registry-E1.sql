-- Judges every screening by E1 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_lo,
        documented_relapses,
        gel_hi,
        gel_lo,
        relapse_list_complete,
        subtype,
        case when therapy_days_min >= $i1_rrms_therapy_at_least_days then true when therapy_days_max < $i1_rrms_therapy_at_least_days then false end as i1_rrms_therapy,
        cast(reference_on - to_months($months_12) as date) as back_12_months,
        cast(reference_on - to_months($months_24) as date) as back_24_months
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        back_24_months,
        documented_hi,
        documented_relapses,
        i1_rrms_therapy,
        relapse_list_complete,
        subtype,
        case when documented_lo >= back_12_months then true when documented_hi < back_12_months then false end as i1_rrms_one_relapse,
        case when gel_lo >= back_12_months then true when gel_hi < back_12_months then false end as i1_rrms_gel
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        back_24_months,
        documented_hi,
        documented_relapses,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        relapse_list_complete,
        subtype,
        case when (subtype is null or subtype = 'RRMS') and i1_rrms_one_relapse is distinct from true and i1_rrms_gel is distinct from true and documented_hi >= back_24_months and len(documented_relapses) > 1 then list_max(list_transform(documented_relapses, lambda r: case when r.is_certain and r.lo >= back_24_months then r.lo end)) - list_min(list_transform(documented_relapses, lambda r: case when r.is_certain and r.lo >= back_24_months then r.hi end)) end as i1_rrms_two_relapses_sure_gap
    from step_2
),
step_4 as (
    select
        basis,
        screening_key,
        back_24_months,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_rrms_two_relapses_sure_gap,
        subtype,
        case when (subtype is null or subtype = 'RRMS') and i1_rrms_one_relapse is distinct from true and i1_rrms_gel is distinct from true and relapse_list_complete and (i1_rrms_two_relapses_sure_gap < $i1_rrms_two_relapses_apart_days or i1_rrms_two_relapses_sure_gap is null) then case when documented_hi >= back_24_months then list_filter(documented_relapses, lambda r: r.hi >= back_24_months) else [] end end as i1_rrms_two_relapses_inside
    from step_3
),
step_5 as (
    select
        basis,
        screening_key,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        subtype,
        case when i1_rrms_two_relapses_sure_gap >= $i1_rrms_two_relapses_apart_days then true when len(i1_rrms_two_relapses_inside) < 2 then false when i1_rrms_two_relapses_inside is not null and not (len(list_filter(i1_rrms_two_relapses_inside, lambda l, i: len(list_filter(i1_rrms_two_relapses_inside, lambda e, j: i <> j and l.hi - greatest(e.lo, back_24_months) >= $i1_rrms_two_relapses_apart_days)) > 0)) > 0) then false end as i1_rrms_two_relapses
    from step_4
),
step_6 as (
    select
        basis,
        screening_key,
        i1_rrms_therapy,
        subtype,
        i1_rrms_one_relapse or i1_rrms_two_relapses or i1_rrms_gel as branch_rrms_2
    from step_5
),
step_7 as (
    select
        basis,
        screening_key,
        subtype,
        i1_rrms_therapy and branch_rrms_2 as branch_rrms
    from step_6
),
step_8 as (
    select
        basis,
        screening_key,
        (subtype = 'RRMS') and not branch_rrms as fails_rrms
    from step_7
),
final as (
    select
        screening_key,
        basis,
        fails_rrms as truth
    from step_8
)
select screening_key, basis, truth
from final
-- $i1_rrms_therapy_at_least_days = 365
-- $months_12 = 12
-- $months_24 = 24
-- $i1_rrms_two_relapses_apart_days = 30
