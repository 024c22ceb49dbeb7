-- Judges every screening by I1 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        documented_hi,
        documented_lo,
        documented_relapses,
        edss,
        edss_known,
        edss_max,
        edss_min,
        edss_on_lo,
        gel_hi,
        gel_lo,
        relapse_list_complete,
        subtype,
        case when therapy_days_min >= $i1_rrms_therapy_at_least_days then true when therapy_days_max < $i1_rrms_therapy_at_least_days then false end as i1_rrms_therapy,
        cast(reference_on - to_months($months_12) as date) as back_12_months,
        cast(reference_on - to_months($months_24) as date) as back_24_months,
        bands as i1_ppms_bands,
        case when reference_on is not null then false end as i1_cis
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        back_12_months,
        back_24_months,
        documented_hi,
        documented_relapses,
        edss,
        edss_max,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_therapy,
        relapse_list_complete,
        subtype,
        case when documented_lo >= back_12_months then true when documented_hi < back_12_months then false end as i1_rrms_one_relapse,
        case when gel_lo >= back_12_months then true when gel_hi < back_12_months then false end as i1_rrms_gel,
        case when (subtype is null or subtype = 'SPMS' or subtype = 'PPMS') and edss_known and edss_on_lo > back_12_months then list_min(list_transform(edss, lambda r: case when r.is_certain and r.lo >= back_12_months then r.hi end)) end as i1_spms_edss_rise_reach
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        back_12_months,
        back_24_months,
        documented_hi,
        documented_relapses,
        edss,
        edss_max,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        relapse_list_complete,
        subtype,
        case when (subtype is null or subtype = 'RRMS') and i1_rrms_one_relapse is distinct from true and i1_rrms_gel is distinct from true and documented_hi >= back_24_months and len(documented_relapses) > 1 then list_max(list_transform(documented_relapses, lambda r: case when r.is_certain and r.lo >= back_24_months then r.lo end)) - list_min(list_transform(documented_relapses, lambda r: case when r.is_certain and r.lo >= back_24_months then r.hi end)) end as i1_rrms_two_relapses_sure_gap,
        case when i1_spms_edss_rise_reach < edss_on_lo then list_filter(edss, lambda s: s.hi >= back_12_months and s.lo <= i1_spms_edss_rise_reach) end as i1_spms_edss_rise_early,
        i1_rrms_one_relapse or i1_rrms_gel as branch_spms_3
    from step_2
),
step_4 as (
    select
        basis,
        screening_key,
        back_12_months,
        back_24_months,
        branch_spms_3,
        edss,
        edss_max,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_rrms_two_relapses_sure_gap,
        subtype,
        case when (subtype is null or subtype = 'RRMS') and i1_rrms_one_relapse is distinct from true and i1_rrms_gel is distinct from true and relapse_list_complete and (i1_rrms_two_relapses_sure_gap < $i1_rrms_two_relapses_apart_days or i1_rrms_two_relapses_sure_gap is null) then case when documented_hi >= back_24_months then list_filter(documented_relapses, lambda r: r.hi >= back_24_months) else [] end end as i1_rrms_two_relapses_inside,
        case when len(i1_spms_edss_rise_early) = 1 then i1_spms_edss_rise_early when len(i1_spms_edss_rise_early) > 1 and not (len(list_filter(i1_spms_edss_rise_early, lambda s: len(list_filter(i1_spms_edss_rise_early, lambda t: s.lo = s.hi and t.lo = t.hi and s.lo = t.lo and s.score is distinct from t.score)) > 0)) > 0) then i1_spms_edss_rise_early end as i1_spms_edss_rise_earliest
    from step_3
),
step_5 as (
    select
        basis,
        screening_key,
        back_12_months,
        branch_spms_3,
        edss,
        edss_min,
        edss_on_lo,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_one_relapse,
        i1_rrms_therapy,
        i1_spms_edss_rise_earliest,
        subtype,
        case when i1_rrms_two_relapses_sure_gap >= $i1_rrms_two_relapses_apart_days then true when len(i1_rrms_two_relapses_inside) < 2 then false when i1_rrms_two_relapses_inside is not null and not (len(list_filter(i1_rrms_two_relapses_inside, lambda l, i: len(list_filter(i1_rrms_two_relapses_inside, lambda e, j: i <> j and l.hi - greatest(e.lo, back_24_months) >= $i1_rrms_two_relapses_apart_days)) > 0)) > 0) then false end as i1_rrms_two_relapses,
        case when len(i1_spms_edss_rise_earliest) = 1 and edss_min = edss_max then i1_spms_edss_rise_earliest[1].score end as i1_spms_edss_rise_only
    from step_4
),
step_6 as (
    select
        basis,
        screening_key,
        branch_spms_3,
        edss_min,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_therapy,
        i1_spms_edss_rise_only,
        subtype,
        i1_rrms_one_relapse or i1_rrms_two_relapses or i1_rrms_gel as branch_rrms_2,
        case when i1_spms_edss_rise_earliest is not null and i1_spms_edss_rise_only is null then flatten(list_transform(i1_spms_edss_rise_earliest, lambda e: list_transform(list_filter(edss, lambda l: l.hi >= edss_on_lo and greatest(e.lo, back_12_months) < l.hi), lambda l: coalesce(cast(l.score - e.score >= case when l.score <= $i1_spms_edss_rise_up_to_score then $i1_spms_edss_rise_rise else $i1_spms_edss_rise_rise_above end as integer), 2)))) end as i1_spms_edss_rise_answers
    from step_5
),
step_7 as (
    select
        basis,
        screening_key,
        branch_spms_3,
        i1_cis,
        i1_ppms_bands,
        i1_rrms_gel,
        i1_rrms_therapy,
        subtype,
        i1_rrms_therapy and branch_rrms_2 as branch_rrms,
        case when i1_spms_edss_rise_only is not null then edss_min - i1_spms_edss_rise_only >= case when edss_min <= $i1_spms_edss_rise_up_to_score then $i1_spms_edss_rise_rise else $i1_spms_edss_rise_rise_above end when list_min(i1_spms_edss_rise_answers) = list_max(i1_spms_edss_rise_answers) and list_max(i1_spms_edss_rise_answers) < 2 then list_max(i1_spms_edss_rise_answers) = 1 end as i1_spms_edss_rise
    from step_6
),
step_8 as (
    select
        basis,
        screening_key,
        branch_rrms,
        i1_cis,
        subtype,
        i1_rrms_therapy and i1_spms_edss_rise and branch_spms_3 as branch_spms,
        i1_spms_edss_rise and i1_rrms_gel and i1_ppms_bands as branch_ppms
    from step_7
),
step_9 as (
    select
        basis,
        screening_key,
        case when subtype = 'RRMS' then branch_rrms when subtype = 'SPMS' then branch_spms when subtype = 'PPMS' then branch_ppms when subtype is null then case when branch_rrms and branch_spms and branch_ppms then true when not branch_rrms and not branch_spms and not branch_ppms then false end else i1_cis end as by_subtype
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
-- $months_24 = 24
-- $i1_rrms_two_relapses_apart_days = 30
-- $i1_spms_edss_rise_up_to_score = 5.0
-- $i1_spms_edss_rise_rise = 1.0
-- $i1_spms_edss_rise_rise_above = 0.5
