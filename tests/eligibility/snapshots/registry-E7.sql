-- Judges every screening by E7 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        steroid_hi,
        steroid_lo,
        reference_on - $days_30 as back_30_days
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        case when steroid_lo >= back_30_days then true when steroid_hi < back_30_days then false end as e7_steroid
    from step_1
),
final as (
    select
        screening_key,
        basis,
        e7_steroid as truth
    from step_2
)
select screening_key, basis, truth
from final
-- $days_30 = 30
