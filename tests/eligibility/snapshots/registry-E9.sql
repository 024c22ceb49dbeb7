-- Judges every screening by E9 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        reference_on,
        remission_hi,
        remission_lo,
        other_malignancy as e9_other,
        reference_on - $days_362 as back_362_days,
        reference_on - $days_369 as back_369_days
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        e9_other,
        case when remission_lo >= back_362_days then true when remission_hi < back_369_days then false when remission_lo >= cast(reference_on - to_months($months_12) as date) then true when remission_hi < cast(reference_on - to_months($months_12) as date) then false end as e9_remission
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        (e9_other or e9_remission) as node_0
    from step_2
),
final as (
    select
        screening_key,
        basis,
        node_0 as truth
    from step_3
)
select screening_key, basis, truth
from final
-- $months_12 = 12
-- $days_362 = 362
-- $days_369 = 369
