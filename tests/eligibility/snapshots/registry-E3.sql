-- Judges every screening by E3 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        edss,
        edss_known,
        edss_max,
        edss_min,
        edss_on_lo,
        gel_hi,
        gel_lo,
        subtype,
        cast(reference_on - to_months($months_12) as date) as back_12_months,
        bands as i1_ppms_bands
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        back_12_months,
        edss,
        edss_max,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        subtype,
        case when (subtype is null or subtype = 'SPMS' or subtype = 'PPMS') and edss_known and edss_on_lo > back_12_months then list_min(list_transform(edss, lambda r: case when r.is_certain and r.lo >= back_12_months then r.hi end)) end as i1_ppms_edss_rise_reach,
        case when gel_lo >= back_12_months then true when gel_hi < back_12_months then false end as i1_ppms_gel
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        back_12_months,
        edss,
        edss_max,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        i1_ppms_gel,
        subtype,
        case when i1_ppms_edss_rise_reach < edss_on_lo then list_filter(edss, lambda s: s.hi >= back_12_months and s.lo <= i1_ppms_edss_rise_reach) end as i1_ppms_edss_rise_early
    from step_2
),
step_4 as (
    select
        basis,
        screening_key,
        back_12_months,
        edss,
        edss_max,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        i1_ppms_gel,
        subtype,
        case when len(i1_ppms_edss_rise_early) = 1 then i1_ppms_edss_rise_early when len(i1_ppms_edss_rise_early) > 1 and not (len(list_filter(i1_ppms_edss_rise_early, lambda s: len(list_filter(i1_ppms_edss_rise_early, lambda t: s.lo = s.hi and t.lo = t.hi and s.lo = t.lo and s.score is distinct from t.score)) > 0)) > 0) then i1_ppms_edss_rise_early end as i1_ppms_edss_rise_earliest
    from step_3
),
step_5 as (
    select
        basis,
        screening_key,
        back_12_months,
        edss,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        i1_ppms_edss_rise_earliest,
        i1_ppms_gel,
        subtype,
        case when len(i1_ppms_edss_rise_earliest) = 1 and edss_min = edss_max then i1_ppms_edss_rise_earliest[1].score end as i1_ppms_edss_rise_only
    from step_4
),
step_6 as (
    select
        basis,
        screening_key,
        edss_min,
        i1_ppms_bands,
        i1_ppms_edss_rise_only,
        i1_ppms_gel,
        subtype,
        case when i1_ppms_edss_rise_earliest is not null and i1_ppms_edss_rise_only is null then flatten(list_transform(i1_ppms_edss_rise_earliest, lambda e: list_transform(list_filter(edss, lambda l: l.hi >= edss_on_lo and greatest(e.lo, back_12_months) < l.hi), lambda l: coalesce(cast(l.score - e.score >= case when l.score <= $i1_ppms_edss_rise_up_to_score then $i1_ppms_edss_rise_rise else $i1_ppms_edss_rise_rise_above end as integer), 2)))) end as i1_ppms_edss_rise_answers
    from step_5
),
step_7 as (
    select
        basis,
        screening_key,
        i1_ppms_bands,
        i1_ppms_gel,
        subtype,
        case when i1_ppms_edss_rise_only is not null then edss_min - i1_ppms_edss_rise_only >= case when edss_min <= $i1_ppms_edss_rise_up_to_score then $i1_ppms_edss_rise_rise else $i1_ppms_edss_rise_rise_above end when list_min(i1_ppms_edss_rise_answers) = list_max(i1_ppms_edss_rise_answers) and list_max(i1_ppms_edss_rise_answers) < 2 then list_max(i1_ppms_edss_rise_answers) = 1 end as i1_ppms_edss_rise
    from step_6
),
step_8 as (
    select
        basis,
        screening_key,
        subtype,
        i1_ppms_edss_rise and i1_ppms_gel and i1_ppms_bands as branch_ppms
    from step_7
),
step_9 as (
    select
        basis,
        screening_key,
        (subtype = 'PPMS') and not branch_ppms as fails_ppms
    from step_8
),
final as (
    select
        screening_key,
        basis,
        fails_ppms as truth
    from step_9
)
select screening_key, basis, truth
from final
-- $months_12 = 12
-- $i1_ppms_edss_rise_up_to_score = 5.0
-- $i1_ppms_edss_rise_rise = 1.0
-- $i1_ppms_edss_rise_rise_above = 0.5
