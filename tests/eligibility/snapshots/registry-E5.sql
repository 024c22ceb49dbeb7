-- Judges every screening by E5 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        immunosuppressant_hi,
        immunosuppressant_lo,
        reference_on,
        reference_on - $days_88 as back_88_days,
        reference_on - $days_95 as back_95_days
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        case when immunosuppressant_lo >= back_88_days then true when immunosuppressant_hi < back_95_days then false when immunosuppressant_lo >= cast(reference_on - to_months($months_3) as date) then true when immunosuppressant_hi < cast(reference_on - to_months($months_3) as date) then false end as e5_immunosuppressant
    from step_1
),
final as (
    select
        screening_key,
        basis,
        e5_immunosuppressant as truth
    from step_2
)
select screening_key, basis, truth
from final
-- $months_3 = 3
-- $days_88 = 88
-- $days_95 = 95
