-- Judges every screening by E6 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        platform_hi,
        platform_lo,
        reference_on - $days_30 as back_30_days
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        case when platform_lo >= back_30_days then true when platform_hi < back_30_days then false end as e6_platform
    from step_1
),
final as (
    select
        screening_key,
        basis,
        e6_platform as truth
    from step_2
)
select screening_key, basis, truth
from final
-- $days_30 = 30
