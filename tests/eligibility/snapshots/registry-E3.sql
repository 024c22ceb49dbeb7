-- Judges every screening by E3 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        edss,
        edss_is_plain,
        edss_min,
        edss_on_lo,
        gel_hi,
        gel_lo,
        reference_on,
        subtype,
        subtype is null or subtype = 'SPMS' as may_be_spms,
        subtype is null or subtype = 'PPMS' as may_be_ppms,
        edss[-2] as edss_2,
        edss[-3] as edss_3,
        edss[-4] as edss_4,
        edss[-5] as edss_5,
        reference_on - $days_362 as back_362_days,
        reference_on - $days_369 as back_369_days,
        bands as i1_ppms_bands
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        edss,
        edss_2,
        edss_3,
        edss_4,
        edss_5,
        edss_is_plain,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        may_be_ppms,
        subtype,
        case when (may_be_spms or may_be_ppms) then cast(reference_on - to_months($months_12) as date) end as i1_ppms_edss_rise_first,
        case when gel_lo >= back_362_days then true when gel_hi < back_369_days then false when gel_lo >= cast(reference_on - to_months($months_12) as date) then true when gel_hi < cast(reference_on - to_months($months_12) as date) then false end as i1_ppms_gel
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        edss,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        i1_ppms_edss_rise_first,
        i1_ppms_gel,
        may_be_ppms,
        subtype,
        not coalesce(edss_is_plain and coalesce(edss_5.lo < i1_ppms_edss_rise_first, true), false) as i1_ppms_edss_rise_is_hard,
        case when edss_5.lo >= i1_ppms_edss_rise_first then edss_5.score when edss_4.lo >= i1_ppms_edss_rise_first then edss_4.score when edss_3.lo >= i1_ppms_edss_rise_first then edss_3.score when edss_2.lo >= i1_ppms_edss_rise_first then edss_2.score end as i1_ppms_edss_rise_start
    from step_2
),
step_4 as (
    select
        basis,
        screening_key,
        edss,
        edss_min,
        edss_on_lo,
        i1_ppms_bands,
        i1_ppms_edss_rise_first,
        i1_ppms_edss_rise_is_hard,
        i1_ppms_edss_rise_start,
        i1_ppms_gel,
        may_be_ppms,
        subtype,
        case when i1_ppms_edss_rise_is_hard and edss_on_lo > i1_ppms_edss_rise_first then list_min(list_transform(edss, lambda r: case when r.is_certain and r.lo >= i1_ppms_edss_rise_first then r.hi end)) end as i1_ppms_edss_rise_reach
    from step_3
),
step_5 as (
    select
        basis,
        screening_key,
        i1_ppms_bands,
        i1_ppms_gel,
        may_be_ppms,
        subtype,
        case when not i1_ppms_edss_rise_is_hard then edss_min - i1_ppms_edss_rise_start >= case when edss_min <= $i1_ppms_edss_rise_up_to_score then $i1_ppms_edss_rise_rise else $i1_ppms_edss_rise_rise_above end when i1_ppms_edss_rise_reach < edss_on_lo then case list_avg(flatten(list_transform(edss, lambda e, i: case when e.hi >= i1_ppms_edss_rise_first and e.lo <= i1_ppms_edss_rise_reach then list_transform(list_filter(edss, lambda l, j: i <> j and l.hi >= edss_on_lo and greatest(e.lo, i1_ppms_edss_rise_first) < l.hi), lambda l: coalesce(cast(l.score - e.score >= case when l.score <= $i1_ppms_edss_rise_up_to_score then $i1_ppms_edss_rise_rise else $i1_ppms_edss_rise_rise_above end as double), 0.5)) else [] end))) when 1 then true when 0 then false end end as i1_ppms_edss_rise
    from step_4
),
step_6 as (
    select
        basis,
        screening_key,
        may_be_ppms,
        subtype,
        (i1_ppms_edss_rise and i1_ppms_gel and i1_ppms_bands) as branch_ppms
    from step_5
),
step_7 as (
    select
        basis,
        screening_key,
        case when subtype is null then case when branch_ppms then false end when may_be_ppms then not branch_ppms else false end as fails_ppms
    from step_6
),
final as (
    select
        screening_key,
        basis,
        fails_ppms as truth
    from step_7
)
select screening_key, basis, truth
from final
-- $months_12 = 12
-- $i1_ppms_edss_rise_up_to_score = 5.0
-- $i1_ppms_edss_rise_rise = 1.0
-- $i1_ppms_edss_rise_rise_above = 0.5
-- $days_362 = 362
-- $days_369 = 369
