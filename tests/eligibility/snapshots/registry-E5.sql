-- Judges every screening by E5 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        immunosuppressant_hi,
        immunosuppressant_lo,
        cast(reference_on - to_months($months_3) as date) as back_3_months
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        case when immunosuppressant_lo >= back_3_months then true when immunosuppressant_hi < back_3_months then false end as e5_immunosuppressant
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
