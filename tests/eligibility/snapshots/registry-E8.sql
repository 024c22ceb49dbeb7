-- Judges every screening by E8 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        relapse_hi,
        relapse_lo,
        reference_on - $days_60 as back_60_days
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        case when relapse_lo >= back_60_days then true when relapse_hi < back_60_days then false end as e8_relapse
    from step_1
),
final as (
    select
        screening_key,
        basis,
        e8_relapse as truth
    from step_2
)
select screening_key, basis, truth
from final
-- $days_60 = 60
