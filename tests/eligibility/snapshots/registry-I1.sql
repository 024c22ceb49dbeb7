-- Judges every screening by I1 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_is_plain,
        documented_lo,
        documented_relapses,
        edss,
        edss_is_plain,
        edss_min,
        edss_on_lo,
        gel_hi,
        gel_lo,
        reference_on,
        relapse_list_complete,
        subtype,
        case when therapy_days_min >= $i1_rrms_therapy_at_least_days then true when therapy_days_max < $i1_rrms_therapy_at_least_days then false end as i1_rrms_therapy,
        reference_on - $days_362 as back_362_days,
        reference_on - $days_369 as back_369_days,
        subtype is null or subtype = 'RRMS' as may_be_rrms,
        documented_relapses[-2] as documented_relapses_2,
        documented_relapses[-3] as documented_relapses_3,
        subtype is null or subtype = 'SPMS' as may_be_spms,
        subtype is null or subtype = 'PPMS' as may_be_ppms,
        edss[-2] as edss_2,
        edss[-3] as edss_3,
        edss[-4] as edss_4,
        edss[-5] as edss_5,
        bands as i1_ppms_bands,
        case when reference_on is not null then false end as i1_cis
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_is_plain,
        documented_lo,
        documented_relapses,
        documented_relapses_2,
        documented_relapses_3,
        edss,
        edss_2,
        edss_3,
        edss_4,
        edss_5,
        edss_is_plain,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_therapy,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        reference_on,
        relapse_list_complete,
        subtype,
        case when documented_lo >= back_362_days then true when documented_hi < back_369_days then false when documented_lo >= cast(reference_on - to_months($months_12) as date) then true when documented_hi < cast(reference_on - to_months($months_12) as date) then false end as i1_rrms_one_relapse,
        case when gel_lo >= back_362_days then true when gel_hi < back_369_days then false when gel_lo >= cast(reference_on - to_months($months_12) as date) then true when gel_hi < cast(reference_on - to_months($months_12) as date) then false end as i1_rrms_gel,
        case when (may_be_spms or may_be_ppms) then cast(reference_on - to_months($months_12) as date) end as i1_spms_edss_rise_first
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_is_plain,
        documented_lo,
        documented_relapses,
        documented_relapses_2,
        documented_relapses_3,
        edss,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_spms_edss_rise_first,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        relapse_list_complete,
        subtype,
        case when (may_be_rrms) and i1_rrms_one_relapse is distinct from true and i1_rrms_gel is distinct from true then cast(reference_on - to_months($months_24) as date) end as i1_rrms_two_relapses_first,
        not coalesce(edss_is_plain and coalesce(edss_5.lo < i1_spms_edss_rise_first, true), false) as i1_spms_edss_rise_is_hard,
        case when edss_5.lo >= i1_spms_edss_rise_first then edss_5.score when edss_4.lo >= i1_spms_edss_rise_first then edss_4.score when edss_3.lo >= i1_spms_edss_rise_first then edss_3.score when edss_2.lo >= i1_spms_edss_rise_first then edss_2.score end as i1_spms_edss_rise_start
    from step_2
),
step_4 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_is_plain,
        documented_relapses,
        documented_relapses_2,
        documented_relapses_3,
        edss,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_rrms_two_relapses_first,
        i1_spms_edss_rise_first,
        i1_spms_edss_rise_is_hard,
        i1_spms_edss_rise_start,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        relapse_list_complete,
        subtype,
        case when documented_is_plain then documented_lo - case when documented_relapses_3.lo >= i1_rrms_two_relapses_first then documented_relapses_3.lo when documented_relapses_2.lo >= i1_rrms_two_relapses_first then documented_relapses_2.lo end end as i1_rrms_two_relapses_spread,
        case when i1_spms_edss_rise_is_hard and edss_on_lo > i1_spms_edss_rise_first then list_min(list_transform(edss, lambda r: case when r.is_certain and r.lo >= i1_spms_edss_rise_first then r.hi end)) end as i1_spms_edss_rise_reach
    from step_3
),
step_5 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_relapses,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_rrms_two_relapses_first,
        i1_rrms_two_relapses_spread,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        relapse_list_complete,
        subtype,
        not coalesce(documented_is_plain and (i1_rrms_two_relapses_spread >= $i1_rrms_two_relapses_apart_days or coalesce(documented_relapses_3.lo < i1_rrms_two_relapses_first, true)), false) as i1_rrms_two_relapses_is_hard,
        case when not i1_spms_edss_rise_is_hard then edss_min - i1_spms_edss_rise_start >= case when edss_min <= $i1_spms_edss_rise_up_to_score then $i1_spms_edss_rise_rise else $i1_spms_edss_rise_rise_above end when i1_spms_edss_rise_reach < edss_on_lo then case list_avg(flatten(list_transform(edss, lambda e, i: case when e.hi >= i1_spms_edss_rise_first and e.lo <= i1_spms_edss_rise_reach then list_transform(list_filter(edss, lambda l, j: i <> j and l.hi >= edss_on_lo and greatest(e.lo, i1_spms_edss_rise_first) < l.hi), lambda l: coalesce(cast(l.score - e.score >= case when l.score <= $i1_spms_edss_rise_up_to_score then $i1_spms_edss_rise_rise else $i1_spms_edss_rise_rise_above end as double), 0.5)) else [] end))) when 1 then true when 0 then false end end as i1_spms_edss_rise
    from step_4
),
step_6 as (
    select
        basis,
        screening_key,
        i1_cis,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_rrms_two_relapses_first,
        i1_rrms_two_relapses_is_hard,
        i1_rrms_two_relapses_spread,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        relapse_list_complete,
        subtype,
        case when i1_rrms_two_relapses_is_hard then case when documented_hi < i1_rrms_two_relapses_first then [] when documented_hi >= i1_rrms_two_relapses_first then list_filter(documented_relapses, lambda r: r.hi >= i1_rrms_two_relapses_first) end end as i1_rrms_two_relapses_inside,
        (i1_rrms_therapy and i1_spms_edss_rise and (i1_rrms_one_relapse or i1_rrms_gel)) as branch_spms,
        (i1_spms_edss_rise and i1_rrms_gel and i1_ppms_bands) as branch_ppms
    from step_5
),
step_7 as (
    select
        basis,
        screening_key,
        branch_ppms,
        branch_spms,
        i1_cis,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        subtype,
        case when i1_rrms_two_relapses_first is null then null when not i1_rrms_two_relapses_is_hard then case when i1_rrms_two_relapses_spread >= $i1_rrms_two_relapses_apart_days then true when relapse_list_complete then false end when len(i1_rrms_two_relapses_inside) < 2 then case when relapse_list_complete then false end when list_max(list_transform(i1_rrms_two_relapses_inside, lambda r: case when r.is_certain and r.lo >= i1_rrms_two_relapses_first then r.lo end)) - list_min(list_transform(i1_rrms_two_relapses_inside, lambda r: case when r.is_certain and r.lo >= i1_rrms_two_relapses_first then r.hi end)) >= $i1_rrms_two_relapses_apart_days then true when relapse_list_complete and not (len(list_filter(i1_rrms_two_relapses_inside, lambda l, i: len(list_filter(i1_rrms_two_relapses_inside, lambda e, j: i <> j and l.hi - greatest(e.lo, i1_rrms_two_relapses_first) >= $i1_rrms_two_relapses_apart_days)) > 0)) > 0) then false end as i1_rrms_two_relapses
    from step_6
),
step_8 as (
    select
        basis,
        screening_key,
        branch_ppms,
        branch_spms,
        i1_cis,
        may_be_ppms,
        may_be_rrms,
        may_be_spms,
        subtype,
        (i1_rrms_therapy and (i1_rrms_one_relapse or i1_rrms_two_relapses or i1_rrms_gel)) as branch_rrms
    from step_7
),
step_9 as (
    select
        basis,
        screening_key,
        case when subtype is null then case when branch_rrms and branch_spms and branch_ppms then true when not branch_rrms and not branch_spms and not branch_ppms then false end when may_be_rrms then branch_rrms when may_be_spms then branch_spms when may_be_ppms then branch_ppms else i1_cis end as by_subtype
    from step_8
),
final as (
    select
        screening_key,
        basis,
        by_subtype as truth
    from step_9
)
select screening_key, basis, truth
from final
-- $i1_rrms_therapy_at_least_days = 365
-- $months_12 = 12
-- $days_362 = 362
-- $days_369 = 369
-- $months_24 = 24
-- $i1_rrms_two_relapses_apart_days = 30
-- $i1_spms_edss_rise_up_to_score = 5.0
-- $i1_spms_edss_rise_rise = 1.0
-- $i1_spms_edss_rise_rise_above = 0.5
